"""The HTTP client against a registry that misbehaves in every way."""

import asyncio
import socket
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.errors import Reference, RegistryError
from pratique.net.client.http import USER_AGENT, Http, HttpSettings, Response
from pratique.net.client.proxies import from_environment
from pratique.net.client.route import Route
from pratique.net.dns.resolver import Lookup
from tests.loopback import (
    LoopbackProxy,
    LoopbackRegistry,
    NpmPackage,
    NpmRelease,
    Redirect,
    RedirectLoop,
    Slow,
    Status,
)
from tests.net.asking import LEFT_PAD, MAX, SECRET, Clock, faulty, get, refusal


@pytest.fixture
def registry() -> Iterator[LoopbackRegistry]:
    with LoopbackRegistry(npm=[LEFT_PAD]) as running:
        yield running


def test_an_answer_has_its_body_headers_and_address(registry: LoopbackRegistry) -> None:
    response = get(
        f"{registry.npm_url}left-pad", headers={"Accept": "application/json"}, authorization=SECRET
    )

    sent = registry.requests[0].headers
    assert (200, f"{registry.npm_url}left-pad", ()) == (response.status, response.url, response.hops)
    assert response.body.startswith(b'{"_id": "left-pad"')
    assert response.headers["content-type"].startswith("application/json")
    assert ("application/json", "gzip", USER_AGENT) == (
        sent["accept"],
        sent["accept-encoding"],
        sent["user-agent"],
    )
    assert "Bearer s3cret" == registry.requests[0].authorization


def test_an_encoded_slash_arrives_as_it_was_asked(registry: LoopbackRegistry) -> None:
    registry.put_npm(NpmPackage(name="@acme/base", releases=(NpmRelease(version="1.0.0"),)))

    assert 200 == get(f"{registry.npm_url}@acme%2fbase").status


def test_with_its_etag_a_known_answer_is_not_sent_again(registry: LoopbackRegistry) -> None:
    url = f"{registry.npm_url}left-pad"

    response = get(url, etag=get(url).headers["etag"])

    assert (304, b"") == (response.status, response.body)


def test_a_304_that_nobody_asked_for_is_a_failure(registry: LoopbackRegistry) -> None:
    assert Reference.REGISTRY_FAILED is refusal(faulty(registry, Status(code=304))).reference


@pytest.mark.parametrize(
    ("code", "reference", "asked"),
    [
        (401, Reference.REGISTRY_UNAUTHORIZED, 1),
        (403, Reference.REGISTRY_UNAUTHORIZED, 1),
        (404, Reference.REGISTRY_NOT_FOUND, 1),
        (410, Reference.REGISTRY_NOT_FOUND, 1),
        (429, Reference.REGISTRY_BUSY, 4),
        (500, Reference.REGISTRY_FAILED, 1),
        (502, Reference.REGISTRY_FAILED, 4),
        (503, Reference.REGISTRY_FAILED, 4),
        (504, Reference.REGISTRY_FAILED, 4),
        (405, Reference.REGISTRY_FAILED, 1),
        (451, Reference.REGISTRY_FAILED, 1),
        (206, Reference.REGISTRY_FAILED, 1),
        (304, Reference.REGISTRY_FAILED, 1),
    ],
)
def test_each_status_has_its_error_and_only_passing_ones_are_asked_again(
    registry: LoopbackRegistry, code: int, reference: Reference, asked: int
) -> None:
    error = refusal(faulty(registry, Status(code=code)), authorization=SECRET)

    assert (reference, asked) == (error.reference, len(registry.requests))
    assert str(code) in error.message


def test_the_reason_of_a_refusal_is_shown(registry: LoopbackRegistry) -> None:
    error = refusal(faulty(registry, Status(code=403, reason="Blocked by policy 7")))

    assert "(403 Blocked by policy 7)" in error.message


def test_a_fault_that_passes_is_waited_out_with_growing_pauses(registry: LoopbackRegistry) -> None:
    clock = Clock()

    response = get(faulty(registry, Status(code=503), times=3), clock=clock)

    assert (200, [0.5, 1.0, 2.0]) == (response.status, clock.slept_s)


