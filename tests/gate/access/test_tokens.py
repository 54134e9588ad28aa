"""Tokens of the gate: what is kept of them, and who shows one."""

import base64
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.errors import ParseError, UsageError
from pratique.gate.access.tokens import Role, Shown, Tokens, new_token, parse_tokens, shown_in, write_tokens

AT = datetime(2026, 11, 26, 12, 0, tzinfo=UTC)


def made(name: str = "ci-web", seed: int = 1) -> tuple[str, Tokens]:
    text, token = new_token(name, bytes([seed]) * 38, AT)
    return text, Tokens().with_one(token)


def basic(text: str) -> str:
    return "Basic " + base64.b64encode(text.encode()).decode()


def test_a_token_tells_who_has_it_and_its_file_does_not_hold_it() -> None:
    text, tokens = made()
    data = write_tokens(tokens)

    assert tokens.by_id[text[5:17]] == parse_tokens(data).find(text)
    assert text not in data.decode()
    assert text.rpartition("_")[2] not in data.decode()


@pytest.mark.parametrize("other", ["", "prtq_", "prtq_010101010101_", "x" * 5_000, "\ud800"])
def test_what_is_no_token_of_this_gate_is_nobodys(other: str) -> None:
    text, tokens = made()

    assert tokens.find(other) is None
    assert tokens.find(text[:-1] + ("A" if text[-1] != "A" else "B")) is None
    assert tokens.find(made(seed=2)[0]) is None
    assert tokens.find(text + "\n") is None


def test_a_name_has_one_token_and_one_that_is_taken_away_is_nobodys() -> None:
    text, tokens = made()
    with pytest.raises(UsageError, match="a token named ci-web already exists"):
        tokens.with_one(new_token("ci-web", bytes(38), AT)[1])

    assert tokens.without("ci-web").find(text) is None
    with pytest.raises(UsageError, match="no token is named ada"):
        tokens.without("ada")


def test_a_role_an_owner_and_an_end_are_kept_and_a_token_ends() -> None:
    end = AT + timedelta(days=90)
    text, token = new_token("ada", bytes(38), AT, role=Role.OPERATOR, owner="Ada L\u00e9", expires_at=end)
    found = parse_tokens(write_tokens(Tokens().with_one(token))).find(text)

    assert found is not None
    assert (Role.OPERATOR, "Ada L\u00e9", end) == (found.role, found.owner, found.expires_at)
    assert (False, True) == (found.expired(end - timedelta(seconds=1)), found.expired(end))
    assert not made()[1].by_id["010101010101"].expired(datetime.max.replace(tzinfo=UTC))


def test_a_file_of_the_first_version_has_developers_without_an_end() -> None:
    text, tokens = made()
    sha256 = tokens.by_id["010101010101"].sha256
    entry = f'"name":"ci","id":"010101010101","sha256":"{sha256}","made_at":"2026-01-01T00:00:00+00:00"'
    found = parse_tokens(f'{{"version":1,"tokens":[{{{entry}}}]}}'.encode()).find(text)

    assert found is not None
    assert ("ci", Role.DEVELOPER, "", None) == (found.name, found.role, found.owner, found.expires_at)


@pytest.mark.parametrize(
    ("role", "owner", "words"),
    [
        (Role.OPERATOR, "", "an operator's token needs an end"),
        (Role.DEVELOPER, "a\nb", "the owner is too long or not printable"),
        (Role.DEVELOPER, "x" * 201, "the owner is too long or not printable"),
    ],
)
def test_an_operator_without_an_end_and_an_owner_that_is_none_are_refused(
    role: Role, owner: str, words: str
) -> None:
    with pytest.raises(UsageError, match=words):
        new_token("ada", bytes(38), AT, role=role, owner=owner)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b'"role": "developer"', b'"role": "admin"'),
        (b'"role": "developer"', b'"role": "operator"'),
        (b'"role": "developer"', b'"role": ["operator"]'),
        (b'"owner": ""', b'"owner": "a\\nb"'),
        (b'"owner": ""', b'"owner": "", "expires_at": "soon"'),
        (b'"owner": ""', b'"owner": "", "expires_at": "2026-01-01"'),
    ],
)
def test_a_role_or_an_end_that_is_none_makes_the_file_invalid(before: bytes, after: bytes) -> None:
    data = write_tokens(made()[1])
    assert before in data

    with pytest.raises(ParseError, match="the token file is invalid"):
        parse_tokens(data.replace(before, after))


@pytest.mark.parametrize("name", ["", "a b", "-x", "a" * 65, "x\n", "ü"])
def test_a_name_is_one_word_of_ascii(name: str) -> None:
    with pytest.raises(UsageError, match="is not a valid token name"):
        new_token(name, bytes(38), AT)


@pytest.mark.parametrize(
    ("header", "shown"),
    [
        ("Bearer abc", (Shown("abc"),)),
        ("bearer  abc ", (Shown("abc"),)),
        (basic("ada:abc"), (Shown("abc"), Shown("ada"))),
        (basic("abc:"), (Shown(""), Shown("abc"))),
        (basic("abc"), (Shown("abc"),)),
        (basic("ada:abc:own:secret"), (Shown("abc", "own:secret"), Shown("ada"))),
        ("Basic !!!", ()),
        ("Basic", ()),
        ("Digest abc", ()),
        ("", ()),
        ("Bearer " + "x" * 20_000, ()),
    ],
)
def test_a_header_shows_what_may_be_a_token(header: str, shown: tuple[Shown, ...]) -> None:
    assert shown == shown_in(header)


def test_no_secret_is_printed_by_accident() -> None:
    assert "abc" not in repr(shown_in(basic("ada:abc:own")))


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"[]",
        b'{"version": 3, "tokens": []}',
        b'{"version": 1}',
        b'{"version": 1, "tokens": [{"name": "a"}]}',
        b'{"version": 1, "tokens": [{"name": "a", "id": "010101010101", "sha256": "x", "made_at": ""}]}',
        b"{" * 100_000,
        b" " * 5_000_000,
    ],
)
def test_a_file_that_is_none_is_told(data: bytes) -> None:
    with pytest.raises(ParseError, match="the token file is invalid"):
        parse_tokens(data)


def test_a_name_that_is_there_twice_is_told() -> None:
    data = write_tokens(made()[1]).replace(
        b'"tokens": [',
        b'"tokens": [{"name": "ci-web", "id": "aaaaaaaaaaaa", "sha256": "'
        + b"0" * 64
        + b'", "made_at": "2026-01-01T00:00:00+00:00"},',
    )
    with pytest.raises(ParseError, match="a duplicate id or name"):
        parse_tokens(data)


@pytest.mark.fuzz
@given(st.binary(max_size=300))
def test_any_bytes_are_tokens_or_an_error(data: bytes) -> None:
    try:
        found = parse_tokens(data)
    except ParseError:
        return
    assert found == parse_tokens(write_tokens(found))


@pytest.mark.fuzz
@given(st.text(max_size=200))
def test_any_header_can_be_read(header: str) -> None:
    for one in shown_in(header):
        assert made()[1].find(one.text) is None
