"""Parses the YAML of a gem's metadata into plain values. YAML tags create no objects.

libyaml emits events, and this module builds the values from them without recursion. Old gems share requirements by anchors and
aliases. An alias returns the value of its anchor, so nothing is copied or expanded. Source: the output of
`Gem::Specification#to_yaml` (RubyGems 1.3 to 3.6).
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

import yaml  # noqa: TID251 - the one reader of gem metadata, event by event

from pratique.errors import ParseError, Reference

MOST_BYTES = 10 * 1024 * 1024
"""Maximum size of the metadata, as in RubyGems itself (`Gem::Package#load_spec`)."""
MOST_DEPTH = 32
"""Maximum nesting depth; a requirement of a dependency is at level 7."""
MOST_NODES = 100_000
"""Maximum number of values. The metadata lists every file of a gem, and the largest gems have about ten thousand."""
_DIRECTIVE = re.compile(rb"(?:^|[\r\n])%")


@dataclass(frozen=True, slots=True)
class Text:
    """A scalar and the number of its first line, starting at 1. Numbers, times and symbols (`:runtime`) are also text."""

    value: str
    line: int


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """A mapping with scalar keys; of duplicate keys, the last one counts, as in Psych."""

    members: dict[str, "Node"] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, eq=False)
class Sequence:
    """A list."""

    items: list["Node"] = field(default_factory=list)


Node = Text | Table | Sequence


def read_document(data: bytes) -> Node:
    """Parse the first document of a YAML text.

    Raises ParseError if the bytes are not YAML, or if the document is empty, too large, nested too deeply, or has too many values.
    Also raises ParseError for a mapping with keys that are not scalars, for directives, which libyaml compares in quadratic time,
    and if libyaml is missing.
    """
    if len(data) > MOST_BYTES:
        raise _invalid(f"the metadata is larger than {MOST_BYTES} bytes")
    if _DIRECTIVE.search(data.removeprefix(b"\xef\xbb\xbf")):
        raise _invalid("the metadata has a YAML directive, which no gem needs")
    if not hasattr(yaml, "CSafeLoader"):
        raise _invalid("the installed PyYAML was built without libyaml")
    builder = _Builder()
    try:
        # As text: libyaml would read bytes that start like UTF-16 as UTF-16.
        return builder.document(yaml.parse(data.decode("utf-8", "replace"), Loader=yaml.CSafeLoader))
    except yaml.YAMLError as error:
        raise _invalid(_told(error)) from None


@dataclass(slots=True)
class _Builder:
    open: list[Table | Sequence] = field(default_factory=list)
    keys: list[str | None] = field(default_factory=list)
    anchors: dict[str, Node] = field(default_factory=dict)
    nodes: int = 0

    def document(self, events: Iterable[yaml.Event]) -> Node:
        for event in events:
            found: Node | None = None
            if isinstance(event, yaml.ScalarEvent):
                line = 0 if event.start_mark is None else event.start_mark.line
                found = self._put(Text(event.value, line + 1), event.anchor)
            elif isinstance(event, yaml.AliasEvent):
                found = self._put(self._alias(event.anchor or ""), None)
            elif isinstance(event, yaml.CollectionStartEvent):
                self._enter(event)
            elif isinstance(event, yaml.CollectionEndEvent):
                self.keys.pop()
                closed = self.open.pop()
                found = closed if not self.open else None
            if found is not None:
                return found
        raise _invalid("the metadata is empty")

    def _enter(self, event: yaml.CollectionStartEvent) -> None:
        if len(self.open) >= MOST_DEPTH:
            raise _invalid(f"the metadata is nested more than {MOST_DEPTH} deep")
        made: Table | Sequence = Table() if isinstance(event, yaml.MappingStartEvent) else Sequence()
        if self.open:
            self._put(made, event.anchor)
        elif event.anchor is not None:
            self.anchors[event.anchor] = made
        self.open.append(made)
        self.keys.append(None)

    def _put(self, node: Node, anchor: str | None) -> Node | None:
        self.nodes += 1
        if self.nodes > MOST_NODES:
            raise _invalid(f"the metadata has more than {MOST_NODES} values")
        if anchor is not None:
            self.anchors[anchor] = node
        if not self.open:
            return node
        holder = self.open[-1]
        if isinstance(holder, Sequence):
            holder.items.append(node)
        elif (key := self.keys[-1]) is not None:
            holder.members[key] = node
            self.keys[-1] = None
        elif isinstance(node, Text):
            self.keys[-1] = node.value
        else:
            raise _invalid("a mapping has a key that is not text")
        return None

    def _alias(self, name: str) -> Node:
        node = self.anchors.get(name)
        if node is None:
            raise _invalid("an alias comes before its anchor")
        # A value inside itself is no metadata; whoever walks it would never come to an end.
        if any(node is holder for holder in self.open):
            raise _invalid("an alias refers to a value that contains it")
        return node


def _told(error: yaml.YAMLError) -> str:
    """Return libyaml's error message on one line, without the surrounding text."""
    if isinstance(error, yaml.MarkedYAMLError) and error.problem_mark is not None:
        return f"{error.problem}, line {error.problem_mark.line + 1}"
    return " ".join(str(error).split())[:200]


def _invalid(why: str) -> ParseError:
    return ParseError(
        Reference.ARCHIVE_INVALID,
        f"the metadata of the gem cannot be read: {why}",
        hint="`gem specification FILE` shows what RubyGems reads",
    )
