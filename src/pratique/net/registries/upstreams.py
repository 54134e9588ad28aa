"""Determines the registry and the credentials for each package, and the URLs that may be fetched."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from yarl import URL

from pratique.config import RegistrySetting, RegistryTimes, Row
from pratique.core.names import Ecosystem, PackageRef
from pratique.errors import ParseError, Reference, RegistryError
from pratique.net.client.address import Origin, origin, parse
from pratique.net.client.authorization import Authorization
from pratique.net.client.credentials import Credentials, may_travel
from pratique.net.client.route import Route

BUILT_IN = "built-in"
"""Origin of a public registry without configuration."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Upstream:
    """A registry that may receive requests."""

    url: str
    """Without credentials, query and fragment; ends with a slash."""
    ecosystem: Ecosystem
    origin: str
    """The file or variable that configures it, or `built-in`."""
    label: str = "registry"
    """Its name in the configuration, such as `@acme:registry`."""
    from_project: bool = False
    """Whether only a file of the (trusted) project configures it: then it is never private."""
    cleartext: bool = False
    """Whether credentials may be sent to it over plain http, if the user's own npm, pip, uv or gem uses http for it."""
    bound: bool = False
    """Whether names are bound to it, which are requested from no other registry."""
    private: bool = False
    times: RegistryTimes | None = None
    own: Authorization | None = None
    """The credential for the whole registry."""
    credentials: Credentials = field(default_factory=Credentials)
    """More credentials, which the ecosystem's configuration binds to URLs."""
    route: Route = field(default_factory=Route)

    @property
    def authorization(self) -> Authorization | None:
        """Return the credential for the registry's own URL."""
        return self.authorization_for(parse(self.url))

    def authorization_for(self, url: URL) -> Authorization | None:
        """Return the credential for a URL: the one bound to it, or the registry's own on its origin."""
        home = parse(self.url)
        if not may_travel(url, home, cleartext=self.cleartext):
            return None
        stated = self.credentials.find(url)
        if stated is not None:
            return stated.value
        if origin(url) != origin(home):
            return None
        stated = self.credentials.find(home)
        return self.own if stated is None else stated.value


@dataclass(frozen=True, slots=True, kw_only=True)
class Upstreams:
    """All registries that may receive requests. `build` creates it from npm, pip, uv, gem, Bundler and the settings."""

    scopes: Mapping[str, Upstream] = field(default_factory=lambda: MappingProxyType({}))
    """npm scope (`@acme`) mapped to the only registry for its packages."""
    open: Mapping[Ecosystem, tuple[Upstream, ...]]
    """Registries for all other names, in order of use; at least one for each ecosystem."""
    others: tuple[Upstream, ...] = ()
    """Registries that are used only if a lock contains their URL."""
    public: Mapping[Ecosystem, str]
    """URL of each ecosystem's public registry."""
    problems: tuple[str, ...] = ()
    """Unusable configuration values, one sentence each."""

    def of(self, package: PackageRef, *, registry: str | None = None) -> Upstream:
        """Return the first registry for a package; `registry` is the URL in a lock or listing.

        Raises RegistryError (registry-not-configured) for an unconfigured URL.
        """
        return self.all_of(package, registry=registry)[0]

    def all_of(self, package: PackageRef, *, registry: str | None = None) -> tuple[Upstream, ...]:
        """Return the registries for a package in order: the next one is used only if the previous one does not have it."""
        bound = self.scopes.get(package.name.partition("/")[0])
        if bound is not None:
            return (bound,)
        usual = self.open[package.ecosystem]
        if registry is None:
            return usual
        try:
            url = parse(registry)
        except ParseError as error:
            raise _not_configured(registry[:100], error.message) from None
        same = [up for up in self._of_ecosystem(package.ecosystem) if _same_registry(parse(up.url), url)]
        if same:
            return tuple(same[:1])
        # What locks write for the public registry means: the registry that stands in for it here.
        if origin(url) == origin(parse(self.public[package.ecosystem])):
            return usual
        raise _not_configured(str(origin(url)), "no configuration contains it")

    def _of_ecosystem(self, ecosystem: Ecosystem) -> Iterator[Upstream]:
        return (up for up in self if up.ecosystem is ecosystem)

    def __iter__(self) -> Iterator[Upstream]:
        for usual in self.open.values():
            yield from usual
        yield from self.scopes.values()
        yield from self.others

    @property
    def allowed_hosts(self) -> frozenset[Origin]:
        """Return the origins of the configured registries; a lock's URL is fetched only from one of them."""
        return frozenset(origin(parse(up.url)) for up in self)

    @property
    def configured(self) -> frozenset[Origin]:
        """Return the origins that are allowed on any network: those of the configured and of the public registries."""
        return self.allowed_hosts | {origin(parse(text)) for text in self.public.values()}

    def allows(self, url: str) -> bool:
        """Return True if a URL in a lock may be fetched: from a configured registry or its replacement."""
        try:
            found = origin(parse(url))
        except ParseError:
            return False
        return found in self.configured

    def owner(self, url: URL) -> Upstream | None:
        """Return the configured registry of a URL: same origin, longest common path."""
        found = [up for up in self if origin(parse(up.url)) == origin(url)]
        return max(found, key=lambda up: _common(parse(up.url).path, url.path), default=None)

    def redirected(self, url: URL, upstream: Upstream) -> URL:
        """Return the replacement of a URL at the public registry, if another registry replaces it.

        As in npm (`replace-registry-host`), it is the other registry's origin and path, followed by the path of the URL.
        """
        public, home = origin(parse(self.public[upstream.ecosystem])), parse(upstream.url)
        if origin(url) != public or origin(home) == public:
            return url
        base = home.raw_path.rstrip("/")
        path = url.raw_path if url.raw_path.startswith(f"{base}/") else base + url.raw_path
        return URL.build(
            scheme=home.scheme,
            authority=home.raw_authority,
            path=path,
            query_string=url.raw_query_string,
            encoded=True,
        )

    def rows(self) -> tuple[Row, ...]:
        """Return the rows of `config show`: each registry and its setting; credentials are only shown as `set`."""
        return tuple(
            Row(f"{up.ecosystem.value} {up.label}", ", ".join(_traits(up)), up.origin) for up in self
        )


