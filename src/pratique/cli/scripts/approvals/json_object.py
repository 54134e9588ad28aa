"""Edits one member of a JSON object in its text; all other characters of the text stay as they are."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

from pratique.errors import ParseError, Reference

_MOST_CHARS = 16 * 1024**2
"""Maximum length of the file. The largest package.json known to us has less than 1 MB."""
_BOM = "\ufeff"
# On valid JSON this finds every string and every mark, each once. A string without an end is one match.
_TOKEN = re.compile(r'"[^"\\]*+(?:\\.[^"\\]*+)*+(?:"|\\?\Z)|[{}\[\],:]', re.DOTALL)
_SPACES = " \t\r\n"


@dataclass(frozen=True, slots=True)
class Member:
    """A member of an object: its key, and the text of its key and its value."""

    key: str
    text: str
    """Key, colon and value, as they are in the file."""
    value: str


@dataclass(frozen=True, slots=True)
class Layout:
    """How the text of an object or an array is laid out."""

    indent: str
    """One level of indentation; "" for a text on a single line."""
    newline: str
    depth: int
    colon: str = ": "

    @property
    def inner(self) -> "Layout":
        """Return the layout one level deeper."""
        return Layout(self.indent, self.newline, self.depth + 1, self.colon)


class JsonObject:
    """The text of a file that is one JSON object."""

    def __init__(self, text: str | None, *, path: str) -> None:
        """Read the text; None or a text without content is an empty object.

        Raises ParseError if the text is not a JSON object, or has a key twice in the outermost object.
        """
        self.path = path
        self.text = text if text is not None and text.strip(_SPACES + _BOM) else "{}\n"
        if len(self.text) > _MOST_CHARS:
            raise unreadable(path, f"the file is larger than {_MOST_CHARS // 1024**2} MiB")
        try:
            value = msgspec.json.decode(self.text.removeprefix(_BOM))
        except RecursionError:
            raise unreadable(path, "the file is nested too deeply") from None
        except (msgspec.DecodeError, ValueError) as error:
            raise unreadable(path, f"the file is not JSON: {error}") from None
        if not isinstance(value, dict):
            raise unreadable(path, "the file is not a JSON object")
        self.value: dict[str, Any] = value
        self._start = self.text.index("{")
        self.members = members(self.text[self._start :], path=path)

    @property
    def layout(self) -> Layout:
        """Return the layout of the values of the outermost object."""
        newline = "\r\n" if "\r\n" in self.text else "\n"
        found = re.match(r"[\r\n]+([ \t]*)", self.text[self._start + 1 :])
        if self.members and found is None:
            first = self.members[0]
            gap = first.text[: len(first.text) - len(first.value)].rpartition('"')[2]
            return Layout("", newline, 1, gap if gap.strip(_SPACES) == ":" else ": ")
        return Layout((found[1] if found else "") or "  ", newline, 1)

    def member(self, key: str) -> Member | None:
        """Return the member with a key; None if there is none."""
        return next((member for member in self.members if member.key == key), None)

    def raw(self, key: str) -> str:
        """Return the text of a member's value; that of an empty object if there is none."""
        member = self.member(key)
        return "{}" if member is None else member.value

    def with_value(self, key: str, value: str) -> str:
        """Return the text with another value of a member; a new member is the last one."""
        at = self.layout
        old = self.member(key)
        written = f"{json.dumps(key, ensure_ascii=False)}{at.colon}{value}"
        if old is not None:
            place = self._place(old) + len(old.text) - len(old.value)
            return self.text[:place] + value + self.text[place + len(old.value) :]
        outer = Layout(at.indent, at.newline, 0, at.colon)
        if not self.members:
            end = self.text.rindex("}") + 1
            return self.text[: self._start] + group("{}", [written], outer) + self.text[end:]
        last = self.members[-1]
        end = self._place(last) + len(last.text)
        gap = f"{at.newline}{at.indent}" if at.indent else self._gap()
        return f"{self.text[:end]},{gap}{written}{self.text[end:]}"

    def _gap(self) -> str:
        """Return the space after a comma of an object on a single line."""
        first = self.members[0]
        rest = self.text[self._place(first) + len(first.text) :].lstrip(_SPACES).removeprefix(",")
        if len(self.members) > 1:
            return rest[: len(rest) - len(rest.lstrip(_SPACES))]
        return " " if self.layout.colon != ":" else ""

    def _place(self, member: Member) -> int:
        return _places(self.text[self._start :], path=self.path)[member.key] + self._start


