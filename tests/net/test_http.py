"""The HTTP client against a registry that misbehaves in every way."""

import asyncio
import gzip
import socket
import ssl
import threading
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import trustme

from pratique.errors import Reference, RegistryError
from pratique.net.authorization import Authorization
from pratique.net.http import USER_AGENT, Http, HttpSettings, Response
from pratique.net.proxies import from_environment
from pratique.net.route import Route, Trust
from tests.loopback import (
    Fault,
    GzipBomb,
    LoopbackProxy,
    LoopbackRegistry,
    NpmPackage,
    NpmRelease,
    Redirect,
    RedirectLoop,
    Replaced,
    Slow,
    Status,
    Truncated,
)

PATH = "/npm/left-pad"
SECRET = Authorization.bearer("s3cret")
LEFT_PAD = NpmPackage(name="left-pad", releases=(NpmRelease(version="1.0.0"),), readme="pad " * 100)
MAX = 1 << 20


@pytest.fixture
def registry() -> Iterator[LoopbackRegistry]:
    with LoopbackRegistry(npm=[LEFT_PAD]) as running:
        yield running


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture
def secure(authority: trustme.CA) -> Iterator[LoopbackRegistry]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1", "127.0.0.2").configure_cert(context)
    with LoopbackRegistry(npm=[LEFT_PAD], tls=context) as running:
        yield running


@pytest.fixture
def trust(authority: trustme.CA, tmp_path: Path) -> Trust:
    authority.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    return Trust(ca_files=(str(tmp_path / "ca.pem"),), origin="cafile in userconfig")


@dataclass
class Clock:
    """Time that passes only by sleeping."""

    now_s: float = 0.0
    slept_s: list[float] = field(default_factory=list)

    async def sleep(self, seconds: float) -> None:
        self.slept_s.append(seconds)
        self.now_s += seconds

    def monotonic(self) -> float:
        return self.now_s


def get(
    url: str,
    *,
    settings: HttpSettings | None = None,
    clock: Clock | None = None,
    route: Route | None = None,
    max_bytes: int = MAX,
    headers: Mapping[str, str] | None = None,
    authorization: Authorization | None = None,
    etag: str | None = None,
    compressed: bool = True,
) -> Response:
    async def ask() -> Response:
        passing = clock or Clock()
        async with Http(settings, sleep=passing.sleep, monotonic=passing.monotonic) as http:
            return await http.get(
                url,
                max_bytes=max_bytes,
                headers=headers,
                authorization=authorization,
                etag=etag,
                route=route,
                compressed=compressed,
            )

    return asyncio.run(ask())


def refusal(url: str, **given: object) -> RegistryError:
    with pytest.raises(RegistryError) as caught:
        get(url, **given)  # type: ignore[arg-type]  # passed through as given
    for text in (caught.value.message, caught.value.hint, repr(caught.value)):
        assert "s3cret" not in text
        assert "hunter2" not in text
    return caught.value


def faulty(registry: LoopbackRegistry, fault: Fault, *, times: int = 1 << 30) -> str:
    registry.fault(PATH, fault, times=times)
    return f"{registry.npm_url}left-pad"


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


@pytest.mark.parametrize("compressed", [True, False])
def test_a_body_that_ends_early_is_asked_for_again_and_then_refused(
    registry: LoopbackRegistry, compressed: bool
) -> None:
    assert 200 == get(faulty(registry, Truncated(), times=1), compressed=compressed).status

    registry.requests.clear()
    error = refusal(faulty(registry, Truncated()), compressed=compressed)

    assert (Reference.BODY_TRUNCATED, 4) == (error.reference, len(registry.requests))


def test_a_gzip_stream_without_its_end_is_a_body_that_ended_early(registry: LoopbackRegistry) -> None:
    whole = gzip.compress(b"left-pad" * 1000)

    error = refusal(faulty(registry, Replaced(data=whole[:-9], encoding="gzip")))

    assert Reference.BODY_TRUNCATED is error.reference


@pytest.mark.parametrize("compressed", [True, False])
def test_a_body_above_the_limit_is_refused_and_one_at_the_limit_is_not(
    registry: LoopbackRegistry, compressed: bool
) -> None:
    url = faulty(registry, Replaced(data=b"x" * 1000))

    assert 1000 == len(get(url, max_bytes=1000, compressed=compressed).body)
    assert Reference.BODY_TOO_LARGE is refusal(url, max_bytes=999, compressed=compressed).reference
    assert Reference.BODY_TOO_LARGE is refusal(faulty(registry, Slow(delay_s=0)), max_bytes=9).reference


def test_the_limit_counts_decompressed_bytes(registry: LoopbackRegistry) -> None:
    data = gzip.compress(b"x" * 1000)
    url = faulty(registry, Replaced(data=data, encoding="gzip"))

    assert b"x" * 1000 == get(url, max_bytes=1000).body
    assert Reference.BODY_TOO_LARGE is refusal(url, max_bytes=999).reference
    assert data == get(url, max_bytes=len(data), compressed=False).body


