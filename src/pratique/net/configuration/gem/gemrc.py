"""Parses RubyGems' `gemrc` files: sources, proxy and certificates.

This module does no I/O. The parser is based on RubyGems 3.6.7: `rubygems/config_file.rb`,
`rubygems/yaml_serializer.rb` (the subset of YAML that these files and Bundler's use) and `rubygems/request.rb`. The
keys in `~/.gem/credentials` are not read, because only `gem push` sends them.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from pratique.errors import ParseError, Reference
from pratique.net.client.address import parse as parse_address
from pratique.net.client.address import registry_url
from pratique.net.client.authorization import Authorization, split_userinfo
from pratique.net.client.proxies import Proxies, from_environment, parse_proxy
from pratique.net.client.route import Route, Trust
from pratique.net.configuration.config_file import Stated

MAX_BYTES = 1 << 18
_KEY = re.compile(r"(?>(?P<key>[^#\s][^#\n]*?):(?=\s|\Z))[ \t]*+(?P<value>.*)\Z")
_ITEM = re.compile(r"[ \t]*+-[ \t]++(?P<value>.*)\Z")
_QUOTED = re.compile(r"""(["'])([^"'\n]*)\1[ \t]*(?:#.*)?\Z""")
_COMMENT = re.compile(r"(?:\A|[ \t])#")
_OPTIONS = ("gem", "install")
"""The keys for command-line options, which can also contain a source."""

GemValue = str | tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class GemSource:
    """A gem server: its URL without credentials, and the credential that the configured URL contains."""

    url: Stated[str]
    authorization: Authorization | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class GemConfig:
    """The configuration of `gem`. Without sources, gem uses the public server."""

    sources: tuple[GemSource, ...] = ()
    route: Route = field(default_factory=Route)
    problems: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Layer:
    """The configuration from one file or variable."""

    origin: str
    values: Mapping[str, GemValue]
    from_project: bool = False


def parse(data: bytes) -> Mapping[str, GemValue]:
    """Parse the top level of a configuration file of RubyGems or Bundler.

    The colon before a Ruby symbol is removed from the key. Lines that are neither a key nor a list item are skipped.
    Raises ParseError for a file that is larger than 256 KiB or not UTF-8.
    """
    if len(data) > MAX_BYTES:
        raise _bad("the file is larger than 256 KiB")
    try:
        lines = data.decode("utf-8-sig").splitlines()
    except UnicodeDecodeError:
        raise _bad("the file is not UTF-8") from None
    found: dict[str, GemValue] = {}
    listed: dict[str, list[str]] = {}
    key = ""
    for line in lines:
        item = _ITEM.match(line)
        if item is not None:
            listed.setdefault(key, []).append(_plain(item["value"]))
        elif (match := _KEY.match(line)) is not None:
            key = match["key"].strip().removeprefix(":")
            listed.pop(key, None)
            found[key] = _plain(match["value"])
    return {**found, **{key: tuple(values) for key, values in listed.items() if key in found}}


def resolve(layers: Iterable[Layer], env: Mapping[str, str], problems: Iterable[str] = ()) -> GemConfig:
    """Return the configuration merged from `layers`, lowest precedence first.

    This function raises no errors: unusable values are added to `problems`.
    """
    notes = list(problems)
    merged: dict[str, Stated[GemValue]] = {}
    for layer in layers:
        for key, value in layer.values.items():
            merged[key] = Stated(value, layer.origin, layer.from_project)
    if (certificate := merged.get("ssl_client_cert")) is not None:
        notes.append(f"{certificate.origin}: client certificates are not supported")
    notes.extend(
        f"{stated.origin}: a source in the options of {key} is ignored: use :sources:"
        for key in _OPTIONS
        if (stated := merged.get(key)) is not None and "source" in text_of(stated)
    )
    sources = [read_source(stated, notes) for stated in _addresses(merged.get("sources"))]
    return GemConfig(
        sources=tuple(source for source in sources if source is not None),
        route=Route(proxies=_proxies(merged.get("http_proxy"), env, notes), trust=_trust(merged)),
        problems=tuple(dict.fromkeys(notes)),
    )


def read_source(stated: Stated[str], notes: list[str]) -> GemSource | None:
    """Parse the URL of a gem server. If the URL is unusable, a message is added to `notes`."""
    try:
        url, authorization = split_userinfo(parse_address(stated.value))
    except ParseError as error:
        notes.append(f"{stated.origin}: a gem source is ignored: {error.message}")
        return None
    if authorization is not None and stated.from_project:
        notes.append(
            f"{stated.origin}: the user and password of a gem source are ignored, because the project sets them"
        )
        authorization = None
    address = Stated(registry_url(url), stated.origin, stated.from_project)
    return GemSource(url=address, authorization=authorization)


def text_of(stated: Stated[GemValue] | None) -> str:
    """Return the value if it is a string, else ""."""
    return stated.value if stated is not None and isinstance(stated.value, str) else ""


def _addresses(stated: Stated[GemValue] | None) -> list[Stated[str]]:
    if stated is None:
        return []
    values = (stated.value,) if isinstance(stated.value, str) else stated.value
    return [Stated(value, stated.origin, stated.from_project) for value in values if value]


def _proxies(stated: Stated[GemValue] | None, env: Mapping[str, str], notes: list[str]) -> Proxies:
    """Return the proxy from a gemrc (`:no_proxy` means none), else from the environment variables."""
    text = text_of(stated)
    if stated is None or not text:
        return from_environment(env, notes)
    if text.removeprefix(":") == "no_proxy":
        return Proxies()
    try:
        proxy = parse_proxy(text, stated.origin)
    except ParseError as error:
        notes.append(f"an invalid proxy is not used: {error.message}")
        return Proxies()
    return Proxies(http=proxy, https=proxy)


def _trust(merged: Mapping[str, Stated[GemValue]]) -> Trust:
    """Return the certificate settings; `:ssl_verify_mode: 0` (OpenSSL's VERIFY_NONE) disables verification."""
    authorities, mode = merged.get("ssl_ca_cert"), merged.get("ssl_verify_mode")
    file = text_of(authorities)
    told = authorities if file else mode
    return Trust(
        ca_files=(file,) if file else (),
        verify=text_of(mode).strip() != "0",
        origin=told.origin if told is not None else "",
    )


def _plain(text: str) -> str:
    """Return the value without quotes and without a trailing comment."""
    text = text.strip()
    quoted = _QUOTED.match(text)
    return quoted[2] if quoted is not None else _COMMENT.split(text, maxsplit=1)[0].rstrip()


def _bad(why: str) -> ParseError:
    return ParseError(
        Reference.CONFIG_INVALID, f"not a gemrc: {why}", hint="`gem environment` shows gem's configuration"
    )