def object_in(file: JsonObject, key: str) -> Mapping[str, Any]:
    """Return an object in the outermost object; empty if there is none. Raises ParseError if it is another value, or has a key twice."""
    value = file.value.get(key, {})
    if not isinstance(value, dict):
        raise unreadable(file.path, f"`{key}` is not an object")
    members(file.raw(key), path=file.path)
    return value


def members(text: str, *, path: str) -> tuple[Member, ...]:
    """Return the members of a JSON object; `text` starts with the brace of valid JSON. Raises ParseError if a key is there twice."""
    return tuple(member for _, member in _scanned(text, path=path))


def edited(old: str, changes: Mapping[str, str | None], layout: Layout, *, path: str) -> str:
    """Return the text of an object with changed members.

    `changes` maps a key to the text of its new value; None removes the member. Members without a change keep their text and their
    order; each new one is placed before the first member with a larger key. Raises ParseError if a key is there twice.
    """
    lines: list[tuple[str, str]] = []
    before = members(old, path=path)
    for member in before:
        value = changes.get(member.key, member.value)
        if value is not None:
            lines.append((member.key, member.text.removesuffix(member.value) + value))
    for key in sorted(changes.keys() - {member.key for member in before}):
        if (value := changes[key]) is not None:
            place = next((at for at, (other, _) in enumerate(lines) if other > key), len(lines))
            lines.insert(place, (key, f"{json.dumps(key, ensure_ascii=False)}{layout.colon}{value}"))
    return group("{}", [line for _, line in lines], layout)


def group(brackets: str, items: Sequence[str], layout: Layout) -> str:
    """Return the text of an object or an array with the text of its items."""
    opening, closing = brackets[0], brackets[1]
    if not items:
        return brackets
    if not layout.indent:
        return opening + (", " if layout.colon != ":" else ",").join(items) + closing
    outer = layout.newline + layout.indent * layout.depth
    inner = outer + layout.indent
    return opening + ",".join(f"{inner}{item}" for item in items) + outer + closing


def unreadable(path: str, why: str) -> ParseError:
    """Return the error for a file that is neither read nor changed."""
    return ParseError(
        Reference.FILE_UNREADABLE,
        f"{path} is neither read nor changed: {why}",
        hint=f"correct {path}, and run the command again",
    )


def _places(text: str, *, path: str) -> dict[str, int]:
    return {member.key: place for place, member in _scanned(text, path=path)}


def _scanned(text: str, *, path: str) -> list[tuple[int, Member]]:
    """Return the members of the object at the start of the text, each with its place."""
    found: dict[str, tuple[int, Member]] = {}
    depth = 0
    key: re.Match[str] | None = None
    value = 0
    for token in _TOKEN.finditer(text):
        mark = token[0]
        if depth == 1 and key is not None and value and mark in ",}":
            raw = text[value : token.start()]
            raw = raw.strip(_SPACES)
            name = msgspec.json.decode(key[0], type=str)
            if name in found:
                raise unreadable(path, f"the key {name[:80]!r} is there twice")
            end = value + len(text[value : token.start()].rstrip(_SPACES))
            found[name] = (key.start(), Member(name, text[key.start() : end], raw))
            key, value = None, 0
        if mark in "{[":
            depth += 1
        elif mark in "}]":
            depth -= 1
            if not depth:
                break
        elif depth == 1 and mark == ":":
            value = token.end()
        elif depth == 1 and key is None and mark[0] == '"':
            key = token
    return list(found.values())
