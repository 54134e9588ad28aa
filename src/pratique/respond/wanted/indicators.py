"""Parses indicators of compromise: hosts and addresses, URLs, and paths that malware leaves; also defanged ones."""

import ipaddress
import re
from collections.abc import Callable, Mapping

from pratique.respond.wanted.context import Context
from pratique.respond.wanted.value import Indicator, IndicatorKind, Wanted

_LONGEST = 2_048
_PREFIX = re.compile(r"(host|domain|ip|url|path|file):(?!//)\s*(?=\S)", re.IGNORECASE)
_DEFANGED = re.compile(
    r"\[(?:\.|dot|:|://|@|at)\]|\((?:\.|dot)\)|\{(?:\.|dot)\}|\A\s*h(?:xx|XX|\*\*)ps?:", re.IGNORECASE
)
_DOTS = re.compile(r"\[(?:\.|dot)\]|\((?:\.|dot)\)|\{(?:\.|dot)\}", re.IGNORECASE)
_SCHEME = re.compile(r"(?:https?|wss?|ftp|tcp|udp)://", re.IGNORECASE)
_HOST = re.compile(
    r"(?=[^\s]{4,253}\Z)(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9])?\.)+(?:[a-z]{2,63}|xn--[a-z0-9-]{2,59})\.?\Z"
)
_PORT = re.compile(r":\d{1,5}\Z")
_PATH = re.compile(r"(?:[/~]|[A-Za-z]:[\\/]|[$%][A-Za-z_{(]|\.{1,2}[\\/])")
_VARIABLE = re.compile(r"\A(?:~|\$\{?\w{1,60}\}?|%\w{1,60}%|[A-Za-z]:)[\\/]+")
_PLACEHOLDER = re.compile(r"<[^<>]*>|\*")
_FILE_SUFFIXES = frozenset(
    (
        *(
            "bat",
            "bin",
            "cjs",
            "cmd",
            "dll",
            "dylib",
            "exe",
            "gyp",
            "jar",
            "js",
            "json",
            "lock",
            "log",
            "mjs",
            "node",
        ),
        *(
            "pack",
            "php",
            "plist",
            "ps1",
            "pth",
            "py",
            "pyc",
            "rb",
            "sh",
            "so",
            "tar",
            "tgz",
            "toml",
            "ts",
            "txt",
            "vbs",
        ),
        *("whl", "xml", "yaml", "yml", "zip"),
    )
)
"""The last parts of a dotted word that make it the name of a file instead of a host."""


def read(text: str, context: Context) -> Wanted | None:
    """Return the indicator that a text states; None if it states none.

    A dotted word without a scheme is a host, or a file name if it ends as one.
    """
    if len(text) > _LONGEST:
        return None
    prefix = _PREFIX.match(text)
    if prefix is not None:
        return _READERS[prefix[1].lower()](text[prefix.end() :].strip(), context)
    if _DEFANGED.search(text) or _SCHEME.match(text) or _is_address(text):
        return (url if _SCHEME.match(refanged(text)) else host)(text, context)
    if context.listed and _is_path(text):
        return path(text, context)
    lower = text.lower()
    if not _HOST.match(_PORT.sub("", lower)):
        return None
    found = (path if lower.rpartition(".")[2] in _FILE_SUFFIXES else host)(text, context)
    return found if context.listed else _noted(text, found)


def refanged(text: str) -> str:
    """Return a text without defanging: `hxxps://evil[.]example` becomes `https://evil.example`."""
    plain = _DOTS.sub(".", text.strip()).replace("[://]", "://").replace("[:]", ":").replace("[@]", "@")
    return re.sub(r"\Ah(?:xx|\*\*)p(s?):", r"http\1:", plain, flags=re.IGNORECASE)


def host(text: str, context: Context) -> Wanted:
    """Return a request for a host name or a network address."""
    plain = refanged(text).lower().rstrip(".")
    name = _PORT.sub("", plain) if plain.count(":") == 1 else plain
    if not (_HOST.match(name) or _is_address(name)):
        return context.misread(text, "the text is not a host name or a network address")
    return _one(IndicatorKind.HOST, name, context)


def url(text: str, context: Context) -> Wanted:
    """Return a request for a URL. The host is in lower case, the rest as written."""
    plain = refanged(text)
    scheme, joint, rest = plain.partition("://")
    where, slash, path_ = rest.partition("/")
    if not joint or not where or any(character.isspace() for character in plain):
        return context.misread(text, "the text is not a URL")
    return _one(IndicatorKind.URL, f"{scheme.lower()}://{where.lower()}{slash}{path_}", context)


def path(text: str, context: Context) -> Wanted:
    """Return a request for a file. A variable or home folder at the beginning is omitted, since its value differs by machine."""
    if _PLACEHOLDER.search(text):
        return context.misread(text, "the path contains a placeholder")
    plain = _VARIABLE.sub("", text.strip()).replace("\\", "/")
    while "//" in plain:
        plain = plain.replace("//", "/")
    plain = plain.removeprefix("./").rstrip("/")
    if len(plain) < 3 or not any(character.isalnum() for character in plain):
        return context.misread(text, "the path is too short to search for")
    return _one(IndicatorKind.PATH, plain, context)


def _one(kind: IndicatorKind, value: str, context: Context) -> Wanted:
    return Wanted(indicators=(Indicator(id=value, kind=kind, value=value, origin=context.origin),))


def _noted(text: str, found: Wanted) -> Wanted:
    if not found.indicators:
        return found
    what = "a file name" if found.indicators[0].kind is IndicatorKind.PATH else "a host"
    note = f"{text} was read as {what}; write npm:{text}, pypi:{text} or gem:{text} for a package."
    return Wanted(indicators=found.indicators, notes=(note,))


def _is_path(text: str) -> bool:
    separated = ("/" in text or "\\" in text) and "@" not in text
    return " " not in text and (separated or _PATH.match(text) is not None)


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True


_READERS: Mapping[str, Callable[[str, Context], Wanted]] = {
    "host": host,
    "domain": host,
    "ip": host,
    "url": url,
    "path": path,
    "file": path,
}