def test_a_gzip_bomb_is_stopped_at_the_limit(registry: LoopbackRegistry) -> None:
    error = refusal(faulty(registry, GzipBomb(plain_bytes=64 << 20)), max_bytes=MAX)

    assert (Reference.BODY_TOO_LARGE, 1) == (error.reference, len(registry.requests))


def test_gzip_of_several_members_with_padding_is_read_whole(registry: LoopbackRegistry) -> None:
    data = gzip.compress(b"one ") + gzip.compress(b"two") + bytes(20)

    assert b"one two" == get(faulty(registry, Replaced(data=data, encoding="x-gzip"))).body


@pytest.mark.parametrize(
    ("data", "encoding"),
    [(b"plain text", "gzip"), (zlib.compress(b"x"), "deflate"), (b"x", "br"), (b"x", "gzip, gzip")],
)
def test_an_encoding_that_is_wrong_or_was_not_asked_for_is_a_failure(
    registry: LoopbackRegistry, data: bytes, encoding: str
) -> None:
    assert (
        Reference.REGISTRY_FAILED
        is refusal(faulty(registry, Replaced(data=data, encoding=encoding))).reference
    )


def test_bytes_of_an_archive_are_left_as_they_come(registry: LoopbackRegistry) -> None:
    url = registry.npm_tarball_url("left-pad", "1.0.0")

    assert LEFT_PAD.tarballs["left-pad-1.0.0.tgz"] == get(url, compressed=False).body
    assert "identity" == registry.requests[0].headers["accept-encoding"]


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

    response = get(f"{registry.npm_url}old", authorization=SECRET)

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


def test_a_redirect_from_https_to_http_is_refused(secure: LoopbackRegistry, trust: Trust) -> None:
    target = secure.npm_url.replace("https:", "http:") + "left-pad"

    error = refusal(faulty(secure, Redirect(location=target)), route=Route(trust=trust), authorization=SECRET)

    assert (Reference.REDIRECT_REFUSED, 1) == (error.reference, len(secure.requests))
    assert "from https to http" in error.message


@pytest.mark.parametrize("target", ["169.254.169.254", "127.0.0.1", "localhost", "0x7f.1", "[::1]"])
def test_a_registry_elsewhere_cannot_redirect_to_this_machine(
    registry: LoopbackRegistry, target: str
) -> None:
    address = registry.npm_url.partition("//")[2].partition("/")[0]
    url = faulty(registry, Redirect(location=f"http://{target}/latest/")).replace(address, "registry.example")
    with LoopbackProxy(hosts={"registry.example": address}) as proxy:
        error = refusal(url, route=Route(proxies=from_environment({"HTTP_PROXY": proxy.host}, [])))

    assert (Reference.REDIRECT_REFUSED, 1) == (error.reference, len(proxy.requests))
    assert "an address of this machine" in error.message


def test_a_private_authority_is_trusted_when_its_file_is_named(
    secure: LoopbackRegistry, trust: Trust
) -> None:
    assert 200 == get(f"{secure.npm_url}left-pad", route=Route(trust=trust)).status


def test_an_unknown_authority_is_refused_once_and_the_settings_are_named(secure: LoopbackRegistry) -> None:
    clock = Clock()

    error = refusal(f"{secure.npm_url}left-pad", clock=clock, authorization=SECRET)

    assert (Reference.REGISTRY_UNREACHABLE, []) == (error.reference, clock.slept_s)
    assert "certificate of 127.0.0.1 is not trusted" in error.message
    assert "cafile" in error.hint
    assert "cert in pip.conf" in error.hint
    assert [] == secure.requests


def test_certificates_are_not_verified_only_when_that_is_configured(secure: LoopbackRegistry) -> None:
    assert 200 == get(f"{secure.npm_url}left-pad", route=Route(trust=Trust(verify=False))).status


def test_a_port_that_speaks_no_tls_is_said_to(registry: LoopbackRegistry) -> None:
    error = refusal(registry.npm_url.replace("http:", "https:"))

    assert (Reference.REGISTRY_UNREACHABLE, "no TLS connection to 127.0.0.1") == (
        error.reference,
        error.message,
    )


def test_a_plain_request_goes_through_the_proxy_with_its_password(registry: LoopbackRegistry) -> None:
    with LoopbackProxy(user="ada", password="hunter2") as proxy:
        notes: list[str] = []
        route = Route(proxies=from_environment({"HTTP_PROXY": f"http://ada:hunter2@{proxy.host}"}, notes))

        response = get(f"{registry.npm_url}left-pad", route=route, authorization=SECRET)

        assert 200 == response.status
        assert [("GET", f"{registry.npm_url}left-pad")] == [(p.method, p.target) for p in proxy.requests]
        assert ["Bearer s3cret"] == [seen.authorization for seen in registry.requests]
        assert "proxy-authorization" not in registry.requests[0].headers


