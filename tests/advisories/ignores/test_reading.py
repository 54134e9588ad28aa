from pratique.advisories.ignores.reading import MOST_IDS, MOST_TOLD, Reading, cut
from pratique.advisories.ignores.said import Ignores
from pratique.core.audit import Ignore


def test_places_are_found_in_the_order_of_the_entries() -> None:
    reading = Reading("f", "first\nsecond\nfirst\n")
    assert ["f:1", "f:2", "f:3"] == [
        reading.at("first"),
        reading.at("second"),
        reading.at("nothing", "first"),
    ]
    assert "f" == reading.at("nothing", "")


def test_an_ignore_is_kept_with_one_line_of_each_text() -> None:
    reading = Reading("f")
    reading.add(Ignore(ids=("CVE-1", "CVE-1", " "), reason="two\n\tlines", owner="x" * 600, origin="f:1"))
    [ignore] = reading.done().ignores
    assert (("CVE-1",), "two lines", "x" * 500) == (ignore.ids, ignore.reason, ignore.owner)


def test_what_covers_everything_is_told_and_not_used() -> None:
    reading = Reading("f")
    for path in (None, "*", "**/*", "*>*", "./"):
        reading.add(Ignore(path=path, versions="<2", origin="f:1"))
    assert Ignores(unread=("f:1: not used: the entry would ignore all findings",) * 5) == reading.done()


def test_what_is_narrow_in_one_way_is_used() -> None:
    reading = Reading("f")
    narrow = [
        Ignore(ids=("CVE-1",)),
        Ignore(package="x"),
        Ignore(groups=frozenset({"dev"})),
        Ignore(path="a>*"),
    ]
    for ignore in narrow:
        reading.add(ignore)
    assert Ignores(ignores=tuple(narrow)) == reading.done()


def test_a_file_has_a_limit_of_ignores_and_an_ignore_of_ids() -> None:
    reading = Reading("f", most=1)
    reading.add(Ignore(ids=tuple(f"CVE-{number}" for number in range(MOST_IDS + 1)), origin="f:1"))
    reading.add(Ignore(ids=("CVE-1",)))
    reading.add(Ignore(ids=("CVE-2",), origin="f:3"))
    done = reading.done()
    assert [("CVE-1",)] == [ignore.ids for ignore in done.ignores]
    assert (
        f"f:1: not used: the entry has more than {MOST_IDS} ids",
        "f:3: not used: only the first 1 ignores of a file are used",
    ) == done.unread


def test_troubles_are_told_up_to_a_limit_and_counted_beyond() -> None:
    reading = Reading("f")
    for number in range(MOST_TOLD + 7):
        reading.refuse(f"f:{number}", "no")
        reading.note(f"f:{number}", "aside")
    done = reading.done()
    assert "f: 7 more entries are not used" == done.unread[-1]
    assert (MOST_TOLD + 1, MOST_TOLD) == (len(done.unread), len(done.notes))


def test_a_text_is_cut_to_one_line() -> None:
    assert "a b" == cut("a\n\n b ")
    assert 500 == len(cut("x" * 10_000))
