"""Determines the gem servers from the configuration of RubyGems and Bundler."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from types import MappingProxyType

from yarl import URL

from pratique.core.names import Ecosystem
from pratique.errors import ParseError
from pratique.net.client.address import origin, parse
from pratique.net.client.authorization import Authorization
from pratique.net.client.credentials import Credentials
from pratique.net.client.route import Route, Trust
from pratique.net.configuration.config_file import Stated
from pratique.net.configuration.gem.bundler import BundleConfig
from pratique.net.configuration.gem.gemrc import GemConfig, GemSource, read_source
from pratique.net.registries.upstreams import BUILT_IN, Upstream


def gem_upstreams(gem: GemConfig, bundle: BundleConfig, public: str) -> tuple[Upstream, ...]:
    """Return the gem servers.

    Private servers are first, so that names of private gems are not requested from the public server. Without sources
    in the configuration of `gem`, the result is the public server. A Bundler mirror replaces its server. If the public
    server has a mirror, the public server is included, because lockfiles can refer to the public server even if `gem`
    uses only other servers.
    """
    builtin = GemSource(url=Stated(public, BUILT_IN))
    sources = gem.sources or (builtin,)
    if bundle.mirror_for(public) is not None and all(one.url.value != public for one in sources):
        sources = (*sources, builtin)
    home = origin(parse(public))
    found: dict[str, Upstream] = {}
    for source in sorted(sources, key=lambda source: origin(parse(source.url.value)) == home):
        mirror = bundle.mirror_for(source.url.value)
        label = "source" if mirror is None else "mirror"
        up = _upstream(mirror or source, bundle, _route(gem, bundle), label=label)
        found.setdefault(up.url, up)
    return tuple(found.values())


def named_servers(
    gem: GemConfig, bundle: BundleConfig, settings: Iterable[Stated[str]]
) -> tuple[Upstream, ...]:
    """Return the gem servers that are used only if a lockfile refers to them.

    The result contains the servers of `[[registries]]` (`settings`), and the servers with a credential in the user's
    Bundler configuration.
    """
    found: dict[str, Upstream] = {}
    stated = [
        *(("registries", setting) for setting in settings),
        *(("server", Stated(address, told.origin)) for address, told in bundle.servers()),
    ]
    for label, address in stated:
        source = read_source(address, [])
        if source is not None:
            up = _upstream(source, bundle, _route(gem, bundle), label=label)
            found.setdefault(up.url, up)
    return tuple(found.values())


def _upstream(source: GemSource, bundle: BundleConfig, route: Route, *, label: str) -> Upstream:
    url = source.url.value
    credentials = dict(_entries(bundle))
    if source.authorization is not None:
        # What stands in the address itself outranks what Bundler has for its host.
        credentials[_key(parse(url))] = Stated(source.authorization, source.url.origin)
    return Upstream(
        url=url,
        ecosystem=Ecosystem.RUBYGEMS,
        origin=source.url.origin,
        label=label,
        from_project=source.url.from_project,
        cleartext=not source.url.from_project and label != "registries",
        own=source.authorization or bundle.authorization_for(url),
        credentials=Credentials(MappingProxyType(credentials)),
        route=route,
    )


def _entries(bundle: BundleConfig) -> Iterator[tuple[str, Stated[Authorization]]]:
    """Yield the URL of each server in Bundler's configuration, with its credential."""
    for address, stated in bundle.servers():
        try:
            url = parse(address)
        except ParseError:
            continue
        authorization = bundle.authorization_for(address)
        if authorization is not None:
            yield _key(url), Stated(authorization, stated.origin)


def _key(url: URL) -> str:
    return str(url).partition(":")[2].rstrip("/")


def _route(gem: GemConfig, bundle: BundleConfig) -> Route:
    if bundle.ca_file is None or gem.route.trust.ca_files:
        return gem.route
    trust = Trust(
        ca_files=(bundle.ca_file.value,), verify=gem.route.trust.verify, origin=bundle.ca_file.origin
    )
    return replace(gem.route, trust=trust)
