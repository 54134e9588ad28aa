"""Names as answers show them."""

from pratique.installed.files import Entry, EntryKind, by_name, joined, shown


def test_a_path_that_is_no_text_is_shown_with_escapes() -> None:
    assert r"a/\udcff.js" == shown("a/\udcff.js")
    assert "a/é.js" == shown("a/é.js")


def test_the_folder_itself_is_no_part_of_a_path() -> None:
    assert ("a", "a/b") == (joined("", "a"), joined("a", "b"))


def test_entries_stand_in_order_of_their_names() -> None:
    entries = [Entry(name, EntryKind.FILE) for name in ("b", "a", "B")]

    assert ["B", "a", "b"] == [entry.name for entry in by_name(entries)]
