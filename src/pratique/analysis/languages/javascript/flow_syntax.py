"""Flow, the types that React Native and its like are written with, rewritten so that the grammar of TypeScript reads the code.

Only what no JavaScript can hold is touched: declarations of types, on one line with their name, are blanked out; marks that
only Flow has (`{| |}`, `?Type`, `+key:`, `...` alone) become blanks or their likes. A file of which this is more than text fails
to load in node, and tools that take types away take the same. Every place stays where it was.
"""

import re
from collections.abc import Callable

_DECLARED = re.compile(
    rb"^[ \t]*+(?:export[ \t]++)?(?:(?:declare|opaque)[ \t]++)?type[ \t]++[A-Za-z_$][\w$]*+[ \t]*+(?=[<=:])",
    re.MULTILINE,
)
_TOKEN = re.compile(
    rb"""\s++ | //[^\n]*+ | /\*(?:[^*]++|\*(?!/))*+\*/ | '(?:[^'\\\n]++|\\.)*+' | "(?:[^"\\\n]++|\\.)*+"
      | => | [\w$.,?:&|*+-]++ | [<({\[>)}\]=;]""",
    re.VERBOSE | re.DOTALL,
)
"""What types are made of. There is no backtick among it, no division, no pattern: what has one is left as it is."""
_OPENING, _CLOSING = frozenset((b"<", b"(", b"{", b"[")), frozenset((b">", b")", b"}", b"]"))
_MOST_FAILED = 20
"""Declarations that are none after all, before the rest is left as it is."""
_CODE = re.compile(rb"[^\n]")


def _blank(match: re.Match[bytes]) -> bytes:
    return b" " * len(match.group())


_MARKS: tuple[tuple[re.Pattern[bytes], Callable[[re.Match[bytes]], bytes]], ...] = (
    (re.compile(rb"\{\|(?!\|)"), lambda _match: b"{ "),
    (re.compile(rb"(?<!\|)\|\}"), lambda _match: b" }"),
    (re.compile(rb"(?:(?<=[:(<|&=,>])|(?<=[:(<|&=,>][ \n]))\?(?=[\w$({\[*'\"])"), _blank),
    (re.compile(rb"\.\.\.(?=\s*[},|])"), _blank),
    (re.compile(rb"(?<=[{,;\n ])[+-](?=[\w$]+\??: )"), _blank),
    (re.compile(rb"\bimport typeof\b"), lambda _match: b"import type  "),
    (re.compile(rb"\(void\)(?=\s{0,9}=>)"), lambda _match: b"(    )"),
)
"""Marks of Flow. In JavaScript each is an error of syntax, apart from inside of texts, comments and patterns."""


def without_flow(source: bytes) -> bytes:
    """Give the source as TypeScript, each place where it was; the same source where nothing in it is Flow's."""
    source = _undeclared(source)
    for mark, likes in _MARKS:
        source = mark.sub(likes, source)
    return source


def _undeclared(source: bytes) -> bytes:
    """Blank out declarations of types."""
    pieces: list[bytes] = []
    done = failed = 0
    for match in _DECLARED.finditer(source):
        if match.start() < done or failed > _MOST_FAILED:
            continue
        end = _end(source, match.end())
        if end < 0:
            failed += 1
            continue
        pieces += [source[done : match.start()], _CODE.sub(b" ", source[match.start() : end])]
        done = end
    return b"".join([*pieces, source[done:]])


def _end(source: bytes, place: int) -> int:
    """The place behind the semicolon that ends a declaration; -1 where it is none."""
    depth = given = 0
    while (match := _TOKEN.match(source, place)) is not None:
        token, place = match.group(), match.end()
        depth += (token in _OPENING) - (token in _CLOSING)
        if depth < 0:
            return -1
        if not depth:
            given += token == b"="
            if token == b";":
                return place if given == 1 else -1
    return -1