@pytest.mark.parametrize(
    ("retry_after", "slept_s"),
    [
        ("3", 3.0),
        ("0", 0.0),
        ("100000", 10.0),
        ("99999999999999999999", 10.0),
        ("Wed, 21 Oct 2037 07:28:00 GMT", 10.0),
        ("Wed, 21 Oct 2015 07:28:00 GMT", 0.0),
        ("soon", 0.5),
        ("-5", 0.5),
        ("", 0.5),
    ],
)
def test_a_registry_says_how_long_to_wait_up_to_a_cap(
    registry: LoopbackRegistry, retry_after: str, slept_s: float
) -> None:
    clock = Clock()

    get(faulty(registry, Status(code=429, retry_after=retry_after), times=1), clock=clock)

    assert [slept_s] == clock.slept_s


def test_no_pause_goes_past_the_deadline(registry: LoopbackRegistry) -> None:
    clock = Clock()
    settings = HttpSettings(deadline_s=8.0)

    error = refusal(faulty(registry, Status(code=429, retry_after="5")), clock=clock, settings=settings)

    assert (Reference.REGISTRY_BUSY, [5.0]) == (error.reference, clock.slept_s)


@pytest.mark.parametrize("code", [301, 302, 303, 307, 308])
def test_a_redirect_on_the_same_host_keeps_the_credentials(registry: LoopbackRegistry, code: int) -> None:
    registry.fault("/npm/old", Redirect(location="/npm/left-pad?x=1", code=code))

    response = get(f"{registry.npm_url}old?token=hunter2", authorization=SECRET)

    assert ["Bearer s3cret"] * 2 == [seen.authorization for seen in registry.requests]
    assert (f"{registry.npm_url}old?...",) == response.hops
    assert f"{registry.npm_url}left-pad?x=1" == response.url


def test_a_redirect_to_another_host_drops_the_credentials_for_good(registry: LoopbackRegistry) -> None:
    there, back = f"{registry.files_url}/npm/there", f"{registry.npm_url}left-pad"
    registry.fault("/npm/old", Redirect(location=there.replace("//", "//ada:hunter2@")))
    registry.fault("/npm/there", Redirect(location=back))

    response = get(f"{registry.npm_url}old", authorization=SECRET, configured=registry.origins)

    assert [("127.0.0.1", "Bearer s3cret"), ("127.0.0.2", None), ("127.0.0.1", None)] == [
        (seen.host, seen.authorization) for seen in registry.requests
    ]
    assert (f"{registry.npm_url}old", there) == response.hops


def test_a_redirect_in_a_circle_is_refused(registry: LoopbackRegistry) -> None:
    error = refusal(faulty(registry, RedirectLoop()))

    assert (Reference.REDIRECT_REFUSED, 3) == (error.reference, len(registry.requests))


def test_five_redirects_are_followed_and_a_sixth_is_not(registry: LoopbackRegistry) -> None:
    for step in range(5):
        registry.fault(f"/npm/{step}", Redirect(location=f"/npm/{step + 1}" if step < 4 else "/npm/left-pad"))

    assert 5 == len(get(f"{registry.npm_url}0").hops)
    registry.requests.clear()
    assert Reference.REDIRECT_REFUSED is refusal(faulty(registry, RedirectLoop(endless=True))).reference
    assert 6 == len(registry.requests)


@pytest.mark.parametrize(
    "location",
    ["", "ftp://files.example/", "javascript:0", "http://[", "http://a b\tc/", "file:///etc/passwd"],
)
def test_a_redirect_to_no_web_address_is_refused(registry: LoopbackRegistry, location: str) -> None:
    assert Reference.REDIRECT_REFUSED is refusal(faulty(registry, Redirect(location=location))).reference


@pytest.mark.parametrize(
    "target", ["169.254.169.254", "10.0.0.1", "127.0.0.1", "localhost", "0x7f.1", "[::1]", "[fd00::1]"]
)
def test_a_registry_behind_a_proxy_cannot_redirect_to_an_address_inside_this_network(
    registry: LoopbackRegistry, target: str
) -> None:
    address = registry.npm_url.partition("//")[2].partition("/")[0]
    url = faulty(registry, Redirect(location=f"http://{target}/latest/")).replace(address, "registry.example")
    with LoopbackProxy(hosts={"registry.example": address}) as proxy:
        error = refusal(url, route=Route(proxies=from_environment({"HTTP_PROXY": proxy.host}, [])))

    assert (Reference.REDIRECT_REFUSED, 1) == (error.reference, len(proxy.requests))
    assert "IP address is not public" in error.message


def listener() -> socket.socket:
    made = socket.create_server(("127.0.0.1", 0))
    made.setblocking(False)
    return made


