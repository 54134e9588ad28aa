"""Pages of Astro, Svelte and Vue: which parts of them are code.

Such a page is front matter (of Astro), markup, scripts and style sheets in one file. Read as one source, a style sheet counts as
code with errors in it, and so does a script inside of markup. Here each part becomes a source of its own with as many lines as
the page, so that places stay: the front matter, each script, and the markup with what stands in its braces. The contents of a
`<style>` element are CSS and no part. What is not certainly an element stays in the markup, where it counts as an error.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import islice
from typing import TypeVar

from pratique.analysis.facts import FileFacts, Flow, Import, Language, Payload, Use

T = TypeVar("T", Use, Flow, Payload)
Read = Callable[[bytes, Language], FileFacts]

_MOST_BYTES = 1 << 20
_MOST_ELEMENTS = 50
_FRONT_MATTER = re.compile(
    rb"(?:\xef\xbb\xbf)?\s{0,99}---[ \t]*+\r?\n(.*?\n)?---[ \t]*+(?=\r?\n|\Z)", re.DOTALL
)
_MARKUP = re.compile(rb"(?:\xef\xbb\xbf)?\s*+(?:<!--.*?-->\s*+)*+(?:<[A-Za-z]|\{\#[a-z])", re.DOTALL)
"""How a page without front matter begins; node stops at the first sign."""
_TAG = re.compile(rb"\s*+<[A-Za-z]")
"""How markup begins that is no code by itself: its elements may lie beside each other, with text between them."""
_OPENING = re.compile(
    rb"""<!--
      | <(?P<tag>style|script)(?=[\s>])
        (?:[^<>"'{}`/]|/(?!>)|"[^"]{0,500}+"|'[^']{0,500}+'|\{(?:[^{}"'`]|"[^"\\\n]{0,99}+"|'[^'\\\n]{0,99}+'|\{[^{}"'`]{0,200}+\}){0,500}+\}){0,99}+>""",
    re.VERBOSE | re.IGNORECASE,
)
"""How a comment, a style sheet or a script begins; a tag with more in it than is ever written stays in the markup."""
_CLOSING = re.compile(rb"</(?:style|script)\s{0,99}+>", re.IGNORECASE)
_SCRIPTS = (Language.TYPESCRIPT, Language.TSX)
"""How a script is read: as what leaves no errors, else as the first."""


def is_page(source: bytes) -> bool:
    """Return True for a source that node refuses at its first signs, and that begins as a page does."""
    return len(source) <= _MOST_BYTES and bool(_FRONT_MATTER.match(source) or _MARKUP.match(source))


def read_parts(source: bytes, whole: FileFacts, read: Read) -> FileFacts:
    """Return the facts of a page that was read as one source with errors, and those of its parts.

    All facts of the first reading stay; only its problem gives way to that of the parts, the first one if several have one.
    """
    facts = replace(whole, problem=None)
    for part, languages in _parts(source):
        found = read(part, languages[0])
        for language in languages[1:] if found.problem else ():
            other = read(part, language)
            found = found if other.problem else other
        facts = _joined(facts, found)
    return facts


def _parts(source: bytes) -> Iterator[tuple[bytes, tuple[Language, ...]]]:
    """Yield each part as a source of its own; where there are too many, the last holds all the rest."""
    front = _FRONT_MATTER.match(source)
    start = front.end() if front is not None else 0
    if front is not None and front.group(1):
        yield _alone(source, *front.span(1)), _SCRIPTS
    markup = [_lines(source[:start])]
    for element in islice(_elements(source, start), _MOST_ELEMENTS):
        inside = source[element.inside : element.closing]
        markup += (source[start : element.start], element.left_in(source), _lines(inside))
        start = element.end
        if element.tag == b"script" and inside.strip():
            yield _alone(source, element.inside, element.closing), _SCRIPTS
    rest = b"".join((*markup, source[start:]))
    yield b"<>%s</>" % rest if _TAG.match(rest) else rest, (Language.TSX,)


@dataclass(frozen=True, slots=True)
class _Element:
    """A comment, a style sheet or a script, by its places in the source."""

    tag: bytes
    """In small letters; empty for a comment."""
    start: int
    inside: int
    closing: int
    end: int

    def left_in(self, source: bytes) -> bytes:
        """Return what stays of it in the markup: its tag where that holds code, as a statement of its own."""
        tag = source[self.start : self.inside]
        return b";%s</%s>;" % (tag, self.tag) if self.tag and b"{" in tag else _lines(tag)


def _elements(source: bytes, start: int) -> Iterator[_Element]:
    """Yield the elements that end, in order; what opens and does not end stays in the markup."""
    small = source.lower()
    endless: set[bytes] = set()
    while opening := _OPENING.search(source, start):
        start = opening.end()
        tag = (opening["tag"] or b"").lower()
        words = b"</" + tag if tag else b"-->"
        closing = -1 if tag in endless else small.find(words, start)
        if closing < 0:
            endless.add(tag)
            continue
        match = _CLOSING.match(source, closing) if tag else None
        if tag and match is None:
            continue
        end = match.end() if match is not None else closing + len(words)
        yield _Element(tag, opening.start(), start, closing, end)
        start = end


def _alone(source: bytes, start: int, end: int) -> bytes:
    return _lines(source[:start]) + source[start:end]


def _lines(source: bytes) -> bytes:
    return b"\n" * source.count(b"\n")


def _joined(facts: FileFacts, found: FileFacts) -> FileFacts:
    """Return the facts of the whole page with what the reading of a part adds; scopes are numbered in each reading by itself."""
    imports = {(item.module, item.line) for item in facts.imports}
    return replace(
        facts,
        imports=(*facts.imports, *_new_imports(found.imports, imports)),
        uses=_with(facts.uses, found.uses),
        flows=_with(facts.flows, found.flows),
        addresses=tuple(dict.fromkeys((*facts.addresses, *found.addresses))),
        commands=tuple(dict.fromkeys((*facts.commands, *found.commands))),
        payloads=_with(facts.payloads, found.payloads),
        problem=facts.problem or found.problem,
    )


def _new_imports(found: tuple[Import, ...], known: set[tuple[str | None, int]]) -> Iterator[Import]:
    return (replace(item, scope=0) for item in found if (item.module, item.line) not in known)


def _with(known: tuple[T, ...], found: tuple[T, ...]) -> tuple[T, ...]:
    plain: list[T] = [replace(item, scope=0) for item in found]
    unscoped = {replace(item, scope=0) for item in known}
    return known + tuple(item for item in plain if item not in unscoped)
