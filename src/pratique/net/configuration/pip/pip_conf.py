"""Parses pip's configuration: indexes, credentials, proxy and certificates, from files and `PIP_` variables.

The parser is based on pip 25 (`configuration.py`, `cli/parser.py`, `utils/appdirs.py`). The module `files` opens the
files.
"""

import configparser
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
_LONG_SPACE = re.compile(r"[^\S\n]{200}")
_SECTIONS = ("global", "install")
"""Sections that apply to `pip install`, in ascending priority."""
_KEYS = frozenset(
    {
        "index-url",
        "pypi-url",
        "extra-index-url",
        "no-index",
        "find-links",
        "proxy",
        "cert",
        "client-cert",
        "trusted-host",
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Index:
    """A package index: its URL without credentials, and the credential that the configured URL contains."""

    url: Stated[str]
    authorization: Authorization | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PipConfig:
    """The configuration of pip or uv. If `index` is None, the public index is used."""

    index: Index | None = None
    extra: tuple[Index, ...] = ()
    route: Route = field(default_factory=Route)
    problems: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Layer:
    """The pip configuration from one source: the values by section and key."""

    origin: str
    sections: Mapping[str, Mapping[str, str]]
    from_project: bool = False
    key_origins: Mapping[str, str] = field(default_factory=dict)


def parse(data: bytes) -> Mapping[str, Mapping[str, str]]:
    """Parse a `pip.conf`, with keys in pip's spelling (`index-url`).

    Raises ParseError for a file that is larger than 256 KiB, not UTF-8, or rejected by configparser. The message
    contains the line number, never the content of the line.
    """
    if len(data) > MAX_BYTES:
        raise _bad("the file is larger than 256 KiB")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise _bad("the file is not UTF-8") from None
    if _LONG_SPACE.search(text):
        # configparser's pattern for an entry takes quadratic time over long runs of spaces.
        raise _bad("the file contains 200 consecutive spaces")
    parser = configparser.RawConfigParser()
    try:
        parser.read_string(text)
        found = {section: dict(parser.items(section)) for section in parser.sections()}
    except configparser.Error as error:
        line = getattr(error, "lineno", None) or next((n for n, _ in getattr(error, "errors", ())), None)
        raise _bad(f"line {line} is invalid" if line else "the file cannot be parsed") from None
    return {
        section: {_spelt(key): value for key, value in items.items() if value}
        for section, items in found.items()
    }


def parse_environment(env: Mapping[str, str]) -> Layer:
    """Parse the environment variables whose names start with `PIP_`."""
    values: dict[str, str] = {}
    origins: dict[str, str] = {}
    for name, text in env.items():
        key = _spelt(name[4:])
        if name.startswith("PIP_") and text and key in _KEYS:
            values[key] = text
            origins[key] = name
    return Layer("environment", {"install": values}, key_origins=origins)


def resolve(layers: Iterable[Layer], env: Mapping[str, str], problems: Iterable[str] = ()) -> PipConfig:
    """Return the configuration merged from `layers`, lowest precedence first.

    This function raises no errors: unusable values are added to `problems`.
    """
    layers = tuple(layers)
    notes = list(problems)
    merged: dict[str, Stated[str]] = {}
    # As in pip: all that `[global]` sections say, then all that the command's own say; variables come last.
    for section in _SECTIONS:
        for layer in layers:
            for key, value in layer.sections.get(section, {}).items():
                where = layer.key_origins.get(key, layer.origin)
                merged["index-url" if key == "pypi-url" else key] = Stated(value, where, layer.from_project)
    if (links := merged.get("find-links")) is not None:
        notes.append(f"{links.origin}: find-links is not read, because its files do not belong to a registry")
    if (certificate := merged.get("client-cert")) is not None:
        notes.append(f"{certificate.origin}: client certificates are not supported")
    if (no_index := merged.get("no-index")) is not None and _is_true(no_index.value):
        notes.append(
            f"{no_index.origin}: pip is configured to use no index; Pratique queries the configured index"
        )
    stated = merged.get("index-url")
    extra = merged.get("extra-index-url")
    return PipConfig(
        index=next(iter(read_indexes(stated, notes)), None),
        extra=tuple(read_indexes(extra, notes)),
        route=Route(proxies=_proxies(merged.get("proxy"), env, notes), trust=_trust(merged, env)),
        problems=tuple(dict.fromkeys(notes)),
    )


def read_indexes(stated: Stated[str] | None, notes: list[str]) -> list[Index]:
    """Return the index URLs in a list. Messages about unusable URLs are added to `notes`."""
    found: list[Index] = []
    for text in stated.value.split() if stated else ():
        assert stated is not None
        try:
            url, authorization = split_userinfo(parse_address(text))
        except ParseError as error:
            notes.append(f"{stated.origin}: an index is ignored: {error.message}")
            continue
        if authorization is not None and stated.from_project:
            notes.append(
                f"{stated.origin}: the user and password of an index are ignored, because the project sets them"
            )
            authorization = None
        found.append(
            Index(
                url=Stated(registry_url(url), stated.origin, stated.from_project),
                authorization=authorization,
            )
        )
    return found


def _proxies(stated: Stated[str] | None, env: Mapping[str, str], notes: list[str]) -> Proxies:
    if stated is None:
        return from_environment(env, notes)
    try:
        proxy = parse_proxy(stated.value, stated.origin)
    except ParseError as error:
        notes.append(f"an invalid proxy is not used: {error.message}")
        return Proxies()
    # With a proxy of its own, pip does not look at any variable, NO_PROXY included.
    return Proxies(http=proxy, https=proxy)


def _trust(merged: Mapping[str, Stated[str]], env: Mapping[str, str]) -> Trust:
    hosts = merged.get("trusted-host")
    unverified = tuple(hosts.value.lower().split()) if hosts is not None else ()
    cert = merged.get("cert")
    file, where = (
        ("", hosts.origin if hosts is not None else "") if cert is None else (cert.value, cert.origin)
    )
    for name in ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"):
        if not file and env.get(name):
            file, where = env[name], name
    return Trust(ca_files=(file,) if file else (), unverified_hosts=unverified, origin=where)


def _spelt(name: str) -> str:
    return name.lower().replace("_", "-").removeprefix("--")


def _is_true(text: str) -> bool:
    return text.strip().lower() in {"y", "yes", "t", "true", "on", "1"}


def _bad(why: str) -> ParseError:
    return ParseError(
        Reference.CONFIG_INVALID,
        f"not a pip.conf: {why}",
        hint="`pip config debug` shows pip's configuration",
    )