def untouched(made: socket.socket) -> bool:
    """Whether nobody connected."""
    try:
        made.accept()
    except BlockingIOError:
        return True
    return False


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.2", "localhost", "[::ffff:127.0.0.1]"])
def test_a_redirect_to_another_port_of_this_machine_is_refused_without_a_connection(
    registry: LoopbackRegistry, host: str
) -> None:
    with listener() as other:
        port = other.getsockname()[1]
        error = refusal(faulty(registry, Redirect(location=f"http://{host}:{port}/x")), authorization=SECRET)
        assert untouched(other)

    assert (Reference.REDIRECT_REFUSED, 1) == (error.reference, len(registry.requests))
    assert "no configuration contains the" in error.message


def test_the_second_hop_is_checked_as_the_first_one_is(registry: LoopbackRegistry) -> None:
    with listener() as other:
        registry.fault("/npm/next", Redirect(location=f"http://127.0.0.1:{other.getsockname()[1]}/x"))
        error = refusal(faulty(registry, Redirect(location="/npm/next")))
        assert untouched(other)

    assert (Reference.REDIRECT_REFUSED, 2) == (error.reference, len(registry.requests))


def test_a_name_that_resolves_to_this_machine_is_refused_without_a_connection() -> None:
    with listener() as other:
        port = other.getsockname()[1]
        lookup = answering("127.0.0.1")
        error = refusal(f"http://files.example:{port}/x", configured=(), lookup=lookup)
        assert untouched(other)

    assert Reference.REGISTRY_NOT_CONFIGURED is error.reference
    assert f"Pratique does not connect to files.example:{port}" in error.message


def test_a_name_that_the_user_configured_may_resolve_to_this_machine(registry: LoopbackRegistry) -> None:
    url = registry.npm_url.replace("127.0.0.1", "registry.example")

    assert 200 == get(f"{url}left-pad", lookup=answering("127.0.0.1")).status


def test_a_connection_goes_to_the_address_that_was_checked(registry: LoopbackRegistry) -> None:
    asked: list[str] = []

    def rebinding(host: str, port: int, family: int) -> Any:
        """A public address the first time, and this machine ever after."""
        asked.append(host)
        return answering("192.88.98.1" if len(asked) == 1 else "127.0.0.1")(host, port, family)

    with listener() as other:
        # The guard of these tests names what was connected to.
        with pytest.raises(AssertionError, match=r"192\.88\.98\.1"):
            get(f"http://files.example:{other.getsockname()[1]}/x", configured=(), lookup=rebinding)
        assert untouched(other)

    assert ["files.example"] == asked


def answering(address: str) -> Lookup:
    """A resolver that knows one address for every name."""
    return lambda _, port, __: [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))]


def test_a_registry_that_is_not_there_is_tried_again_and_then_said_to_be_unreachable() -> None:
    clock = Clock()
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        url = f"http://ada:hunter2@127.0.0.1:{unused.getsockname()[1]}/"

    error = refusal(url, clock=clock)

    assert (Reference.REGISTRY_UNREACHABLE, 3) == (error.reference, len(clock.slept_s))
    assert error.message.startswith("127.0.0.1 cannot be reached")
    assert "HTTPS_PROXY" in error.hint


def test_a_silent_registry_is_given_up_after_the_read_time_out(registry: LoopbackRegistry) -> None:
    settings = HttpSettings(read_timeout_s=0.1, pauses_s=())

    error = refusal(faulty(registry, Slow(delay_s=2)), settings=settings)

    assert Reference.REGISTRY_UNREACHABLE is error.reference
    assert error.message == "127.0.0.1 cannot be reached: no response in time"


def test_a_body_that_drips_is_given_up_at_the_deadline(registry: LoopbackRegistry) -> None:
    settings = HttpSettings(read_timeout_s=5, deadline_s=0.3)

    error = refusal(faulty(registry, Slow(delay_s=0.05, dripping=True)), settings=settings)

    assert (Reference.REGISTRY_UNREACHABLE, "127.0.0.1 took longer than 0.3 s") == (
        error.reference,
        error.message,
    )


