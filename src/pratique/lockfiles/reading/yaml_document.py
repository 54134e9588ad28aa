"""Decodes a YAML lockfile: its values as plain text, the lines of its entries, and duplicate keys in one mapping.

Only the syntax that package managers write is accepted: mappings, lists and scalars. This module builds the values from
the events of libyaml, without recursion and without constructors. Aliases are rejected, because a small file could
expand without limit. Tags, merge keys, directives and three characters that end a line only in YAML 1.1 are rejected
too. YAML parsers interpret tags, merge keys, directives and these characters differently, so a reviewer and a package
manager could read two different lockfiles. Sources: YAML 1.1 and 1.2 (line ends in section 5.4 of both); the output of
js-yaml and pnpm 7 to 11.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import yaml  # noqa: TID251 - the one reader of locks in YAML, event by event

from pratique.errors import ParseError
from pratique.lockfiles.reading.document import MOST_BYTES, MOST_PROBLEMS, invalid, read_text, too_many

MOST_DEPTH = 64
"""Maximum nesting depth. The lockfiles of pnpm and yarn need 6 levels."""
MOST_NODES = 3_000_000
"""Maximum number of keys and values.

For each entry, pnpm writes about 25 keys and values, so the limit allows 100,000 entries.
"""
MOST_DOCUMENTS = 2
"""Maximum number of YAML documents.

A lockfile of pnpm 11 contains two documents: the dependencies of pnpm itself, then those of the project.
"""

_REPAIR = "regenerate the file with the package manager"
_FOREIGN = "no package manager writes such a lockfile"
_WHEEL = "install PyYAML from a wheel, which contains libyaml: `pip install --force-reinstall --only-binary=:all: PyYAML`"
# NEL, LINE SEPARATOR, PARAGRAPH SEPARATOR.
_DISPUTED = re.compile("[\x85\u2028\u2029]")
# libyaml compares each directive with all before it, so it must never see a million of them.
_DIRECTIVE = re.compile(r"(?:^|[\r\n])%")
_WORDS = {
    "": None, "~": None, "null": None, "Null": None, "NULL": None,
    "true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False,
}  # fmt: skip
_MOST_PATH_CHARS = 300
_DEPTH_OF_LINES = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class YamlDocument:
    """One document of a lockfile: nested `dict`, `list`, `str`, `bool` and None.

    Numbers and keys stay text (`1.10` is a version).
    """

    value: dict[str, Any]
    lines: Mapping[tuple[str, ...], int]
    """The line number, starting at 1, of each key of the document (`("packages",)`) and of the mappings directly below it."""
    repeated: tuple[tuple[str, int], ...]
    """Duplicate keys of one mapping, as paths joined with ` > `, with the line of the last one (at most `MOST_PROBLEMS`)."""


def read_yaml(data: bytes, *, what: str, most_bytes: int = MOST_BYTES) -> YamlDocument:
    """Decode a file with one YAML document that is a mapping.

    Raises ParseError if the document is not a mapping, is too large, or contains syntax that the module docstring excludes.
    """
    first, *others = read_yaml_documents(data, what=what, most_bytes=most_bytes)
    if others:
        raise invalid(f"{what} has several YAML documents", hint=_FOREIGN)
    return first


def read_yaml_documents(
    data: bytes, *, what: str, most_bytes: int = MOST_BYTES, most_nodes: int = MOST_NODES
) -> tuple[YamlDocument, ...]:
    """Decode a file of one or two YAML documents that are mappings; an empty document is omitted.

    Raises ParseError under the same conditions as `read_yaml`.
    """
    text = read_text(data, what=what, most_bytes=most_bytes)
    _refuse_disputed(text, what=what)
    builder = _Builder(what, most_nodes)
    if not hasattr(yaml, "CSafeLoader"):
        raise invalid(f"{what} cannot be read: the installed PyYAML was built without libyaml", hint=_WHEEL)
    try:
        documents = tuple(builder.documents(yaml.parse(text, Loader=yaml.CSafeLoader)))
    except yaml.YAMLError as error:
        raise invalid(f"{what} is not YAML: {_told(error)}", hint=_REPAIR) from None
    if not documents:
        raise invalid(f"{what} is empty", hint=_REPAIR)
    return documents


def _refuse_disputed(text: str, *, what: str) -> None:
    """Raise ParseError for syntax that YAML parsers interpret differently, before libyaml parses the file."""
    if (found := _DISPUTED.search(text)) is not None:
        line = text.count("\n", 0, found.start()) + 1
        raise invalid(
            f"{what} has the character U+{ord(found[0]):04X} in line {line}: some YAML parsers treat it as a line end",
            hint="write the character as an escape in quotes, or remove it",
        )
    if (found := _DIRECTIVE.search(text)) is not None:
        line = text.count("\n", 0, found.end()) + 1
        raise invalid(f"{what} has a YAML directive in line {line}", hint=_FOREIGN)


def _told(error: yaml.YAMLError) -> str:
    """Return libyaml's error message on one line, without the surrounding text."""
    if isinstance(error, yaml.MarkedYAMLError) and error.problem_mark is not None:
        return f"{error.problem}, line {error.problem_mark.line + 1}"
    if isinstance(error, yaml.reader.ReaderError):
        return f"{error.reason} (character {error.character!r} at {error.position})"
    return " ".join(str(error).split())[:200]


