"""Checkpoints, read."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.errors import ParseError
from pratique.history.provenance.checkpoint import read_checkpoint
from tests.signing import b64

ROOT = b"r" * 32
SIGNATURE = f"\N{EM DASH} log.example {b64(b'hintsignature')}\n"
BODY = f"log.example - 42\n17\n{b64(ROOT)}\n"
NOTE = f"{BODY}\n{SIGNATURE}"


def test_a_checkpoint_is_read() -> None:
    found = read_checkpoint(NOTE)

    assert ("log.example - 42", 17, ROOT) == (found.origin, found.size, found.root)
    assert BODY.encode() == found.signed
    assert [("log.example", b"hint", b"signature")] == [
        (item.name, item.hint, item.signature) for item in found.signatures
    ]


def test_more_lines_are_signed_too() -> None:
    found = read_checkpoint(f"{BODY}Timestamp: 9\n\n{SIGNATURE}{SIGNATURE}")

    assert f"{BODY}Timestamp: 9\n".encode() == found.signed
    assert 2 == len(found.signatures)


@pytest.mark.parametrize(
    "text",
    [
        "",
        BODY,
        f"\n17\n{b64(ROOT)}\n\n{SIGNATURE}",
        f"log\n-1\n{b64(ROOT)}\n\n{SIGNATURE}",
        f"log\n{'9' * 20}\n{b64(ROOT)}\n\n{SIGNATURE}",
        f"log\n17\n?\n\n{SIGNATURE}",
        f"{BODY}\n- log.example {b64(b'hintsignature')}\n",
        f"{BODY}\n\N{EM DASH} log.example\n",
        f"{BODY}\n\N{EM DASH} log.example {b64(b'hint')}\n",
        f"{BODY}\n{SIGNATURE * 33}",
    ],
)
def test_what_is_no_checkpoint_is_refused(text: str) -> None:
    with pytest.raises(ParseError):
        read_checkpoint(text)


@pytest.mark.fuzz
@given(
    st.text(max_size=200)
    | st.lists(st.sampled_from(["\n", "\N{EM DASH} ", "a", "17", b64(ROOT), " "])).map("".join)
)
def test_any_text_gives_a_checkpoint_or_a_parse_error(text: str) -> None:
    with contextlib.suppress(ParseError):
        assert read_checkpoint(text).origin