def annotate(upstreams: Upstreams, settings: Iterable[RegistrySetting]) -> Upstreams:
    """Apply `[[registries]]`: annotate the configured registries that it lists, and add the others to the allowed ones."""
    others = list(upstreams.others)
    marks = {(setting.ecosystem, setting.url): setting for setting in settings}

    def marked(up: Upstream) -> Upstream:
        setting = marks.get((up.ecosystem, up.url))
        if setting is None:
            return up
        return replace(
            up, private=(setting.private or up.private) and not up.from_project, times=setting.times
        )

    known = {(up.ecosystem, up.url) for up in upstreams}
    for setting in marks.values():
        if (setting.ecosystem, setting.url) not in known:
            nearest = upstreams.open[setting.ecosystem][-1]
            others.append(
                Upstream(
                    url=setting.url,
                    ecosystem=setting.ecosystem,
                    origin=setting.origin,
                    label="registries",
                    credentials=nearest.credentials,
                    route=nearest.route,
                )
            )
    return replace(
        upstreams,
        scopes=MappingProxyType({scope: marked(up) for scope, up in upstreams.scopes.items()}),
        open=MappingProxyType({eco: tuple(map(marked, ups)) for eco, ups in upstreams.open.items()}),
        others=tuple(map(marked, others)),
    )


def _traits(up: Upstream) -> Iterator[str]:
    yield up.url
    if up.private:
        yield "private"
    if up.times is not None:
        yield f"times {up.times.value}"
    if up.authorization is not None:
        yield "credentials set"
    proxy = up.route.proxies.proxy_for(parse(up.url))
    if proxy is not None:
        yield f"proxy {proxy.url} ({proxy.origin})"
    for file in (*up.route.trust.ca_files, *up.route.trust.extra_ca_files):
        yield f"certificates {file}"
    if not up.route.trust.verifies(parse(up.url)):
        yield f"its certificate is not verified ({up.route.trust.origin})"


def _same_registry(one: URL, other: URL) -> bool:
    return origin(one) == origin(other) and one.path.rstrip("/") == other.path.rstrip("/")


def _common(one: str, other: str) -> int:
    """Return the length of the path `one` if `other` is below it, else 0."""
    return len(one) if f"{other}/".startswith(f"{one.rstrip('/')}/") else 0


def _not_configured(what: str, why: str) -> RegistryError:
    return RegistryError(
        Reference.REGISTRY_NOT_CONFIGURED,
        f"{what} is not asked: {why}",
        hint="add it to [[registries]] in the settings, or use --trust-project if the project's files configure it",
    )