def test_a_tls_request_goes_through_the_proxy_as_a_tunnel(secure: LoopbackRegistry, trust: Trust) -> None:
    with LoopbackProxy(user="ada", password="hunter2") as proxy:
        notes: list[str] = []
        proxies = from_environment({"HTTPS_PROXY": f"http://ada:hunter2@{proxy.host}"}, notes)

        response = get(
            f"{secure.npm_url}left-pad", route=Route(proxies=proxies, trust=trust), authorization=SECRET
        )

        assert 200 == response.status
        assert ["CONNECT"] == [seen.method for seen in proxy.requests]
        assert secure.requests[0].authorization == "Bearer s3cret"


def test_a_host_in_no_proxy_is_reached_without_it(registry: LoopbackRegistry) -> None:
    with LoopbackProxy() as proxy:
        env = {"HTTP_PROXY": f"http://{proxy.host}", "NO_PROXY": "127.0.0.1"}

        assert (
            200 == get(f"{registry.npm_url}left-pad", route=Route(proxies=from_environment(env, []))).status
        )
        assert [] == proxy.requests


def test_variables_count_only_through_the_route(
    registry: LoopbackRegistry, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")

    assert 200 == get(f"{registry.npm_url}left-pad").status


def test_a_proxy_that_wants_a_password_or_is_not_there_is_named_with_its_setting(
    secure: LoopbackRegistry, trust: Trust
) -> None:
    with LoopbackProxy(user="ada", password="hunter2") as proxy:
        proxies = from_environment({"HTTPS_PROXY": f"http://ada:wrong@{proxy.host}"}, [])
        refused = refusal(f"{secure.npm_url}left-pad", route=Route(proxies=proxies, trust=trust))
    gone = refusal(f"{secure.npm_url}left-pad", route=Route(proxies=proxies, trust=trust))

    assert Reference.REGISTRY_UNREACHABLE is refused.reference is gone.reference
    assert f"the proxy http://{proxy.host} refuses to connect to 127.0.0.1 (407)" == refused.message
    assert "the proxy is set in HTTPS_PROXY; it wants a user and a password" == refused.hint
    assert (f"the proxy http://{proxy.host} cannot be reached", "the proxy is set in HTTPS_PROXY") == (
        gone.message,
        gone.hint,
    )


def test_a_registry_that_is_not_there_is_tried_again_and_then_said_to_be_unreachable() -> None:
    clock = Clock()
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        url = f"http://ada:hunter2@127.0.0.1:{unused.getsockname()[1]}/"

    error = refusal(url, clock=clock)

    assert (Reference.REGISTRY_UNREACHABLE, 3) == (error.reference, len(clock.slept_s))
    assert error.message.startswith("127.0.0.1 cannot be reached")
    assert "HTTPS_PROXY" in error.hint


def test_a_name_without_an_address_is_said_to_have_none() -> None:
    error = refusal("http://no-such-name.invalid/", settings=HttpSettings(pauses_s=()))

    assert Reference.REGISTRY_UNREACHABLE is error.reference
    assert error.message.startswith("no-such-name.invalid cannot be reached")


def test_a_silent_registry_is_given_up_after_the_read_time_out(registry: LoopbackRegistry) -> None:
    settings = HttpSettings(read_timeout_s=0.1, pauses_s=())

    error = refusal(faulty(registry, Slow(delay_s=2)), settings=settings)

    assert Reference.REGISTRY_UNREACHABLE is error.reference
    assert error.message == "127.0.0.1 cannot be reached: no answer in time"


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
            for _ in range(2):
                connection, _ = server.accept()
                with connection:
                    connection.recv(1000)
                    connection.sendall(b"SSH-2.0-OpenSSH_9.9\r\n\r\n")

        thread = threading.Thread(target=answer, daemon=True)
        thread.start()
        error = refusal(f"http://127.0.0.1:{server.getsockname()[1]}/", settings=HttpSettings(pauses_s=()))

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
        async with Http(settings) as http:
            url = f"{registry.npm_url}left-pad"
            return await asyncio.gather(*(http.get(url, max_bytes=MAX) for _ in range(30)))

    # Thirty answers, two at a time, take longer than the deadline of one: waiting for a slot does not count.
    assert 30 == len(asyncio.run(ask()))


def test_cookies_are_not_kept(registry: LoopbackRegistry) -> None:
    async def ask() -> None:
        async with Http() as http:
            for _ in range(2):
                await http.get(f"{registry.npm_url}left-pad", max_bytes=MAX)

    asyncio.run(ask())

    assert all("cookie" not in seen.headers for seen in registry.requests)