_Holder = dict[str, Any] | list[Any]


@dataclass(slots=True)
class _Builder:
    what: str
    most_nodes: int
    nodes: int = 0
    lines: dict[tuple[str, ...], int] = field(default_factory=dict)
    repeated: list[tuple[str, int]] = field(default_factory=list)
    above: list[tuple[_Holder, str | None]] = field(default_factory=list)
    holder: _Holder = field(default_factory=list)
    key: str | None = None

    def documents(self, events: Iterable[yaml.Event]) -> Iterator[YamlDocument]:
        count = 0
        for event in events:
            if isinstance(event, yaml.ScalarEvent):
                self._scalar(event)
            elif isinstance(event, yaml.CollectionStartEvent):
                self._open(event, {} if isinstance(event, yaml.MappingStartEvent) else [])
            elif isinstance(event, yaml.CollectionEndEvent):
                value = self.holder
                self.holder, self.key = self.above.pop()
                self._put(value)
            elif isinstance(event, yaml.AliasEvent):
                raise self._refused("an alias", event)
            elif isinstance(event, yaml.DocumentStartEvent):
                count += 1
                self._begin(count)
            elif isinstance(event, yaml.DocumentEndEvent) and self.holder != [None]:
                yield self._document()

    def _begin(self, count: int) -> None:
        if count > MOST_DOCUMENTS:
            raise too_many(self.what, most=MOST_DOCUMENTS, of="YAML documents")
        self.holder, self.lines, self.repeated = [], {}, []

    def _document(self) -> YamlDocument:
        [value] = self.holder
        if not isinstance(value, dict):
            raise invalid(f"{self.what} is not a YAML mapping", hint=_REPAIR)
        return YamlDocument(value=value, lines=self.lines, repeated=tuple(self.repeated))

    def _scalar(self, event: yaml.ScalarEvent) -> None:
        self._check(event)
        if self.key is None and isinstance(self.holder, dict):
            self.key = self._read_key(event, self.holder)
        else:
            self._put(_WORDS.get(event.value, event.value) if event.implicit[0] else event.value)

    def _open(self, event: yaml.CollectionStartEvent, inner: _Holder) -> None:
        self._check(event)
        if self.key is None and isinstance(self.holder, dict):
            raise self._refused("a key that is not text", event)
        self.above.append((self.holder, self.key))
        if len(self.above) > MOST_DEPTH:
            raise invalid(f"{self.what} is nested too deeply", hint=_FOREIGN)
        self.holder, self.key = inner, None

    def _put(self, value: object) -> None:
        if isinstance(self.holder, list):
            self.holder.append(value)
        elif self.key is not None:
            self.holder[self.key], self.key = value, None

    def _read_key(self, event: yaml.ScalarEvent, holder: dict[str, Any]) -> str:
        key: str = event.value
        if key == "<<" and event.implicit[0]:
            raise self._refused("a merge key", event)
        if len(self.above) <= _DEPTH_OF_LINES:
            self.lines[(*self._path(), key)] = _line(event)
        if key in holder and len(self.repeated) < MOST_PROBLEMS:
            path = " > ".join((*self._path(), key))[-_MOST_PATH_CHARS:]
            self.repeated.append((path, _line(event)))
        return key

    def _path(self) -> tuple[str, ...]:
        return tuple(key for _, key in self.above if key is not None)

    def _check(self, event: yaml.ScalarEvent | yaml.CollectionStartEvent) -> None:
        self.nodes += 1
        if self.nodes > self.most_nodes:
            raise too_many(self.what, most=self.most_nodes, of="keys and values")
        if event.anchor is not None:
            raise self._refused("an anchor", event)
        if event.tag is not None:
            raise self._refused("a tag", event)

    def _refused(self, found: str, event: yaml.Event) -> ParseError:
        return invalid(f"{self.what} has {found} in line {_line(event)}", hint=_FOREIGN)


def _line(event: yaml.Event) -> int:
    return 0 if event.start_mark is None else event.start_mark.line + 1
