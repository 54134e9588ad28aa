"""The reading as a whole: what is odd, and when there is nothing to compare."""

from datetime import UTC, datetime, timedelta

import pytest

from pratique.core.names import Ecosystem
from pratique.core.release import Dated, TimeSource
from pratique.core.source import NotComparable, RemarkKind, SourceReading, WhyNot
from pratique.history.source.reading import Asked, Place, unread
from tests.history.source.sides import CALM, CODE, reading, ref

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)


def kinds(found: SourceReading) -> list[RemarkKind]:
    return [remark.kind for remark in found.remarks]


def test_a_calm_reading_has_no_remark_and_knows_what_is_equal() -> None:
    found = reading(CALM, CALM)
    assert ([], None, frozenset(CALM)) == (kinds(found), found.not_comparable, found.equal_paths)


@pytest.mark.parametrize(
    ("reachable", "kind"), [(False, RemarkKind.UNREACHABLE), (None, RemarkKind.REACH_UNKNOWN)]
)
def test_a_commit_that_nothing_is_known_to_lead_to_makes_nothing_equal(
    reachable: bool | None, kind: RemarkKind
) -> None:
    found = reading(CALM, CALM, reachable=reachable)
    assert ([kind], frozenset()) == (kinds(found), found.equal_paths)


@pytest.mark.parametrize(
    ("source", "minutes", "expected"),
    [
        (TimeSource.REGISTRY, 60, [RemarkKind.COMMITTED_LATER]),
        (TimeSource.REGISTRY, 5, []),
        (TimeSource.MIRROR, 60, []),
    ],
)
def test_a_commit_after_its_publication_is_odd_where_the_time_can_be_believed(
    source: TimeSource, minutes: int, expected: list[RemarkKind]
) -> None:
    committed = NOON + timedelta(minutes=minutes)
    found = reading(CALM, CALM, published=Dated(NOON, source), committed_at=committed)
    assert expected == kinds(found)


def test_a_repository_that_names_another_package_is_told() -> None:
    source = {"package.json": '{"name": "wild", "version": "1.2.3"}', "index.js": CODE}
    assert [RemarkKind.OTHER_NAME] == kinds(reading(CALM, source))


@pytest.mark.parametrize(
    ("told", "expected"), [("1.2.2", [RemarkKind.OTHER_VERSION]), ("0.0.0-development", [])]
)
def test_another_version_at_that_commit_is_told(told: str, expected: list[RemarkKind]) -> None:
    source = {"package.json": f'{{"name": "calm", "version": "{told}"}}', "index.js": CODE}
    assert expected == kinds(reading(CALM, source))


def test_a_package_that_is_all_built_is_not_comparable_and_its_files_are_told() -> None:
    shipped = {
        "package.json": CALM["package.json"],
        "dist/a.js": "exports.a = 1\n",
        "README.md": "calm, long enough\n",
    }
    source = {
        "package.json": CALM["package.json"],
        "src/a.ts": "export const a = 1\n",
        "README.md": "calm, long enough\n",
    }
    found = reading(shipped, source)
    assert found.not_comparable is not None
    assert (WhyNot.GENERATED, 3) == (found.not_comparable.reason, len(found.files))


def test_an_artifact_without_a_repository_says_why() -> None:
    asked = Asked(ref=ref(), ecosystem=Ecosystem.NPM, filename="calm.tgz")
    found = unread(asked, None, NotComparable(WhyNot.NO_REPOSITORY, "none is told"))
    assert (None, "none is told") == (found.repository, found.not_comparable and found.not_comparable.text)
    found = unread(asked, Place(repository="/r", told_by="x"), NotComparable(WhyNot.GONE, "gone"))
    assert ("/r", "x") == (found.repository, found.told_by)
