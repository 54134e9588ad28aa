"""Combines the configuration of npm, pip, uv, RubyGems and Bundler into `Upstreams`."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from pratique.config import RegistrySetting
from pratique.core.names import Ecosystem
from pratique.net.client.address import origin, parse
from pratique.net.client.credentials import Credentials
from pratique.net.configuration.config_file import Project, Stated
from pratique.net.configuration.gem.bundler import BundleConfig
from pratique.net.configuration.gem.files import load_bundler, load_gem
from pratique.net.configuration.gem.gemrc import GemConfig
from pratique.net.configuration.gem.upstreams import gem_upstreams, named_servers
from pratique.net.configuration.npm.files import load_npm
from pratique.net.configuration.npm.npmrc import NpmConfig
from pratique.net.configuration.pip.files import load_pip
from pratique.net.configuration.pip.netrc import Netrc, load_netrc
from pratique.net.configuration.pip.pip_conf import Index, PipConfig
from pratique.net.configuration.uv import load_uv
from pratique.net.registries.upstreams import BUILT_IN, Upstream, Upstreams, annotate


@dataclass(frozen=True, slots=True, kw_only=True)
class Configuration:
    """The registry settings of the package managers on this machine."""

    npm: NpmConfig = field(default_factory=NpmConfig)
    pip: PipConfig = field(default_factory=PipConfig)
    uv: PipConfig = field(default_factory=PipConfig)
    netrc: Netrc = field(default_factory=Netrc)
    gem: GemConfig = field(default_factory=GemConfig)
    bundle: BundleConfig = field(default_factory=BundleConfig)


def read_upstreams(
    env: Mapping[str, str],
    *,
    public: Mapping[Ecosystem, str],
    project: Project | None = None,
    settings: Iterable[RegistrySetting] = (),
) -> Upstreams:
    """Read the configuration of npm, pip, uv, netrc, RubyGems and Bundler.

    This function raises no errors: unusable values are added to `Upstreams.problems`. `public` contains the public
    registry of each ecosystem, which is the default.
    """
    configuration = Configuration(
        npm=load_npm(env, project=project),
        pip=load_pip(env, project=project),
        uv=load_uv(env),
        netrc=load_netrc(env, project=project),
        gem=load_gem(env, project=project),
        bundle=load_bundler(env, project=project),
    )
    return build(configuration, public=public, settings=settings)


def build(
    configuration: Configuration,
    *,
    public: Mapping[Ecosystem, str],
    settings: Iterable[RegistrySetting] = (),
) -> Upstreams:
    """Return `Upstreams`, created from the configuration of the package managers."""
    settings = tuple(settings)
    npm = configuration.npm
    default = _npm_default(npm, public[Ecosystem.NPM])
    indexes = list(_indexes(configuration, public[Ecosystem.PYPI]))
    usual = [up for up in indexes if up.label != _UNUSED]
    gems = gem_upstreams(configuration.gem, configuration.bundle, public[Ecosystem.RUBYGEMS])
    upstreams = Upstreams(
        scopes=MappingProxyType(dict(_scopes(npm, default, public[Ecosystem.NPM]))),
        open=MappingProxyType(
            {
                Ecosystem.NPM: (default,),
                Ecosystem.PYPI: tuple(usual),
                Ecosystem.RUBYGEMS: gems,
            }
        ),
        others=(
            *(up for up in indexes if up.label == _UNUSED),
            *_other_gem_servers(configuration, settings, {up.url for up in gems}),
        ),
        public=public,
        problems=tuple(dict.fromkeys(_problems(configuration))),
    )
    return annotate(upstreams, settings)


def _other_gem_servers(
    configuration: Configuration, settings: Iterable[RegistrySetting], known: Collection[str]
) -> Iterator[Upstream]:
    named = [Stated(one.url, one.origin) for one in settings if one.ecosystem is Ecosystem.RUBYGEMS]
    servers = named_servers(configuration.gem, configuration.bundle, named)
    return (up for up in servers if up.url not in known)


def _problems(configuration: Configuration) -> Iterator[str]:
    yield from configuration.npm.problems
    yield from configuration.pip.problems
    yield from configuration.uv.problems
    yield from configuration.netrc.problems
    yield from configuration.gem.problems
    yield from configuration.bundle.problems


def _npm_default(npm: NpmConfig, public: str) -> Upstream:
    stated = npm.registry
    return Upstream(
        url=stated.value if stated else public,
        ecosystem=Ecosystem.NPM,
        origin=stated.origin if stated else BUILT_IN,
        from_project=stated is not None and stated.from_project,
        cleartext=stated is not None and not stated.from_project,
        credentials=npm.credentials,
        route=npm.route,
    )


def _scopes(npm: NpmConfig, default: Upstream, public: str) -> Iterator[tuple[str, Upstream]]:
    for scope, stated in npm.scopes.items():
        # A scope bound to where everything else is asked too is no secret; and what only the project's own file
        # says makes nothing private, for private packages are judged less strictly.
        elsewhere = origin(parse(stated.value)) != origin(parse(public)) and stated.value != default.url
        yield (
            scope,
            Upstream(
                url=stated.value,
                ecosystem=Ecosystem.NPM,
                origin=stated.origin,
                label=f"{scope}:registry",
                from_project=stated.from_project,
                cleartext=not stated.from_project,
                bound=True,
                private=elsewhere and not stated.from_project,
                credentials=npm.credentials,
                route=npm.route,
            ),
        )


_UNUSED = "index configured in another tool"


def _indexes(configuration: Configuration, public: str) -> Iterator[Upstream]:
    """Yield all Python indexes.

    Private indexes are first, so that names of private packages are not requested from the public index.
    """
    pip, uv, netrc = configuration.pip, configuration.uv, configuration.netrc
    found: dict[str, Upstream] = {}
    default = [("index", config, index) for config in (pip, uv) if (index := config.index) is not None]
    extra = [("extra index", config, index) for config in (uv, pip) for index in config.extra]
    for label, config, index in (*default[:1], *extra, *((_UNUSED, c, i) for _, c, i in default[1:])):
        up = _index(label, config, index, netrc)
        found.setdefault(up.url, up)
    if not default:
        found.setdefault(
            public,
            Upstream(
                url=public,
                ecosystem=Ecosystem.PYPI,
                origin=BUILT_IN,
                label="index",
                credentials=_netrc_credentials(netrc, ""),
                route=pip.route,
            ),
        )

    def rank(up: Upstream) -> tuple[bool, bool]:
        return origin(parse(up.url)) == origin(parse(public)), up.label == "index"

    yield from sorted(found.values(), key=rank)


def _index(label: str, config: PipConfig, index: Index, netrc: Netrc) -> Upstream:
    url = parse(index.url.value)
    host = (url.host or "").lower()
    own, named = index.authorization, netrc.hosts.get(host)
    if own is None and named is not None:
        own = named.value
    return Upstream(
        url=index.url.value,
        ecosystem=Ecosystem.PYPI,
        origin=index.url.origin,
        label=label,
        from_project=index.url.from_project,
        cleartext=not index.url.from_project,
        own=own,
        credentials=_netrc_credentials(netrc, host),
        route=config.route,
    )


def _netrc_credentials(netrc: Netrc, own_host: str) -> Credentials:
    """Return the netrc entries of hosts other than the index, because pip also sends credentials to file hosts."""
    entries = {f"//{host}": stated for host, stated in netrc.hosts.items() if host != own_host}
    return Credentials(MappingProxyType(entries))
