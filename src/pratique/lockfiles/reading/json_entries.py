"""Decodes a JSON file with entries: its value, the lines of its entries, and duplicate keys in one object.

JSON parsers silently use the last of two equal keys, so a reviewer and a tool can read two different files. Each
duplicate key is therefore reported as a problem. `json_document` decodes npm lockfiles, because entries of npm
lockfiles have other paths.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import msgspec

from pratique.errors import ParseError
from pratique.lockfiles.reading.document import MOST_ENTRIES, check_values, invalid, read_text, too_many
from pratique.lockfiles.reading.json_tokens import tokens
from pratique.lockfiles.reading.problem_list import ProblemList

MOST_DEPTH = 64
"""Maximum nesting depth. An SBOM that nests packages like their folders needs two levels for each folder."""

Place = tuple[str | int, ...]
"""The position of a JSON value: keys of objects, and for arrays the number of preceding objects."""


@dataclass(frozen=True, slots=True, kw_only=True)
class JsonEntries:
    """A decoded file."""

    value: dict[str, Any]
    lines: Mapping[Place, int]
    """The line number, starting at 1, of each object that is an entry."""
    problems: ProblemList
    """Duplicate keys of one object, with the line of the last one, which takes precedence.

    The parser of a format may add further problems.
    """

    def entries(self, place: Place, held: object) -> Iterator[tuple[Place, object, int | None]]:
        """Yield the members of an array or object at `place`, each with its position and line."""
        if isinstance(held, dict):
            for key, member in held.items():
                yield (*place, key), member, self.lines.get((*place, key))
        elif isinstance(held, list):
            count = 0
            for member in held:
                if isinstance(member, dict):
                    yield (*place, count), member, self.lines.get((*place, count))
                    count += 1
                else:
                    yield place, member, None


def read_entries(data: bytes, *, what: str, holders: frozenset[str] | None = None) -> JsonEntries:
    """Decode a JSON object.

    Entries are the objects in an array or object whose name is in `holders`, at any depth. Without `holders`, entries are the
    objects two levels below the outermost object. Raises ParseError if the text is not a JSON object, is nested too deeply or has
    too many entries.
    """
    text = read_text(data, what=what)
    check_values(text, what=what)
    hint = "regenerate the file with the tool that created it"
    try:
        value = msgspec.json.decode(text)
    except RecursionError:
        raise _too_deep(what) from None
    except (msgspec.DecodeError, ValueError) as error:
        raise invalid(f"{what} is not JSON: {error}", hint=hint) from None
    if not isinstance(value, dict):
        raise invalid(f"{what} is not a JSON object", hint=hint)
    scan = _Scan(what, holders)
    scan.run(text)
    return JsonEntries(value=value, lines=scan.lines, problems=scan.problems)


def _too_deep(what: str) -> ParseError:
    return invalid(f"{what} is nested too deeply", hint="no tool writes such a file")


@dataclass(slots=True)
class _Open:
    """A JSON object or array that is not closed yet."""

    name: str | int
    keys: set[str] | None
    """The keys of an object so far; None for an array."""
    count: int = 0


@dataclass(slots=True)
class _Scan:
    what: str
    holders: frozenset[str] | None
    lines: dict[Place, int] = field(default_factory=dict)
    problems: ProblemList = field(default_factory=ProblemList)

    def run(self, text: str) -> None:
        stack: list[_Open] = []
        key = ""
        for found, bracket, line in tokens(text):
            if found is not None:
                key = found
                self._check(stack[-1], key, line)
            elif bracket in "{[":
                name = self._name(stack, key, bracket)
                if bracket == "{" and stack and self._holds(stack):
                    self._note((*(one.name for one in stack[1:]), name), line)
                stack.append(_Open(name, set() if bracket == "{" else None))
                if len(stack) > MOST_DEPTH:
                    raise _too_deep(self.what)
            else:
                stack.pop()

    def _name(self, stack: list[_Open], key: str, bracket: str) -> str | int:
        if not stack or stack[-1].keys is not None:
            return key
        number = stack[-1].count
        stack[-1].count += bracket == "{"
        return number

    def _holds(self, stack: list[_Open]) -> bool:
        return len(stack) == 2 if self.holders is None else stack[-1].name in self.holders

    def _note(self, place: Place, line: int) -> None:
        self.lines[place] = line
        if len(self.lines) > MOST_ENTRIES:
            raise too_many(self.what, most=MOST_ENTRIES, of="entries")

    def _check(self, holder: _Open, key: str, line: int) -> None:
        """Record a problem if the object already has the key."""
        assert holder.keys is not None
        if key in holder.keys:
            self.problems.add(
                key, line, "duplicate key in a JSON object: parsers differ on which value they use"
            )
        holder.keys.add(key)
