"""One line of a snapshot."""

import contextlib
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.advisories.snapshot.row import (
    BadDigest,
    is_digest,
    key_of,
    product_of,
    read_digest,
    read_said,
    write_digest,
    write_said,
)
from pratique.core.advisory import Affected, Product, Span
from pratique.errors import ParseError
from tests.advisories.snapshot.samples import DIGEST, NPM, ROWS, malicious


def read(line: str, *sources: str) -> object:
    key, _, data = line.partition("\t")
    return read_said(key, data.encode(), sources)


TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=12)
BOUNDS = st.none() | TEXTS
AFFECTED = st.builds(
    Affected,
    product=st.builds(Product, st.sampled_from(["npm", "pypi", "gem"]), TEXTS),
    spans=st.lists(
        st.builds(Span, BOUNDS, BOUNDS, st.booleans(), st.booleans()), max_size=3, unique=True
    ).map(
        lambda spans: tuple(
            sorted(
                spans,
                key=lambda span: repr((span.low, span.high, span.low_excluded | 2 * span.high_included)),
            )
        )
    ),
    versions=st.lists(TEXTS, max_size=3, unique=True).map(lambda found: tuple(sorted(found))),
    within=BOUNDS,
    outside=st.lists(TEXTS, max_size=2).map(tuple),
    fixed=st.lists(TEXTS, max_size=2).map(tuple),
    sole=st.booleans(),
)


@pytest.mark.fuzz
@given(AFFECTED, TEXTS, st.lists(TEXTS, max_size=3), TEXTS, st.booleans())
def test_what_is_written_is_read_back(
    affected: Affected, id_: str, aliases: list[str], summary: str, withdrawn: bool
) -> None:
    day = datetime(2026, 2, 3, tzinfo=UTC)
    said = replace(
        malicious(id_, affected, aliases=tuple(aliases), summary=summary, source="one"),
        published=day,
        withdrawn=day if withdrawn else None,
    )

    line = write_said(said, affected, 1)

    assert "\n" not in line
    assert read(line, "zero", "one") == said


def test_a_usual_record_is_short() -> None:
    usual = replace(ROWS[0], summary="Malicious code in @acme/bad (npm)")
    line = write_said(usual, usual.affected[0], 0)

    assert line == 'npm/@acme/bad\t["MAL-1",["GHSA-1"],0,"2026-11-30","*"]'


@pytest.mark.fuzz
@given(st.text(max_size=20), st.binary(max_size=60))
def test_any_line_is_read_or_refused(key: str, data: bytes) -> None:
    for reader in (lambda: read_said(key, data, ["one"]), lambda: read_digest(key, data)):
        with contextlib.suppress(ParseError):
            reader()


@pytest.mark.parametrize(
    "data",
    [
        b'["MAL-1",[],1,"",""]',
        b'["MAL-1",[],-1,"",""]',
        b'["MAL-1",[],0,"yesterday",""]',
        b'["MAL-1",[],0,"","every"]',
        b'["MAL-1",[],0,"",""' + b",1" * 9 + b"]",
        b"[" * 100_000,
    ],
)
def test_a_line_that_says_something_else_is_refused(data: bytes) -> None:
    with pytest.raises(ParseError):
        read_said("npm/a", data, ["one"])


def test_a_digest_names_its_release() -> None:
    key, _, data = write_digest(DIGEST).partition("\t")

    assert is_digest(key)
    assert read_digest(key, data.encode()) == DIGEST
    with pytest.raises(ParseError, match="not a digest"):
        write_digest(BadDigest("md5:00", NPM, "1", "MAL-1"))


def test_a_key_is_that_of_one_package() -> None:
    assert product_of(key_of(NPM)) == NPM
    for text in ("npm/", "npm", "maven/a", ""):
        with pytest.raises(ParseError):
            product_of(text)


def test_a_name_with_control_characters_is_not_written() -> None:
    with pytest.raises(ParseError, match="control"):
        write_said(ROWS[0], Affected(product=Product("npm", "a\tb")), 0)
