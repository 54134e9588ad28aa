"""Defines one setting in a file, and the display of its value."""

import hashlib
import json
import re
from dataclasses import dataclass, field
from enum import Enum, auto

from pratique.core.deciding import Effect

_MOST_SHOWN = 120
_MOST_LINES = 5_000
_DIGEST = re.compile(r"sha256:[0-9a-f]{64}")
_MOST_OF_DIGEST = len("sha256:") + 12
_USER = re.compile(r"(?<=://)[^/@\s\"']{1,500}@")
_SECRET = re.compile(r"(?i)(\"[^\"]{0,40}(?:token|password|secret|_auth)[^\"]{0,40}\":\s?)\"[^\"]{0,8000}\"")


class Kind(Enum):
    """How two values of a setting are compared."""

    PLAIN = auto()
    """Compared by value."""
    REGISTRY = auto()
    """One URL; if missing, the registry in the user's own configuration."""
    REGISTRIES = auto()
    """URLs that are queried besides the registry."""
    HELD = auto()
    """A replacement for a request. It changes nothing if the judged lock contains its result."""
    EXTENSION = auto()
    """An addition to the requests of the packages that match a selector; see `Holdings`."""
    LINE = auto()
    """A line of a program that runs at install; its text is its name."""
    GEM = auto()
    """A gem that a gemspec requests. It changes nothing if the judged lock contains it."""
    PROGRAM = auto()
    """The paths of files that are read like the file itself; their settings are also compared."""
    FILE = auto()
    """The path of a file that is run or applied at install; its bytes are also compared."""
    PATCH = auto()
    """A request of yarn that refers to a patch."""
    SOURCE = auto()
    """The source from which uv installs one package; compared like HELD."""


@dataclass(frozen=True, slots=True)
class Key:
    """A row of the tables: a setting by its path of keys (`*` in a part matches any text), and its effect."""

    way: tuple[str, ...]
    effect: Effect
    kind: Kind = Kind.PLAIN
    strict: str | None = None
    """The strictest value, in the text of `canonical`: a change to it only tightens the setting."""
    default: str | None = None
    """The meaning of an absent setting, in the text of `canonical`."""


def key(
    way: str,
    effect: Effect,
    kind: Kind = Kind.PLAIN,
    *,
    strict: str | None = None,
    default: str | None = None,
) -> Key:
    """Create a row; ` > ` separates the parts of `way`."""
    return Key(tuple(way.split(" > ")), effect, kind, strict, default)


@dataclass(frozen=True, slots=True)
class Setting:
    """A setting with its value, which is untrusted."""

    path: str
    name: tuple[str, ...]
    value: object
    key: Key
    file: str = field(default="", repr=False)
    """The text of the whole file."""

    @property
    def line(self) -> int | None:
        """Return the line, from 1, of the setting, as far as its keys are found in sequence."""
        return line_of(self.file, self.name)

    @property
    def text(self) -> str:
        """Return the value in its canonical spelling."""
        return canonical(self.value)


def canonical(value: object) -> str:
    """Return one canonical text for each value: text stays unchanged, other values become JSON with sorted keys."""
    if isinstance(value, str):
        return value
    return json.dumps(value, sort_keys=True, ensure_ascii=False, default=str)


def shown(text: str) -> str:
    """Return a value for display: no credentials of a URL, no token, at most 120 characters.

    The digest of a file is cut to 12 digits.
    """
    if _DIGEST.fullmatch(text):
        return text[:_MOST_OF_DIGEST]
    bare = _SECRET.sub(r'\1"***"', _USER.sub("***@", text[:8_000]))
    return bare if len(bare) <= _MOST_SHOWN else f"{bare[: _MOST_SHOWN - 1]}\N{HORIZONTAL ELLIPSIS}"


def content(data: bytes) -> str:
    """Return the digest by which the bytes of a file are compared; Windows line ends count as a difference."""
    digest = hashlib.sha256(data.replace(b"\r\n", b"\n"))
    return f"sha256:{digest.hexdigest()}"


def line_of(text: str, name: tuple[str, ...]) -> int | None:
    """Return the line, from 1, of a setting, as far as its keys are found in sequence."""
    lines = text.split("\n", _MOST_LINES)[:_MOST_LINES]
    at, found = 0, None
    for part in name:
        number = next((n for n in range(at, len(lines)) if _names(lines[n], part)), None)
        if number is None:
            continue
        at, found = number, number + 1
    return found


def _names(line: str, part: str) -> bool:
    """Return whether a line begins with a key, in the syntax of JSON, YAML, TOML (also in a table header) or INI."""
    start = line.lstrip(" \t[{\"'").rstrip()
    if part in start and line.lstrip().startswith("["):
        return any(piece.strip(" \t\"'[]") == part for piece in start.split("."))
    rest = start[len(part) :].lstrip("\"' \t") if start.startswith(part) else "-"
    return not rest or rest[0] in ":=[(" or start.startswith((f"{part} ", f'{part}" '))
