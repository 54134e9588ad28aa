"""Determines the registry and the credentials for each package, and the allowed URLs."""

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
"""The origin of a public registry that no configuration file or variable sets."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Upstream:
    """A registry to which Pratique may send requests."""

    url: str
    """The URL without credentials, query and fragment; ends with a slash."""
    ecosystem: Ecosystem
    origin: str
    """The file or variable that configures the registry, or `built-in`."""
    label: str = "registry"
    """The name of the configuration key, such as `@acme:registry`."""
    from_project: bool = False
    """True if only a file of the (trusted) project configures the registry. A registry from a project's file is never private."""
    cleartext: bool = False
    """True if credentials may be sent over plain http, because the user's npm, pip, uv or gem configuration uses an
    http URL.
    """
    bound: bool = False
    """True if certain package names are bound to this registry, and are requested from no other registry."""
    private: bool = False
    times: RegistryTimes | None = None
    own: Authorization | None = None
    """The credential for all URLs of the registry."""
    credentials: Credentials = field(default_factory=Credentials)
    """Additional credentials by URL, from the configuration of the package manager."""
    route: Route = field(default_factory=Route)

    @property
    def authorization(self) -> Authorization | None:
        """Return the credential for the registry's own URL."""
        return self.authorization_for(parse(self.url))

    def authorization_for(self, url: URL) -> Authorization | None:
        """Return the credential that is bound to a URL, or the registry's own credential for the same origin."""
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
    """All registries to which Pratique may send requests.

    `build` creates the object from the configuration of npm, pip, uv, gem and Bundler and from the settings.
    """

    scopes: Mapping[str, Upstream] = field(default_factory=lambda: MappingProxyType({}))
    """The only registry for the packages of each npm scope (`@acme`)."""
    open: Mapping[Ecosystem, tuple[Upstream, ...]]
    """The registries for packages that are not in an npm scope with its own registry, by ecosystem and in order of use.

    Each ecosystem has at least one registry.
    """
    others: tuple[Upstream, ...] = ()
    """The registries that are used only if a lockfile contains their URL."""
    public: Mapping[Ecosystem, str]
    """The URL of each ecosystem's public registry."""
    problems: tuple[str, ...] = ()
    """Messages about unusable configuration values."""

    def of(self, package: PackageRef, *, registry: str | None = None) -> Upstream:
        """Return the first registry for a package.

        `registry` is the URL in a lockfile or listing. Raises RegistryError (registry-not-configured) if no registry
        is configured for this URL.
        """
        return self.all_of(package, registry=registry)[0]

    def all_of(self, package: PackageRef, *, registry: str | None = None) -> tuple[Upstream, ...]:
        """Return the registries for a package in order.

        A registry is used only if the previous registry does not list the package.
        """
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
        raise _not_configured(str(origin(url)), "no configuration contains the registry")

    def _of_ecosystem(self, ecosystem: Ecosystem) -> Iterator[Upstream]:
        return (up for up in self if up.ecosystem is ecosystem)

    def __iter__(self) -> Iterator[Upstream]:
        for usual in self.open.values():
            yield from usual
        yield from self.scopes.values()
        yield from self.others

    @property
    def allowed_hosts(self) -> frozenset[Origin]:
        """Return the origins of the configured registries. URLs in lockfiles are fetched only from these origins."""
        return frozenset(origin(parse(up.url)) for up in self)

    @property
    def configured(self) -> frozenset[Origin]:
        """Return the origins of the configured and public registries, which may have private IP addresses."""
        return self.allowed_hosts | {origin(parse(text)) for text in self.public.values()}

    def allows(self, url: str) -> bool:
        """Return True if a URL in a lockfile may be fetched from a configured registry or its replacement."""
        try:
            found = origin(parse(url))
        except ParseError:
            return False
        return found in self.configured

    def owner(self, url: URL) -> Upstream | None:
        """Return the configured registry that contains a URL: the registry with the same origin and the longest common path."""
        found = [up for up in self if origin(parse(up.url)) == origin(url)]
        return max(found, key=lambda up: _common(parse(up.url).path, url.path), default=None)

    def redirected(self, url: URL, upstream: Upstream) -> URL:
        """Return the URL at the registry that replaces the public registry.

        As in npm (`replace-registry-host`), the replacing registry's origin and path are followed by the path of the
        URL.
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
        """Return the rows for `config show`: each registry and its setting. Credentials are shown as `set`."""
        return tuple(
            Row(f"{up.ecosystem.value} {up.label}", ", ".join(_traits(up)), up.origin) for up in self
        )


def annotate(upstreams: Upstreams, settings: Iterable[RegistrySetting]) -> Upstreams:
    """Apply `[[registries]]`.

    A configured registry that `[[registries]]` lists gets the properties in its table. Any other registry that
    `[[registries]]` lists is added to the allowed registries.
    """
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
        yield f"the certificate of the registry is not verified ({up.route.trust.origin})"


def _same_registry(one: URL, other: URL) -> bool:
    return origin(one) == origin(other) and one.path.rstrip("/") == other.path.rstrip("/")


def _common(one: str, other: str) -> int:
    """Return the length of the path `one` if the path `other` is below `one`, else 0."""
    return len(one) if f"{other}/".startswith(f"{one.rstrip('/')}/") else 0


def _not_configured(what: str, why: str) -> RegistryError:
    return RegistryError(
        Reference.REGISTRY_NOT_CONFIGURED,
        f"Pratique does not query {what}: {why}",
        hint="add the registry to [[registries]] in the settings, or use --trust-project if the project's files "
        "configure it",
    )
