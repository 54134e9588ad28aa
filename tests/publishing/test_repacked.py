"""A built archive against a packing of the folder."""

from pratique.core.publishing import Level
from pratique.publishing.repacked import differs_from_packing
from tests.publishing.outgoings import Files, outgoing, tree_of, with_manifest


def found(archive: Files, folder: Files) -> list[tuple[str, Level]]:
    made = outgoing(archive, packing=tree_of(with_manifest(folder, "1.1.0")))
    return [(one.rule, one.level) for one in differs_from_packing(made)]


def test_the_same_files_are_no_finding() -> None:
    assert [] == found({"a.js": "1"}, {"a.js": "1"})


def test_changed_added_and_lost_files() -> None:
    assert [("archive-differs-from-folder", Level.STOP)] == found({"a.js": "1"}, {"a.js": "2"})
    assert [("file-without-source", Level.STOP)] == found({"a.js": "1", "b.js": "1"}, {"a.js": "1"})
    assert [("file-not-in-archive", Level.NOTE)] == found({}, {"a.js": "1"})


def test_without_a_packing_nothing_is_compared() -> None:
    assert [] == list(differs_from_packing(outgoing({"a.js": "1"})))
