"""Defines a setting in a file, and how its value is displayed."""

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
    """The values are compared as text."""
    REGISTRY = auto()
    """The value is the URL of a registry. If the setting is missing, the registry in the user's own configuration applies."""
    REGISTRIES = auto()
    """The values are URLs of additional registries."""
    HELD = auto()
    """The value overrides a dependency. An override has no effect if the judged lockfile already contains its result."""
    EXTENSION = auto()
    """The value adds a dependency to the packages that match a selector; see `Holdings`."""
    LINE = auto()
    """The value is a line of a program that runs at install time."""
    GEM = auto()
    """The value is a gem that a gemspec depends on. The value has no effect if the judged lockfile contains the gem."""
    PROGRAM = auto()
    """The values are paths of included files, whose settings are also compared."""
    FILE = auto()
    """The value is the path of a file that is run or applied at install time. The bytes of the file are also compared."""
    PATCH = auto()
    """The value is a dependency in yarn's syntax that refers to a patch."""
    SOURCE = auto()
    """The value is the source from which uv installs one package.

    The value is compared like a value of the kind HELD.
    """


@dataclass(frozen=True, slots=True)
class Key:
    """A row of the settings tables: the path of keys of a setting, in which `*` matches any text, and its effect."""

    way: tuple[str, ...]
    effect: Effect
    kind: Kind = Kind.PLAIN
    strict: str | None = None
    """The strictest value, as returned by `canonical`. A change to this value only tightens the setting."""
    default: str | None = None
    """The value that applies if the setting is missing, as returned by `canonical`."""


def key(
    way: str,
    effect: Effect,
    kind: Kind = Kind.PLAIN,
    *,
    strict: str | None = None,
    default: str | None = None,
) -> Key:
    """Create a row of a settings table. ` > ` separates the parts of `way`."""
    return Key(tuple(way.split(" > ")), effect, kind, strict, default)


@dataclass(frozen=True, slots=True)
class Setting:
    """A setting in a project file. The value of the setting is untrusted."""

    path: str
    name: tuple[str, ...]
    value: object
    key: Key
    file: str = field(default="", repr=False)
    """The text of the whole file."""

    @property
    def line(self) -> int | None:
        """Return the line number of the setting, starting at 1; None if its keys are not found."""
        return line_of(self.file, self.name)

    @property
    def text(self) -> str:
        """Return the value in its canonical form."""
        return canonical(self.value)


def canonical(value: object) -> str:
    """Return a canonical text for a value: text stays unchanged, other values become JSON with sorted keys."""
    if isinstance(value, str):
        return value
    return json.dumps(value, sort_keys=True, ensure_ascii=False, default=str)


def shown(text: str) -> str:
    """Return a value for display, shortened to 120 characters and without credentials.

    Digests of files are shortened to 12 digits.
    """
    if _DIGEST.fullmatch(text):
        return text[:_MOST_OF_DIGEST]
    bare = _SECRET.sub(r'\1"***"', _USER.sub("***@", text[:8_000]))
    return bare if len(bare) <= _MOST_SHOWN else f"{bare[: _MOST_SHOWN - 1]}\N{HORIZONTAL ELLIPSIS}"


def content(data: bytes) -> str:
    """Return a digest of a file's bytes. Windows line ends are treated like Unix line ends."""
    digest = hashlib.sha256(data.replace(b"\r\n", b"\n"))
    return f"sha256:{digest.hexdigest()}"


def line_of(text: str, name: tuple[str, ...]) -> int | None:
    """Return the line number of a setting, starting at 1; None if its keys are not found."""
    lines = text.split("\n", _MOST_LINES)[:_MOST_LINES]
    at, found = 0, None
    for part in name:
        number = next((n for n in range(at, len(lines)) if _names(lines[n], part)), None)
        if number is None:
            continue
        at, found = number, number + 1
    return found


def _names(line: str, part: str) -> bool:
    start = line.lstrip(" \t[{\"'").rstrip()
    if part in start and line.lstrip().startswith("["):
        return any(piece.strip(" \t\"'[]") == part for piece in start.split("."))
    rest = start[len(part) :].lstrip("\"' \t") if start.startswith(part) else "-"
    return not rest or rest[0] in ":=[(" or start.startswith((f"{part} ", f'{part}" '))
