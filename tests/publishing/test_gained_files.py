"""Kinds of files that are new in a release, and entries that are missing."""

from pratique.core.publishing import Level
from pratique.core.release import ArtifactKind
from pratique.publishing.gained_files import entries_lost, kinds_gained
from tests.publishing.outgoings import Files, last_of, outgoing, tree_of, with_manifest


def found(
    files: Files, last: Files | None, kind: ArtifactKind = ArtifactKind.NPM_TARBALL
) -> list[tuple[str, Level]]:
    return [(one.rule, one.level) for one in kinds_gained(outgoing(files, last, kind))]


def test_a_kind_that_the_last_release_lacks_stops() -> None:
    assert [("tests-gained", Level.STOP)] == found({"test/a.js": "1"}, {"a.js": "1"})
    assert [] == found({"test/b.js": "1"}, {"test/a.js": "1"})


def test_a_first_release_may_have_tests_and_no_log() -> None:
    assert [("leftover-files-gained", Level.STOP)] == found({"test/a.js": "1", "a.log": "1"}, None)


def test_tests_and_their_fixtures_are_one_finding() -> None:
    assert [("tests-gained", Level.STOP)] == found(
        {"test/a.js": "1", "test/fixtures/b.json": "1"}, {"a.js": "1"}
    )


def test_tests_of_a_source_distribution_are_noted() -> None:
    assert [("tests-gained", Level.NOTE)] == found({"tests/a.py": "1"}, {"a.py": "1"}, ArtifactKind.SDIST)


def test_an_entry_that_the_manifest_names_and_the_package_lacks_stops() -> None:
    last = last_of(with_manifest({"dist/a.js": "1"}, "1.0.0", main="dist/a.js"))
    lost = outgoing(with_manifest({}, "1.1.0", main="dist/a.js"), last)
    moved = outgoing(with_manifest({"lib/a.js": "1"}, "1.1.0", main="lib/a.js"), last)

    assert ["entry-missing"] == [one.rule for one in entries_lost(lost)]
    assert [] == list(entries_lost(moved))
    assert tree_of({}).files == ()
