"""The inventory of an artifact."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.analysis.inventory import Inventory, take
from pratique.analysis.inventory.inventory import Power, Shape
from pratique.analysis.inventory.taking import MOST_OF_A_KIND
from pratique.analysis.kinds import Code, Compiled, classify
from pratique.core.tree import File, Tree
from tests.analysis.inventory import binaries
from tests.analysis.inventory.pictures_made import png
from tests.analysis.inventory.test_pickles import stack_global
from tests.builders import zipped

PYC = b"\xcb\x0d\r\n\0\0\0\0" + bytes(8) + b"\xe3z\x0asubprocess\xda\x04exec"


def inventory(files: dict[str, bytes], *, omitted: tuple[str, ...] = ()) -> Inventory:
    tree = Tree(tuple(File(path, data) for path, data in files.items()))
    code = [file.path for file in tree if isinstance(classify(file), Code)]
    compiled = [file.path for file in tree if isinstance(classify(file), Compiled)]
    return take(tree, code, (*compiled, *omitted))


def test_an_ordinary_package_has_nothing_to_tell() -> None:
    files = {
        "index.js": b"module.exports = 1\n",
        "README.md": b"# Read me\n",
        "logo.png": png(),
        "package.json": b"{}",
    }
    assert Inventory() == inventory(files)


def test_natives_are_told_and_one_too_large_to_read_is_too() -> None:
    found = inventory({"a.so": binaries.elf(["connect"])}, omitted=("huge.node",))
    assert {"a.so": True, "huge.node": False} == {native.path: native.whole for native in found.natives}
    assert 1 == found.natives_that[Power.NETWORK]


def test_a_library_beside_a_program_that_loads_it_is_side_loaded() -> None:
    program, library = binaries.pe(["LoadLibraryA"]), binaries.pe(["connect"])
    assert 1 == inventory({"bin/tool.exe": program, "bin/python313.dll": library}).natives_side_loaded
    assert 0 == inventory({"bin/tool.exe": program, "lib/python313.dll": library}).natives_side_loaded


@pytest.mark.parametrize(
    ("path", "source", "alone"),
    [
        ("pkg/__pycache__/a.cpython-312.pyc", "pkg/a.py", 0),
        ("pkg/a.pyc", "pkg/a.py", 0),
        ("pkg/__pycache__/a.cpython-312.opt-1.pyc", "pkg/b.py", 1),
        ("pkg/a.pyc", "a.py", 1),
    ],
)
def test_byte_code_is_told_where_its_source_is_not_shipped(path: str, source: str, alone: int) -> None:
    found = inventory({path: PYC, source: b"x = 1\n"})
    assert alone == found.bytecode_without_source
    assert alone == found.bytecode_acting


def test_pickles_are_found_under_any_name_and_inside_of_archives() -> None:
    bad = stack_global("os", "system")
    found = inventory(
        {
            "weights.dat": bad,
            "model.pt": zipped({"archive/data.pkl": bad}),
            "m.pth": zipped({"a/data.pkl": bad}),
        }
    )
    assert {("weights.dat", ""), ("model.pt", "archive/data.pkl")} <= {
        (p.path, p.member) for p in found.pickles
    }
    assert 2 <= found.pickles_that_run


def test_a_list_of_words_is_no_pickle() -> None:
    assert () == inventory({"requires.txt": b"colorama\npsutil\nrequests\n"}).pickles


def test_a_program_under_a_harmless_name_is_told_whoever_reads_it() -> None:
    found = inventory(
        {"notes.txt": b"#!/bin/sh\necho marker\n", "a.png": binaries.pe(), "tool": b"#!/bin/sh\n"}
    )
    assert {"notes.txt": Shape.SCRIPT, "a.png": Shape.EXECUTABLE} == {
        d.path: d.shape for d in found.disguises
    }
    assert 1 == found.disguised_scripts
    assert 1 == found.disguised_executables
    assert 1 == found.natives_misnamed


def test_pictures_blanks_and_archives_are_looked_at() -> None:
    files = {
        "logo.png": png() + b"import os\nos.system('echo marker')\n" * 2,
        "notes.md": b"hello" + b" \t\t  \t \t\t \t" * 30 + b"\n",
        "more.zip": zipped({"a.exe": "MZ"}),
    }
    found = inventory(files)
    assert 1 == found.pictures_carrying
    assert 300 < found.blank_characters
    assert 1 == found.nested_with_executables


def test_what_is_told_is_bounded() -> None:
    many = {f"{number}.png": binaries.pe() for number in range(MOST_OF_A_KIND + 5)}
    found = inventory(many)
    assert MOST_OF_A_KIND == len(found.natives)
    assert MOST_OF_A_KIND == len(found.disguises)


@pytest.mark.fuzz
@given(
    st.dictionaries(
        st.sampled_from(["a.png", "a.so", "a.pkl", "a.txt", "a.json", "a.pyc", "a.zip", "a.d.ts", "b"]),
        st.one_of(
            st.binary(max_size=120),
            st.sampled_from(
                [b"\x7fELF", b"MZ\0", b"\0asm", b"PK\x03\x04", b"\x89PNG\r\n\x1a\n", b"\x80\x04"]
            ).flatmap(lambda mark: st.binary(max_size=120).map(lambda rest: mark + rest)),
        ),
    )
)
def test_any_files_give_an_inventory(files: dict[str, bytes]) -> None:
    assert isinstance(inventory(files), Inventory)


def test_text_that_is_source_by_its_name_alone_is_no_disguise() -> None:
    assert () == inventory({"docs/extconfig.rst": b"Extending the configuration\n" * 3}).disguises
