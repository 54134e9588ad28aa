"""Parses Bundler's configuration: mirrors and credentials, from `.bundle/config` files and `BUNDLE_` variables.

This module does no I/O. The parser is based on Bundler 2.6.7: `bundler/settings.rb` and `bundler/mirror.rb`. Keys are
in upper case, with two underscores for a dot and three for a hyphen. Credentials are stored by the URL or the host of
a gem server.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from pratique.net.client.address import parse as parse_address
from pratique.net.client.authorization import Authorization
from pratique.net.configuration.config_file import Stated
from pratique.net.configuration.gem.gemrc import GemSource, Layer, read_source

PREFIX = "BUNDLE_"
_MIRROR = "mirror."
_SETTINGS = (_MIRROR, "build.", "cache.", "gem.", "local.", "only.", "path.", "plugin.", "without.")
"""Setting names with a dot that are not host names."""
_ALL = "all"
_TIMEOUT = ".fallback_timeout"


@dataclass(frozen=True, slots=True, kw_only=True)
class BundleConfig:
    """Bundler's mirrors, which replace a Gemfile's sources, and credentials."""

    mirrors: Mapping[str, GemSource] = field(default_factory=lambda: MappingProxyType({}))
    """The mirrors. Each key is the URL of the replaced source with a trailing slash, the host of the source, or `all`."""
    secrets: Mapping[str, Stated[str]] = field(default_factory=lambda: MappingProxyType({}), repr=False)
    """All settings from outside the project, by key. The value for the key of a server is the server's credential."""
    ca_file: Stated[str] | None = None
    problems: tuple[str, ...] = ()

    def mirror_for(self, url: str) -> GemSource | None:
        """Return the mirror that replaces the server at `url`, or None."""
        host = parse_address(url).host or ""
        names = (_ALL, url.lower(), host.lower())
        return next((self.mirrors[name] for name in names if name in self.mirrors), None)

    def authorization_for(self, url: str) -> Authorization | None:
        """Return the credential for a server (`user:password` or a user).

        A credential for the URL takes precedence over a credential for the host.
        """
        host = parse_address(url).host or ""
        for key in (key_of(url), key_of(host)):
            stated = self.secrets.get(key)
            if stated is not None and stated.value:
                user, _, password = stated.value.partition(":")
                return Authorization.basic(user, password)
        return None

    def servers(self) -> Iterator[tuple[str, Stated[str]]]:
        """Yield the URL of each server with a credential, and the name of the setting.

        For a host without a scheme, https is used.
        """
        for key, stated in self.secrets.items():
            name = _name(key)
            if name.startswith(("https://", "http://")):
                yield name, stated
            elif "." in name and not name.startswith(_SETTINGS):
                yield f"https://{name}/", stated


def key_of(name: str) -> str:
    """Return the configuration key for the name of a setting (`Bundler::Settings.key_for`)."""
    return PREFIX + name.replace(".", "__").replace("-", "___").upper()


def resolve(layers: Iterable[Layer], problems: Iterable[str] = ()) -> BundleConfig:
    """Return the configuration merged from `layers`, highest precedence first.

    This function raises no errors: unusable values are added to `problems`. From the project's files, only mirrors
    are used.
    """
    notes = list(problems)
    merged: dict[str, Stated[str]] = {}
    secrets: dict[str, Stated[str]] = {}
    for layer in layers:
        for key, value in layer.values.items():
            if isinstance(value, str) and key.startswith(PREFIX):
                stated = Stated(value, layer.origin, layer.from_project)
                merged.setdefault(_spelt(key), stated)
                if not layer.from_project:
                    secrets.setdefault(_spelt(key), stated)
    mirrors: dict[str, GemSource] = {}
    for key, stated in merged.items():
        name = _name(key)
        if name.startswith(_MIRROR) and stated.value and not name.rstrip("/").endswith(_TIMEOUT):
            mirror = read_source(stated, notes)
            if mirror is not None:
                mirrors[name.removeprefix(_MIRROR)] = mirror
    ca_file = secrets.get(key_of("ssl_ca_cert"))
    if (certificate := secrets.get(key_of("ssl_client_cert"))) is not None:
        notes.append(f"{certificate.origin}: client certificates are not supported")
    return BundleConfig(
        mirrors=MappingProxyType(mirrors),
        secrets=MappingProxyType(secrets),
        ca_file=ca_file if ca_file is not None and ca_file.value else None,
        problems=tuple(dict.fromkeys(notes)),
    )


def variables(env: Mapping[str, str]) -> tuple[Layer, ...]:
    """Return a layer for each environment variable that starts with `BUNDLE_`."""
    return tuple(
        Layer(name, {name: value})
        for name, value in env.items()
        if name.startswith(PREFIX) and name != PREFIX
    )


def _spelt(key: str) -> str:
    """Return the normalized key, with underscores for dots and hyphens and a trailing slash for URLs."""
    key = key.replace(".", "__").replace("-", "___").upper()
    is_address = "HTTP://" in key or "HTTPS://" in key
    return f"{key}/" if is_address and not key.endswith(("/", "__FALLBACK_TIMEOUT")) else key


def _name(key: str) -> str:
    """Return the name of the setting with the given key."""
    return key.removeprefix(PREFIX).replace("___", "-").replace("__", ".").lower()
