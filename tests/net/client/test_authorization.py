"""Credentials: what goes into the header, and that nothing shows it."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.errors import ParseError
from pratique.net.client.address import parse
from pratique.net.client.authorization import Authorization, split_userinfo


def test_no_printed_form_of_a_credential_shows_it() -> None:
    for credential in (Authorization.bearer("s3cret"), Authorization.basic("ada", "s3cret")):
        shown = f"{credential} {credential!r} {[credential]}"
        assert "s3cret" not in shown
        assert base64.b64encode(b"ada:s3cret").decode() not in shown


def test_a_user_and_a_password_are_encoded_as_utf_8() -> None:
    encoded = base64.b64encode("ada:pässword".encode()).decode()

    assert f"Basic {encoded}" == Authorization.basic("ada", "pässword").header
    assert f"Basic {encoded}" == Authorization.encoded(encoded).header


@pytest.mark.parametrize("token", ["a\r\nHost: evil.example", "a\x00", "tökén", "a" * 20_000])
def test_a_token_that_cannot_stand_in_a_header_is_refused_without_repeating_it(token: str) -> None:
    for make in (Authorization.bearer, Authorization.encoded):
        with pytest.raises(ParseError) as caught:
            make(token)
        assert token not in str(caught.value)


def test_userinfo_is_taken_out_of_an_address_and_decoded() -> None:
    url, credential = split_userinfo(parse("https://a%40b:p%3Aw@registry.example/x"))

    assert "https://registry.example/x" == str(url)
    assert credential == Authorization.basic("a@b", "p:w")


def test_an_address_without_userinfo_has_no_credential() -> None:
    assert (parse("https://registry.example/"), None) == split_userinfo(parse("https://registry.example/"))


@pytest.mark.fuzz
@given(st.text(), st.text())
def test_any_user_and_password_fit_a_header(user: str, password: str) -> None:
    header = Authorization.basic(user, password).header

    assert header.isascii()
    assert header.isprintable()
