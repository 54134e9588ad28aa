"""From the configuration of RubyGems and Bundler to the servers to ask."""

from collections.abc import Mapping

from pratique.core.names import Ecosystem
from pratique.net.client.address import parse
from pratique.net.client.authorization import Authorization
from pratique.net.configuration.config_file import Stated
from pratique.net.configuration.gem import bundler as bundleconf
from pratique.net.configuration.gem import gemrc
from pratique.net.configuration.gem.upstreams import gem_upstreams, named_servers
from pratique.net.registries.upstreams import BUILT_IN, Upstream

PUBLIC = "https://gems.public.example/"
OWN = "https://own.example/gems/"
MIRROR = "https://mirror.example/"
ADA = Authorization.basic("ada", "pw")


def ask(*sources: str, **settings: str) -> tuple[Upstream, ...]:
    gem = gemrc.resolve([gemrc.Layer("gemrc", {"sources": sources})] if sources else [], {})
    return gem_upstreams(gem, bundle(settings), PUBLIC)


def bundle(settings: Mapping[str, str]) -> bundleconf.BundleConfig:
    return bundleconf.resolve([gemrc.Layer("config", {f"BUNDLE_{key}": v for key, v in settings.items()})])


def urls(found: tuple[Upstream, ...]) -> list[str]:
    return [up.url for up in found]


def test_without_any_configuration_the_public_server_is_asked() -> None:
    [found] = ask()
    assert (PUBLIC, BUILT_IN, "source", Ecosystem.RUBYGEMS) == (
        found.url,
        found.origin,
        found.label,
        found.ecosystem,
    )
    assert (False, True) == (found.private, found.cleartext)


def test_sources_away_from_the_public_host_are_asked_first() -> None:
    assert [OWN, PUBLIC] == urls(ask(PUBLIC, OWN, OWN))
    assert [OWN] == urls(ask(OWN))


def test_a_mirror_of_the_public_server_is_asked_in_its_place() -> None:
    [found] = ask(**{"MIRROR__HTTPS://GEMS__PUBLIC__EXAMPLE/": MIRROR})
    assert (MIRROR, "config", "mirror") == (found.url, found.origin, found.label)
    assert [OWN, MIRROR] == urls(ask(OWN, PUBLIC, MIRROR__GEMS__PUBLIC__EXAMPLE=MIRROR))


def test_a_mirror_of_the_public_server_is_asked_also_where_gem_asks_others_only() -> None:
    assert [OWN, MIRROR] == urls(ask(OWN, MIRROR__GEMS__PUBLIC__EXAMPLE=MIRROR))


def test_a_mirror_of_everything_stands_alone() -> None:
    assert [MIRROR] == urls(ask(OWN, PUBLIC, MIRROR__ALL=MIRROR))


def test_credentials_come_from_the_address_else_from_bundler() -> None:
    [found] = ask("https://ada:pw@own.example/gems/", OWN__EXAMPLE="other:pw")
    assert ADA == found.authorization
    [found] = ask(OWN, OWN__EXAMPLE="ada:pw")
    assert ADA == found.authorization_for(parse(f"{OWN}gems/kite-1.0.gem"))
    [found] = ask(OWN, **{"HTTPS://OWN__EXAMPLE/GEMS/": "ada:pw"})
    assert ADA == found.authorization
    [found] = ask(MIRROR__ALL=MIRROR, MIRROR__EXAMPLE="ada:pw")
    assert ADA == found.authorization


def test_credentials_go_to_no_other_host() -> None:
    [found] = ask(OWN, OWN__EXAMPLE="ada:pw", FILES__EXAMPLE="f:g")
    assert found.authorization_for(parse("https://else.example/")) is None
    assert Authorization.basic("f", "g") == found.authorization_for(parse("https://files.example/x.gem"))
    assert found.authorization_for(parse("http://files.example/x.gem")) is None


def test_what_stands_in_an_address_outranks_what_bundler_has_for_its_host() -> None:
    [found] = ask("https://ada:pw@own.example/gems/", OWN__EXAMPLE="o:ther")
    assert ADA == found.authorization_for(parse(f"{OWN}gems/kite-1.0.gem"))
    assert Authorization.basic("o", "ther") == found.authorization_for(parse("https://own.example/else/"))


def test_servers_that_bundler_has_a_credential_for_are_asked_when_a_lock_names_them() -> None:
    settings = bundle({"PRIVATE__EXAMPLE": "ada:pw", "HTTPS://OWN__EXAMPLE/GEMS/": "o:ther", "PATH": "x"})
    found = named_servers(gemrc.GemConfig(), settings, [])
    assert ["https://private.example/", OWN] == urls(found)
    assert [ADA, Authorization.basic("o", "ther")] == [up.authorization for up in found]
    assert {("server", "config", False)} == {(up.label, up.origin, up.private) for up in found}


def test_servers_of_the_settings_get_bundler_s_credentials_but_never_over_plain_http() -> None:
    addresses = [OWN, "http://own.example:8080/", "https://other.example/"]
    named = [Stated(address, "pratique.toml:1") for address in addresses]
    found = named_servers(gemrc.GemConfig(), bundle({"OWN__EXAMPLE": "ada:pw"}), named)
    assert [*addresses, "https://own.example/"] == urls(found)
    assert [ADA, None, None, ADA] == [up.authorization for up in found]
    assert "registries" == found[0].label


def test_bundler_s_certificates_count_where_gem_names_none() -> None:
    [found] = ask(SSL_CA_CERT="/own.pem")
    assert (("/own.pem",), "config") == (found.route.trust.ca_files, found.route.trust.origin)
    gem = gemrc.resolve([gemrc.Layer("gemrc", {"ssl_ca_cert": "/gem.pem"})], {})
    [found] = gem_upstreams(gem, bundle({"SSL_CA_CERT": "/own.pem"}), PUBLIC)
    assert ("/gem.pem",) == found.route.trust.ca_files
