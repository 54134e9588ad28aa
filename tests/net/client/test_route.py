"""Ways to a registry: certificates and proxies."""

import ssl
from collections.abc import Iterator
from pathlib import Path

import pytest
import trustme

from pratique.errors import Reference, RegistryError
from pratique.net.client.proxies import from_environment
from pratique.net.client.route import Route, Trust, tls_context
from tests.loopback import LoopbackProxy, LoopbackRegistry, Redirect
from tests.net.asking import LEFT_PAD, SECRET, Clock, faulty, get, refusal


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


def test_a_redirect_from_https_to_http_is_refused(secure: LoopbackRegistry, trust: Trust) -> None:
    target = secure.npm_url.replace("https:", "http:") + "left-pad"

    error = refusal(faulty(secure, Redirect(location=target)), route=Route(trust=trust), authorization=SECRET)

    assert (Reference.REDIRECT_REFUSED, 1) == (error.reference, len(secure.requests))
    assert "from https to http" in error.message


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


def test_a_host_that_is_trusted_blindly_cannot_vouch_for_the_one_it_redirects_to(
    secure: LoopbackRegistry,
) -> None:
    target = f"{secure.files_url}/npm/left-pad"
    route = Route(trust=Trust(unverified_hosts=("127.0.0.1",), origin="PIP_TRUSTED_HOST"))

    assert 200 == get(f"{secure.npm_url}left-pad", route=route).status
    error = refusal(faulty(secure, Redirect(location=target)), route=route, configured=secure.origins)

    assert "certificate of 127.0.0.2 is not trusted" in error.message


def test_a_port_that_speaks_no_tls_is_said_to(registry: LoopbackRegistry) -> None:
    error = refusal(registry.npm_url.replace("http:", "https:"))

    assert (Reference.REGISTRY_UNREACHABLE, "no TLS connection to 127.0.0.1 is possible") == (
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
    assert "the proxy is set in HTTPS_PROXY; the proxy requires a user and a password" == refused.hint
    assert (f"the proxy http://{proxy.host} cannot be reached", "the proxy is set in HTTPS_PROXY") == (
        gone.message,
        gone.hint,
    )


@pytest.mark.parametrize(
    "trust",
    [
        Trust(ca_files=("/none/such.pem",), origin="cafile in ~/.npmrc"),
        Trust(extra_ca_files=(__file__,), origin="cafile in ~/.npmrc"),
        Trust(ca_files=("a\x00b",), origin="cafile in ~/.npmrc"),
        Trust(
            ca_pems=("-----BEGIN CERTIFICATE-----\nAA==\n-----END CERTIFICATE-----",),
            origin="cafile in ~/.npmrc",
        ),
    ],
)
def test_certificates_that_cannot_be_used_are_named_with_their_setting(trust: Trust) -> None:
    with pytest.raises(RegistryError) as caught:
        tls_context(trust, verify=True)

    assert (Reference.REGISTRY_UNREACHABLE, "the certificates are set in cafile in ~/.npmrc") == (
        caught.value.reference,
        caught.value.hint,
    )


def test_named_authorities_take_the_place_of_the_system_s_and_extra_ones_do_not(
    authority: trustme.CA, tmp_path: Path
) -> None:
    file = tmp_path / "ca.pem"
    authority.cert_pem.write_to_path(str(file))
    pem = authority.cert_pem.bytes().decode()
    usual = len(tls_context(Trust(), verify=True).get_ca_certs())

    assert 1 == len(tls_context(Trust(ca_files=(str(file),)), verify=True).get_ca_certs())
    assert 1 == len(tls_context(Trust(ca_pems=(pem,)), verify=True).get_ca_certs())
    assert usual + 1 == len(tls_context(Trust(extra_ca_files=(str(file),)), verify=True).get_ca_certs())


def test_a_folder_of_certificates_is_accepted(tmp_path: Path) -> None:
    assert tls_context(Trust(ca_files=(str(tmp_path),)), verify=True).verify_mode is ssl.CERT_REQUIRED
