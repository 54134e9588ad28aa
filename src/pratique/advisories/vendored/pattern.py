"""Matches a pattern of a library in a text and extracts the version.

RE2 matches in linear time but does not support all JavaScript expressions. So a pattern is used
in three steps: `loose` (counts above 31 are unbounded, references match anything, no lookbehind) runs over a
whole file with all other patterns; if it matches, `start` (the pattern up to its first wildcard) finds
candidate positions; `whole` is matched there within its maximum length, and the parts that RE2 does not
support are compared afterwards. Two cases are inexact: a count above 1,000 is limited only by the total length,
and after a failed comparison the search continues at the next position, without other matches at this one.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import re2

from pratique.advisories.vendored.expression import Atom, Group, Node, Reference, Repeat, UnusableError, parse

PLACEHOLDER = "\N{SECTION SIGN}\N{SECTION SIGN}version\N{SECTION SIGN}\N{SECTION SIGN}"
_VERSION = r"[0-9][0-9.a-z_\-]+"
"""What the placeholder stands for: `replaceVersion` of RetireJS's scanner."""

_LARGE_COUNT = 32
_LARGEST_COUNT = 1_000
"""RE2's own limit."""
_NARROW_RUN = 256
"""Bytes that a run of one kind of character, such as spaces or a version, is taken to have at most."""
_MOST_PROGRAM = 20_000
"""Instructions of RE2; a step over a byte may take as many."""
_MOST_STARTS = 20_000
_MOST_LOOKED_BYTES = 64 * 1024 * 1024
"""How much text one pattern looks at in one file, beyond the search for its starts."""


def options() -> Any:
    """Return the compile options of every pattern: match bytes, print no errors."""
    made = re2.Options()
    made.encoding = re2.Options.Encoding.LATIN1
    made.log_errors = False
    return made


def refusal(error: re2.error) -> str:
    """Return the reason why RE2 rejects a pattern, from RE2's error message."""
    told = error.args[0] if error.args else ""
    return f"RE2 rejects it: {told.decode('utf-8', 'replace') if isinstance(told, bytes) else told}"


