"""Edits one top-level mapping of a YAML file in its text; all other lines of the text stay as they are.

The result is read again: a file whose syntax does not allow the edit is left as it is, with an error.
"""

import re
from collections.abc import Mapping
from typing import Any

from pratique.cli.scripts.approvals.json_object import unreadable
from pratique.errors import ParseError, Reference
from pratique.lockfiles.reading.yaml_document import YamlDocument, read_yaml

_MOST_BYTES = 4 * 1024**2
# Plain keys of YAML that no parser reads as something else; all other keys are quoted.
_PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9._/-]*@[0-9][A-Za-z0-9.+-]*\Z")
_WORDS = {True: "true", False: "false"}


class YamlMapping:
    """The text of a file, and the entries of one top-level mapping with values on the same line as their keys."""

    def __init__(self, text: str | None, key: str, *, path: str) -> None:
        """Read the text; None is an empty file.

        Raises ParseError if the text is not a YAML mapping, contains syntax that `read_yaml` rejects (aliases, anchors, tags), or has
        a key twice.
        """
        self.path = path
        self.key = key
        self.text = text or ""
        document = self._document(self.text)
        self.value: dict[str, Any] = {} if document is None else document.value
        self._lines: Mapping[tuple[str, ...], int] = {} if document is None else document.lines
        entries = self.value.get(key)
        if entries is not None and not isinstance(entries, dict):
            raise unreadable(path, f"`{key}` is not a mapping")
        self.entries: dict[str, Any] = entries or {}

    def edited(self, changes: Mapping[str, bool | None]) -> str:
        """Return the text with changed entries; None removes an entry. Raises ParseError if the syntax does not allow the edit."""
        if not changes:
            return self.text
        lines = self.text.splitlines(keepends=True)
        text = "".join((self._changed if self.key in self.value else self._added)(lines, changes))
        self._check(text, changes)
        return text

    @property
    def _newline(self) -> str:
        return "\r\n" if "\r\n" in self.text else "\n"

    def _document(self, text: str) -> YamlDocument | None:
        if all(not line.strip() or line.lstrip().startswith("#") for line in text.splitlines()):
            return None
        # The end of the last line belongs to a block of text, and is written when lines are added.
        ended = text if text.endswith(("\n", "\r")) else f"{text}\n"
        try:
            document = read_yaml(ended.encode(), what=self.path, most_bytes=_MOST_BYTES)
        except (ParseError, UnicodeEncodeError) as error:
            raise unreadable(self.path, str(error).removeprefix(f"{self.path} ")) from None
        for path, line in document.repeated:
            raise unreadable(self.path, f"the key {path[:80]!r} is there twice (line {line})")
        return document

    def _added(self, lines: list[str], changes: Mapping[str, bool | None]) -> list[str]:
        """Return the lines with the mapping at the end."""
        if lines and not lines[-1].endswith(("\n", "\r")):
            lines[-1] += self._newline
        written = [
            self._line("  ", key, value) for key, value in sorted(changes.items()) if value is not None
        ]
        return [*lines, f"{self.key}:{self._newline}", *written]

    def _changed(self, lines: list[str], changes: Mapping[str, bool | None]) -> list[str]:
        """Return the lines with the changes in the mapping, which has each entry on a line of its own."""
        head = self._lines[(self.key,)] - 1
        lines, numbers = self._unfolded(lines, head)
        if lines[head][-1:] not in {"\n", "\r"}:
            lines[head] += self._newline
        order = list(numbers)
        first = lines[numbers[order[0]]] if order else "  "
        indent = first[: len(first) - len(first.lstrip(" "))]
        after: dict[int, list[str]] = {}
        for key, value in sorted(changes.items()):
            if key in numbers:
                at = numbers[key]
                lines[at] = "" if value is None else self._with_value(lines[at], key, value)
            elif value is not None:
                place = next((at for at, other in enumerate(order) if other > key), len(order))
                before = numbers[order[place - 1]] if place else head
                after.setdefault(before, []).append(self._line(indent, key, value))
        found: list[str] = []
        for number, line in enumerate(lines):
            new = after.get(number, [])
            ended = line if not (new and line) or line.endswith(("\n", "\r")) else line + self._newline
            found += [ended, *new]
        return found

    def _unfolded(self, lines: list[str], head: int) -> tuple[list[str], dict[str, int]]:
        """Return the lines with a mapping in braces written in lines, and the number of each entry's line."""
        start, colon, rest = lines[head].rstrip("\r\n").partition(":")
        value, comment = _comment_off(rest)
        if not value.strip():
            return lines, {key: self._lines[self.key, key] - 1 for key in self.entries}
        closed = value.strip().startswith("{") and value.strip().endswith("}")
        if not closed or not all(isinstance(one, bool) for one in self.entries.values()):
            raise self._by_hand()
        new = [self._line("  ", key, one) for key, one in self.entries.items()]
        numbers = {key: head + 1 + at for at, key in enumerate(self.entries)}
        begin = f"{start}{colon}{comment}{self._newline}"
        return [*lines[:head], begin, *new, *lines[head + 1 :]], numbers

    def _with_value(self, line: str, key: str, value: bool) -> str:  # noqa: FBT001 - the value of an entry
        """Return the line of an entry with another value."""
        body = line.lstrip(" ")
        indent = line[: len(line) - len(body)]
        for form in (key, _quoted(key), f'"{key}"'):
            rest = body.removeprefix(form)
            if rest != body and rest.lstrip(" ").startswith(":"):
                end = rest[len(rest.rstrip("\r\n")) :]
                _, comment = _comment_off(rest.rstrip("\r\n").partition(":")[2])
                gap = rest.partition(":")[0]
                return f"{indent}{form}{gap}: {_WORDS[value]}{comment}{end}"
        raise self._by_hand()

    def _line(self, indent: str, key: str, value: bool) -> str:  # noqa: FBT001 - the value of an entry
        written = key if _PLAIN.match(key) else _quoted(key)
        return f"{indent}{written}: {_WORDS[value]}{self._newline}"

    def _check(self, text: str, changes: Mapping[str, bool | None]) -> None:
        """Raise ParseError if the edited text has other values than wanted."""
        entries = {key: value for key, value in {**self.entries, **changes}.items() if value is not None}
        kept = {key: value for key, value in self.entries.items() if value is None and key not in changes}
        wanted = {**self.value, self.key: {**entries, **kept} or None}
        try:
            document = self._document(text)
        except ParseError:
            raise self._by_hand() from None
        if document is None or document.value != wanted:
            raise self._by_hand()

    def _by_hand(self) -> ParseError:
        return ParseError(
            Reference.FILE_UNREADABLE,
            f"{self.path} is not changed: `{self.key}` is not written as one entry on each line",
            hint=f"write each entry of `{self.key}` on its own line, and run the command again",
        )


def _quoted(key: str) -> str:
    return "'" + key.replace("'", "''") + "'"


def _comment_off(text: str) -> tuple[str, str]:
    """Return the value on a line and its comment, which begins with the space before it."""
    quote = text.strip()[:1]
    begin = 0
    if quote in {"'", '"'}:
        begin = text.find(quote, text.find(quote) + 1) + 1
    at = text.find(" #", begin)
    if at < 0:
        return text, ""
    value = text[:at].rstrip(" ")
    return value, text[len(value) :]
