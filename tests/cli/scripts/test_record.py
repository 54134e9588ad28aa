"""The record of decisions."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.cli.scripts.record import Entry, parse, text_of
from pratique.errors import ParseError

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)


def entry(**more: object) -> Entry:
    values: dict[str, object] = {
        "package": "pkg:npm/a",
        "version": "1.0.0",
        "file": "a-1.0.0.tgz",
        "digest": "sha256:aa",
        "behaviour": "sha256:bb",
        "approved": True,
        "by_person": True,
        "does": ("install: builds",),
    }
    return Entry(**(values | more))  # type: ignore[arg-type]


@given(
    st.lists(
        st.builds(
            Entry,
            package=TEXTS,
            version=TEXTS,
            file=TEXTS,
            digest=TEXTS,
            behaviour=TEXTS,
            approved=st.booleans(),
            by_person=st.booleans(),
            does=st.lists(TEXTS, max_size=3).map(tuple),
        ),
        max_size=4,
        unique_by=lambda one: one.key,
    )
)
def test_what_is_written_is_read(entries: list[Entry]) -> None:
    text = text_of(entries)
    assert tuple(sorted(entries, key=lambda one: one.key)) == parse(text.encode(), "x")
    assert text == text_of(reversed(entries))


@given(st.binary(max_size=200))
def test_any_bytes_give_entries_or_a_parse_error(data: bytes) -> None:
    with suppress(ParseError):
        assert isinstance(parse(data, "x"), tuple)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "version = 2",
        "version = 1\nother = 1",
        "version = 1\nscript = 3",
        "version = 1\n[[script]]\npackage = 'x'",
        "x =",
    ],
)
def test_what_is_not_certain_is_refused(text: str) -> None:
    with pytest.raises(ParseError):
        parse(text.encode(), "pratique-scripts.toml")


def test_two_tables_about_one_file_are_refused() -> None:
    table = text_of([entry()]).partition("\n[[script]]")
    with pytest.raises(ParseError, match="same file"):
        parse((table[0] + 2 * (table[1] + table[2])).encode(), "x")


def test_without_a_file_there_are_no_entries() -> None:
    assert () == parse(None, "x")