@dataclass(slots=True)
class Hits:
    """The versions that a pattern finds in a text."""

    versions: list[str] = field(default_factory=list)
    cut: bool = False
    """Whether there was more to look at than one file is worth."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pattern:
    """A compiled pattern."""

    loose: bytes
    start: Any
    """None: it begins with a stretch of anything, or has none."""
    whole: Any
    window_bytes: int | None
    """The longest text that it can take; None: any."""
    template: tuple[str | int, ...]
    """How a version is put together: texts, and numbers of groups of `whole`."""
    same: tuple[tuple[int, int], ...]
    """Groups of `whole` that must hold the same."""
    behind: tuple[tuple[int, Any], ...]
    """Groups, and what must hold at the end of each."""

    def find(self, data: bytes) -> Hits:
        """Return all versions found, without duplicates, by position."""
        hits = Hits()
        versions = dict.fromkeys(self._told(match) for match in self._matches(data, hits))
        hits.versions += versions
        return hits

    def _told(self, match: Any) -> str:
        return "".join(
            part if isinstance(part, str) else (match[part] or b"").decode("ascii", "replace")
            for part in self.template
        )

    def _matches(self, data: bytes, hits: Hits) -> Iterator[Any]:
        """Yield the matches from left to right without nesting.

        A position without a match is followed by the next one.
        """
        place, looked = 0, 0
        for _ in range(_MOST_STARTS):
            begin = (self.start or self.whole).search(data, place)
            if begin is None:
                return
            looked += begin.end() - place
            place = begin.start()
            match = begin
            if self.start is not None:
                end = len(data) if self.window_bytes is None else min(len(data), place + self.window_bytes)
                looked += end - place
                match = self.whole.match(data, place, end)
            if match and self._holds(match, data):
                yield match
                place = max(match.end(), place + 1)
            else:
                place += 1
            if looked > _MOST_LOOKED_BYTES:
                break
        hits.cut = True

    def _holds(self, match: Any, data: bytes) -> bool:
        return all(match[one] == match[other] for one, other in self.same) and all(
            check.search(data[max(0, match.end(group) - _NARROW_RUN) : match.end(group)]) is not None
            for group, check in self.behind
        )


def compile_search(source: str) -> Pattern:
    """Return a pattern whose first group is the version. Raises UnusableError."""
    return _compile(parse(_filled(source)), (1,))


def compile_replacement(source: str) -> Pattern:
    """Return a pattern with a template for the version: `/pattern/$1.$2/`. Raises UnusableError."""
    head, _, template = source.removesuffix("/").rpartition("/")
    if not (source.startswith("/") and source.endswith("/") and len(head) > 1 and template):
        raise UnusableError("not /pattern/replacement/")
    return _compile(parse(_filled(head[1:])), tuple(_template(template)))


def compile_name(source: str) -> Pattern:
    """Return a pattern that must match a whole file name. Raises UnusableError."""
    return compile_search(f"^{source}$")


def _filled(source: str) -> str:
    return source.replace(PLACEHOLDER, _VERSION)


def _template(text: str) -> Iterator[str | int]:
    first, *rest = text.split("$")
    yield first
    for part in rest:
        if not part[:1].isdecimal() or not part.isascii():
            raise UnusableError("an invalid replacement")
        yield int(part[0])
        yield part[1:]


def _compile(tree: Group, template: tuple[str | int, ...]) -> Pattern:
    writer = _Writer()
    whole = writer.group(tree)
    groups = {number: place for place, number in enumerate(writer.captures, 1) if number is not None}
    wanted = {part for part in template if isinstance(part, int)} | {one for one, _ in writer.same}
    if not wanted <= groups.keys():
        raise UnusableError("it refers to a group that it does not have")
    start = _start(tree)
    loose = _Writer(loose=True)
    compiled = _re2(whole)
    if compiled.programsize > _MOST_PROGRAM:
        raise UnusableError("too large")
    return Pattern(
        loose=loose.group(tree).encode("ascii"),
        start=None if start is None else _re2(_Writer().group(start)),
        whole=compiled,
        window_bytes=_longest(tree),
        template=tuple(groups[part] if isinstance(part, int) else part for part in template),
        same=tuple((groups[one], place) for one, place in writer.same),
        behind=tuple(
            (groups[group], _re2(f"(?:{_Writer(loose=True).group(told)})\\z"))
            for group, told in writer.behind
        ),
    )


def _re2(text: str) -> Any:
    try:
        return re2.compile(text.encode("ascii"), options())
    except re2.error as error:
        raise UnusableError(refusal(error)) from None


def _start(tree: Group) -> Group | None:
    """Return the part before the first wildcard; None if there is no wildcard or nothing before it."""
    if len(tree.branches) != 1:
        return None
    items = tree.branches[0]
    for place, item in enumerate(items):
        if isinstance(item, Repeat) and _is_wide(item.item):
            begin = tuple(each for each in items[:place] if not (isinstance(each, Group) and each.behind))
            return Group((begin,)) if begin else None
    return None


def _is_wide(node: Node) -> bool:
    return _any_atom(node, lambda atom: atom.wide)


def _any_atom(node: Node, test: Callable[[Atom], bool]) -> bool:
    match node:
        case Atom():
            return test(node)
        case Group():
            return any(_any_atom(item, test) for branch in node.branches for item in branch)
        case Repeat():
            return _any_atom(node.item, test)
        case Reference():
            return False


def _longest(node: Node) -> int | None:
    """Return the maximum length in bytes; None if unbounded."""
    match node:
        case Atom():
            return node.length
        case Reference():
            return _NARROW_RUN
        case Repeat(item, _, most, _):
            one = _longest(item)
            if most is None:
                return None if one is None or _is_wide(item) else max(one, _NARROW_RUN)
            return None if one is None else one * most
        case Group(branches):
            if node.behind:
                return 0
            lengths = [_sum([_longest(item) for item in branch]) for branch in branches]
            return None if None in lengths else max(length or 0 for length in lengths)


def _sum(lengths: Sequence[int | None]) -> int | None:
    return None if None in lengths else sum(length or 0 for length in lengths)


@dataclass(slots=True)
class _Writer:
    """Writes a tree in RE2 syntax, and records the parts that RE2 does not support."""

    loose: bool = False
    captures: list[int | None] = field(default_factory=list)
    """For each group that RE2 captures, the number that it has in the source; None for a reference."""
    same: list[tuple[int, int]] = field(default_factory=list)
    """A group's number in the source, and the place among `captures` of a reference to it."""
    behind: list[tuple[int, Group]] = field(default_factory=list)
    _known: dict[int, Group] = field(default_factory=dict)

    def group(self, group: Group) -> str:
        """Return a group with its parentheses, in RE2 syntax."""
        if group.number is None or self.loose:
            return f"(?:{self.branches(group)})"
        self._known[group.number] = group
        self.captures.append(group.number)
        return f"({self.branches(group)})"

    def branches(self, group: Group) -> str:
        """Return the content of the parentheses, in RE2 syntax."""
        return "|".join(self._items(branch) for branch in group.branches)

    def _items(self, items: Sequence[Node]) -> str:
        written: list[str] = []
        for place, item in enumerate(items):
            before = items[place - 1] if place else None
            written.append(self._behind(item, before) if _looks_behind(item) else self._item(item))
        return "".join(written)

    def _behind(self, item: Node, before: Node | None) -> str:
        """Return ""; record the lookbehind, which is checked later at the end of its group."""
        assert isinstance(item, Group)
        if not isinstance(before, Group) or before.number is None:
            raise UnusableError("it has a lookbehind that does not follow a group")
        self.behind.append((before.number, item))
        return ""

    def _item(self, node: Node) -> str:
        match node:
            case Atom():
                return node.text
            case Group():
                return self.group(node)
            case Reference():
                return self._reference(node)
            case Repeat():
                return self._item(node.item) + self._count(node)

    def _reference(self, node: Reference) -> str:
        known = self._known.get(node.number)
        if self.loose:
            return r"[\x00-\xff]*?"
        if known is None:
            raise UnusableError("a reference to no group before it")
        inner = _Writer(loose=True).branches(known)
        self.captures.append(None)
        self.same.append((node.number, len(self.captures)))
        return f"({inner})"

    def _count(self, node: Repeat) -> str:
        least, most = node.least, node.most
        if self.loose and (most is None or most >= _LARGE_COUNT):
            return "*"
        if most is not None and most > _LARGEST_COUNT:
            most = None
        if least > _LARGEST_COUNT:
            raise UnusableError(f"a count above {_LARGEST_COUNT}")
        return f"{{{least},{'' if most is None else most}}}{'?' if node.lazy else ''}"


def _looks_behind(node: Node) -> bool:
    return isinstance(node, Group) and node.behind
