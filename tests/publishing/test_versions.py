"""Versions and tags."""

from pratique.core.publishing import Level
from pratique.publishing.outgoing import Outgoing
from pratique.publishing.versions import published_already, tags_of_version
from tests.publishing.outgoings import HEAD, outgoing, work_of


def found(made: Outgoing) -> list[tuple[str, Level]]:
    return [(one.rule, one.level) for one in (*published_already(made), *tags_of_version(made))]


def test_a_version_or_file_that_is_there_already() -> None:
    assert [] == found(outgoing({}))
    assert [("already-published", Level.STOP)] == found(outgoing({}, is_listed=True))
    assert [("already-published", Level.STOP)] == found(outgoing({}, is_listed=True, listed_sha256="1" * 64))
    assert [("already-published", Level.NOTE)] == found(outgoing({}, is_listed=True, listed_sha256="0" * 64))


def test_the_tag_of_the_version() -> None:
    other = "b" * 40
    for tag in ("v1.1.0", "1.1.0", "kite@1.1.0", "kite-v1.1.0"):
        assert [] == found(outgoing({}, {}, work=work_of({}, tags={tag: HEAD})))
        assert [("tag-is-another-commit", Level.STOP)] == found(
            outgoing({}, {}, work=work_of({}, tags={tag: other}))
        )
    assert [("tag-missing", Level.NOTE)] == found(outgoing({}, {}, work=work_of({}, tags={"v1.0.0": other})))
    assert [] == found(outgoing({}, {}, work=work_of({}, tags={"other": other})))
