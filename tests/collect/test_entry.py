"""What readers yield."""

from pratique.collect.entry import Entry, Unread


def test_an_entry_knows_nothing_but_its_path_at_first() -> None:
    assert ("", "", (), "", "", "", None, False) == Entry("a/b")[1:]
    assert ("a/b", "too large") == Unread("a/b", "too large")
