"""What an inventory counts."""

from pratique.analysis.inventory.inventory import (
    Blanks,
    Bytecode,
    Carried,
    Inventory,
    Native,
    Nested,
    Pickle,
    Power,
    Shape,
)


def test_an_empty_inventory_counts_nothing() -> None:
    empty = Inventory()
    counts = [
        getattr(empty, name) for name in dir(Inventory) if isinstance(getattr(Inventory, name), property)
    ]
    assert {0} == {count for count in counts if not isinstance(count, dict)}
    assert set(Power) == set(empty.natives_that)


def test_natives_are_counted_by_what_they_show() -> None:
    quiet = Native(path="a.so", format="elf")
    loud = Native(
        path="a.exe",
        format="pe",
        names=((Power.KEYS, "GetAsyncKeyState"),),
        telling=("http://93.184.216.34/",),
        packer="UPX",
        entropy=7.9,
        agrees=False,
        side_loaded=True,
    )
    found = Inventory(natives=(quiet, loud))
    assert 1 == found.natives_that[Power.KEYS]
    assert 0 == found.natives_that[Power.NETWORK]
    assert (1, 1, 1, 1, 1) == (
        found.natives_calling_home,
        found.natives_packed,
        found.natives_dense,
        found.natives_misnamed,
        found.natives_side_loaded,
    )
    assert 1 == found.windows_programs


def test_byte_code_acts_by_its_names_or_addresses() -> None:
    still = Bytecode(path="a.pyc")
    named = Bytecode(path="b.pyc", names=((Power.PROCESS, "Popen"),))
    told = Bytecode(path="c.pyc", telling=("https://webhook.site/x",))
    found = Inventory(bytecode=(still, named, told))
    assert 3 == found.bytecode_without_source
    assert 2 == found.bytecode_acting


def test_the_rest_is_counted_where_it_can_run() -> None:
    found = Inventory(
        pickles=(Pickle(path="a", runs=("os.system",)), Pickle(path="b", reaches=("builtins.getattr",))),
        carried=(
            Carried(path="a", shape=Shape.SCRIPT, size_bytes=9, where="after its end"),
            Carried(path="b", shape=Shape.DATA, size_bytes=9, where="after its end"),
        ),
        nested=(
            Nested(path="a", scripts=("__main__.py",)),
            Nested(path="b", encrypted=True),
            Nested(path="c", executables=("x.exe",)),
        ),
        blanks=(Blanks(path="a", line=1, count=200), Blanks(path="b", line=1, count=300)),
    )
    assert (1, 1) == (found.pickles_that_run, found.pickles_that_reach)
    assert 1 == found.pictures_carrying
    assert (1, 1, 1) == (found.nested_programs, found.nested_encrypted, found.nested_with_executables)
    assert 500 == found.blank_characters
