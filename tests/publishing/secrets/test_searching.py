"""Searching a file for secrets."""

from hypothesis import given
from hypothesis import strategies as st

from pratique.core.tree import File
from pratique.publishing.secrets.searching import secrets_of
from tests.cli.publish.releasing import checked_token, private_key, random_text


def found(text: str) -> list[tuple[str, bool]]:
    return [(one.what, one.sure) for one in secrets_of(File("a.js", text.encode()))]


def test_secrets_are_found_in_the_order_of_the_file() -> None:
    text = f"{private_key()}\n{checked_token('npm_')}\naws_secret_access_key='{random_text('a', 40)}'\n"
    assert [
        ("a private key (private key)", True),
        ("an npm access token", True),
        ("an AWS secret access key", True),
    ] == found(text)


def test_a_wrong_checksum_is_only_noted() -> None:
    token = checked_token("ghp_")
    wrong = token[:-1] + ("a" if token[-1] != "a" else "b")
    assert [("a text like a GitHub personal access token with a wrong checksum", False)] == found(wrong)


def test_keys_that_are_made_to_be_public_are_only_noted() -> None:
    assert [("a Google API key", False)] == found("AIza" + random_text("g", 35))


def test_a_token_inside_of_a_longer_word_is_none() -> None:
    assert [] == found("x" + checked_token("ghp_"))
    assert [] == found(checked_token("ghp_") + "x")


def test_a_token_that_occurs_twice_is_one() -> None:
    token = checked_token("ghp_")
    assert 1 == len(found(f"{token} {token}"))


@given(st.binary(max_size=400))
def test_any_bytes_are_searched(data: bytes) -> None:
    secrets_of(File(".npmrc", data))
