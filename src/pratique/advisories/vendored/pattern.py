"""Matches the pattern of a library against a text, and extracts the version.

RE2 matches in linear time but does not support all JavaScript expressions. A pattern is therefore matched in three
steps. First, `loose` is matched against the whole file together with all other patterns. In `loose`, counts above 31
are unlimited, references match anything, and lookbehinds are removed. If `loose` matches, `start` (the pattern up to
its first wildcard) finds candidate positions. At each position, `whole` is matched within its maximum length, and the
parts that RE2 does not support are checked afterwards. In two cases, the matches of a pattern are inexact. A
repetition count above 1,000 is limited only by the total length of the match. After a failed check, the search
continues at the next position and skips other matches at the same position.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import re2

from pratique.advisories.vendored.expression import Atom, Group, Node, Reference, Repeat, UnusableError, parse

PLACEHOLDER = "\N{SECTION SIGN}\N{SECTION SIGN}version\N{SECTION SIGN}\N{SECTION SIGN}"
_VERSION = r"[0-9][0-9.a-z_\-]+"
"""The expression for RetireJS's version placeholder (`replaceVersion` in its scanner)."""

_LARGE_COUNT = 32
_LARGEST_COUNT = 1_000
"""The maximum count that RE2 supports."""
_NARROW_RUN = 256
"""The assumed maximum length, in bytes, of a run of similar characters, such as spaces or a version."""
_MOST_PROGRAM = 20_000
"""The maximum number of RE2 instructions. RE2 may execute all instructions for each byte."""
_MOST_STARTS = 20_000
_MOST_LOOKED_BYTES = 64 * 1024 * 1024
"""The maximum number of bytes that one pattern examines in one file, apart from the search for candidate positions."""


def options() -> Any:
    """Return the RE2 options for all patterns: match bytes, and print no errors."""
    made = re2.Options()
    made.encoding = re2.Options.Encoding.LATIN1
    made.log_errors = False
    return made


def refusal(error: re2.error) -> str:
    """Return the reason why RE2 rejects a pattern, from the error message of RE2."""
    told = error.args[0] if error.args else ""
    return f"RE2 rejects the pattern: {told.decode('utf-8', 'replace') if isinstance(told, bytes) else told}"


@dataclass(slots=True)
class Hits:
    """The versions that a pattern found in a text."""

    versions: list[str] = field(default_factory=list)
    cut: bool = False
    """True if the search stopped at the limit for one file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pattern:
    """A compiled pattern."""

    loose: bytes
    start: Any
    """The part of the pattern before the first wildcard; None if this part is empty or there is no wildcard."""
    whole: Any
    window_bytes: int | None
    """The maximum length of a match in bytes; None if the length is not limited."""
    template: tuple[str | int, ...]
    """The parts of the version: texts, and numbers of groups in `whole`."""
    same: tuple[tuple[int, int], ...]
    """Pairs of groups in `whole` that must match the same text."""
    behind: tuple[tuple[int, Any], ...]
    """Groups, each with a pattern that must match at the end of the group."""

    def find(self, data: bytes) -> Hits:
        """Return all versions in the data, without duplicates, in order of position."""
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
    """Compile a pattern whose first group is the version. Raises UnusableError."""
    return _compile(parse(_filled(source)), (1,))


def compile_replacement(source: str) -> Pattern:
    """Compile a pattern with a template for the version: `/pattern/$1.$2/`. Raises UnusableError."""
    head, _, template = source.removesuffix("/").rpartition("/")
    if not (source.startswith("/") and source.endswith("/") and len(head) > 1 and template):
        raise UnusableError("the pattern is not of the form /pattern/replacement/")
    return _compile(parse(_filled(head[1:])), tuple(_template(template)))


def compile_name(source: str) -> Pattern:
    """Compile a pattern that must match a whole file name. Raises UnusableError."""
    return compile_search(f"^{source}$")


def _filled(source: str) -> str:
    return source.replace(PLACEHOLDER, _VERSION)


def _template(text: str) -> Iterator[str | int]:
    first, *rest = text.split("$")
    yield first
    for part in rest:
        if not part[:1].isdecimal() or not part.isascii():
            raise UnusableError("the pattern has an invalid replacement")
        yield int(part[0])
        yield part[1:]


def _compile(tree: Group, template: tuple[str | int, ...]) -> Pattern:
    writer = _Writer()
    whole = writer.group(tree)
    groups = {number: place for place, number in enumerate(writer.captures, 1) if number is not None}
    wanted = {part for part in template if isinstance(part, int)} | {one for one, _ in writer.same}
    if not wanted <= groups.keys():
        raise UnusableError("the pattern refers to a missing group")
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
    loose: bool = False
    captures: list[int | None] = field(default_factory=list)
    """For each group that RE2 captures, the number of the group in the source; None for a group that replaces a back-reference."""
    same: list[tuple[int, int]] = field(default_factory=list)
    """Pairs: the number of a group in the source, and the position in `captures` of a back-reference to this group."""
    behind: list[tuple[int, Group]] = field(default_factory=list)
    _known: dict[int, Group] = field(default_factory=dict)

    def group(self, group: Group) -> str:
        if group.number is None or self.loose:
            return f"(?:{self.branches(group)})"
        self._known[group.number] = group
        self.captures.append(group.number)
        return f"({self.branches(group)})"

    def branches(self, group: Group) -> str:
        return "|".join(self._items(branch) for branch in group.branches)

    def _items(self, items: Sequence[Node]) -> str:
        written: list[str] = []
        for place, item in enumerate(items):
            before = items[place - 1] if place else None
            written.append(self._behind(item, before) if _looks_behind(item) else self._item(item))
        return "".join(written)

    def _behind(self, item: Node, before: Node | None) -> str:
        """Record the lookbehind, which is checked at the end of its group after a match. Return ""."""
        assert isinstance(item, Group)
        if not isinstance(before, Group) or before.number is None:
            raise UnusableError("the pattern has a lookbehind that does not follow a group")
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
            raise UnusableError("the pattern has a back-reference without a preceding group")
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
