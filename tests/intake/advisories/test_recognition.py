"""Which source a file or folder is."""

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest

from pratique.advisories.interface import Entry
from pratique.errors import UsageError
from pratique.intake.advisories.recognition import recognised
from tests.intake.advisories.made import source


def starts(text: bytes) -> Callable[[Entry], bool]:
    return lambda entry: entry.data.startswith(text)


FIRST = replace(source("first"), recognises=starts(b"first"))
SECOND = replace(source("second"), recognises=starts(b"second"))
ANY = replace(source("any"), recognises=starts(b""))
SOURCES = (FIRST, SECOND, ANY)


def found(*heads: bytes) -> str:
    return " ".join(
        source.name for source in recognised([Entry("x", head) for head in heads], SOURCES, label="made")
    )


def test_the_first_that_recognises_a_file_has_it() -> None:
    assert "first" == found(b"first", b"first again")


def test_a_source_for_files_of_any_kind_is_meant_when_no_other_is() -> None:
    assert "second" == found(b"README", b"second", b"tests")
    assert "any" == found(b"README")


def test_a_folder_may_hold_several_sources() -> None:
    assert "first second" == found(b"second", b"README", b"first")


def test_no_source_is_told_with_all_there_are() -> None:
    with pytest.raises(UsageError, match="does not match any known advisory source") as raised:
        recognised([Entry("x", b"?")], (FIRST, SECOND), label="made")
    assert "first, second" in raised.value.hint


def test_only_the_first_files_are_looked_at() -> None:
    looked: list[int] = []

    def heads() -> Iterator[Entry]:
        for n in range(10_000):
            looked.append(n)
            yield Entry("x", b"first")

    assert (FIRST,) == recognised(heads(), SOURCES, label="made")
    assert 5_000 == len(looked)
