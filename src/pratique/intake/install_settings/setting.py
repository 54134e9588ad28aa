"""One setting as a file states it, and how its value is shown."""

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
    """By their value."""
    REGISTRY = auto()
    """One address; none means the registry that the user's own configuration names."""
    REGISTRIES = auto()
    """Addresses that are asked beside the registry."""
    HELD = auto()
    """What takes the place of a request: it changes nothing where the lock, which is judged, holds its result."""
    EXTENSION = auto()
    """What is added to the requests of the packages that a selector names; see `Holdings`."""
    LINE = auto()
    """A line of a program that is run at install: its text is its name."""
    GEM = auto()
    """A gem that a gemspec asks for: it changes nothing where the lock, which is judged, holds it."""
    PROGRAM = auto()
    """The paths of files that are read as the file itself is: their settings are compared, too."""
    FILE = auto()
    """The path of a file that is run or applied at install: its bytes are compared, too."""
    PATCH = auto()
    """A request of yarn that names a patch."""
    SOURCE = auto()
    """Where uv takes one package from; as HELD."""


@dataclass(frozen=True, slots=True)
class Key:
    """A row of the tables: a setting by its way of keys (`*` in a part matches any text), and what it decides."""

    way: tuple[str, ...]
    effect: Effect
    kind: Kind = Kind.PLAIN
    strict: str | None = None
    """The value to which it can only be tightened, in the text of `canonical`."""
    default: str | None = None
    """What an absent setting means, in the text of `canonical`."""


def key(
    way: str,
    effect: Effect,
    kind: Kind = Kind.PLAIN,
    *,
    strict: str | None = None,
    default: str | None = None,
) -> Key:
    """Write a row; `way` separates its parts with ` > `."""
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
        """Return the line, from 1, where it is written, as far as its keys are found one after the other."""
        return line_of(self.file, self.name)

    @property
    def text(self) -> str:
        """Return the value in one spelling."""
        return canonical(self.value)


def canonical(value: object) -> str:
    """Return one text for each value: a text stays as it is, all else is JSON with its keys in order."""
    if isinstance(value, str):
        return value
    return json.dumps(value, sort_keys=True, ensure_ascii=False, default=str)


def shown(text: str) -> str:
    """Return a value for people: no user and password of an address, no token, at most 120 characters.

    The digest of a file is cut to 12 digits.
    """
    if _DIGEST.fullmatch(text):
        return text[:_MOST_OF_DIGEST]
    bare = _SECRET.sub(r'\1"***"', _USER.sub("***@", text[:8_000]))
    return bare if len(bare) <= _MOST_SHOWN else f"{bare[: _MOST_SHOWN - 1]}\N{HORIZONTAL ELLIPSIS}"


def content(data: bytes) -> str:
    """Return the digest by which the bytes of a file are compared; line ends of Windows count as others."""
    digest = hashlib.sha256(data.replace(b"\r\n", b"\n"))
    return f"sha256:{digest.hexdigest()}"


def line_of(text: str, name: tuple[str, ...]) -> int | None:
    """Return the line, from 1, where a setting is written, as far as its keys are found one after the other."""
    lines = text.split("\n", _MOST_LINES)[:_MOST_LINES]
    at, found = 0, None
    for part in name:
        number = next((n for n in range(at, len(lines)) if _names(lines[n], part)), None)
        if number is None:
            continue
        at, found = number, number + 1
    return found


def _names(line: str, part: str) -> bool:
    """Return whether a line begins with a key: as JSON, YAML, TOML (also as a table's header) or INI write it."""
    start = line.lstrip(" \t[{\"'").rstrip()
    if part in start and line.lstrip().startswith("["):
        return any(piece.strip(" \t\"'[]") == part for piece in start.split("."))
    rest = start[len(part) :].lstrip("\"' \t") if start.startswith(part) else "-"
    return not rest or rest[0] in ":=[(" or start.startswith((f"{part} ", f'{part}" '))
