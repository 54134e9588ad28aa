"""How the files of a project were read."""

from dataclasses import FrozenInstanceError

import pytest

from pratique.core.reading import LockRead, NotJudged, Trouble
from pratique.errors import Reference


def test_a_lock_is_whole_unless_somebody_says_otherwise() -> None:
    read = LockRead(path="package-lock.json", format="package-lock v3", packages=3)

    assert (read.problems, read.error) == ((), None)


def test_what_is_told_once_stays_as_it_was_told() -> None:
    trouble = Trouble(Reference.LOCK_INVALID, "it is broken", "write it again")
    told = NotJudged(purl="pkg:npm/a", why="it is broken", trouble=trouble)

    assert told == NotJudged(purl="pkg:npm/a", why="it is broken", trouble=trouble)
    with pytest.raises(FrozenInstanceError):
        told.why = "it is sound"  # type: ignore[misc]
