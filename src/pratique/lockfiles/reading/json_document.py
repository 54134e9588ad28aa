"""Decodes an npm lockfile in JSON: its value, the lines of its entries, and duplicate keys in one object.

JSON parsers silently use the last of two equal keys, so a reviewer and a package manager can read two different
lockfiles. Each duplicate key is therefore reported as a problem.
"""

from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Any

import msgspec

from pratique.lockfiles.reading.document import (
    MOST_ENTRIES,
    MOST_PROBLEMS,
    check_values,
    invalid,
    read_text,
    too_many,
)
from pratique.lockfiles.reading.json_tokens import tokens

MOST_LOCATION_CHARS = 4_096
"""Maximum length of an entry's path (PATH_MAX of Linux)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class JsonDocument:
    """A decoded npm lockfile.

    `package_lines` maps each key of `packages` to its line. `dependency_lines` maps each entry of the nested `dependencies` to its
    line, by the path where npm installs it (`node_modules/a/node_modules/b`).
    """

    value: dict[str, Any]
    package_lines: dict[str, int]
    dependency_lines: dict[str, int]
    repeated: tuple[tuple[str, int], ...]
    """Duplicate keys of one object, with the line of the last one (at most `MOST_PROBLEMS`)."""


def read_json(data: bytes, *, what: str) -> JsonDocument:
    """Decode a JSON object.

    Raises ParseError if the text is not a JSON object, is nested too deeply or has too many entries.
    """
    text = read_text(data, what=what)
    check_values(text, what=what)
    try:
        value = msgspec.json.decode(text)
    except RecursionError:
        raise invalid(
            f"{what} is nested too deeply", hint="no package manager writes such a lockfile"
        ) from None
    except (msgspec.DecodeError, ValueError) as error:
        raise invalid(
            f"{what} is not JSON: {error}", hint="regenerate the file with the package manager"
        ) from None
    if not isinstance(value, dict):
        raise invalid(f"{what} is not a JSON object", hint="regenerate the file with the package manager")
    scan = _Scan()
    scan.run(text)
    if len(scan.package_lines) > MOST_ENTRIES or len(scan.dependency_lines) > MOST_ENTRIES:
        raise too_many(what, most=MOST_ENTRIES, of="entries")
    return JsonDocument(
        value=value,
        package_lines=scan.package_lines,
        dependency_lines=scan.dependency_lines,
        repeated=tuple(scan.repeated),
    )


class _Place(Enum):
    """The role of the current object in an npm lockfile."""

    OTHER = auto()
    ROOT = auto()
    PACKAGES = auto()
    DEPENDENCIES = auto()
    DEPENDENCY = auto()


@dataclass(slots=True)
class _Scan:
    package_lines: dict[str, int] = field(default_factory=dict)
    dependency_lines: dict[str, int] = field(default_factory=dict)
    repeated: list[tuple[str, int]] = field(default_factory=list)

    def run(self, text: str) -> None:
        place, prefix, keys = _Place.OTHER, "", set[str]()
        stack: list[tuple[_Place, str, set[str]]] = []
        coming, coming_prefix = _Place.ROOT, ""
        for key, bracket, line in tokens(text):
            if key is not None:
                if key in keys and len(self.repeated) < MOST_PROBLEMS:
                    self.repeated.append((key, line))
                keys.add(key)
                coming, coming_prefix = self._enter(place, prefix, key, line)
            elif bracket in "{[":
                stack.append((place, prefix, keys))
                place, prefix, keys = (coming if bracket == "{" else _Place.OTHER), coming_prefix, set()
                coming = _Place.OTHER
            else:
                place, prefix, keys = stack.pop()
                coming = _Place.OTHER

    def _enter(self, place: _Place, prefix: str, key: str, line: int) -> tuple[_Place, str]:
        """Return the role of an object under `key`, and record its line if the object is a lockfile entry."""
        match place:
            case _Place.ROOT if key == "packages":
                return _Place.PACKAGES, ""
            case _Place.ROOT | _Place.DEPENDENCY if key == "dependencies":
                return _Place.DEPENDENCIES, prefix
            case _Place.PACKAGES:
                self.package_lines[key] = line
            case _Place.DEPENDENCIES if len(prefix) + len(key) <= MOST_LOCATION_CHARS:
                location = f"{prefix}node_modules/{key}"
                self.dependency_lines[location] = line
                return _Place.DEPENDENCY, f"{location}/"
            case _:
                pass
        return _Place.OTHER, ""