def test_what_is_not_http_is_a_failure() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:

        def answer() -> None:
            connection, _ = server.accept()
            with connection:
                connection.recv(1000)
                connection.sendall(b"SSH-2.0-OpenSSH_9.9\r\n\r\n")

        thread = threading.Thread(target=answer, daemon=True)
        thread.start()
        error = refusal(f"http://127.0.0.1:{server.getsockname()[1]}/", settings=HttpSettings(pauses_s=()))
        thread.join()

    assert Reference.REGISTRY_FAILED is error.reference


@pytest.mark.parametrize("url", ["ftp://registry.example/", "not an address", "http://ada:hunter2@/", ""])
def test_what_is_no_web_address_is_refused(url: str) -> None:
    assert Reference.REGISTRY_UNREACHABLE is refusal(url).reference


def test_a_user_and_a_password_inside_an_address_are_neither_sent_nor_repeated(
    registry: LoopbackRegistry,
) -> None:
    url = f"{registry.npm_url}none".replace("//", "//ada:hunter2@")

    error = refusal(url)

    assert Reference.REGISTRY_NOT_FOUND is error.reference
    assert [None] == [seen.authorization for seen in registry.requests]


def test_no_more_than_the_allowed_number_is_asked_at_once(registry: LoopbackRegistry) -> None:
    registry.fault("/npm/*", Slow(delay_s=0.05))
    settings = HttpSettings(max_concurrent=2, deadline_s=0.5)

    async def ask() -> list[Response]:
        async with Http(settings, configured=registry.origins) as http:
            url = f"{registry.npm_url}left-pad"
            return await asyncio.gather(*(http.get(url, max_bytes=MAX) for _ in range(30)))

    # Thirty answers, two at a time, take longer than the deadline of one: waiting for a slot does not count.
    assert 30 == len(asyncio.run(ask()))


def test_cookies_are_not_kept(registry: LoopbackRegistry) -> None:
    async def ask() -> None:
        async with Http(configured=registry.origins) as http:
            for _ in range(2):
                await http.get(f"{registry.npm_url}left-pad", max_bytes=MAX)

    asyncio.run(ask())

    assert all("cookie" not in seen.headers for seen in registry.requests)


class RawServer:
    """Answers every connection with the bytes it holds at the time, and closes."""

    def __init__(self) -> None:
        self.answer = b""
        self._server = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._server.getsockname()[1]}/"
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._server.accept()
            except OSError:
                return
            with connection:
                connection.recv(10_000)
                connection.sendall(self.answer)

    def close(self) -> None:
        self._server.shutdown(socket.SHUT_RDWR)
        self._server.close()


@pytest.fixture(scope="module")
def raw() -> Iterator[RawServer]:
    server = RawServer()
    yield server
    server.close()


FIRST = st.sampled_from(
    [b"HTTP/1.1 200 OK", b"HTTP/1.1 302 Found", b"HTTP/1.0 200", b"HTTP/1.1 100 Continue", b"HTTP/2 1"]
)
HEADER = st.sampled_from(
    [
        b"Content-Length: 3",
        b"Content-Length: -1",
        b"Content-Length: 99999999999999999999",
        b"Content-Length: x",
        b"Transfer-Encoding: chunked",
        b"Transfer-Encoding: gzip, chunked",
        b"Content-Encoding: gzip",
        b"Content-Encoding: \xff",
        b"Location: /",
        b"Location: \xff\xfe",
        b"Location: //",
        b"Set-Cookie: a=\x00",
        b"X: " + b"y" * 20_000,
        b"Connection: upgrade",
        b": x",
    ]
)
BODY = st.sampled_from(
    [b"", b"abc", b"3\r\nabc\r\n0\r\n\r\n", b"ffffffffffffffffff\r\n", b"-1\r\n", b"\x1f\x8b\x08"]
)


@pytest.mark.fuzz
@given(
    answer=st.binary(max_size=60)
    | st.builds(
        lambda first, headers, body: b"\r\n".join([first, *headers, b"", body]),
        FIRST,
        st.lists(HEADER, max_size=4),
        BODY,
    )
)
def test_any_answer_gives_a_response_or_a_registry_error(raw: RawServer, answer: bytes) -> None:
    raw.answer = answer
    settings = HttpSettings(pauses_s=(), read_timeout_s=2, deadline_s=4)

    try:
        response = get(raw.url, settings=settings, authorization=SECRET, max_bytes=1000)
    except RegistryError as error:
        told = f"{error.message} {error.hint} {error.__cause__}"
    else:
        told = response.url
        assert 200 == response.status
        assert 1000 >= len(response.body)
    assert "s3cret" not in told
