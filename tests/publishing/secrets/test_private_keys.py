"""Private keys in files."""

import json

from hypothesis import given
from hypothesis import strategies as st

from pratique.publishing.secrets.private_keys import private_keys
from tests.cli.publish.releasing import private_key

KEY = private_key()


def count(text: str) -> int:
    return len(list(private_keys(text.encode())))


def test_a_key_is_found_as_text_and_inside_of_json_and_code() -> None:
    assert 1 == count(KEY)
    assert 1 == count(json.dumps({"private_key": KEY}))
    assert 1 == count("key = (" + " ".join(f"'{row}\\n'" for row in KEY.splitlines()) + ")")


def test_an_encrypted_key_with_headers_is_found() -> None:
    first, rest = KEY.split("\n", 1)
    assert 1 == count(f"{first}\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-256-CBC,00\n\n{rest}")


def test_the_source_of_a_parser_has_no_key() -> None:
    assert 0 == count("BEGIN = '-----BEGIN PRIVATE KEY-----'\nEND = '-----END PRIVATE KEY-----'\n")
    assert 0 == count("-----BEGIN RSA PRIVATE KEY-----\n...\n-----END RSA PRIVATE KEY-----\n")
    assert 0 == count(KEY.replace("PRIVATE", "PUBLIC"))


@given(st.binary(max_size=300))
def test_any_bytes_between_the_lines_are_read(body: bytes) -> None:
    list(private_keys(b"-----BEGIN PRIVATE KEY-----" + body + b"-----END PRIVATE KEY-----"))
