"""What goes wrong, in words."""

import aiohttp
import pytest
from aiohttp.client_reqrep import ConnectionKey
from hypothesis import given
from hypothesis import strategies as st
from yarl import URL

from pratique.errors import Reference, RegistryError
from pratique.net.client.failure import TransientError, for_exception, for_status, retry_after, too_slow
from pratique.net.client.proxies import parse_proxy

URL_WITH_SECRETS = URL("https://ada:s3cret@registry.example/x?sig=s3cret")
PROXY = parse_proxy("http://ada:s3cret@proxy.example:3128", "https-proxy in ~/.npmrc")


def error_of(failure: Exception) -> RegistryError:
    found = failure.error if isinstance(failure, TransientError) else failure
    assert isinstance(found, RegistryError)
    assert "s3cret" not in f"{found.message} {found.hint} {failure}"
    assert found.hint
    return found


def test_control_characters_of_a_reason_are_not_printed() -> None:
    error = error_of(for_status(URL_WITH_SECRETS, 403, "no \x1b[31m\u202e\r\nway" + "x" * 500, {}))

    assert error.message.startswith("https://registry.example/x?... refuses access (403 no [31mway")
    assert 300 > len(error.message)


@pytest.mark.parametrize(
    ("status", "passes"),
    [(429, True), (502, True), (503, True), (504, True), (500, False), (404, False), (403, False)],
)
def test_only_some_statuses_pass(status: int, passes: bool) -> None:
    assert passes == isinstance(for_status(URL_WITH_SECRETS, status, None, {}), TransientError)


@pytest.mark.parametrize(
    ("error", "reference", "passes"),
    [
        (aiohttp.ServerDisconnectedError(), Reference.REGISTRY_UNREACHABLE, True),
        (aiohttp.ClientOSError(104, "Connection reset by peer"), Reference.REGISTRY_UNREACHABLE, True),
        (aiohttp.ServerTimeoutError(), Reference.REGISTRY_UNREACHABLE, True),
        (TimeoutError(), Reference.REGISTRY_UNREACHABLE, True),
        (aiohttp.ClientPayloadError("s3cret"), Reference.BODY_TRUNCATED, True),
        (aiohttp.InvalidURL("https://s3cret"), Reference.REGISTRY_FAILED, False),
        (ValueError("s3cret"), Reference.REGISTRY_FAILED, False),
    ],
)
def test_each_exception_has_its_words_and_names_the_proxy_in_use(
    error: Exception, reference: Reference, passes: bool
) -> None:
    for proxy in (None, PROXY):
        failure = for_exception(URL_WITH_SECRETS, error, proxy)
        found = error_of(failure)
        assert (reference, passes) == (found.reference, isinstance(failure, TransientError))
        if reference is Reference.REGISTRY_UNREACHABLE:
            assert ("https-proxy in ~/.npmrc" if proxy else "HTTPS_PROXY") in found.hint


def test_a_name_without_an_address_is_said_to_have_none() -> None:
    key = ConnectionKey("registry.example", 443, True, True, None, None, None)
    failure = for_exception(URL_WITH_SECRETS, aiohttp.ClientConnectorDNSError(key, OSError("s3cret")), None)

    assert "registry.example cannot be reached: the host name does not resolve" == error_of(failure).message
    assert isinstance(failure, TransientError)


def test_a_deadline_is_named() -> None:
    assert (
        "registry.example took longer than 2.5 s" == error_of(too_slow(URL_WITH_SECRETS, 2.5, None)).message
    )


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, None),
        ({"Retry-After": "7"}, 7.0),
        ({"Retry-After": "Wed, 21 Oct 2015 07:28:30 GMT", "Date": "Wed, 21 Oct 2015 07:28:00 GMT"}, 30.0),
        ({"Retry-After": "Wed, 21 Oct 2015 07:28:30 GMT"}, None),
        ({"Retry-After": "Wed, 21 Oct 2015 07:28:30", "Date": "Wed, 21 Oct 2015 07:28:00 GMT"}, None),
        ({"Retry-After": "\u0667"}, None),
    ],
)
def test_a_wait_is_read_as_seconds_or_as_a_date(headers: dict[str, str], seconds: float | None) -> None:
    assert seconds == retry_after(headers)


@pytest.mark.fuzz
@given(st.text(), st.text())
def test_any_header_gives_a_wait_or_none(text: str, date: str) -> None:
    found = retry_after({"Retry-After": text, "Date": date})

    assert found is None or found >= 0


@pytest.mark.fuzz
@given(st.integers(100, 999), st.text())
def test_any_status_and_reason_give_one_line(status: int, reason: str) -> None:
    message = error_of(for_status(URL_WITH_SECRETS, status, reason.replace("s3cret", ""), {})).message

    assert message.isascii()
    assert message.isprintable()
