"""Files that can do nothing: no word in them names anything that does, and nothing in them puts such a word together.

Every fact but imports and addresses needs the name of an API: the name of a global or of a module, and that of a
member. Where none of these stands in the bytes, and where there are no escapes, no short texts that are joined, no
members named by calls or sums, and no long encoded literals, a file is not parsed: `skim` takes its imports and
addresses from the bytes. What reading it in full would give is the same, but for how much of it does not parse.

Words in comments name nothing. Where all words of a file seem to stand in comments, `skim` takes the comments out and asks
again; what it cannot tell for certain from code stays.
"""

import re
from collections.abc import Iterator
from enum import Enum, auto

from pratique.analysis.languages.javascript.texts import HINTS

_WORDS: tuple[bytes, ...] = (
    *(b"child_process", b"fromCharCode", b"XMLHttp", b"WebSocket"),
    *(b"fromCodePoint", b"navigator", b"importScripts", b"execScript", b"EventSource"),
    *(b"createRequire", b".require", b"mainModule", b"getBuiltinModule", b"binding"),
    *(b"dlopen", b"WebAssembly", b"DecompressionStream", b"LZString", b"CryptoJS", b"crypto", b"Base64"),
    *(
        b"TextDecoder",
        b"decodeURI",
        b"clipboard",
        b"ethereum",
        b"eth_s",
        b"solana",
        b"tronWeb",
        b"currentProvider",
    ),
    *(b"Reflect", b"![]", b"=~[]", b".reverse("),
    *(b"String.raw", "ﾟωﾟﾉ".encode(), b"window[", b"self[", b"global[", b"globalThis[", b"top[", b"frames["),
    *(b"parent[", b'this["', b"this['", b"this[`", b"this[(", b"bcc", b"Bcc", b"BCC", b"phantom"),
)
"""None of these may stand in a quiet file."""
_NAMES = (*(b"eval", b"fetch", b"Worker", b"Deno", b"Bun", b"atob", b"unescape", b"_load", b"_compile"),)
"""None of these either, as a whole name: `evaluate` is another."""
_AFTER_BUFFER = rb"isBuffer|byteLength|alloc|allocUnsafe|concat|compare|isEncoding"
_AFTER_ENV = rb"NODE_ENV|BABEL_ENV|CI|DEBUG|NODE_DEBUG|FORCE_COLOR|NO_COLOR|TERM|COLORTERM|JEST_WORKER_ID"
_NO_MORE = rb"(?![\w$])"
# What is looked for stands first, what must not stand before it behind it: so it is searched for as fast as a word.
_Sought = tuple[tuple[bytes, bytes, re.Pattern[bytes]], ...]


def _sought(*patterns: tuple[tuple[bytes, ...], bytes]) -> _Sought:
    return tuple((hints[0], b"".join(hints[1:]), re.compile(pattern)) for hints, pattern in patterns)


_LOUDEST = _sought(
    ((b"require",), rb"require\b(?!\s*\(\s*[\"'][^\"'\\\n]{1,200}[\"']\s*\))"),
    (
        (b"env", b"process"),
        rb"env(?<![\w$]env)" + _NO_MORE + rb"(?!\.(?:" + _AFTER_ENV + rb")" + _NO_MORE + rb")",
    ),
    *(((name,), name + rb"(?<![\w$]" + name + rb")" + _NO_MORE) for name in _NAMES),
    (
        (b"Buffer",),
        rb"Buffer(?<![\w$]Buffer)(?<!instanceof Buffer)"
        + (_NO_MORE + rb"(?!\.(?:" + _AFTER_BUFFER + rb")" + _NO_MORE + rb")"),
    ),
    (
        (b"Function",),
        (
            rb"Function(?:(?<![\w$]Function)|(?<=AsyncFunction)|(?<=GeneratorFunction)|(?<=compileFunction))\b"
            rb"(?!\.prototype\b)(?<!instanceof Function)(?<!object Function)"
        ),
    ),
)
"""What must not match, each with bytes without which it cannot: first what most files have that do something."""
_LOUD = _sought(
    (
        (b"constructor",),
        (
            rb"\.\s*constructor(?<!captureStackTrace\(this, this\.constructor)\s*(?!\s|[\w$]|\.name\b|\.prototype\b|[=!]=|=)"
            rb"|[\"'`]constructor[\"'`]"
        ),
    ),
    # `const {constructor: F} = function () {}`, which `{constructor: {value: F}}` of compilers is not.
    (
        (b"constructor",),
        rb"constructor(?<![\w$.]constructor)" + _NO_MORE + rb"(?!\s*\(|\s*:\s*\{\s*value\b)",
    ),
    ((b"import",), rb"import\s*[(.]|import\s+[\w$]+\s*="),
    ((b"\\u",), rb"\\u(?:\{0*|00)[2-7][0-9A-Fa-f]"),
    ((b"\\x",), rb"\\x[2-7][0-9A-Fa-f]"),
    ((b"+",), rb"[\"'][\w$]{1,12}[\"']\s{0,9}\+\s{0,9}[\"'][\w$]{1,12}[\"']"),
    ((b".join(",), rb"\.join\(\s*+(?:\"\"|''|``)?\s*+\)"),
    ((b".concat(",), rb"\.concat\(\s*[\"']"),
    # A name in quotes is read as one without, and what is only looked for in an array is put together by nobody.
    (
        (b"]",),
        (
            rb"\[(?![\"'](?!join|concat|reverse|set[TI])[\w$.-]{1,60}[\"']\])[^\]\[\"']{0,60}[\"'`(][^\]\[]{0,60}\]\s*"
            rb"(?:[(\[]|\.(?!(?:includes|indexOf)\())"
        ),
    ),
    ((b"Timeout",), rb"Timeout\s*\(\s*[\"'`]"),
    ((b"Interval",), rb"Interval\s*\(\s*[\"'`]"),
    ((b"Immediate",), rb"Immediate\s*\(\s*[\"'`]"),
    ((b"defineProperty",), rb"defineProperty\s*\(\s*(?:window|global|self)"),
)
"""The same, asked last."""
_HINTS = tuple(hint for hint in HINTS if hint != b"://")
_CARRYING = re.compile(rb"[\"'`,;](?:[A-Za-z0-9+/=_-]{128}|(?<=[\"'`])(?:\d{1,3}\.){3}\d)")
MOST_BYTES = 1_000_000
"""A larger file is read in full."""
_MOST_COMMENTED = 200
"""Words in comments above which a file is read in full."""
_LONGEST_COMMENT = 20_000
"""Bytes before a word in which the comment around it begins."""
_BEFORE_IN_LINE = 300


class Noise(Enum):
    """Where the words of a source stand that do anything."""

    NOWHERE = auto()
    MAYBE_IN_COMMENTS = auto()
    """As it seems at a quick look, which tells for which files a closer one may pay."""
    ANYWHERE = auto()


def noise(source: bytes) -> Noise:
    """Where the words of a source stand that do anything; of a large one it is not asked."""
    if len(source) > MOST_BYTES:
        return Noise.ANYWHERE
    found = Noise.NOWHERE
    for number, place in enumerate(_telling(source)):
        if number >= _MOST_COMMENTED or not _may_be_commented(source, place):
            return Noise.ANYWHERE
        found = Noise.MAYBE_IN_COMMENTS
    return found


def is_quiet(source: bytes) -> bool:
    """Whether no word of a source does anything."""
    return next(_telling(source), None) is None


def _telling(source: bytes) -> Iterator[int]:
    """The places of the words that do anything."""
    yield from _matching(source, _LOUDEST)
    for word in _WORDS:
        if word in source:
            yield from _places(source, word)
    yield from _matching(source, _LOUD)


def _matching(source: bytes, sought: _Sought) -> Iterator[int]:
    for hint, more, pattern in sought:
        if hint in source and (not more or more in source):
            for match in pattern.finditer(source):
                yield match.start()


def _places(source: bytes, word: bytes) -> Iterator[int]:
    place = source.find(word)
    while place >= 0:
        yield place
        place = source.find(word, place + len(word))


def _may_be_commented(source: bytes, place: int) -> bool:
    line = source.rfind(b"\n", max(place - _BEFORE_IN_LINE, 0), place) + 1
    if source.find(b"//", line or max(place - _BEFORE_IN_LINE, 0), place) >= 0:
        return True
    furthest = max(place - _LONGEST_COMMENT, 0)
    opened = source.rfind(b"/*", furthest, place)
    if opened >= 0:
        return source.find(b"*/", opened + 2, place) < 0
    return source.startswith(b"#!") and source.find(b"\n", 0, place) < 0


def carries_nothing(literals: bytes) -> bool:
    """Whether literals, one a line, carry nothing that is encoded, and no address in numbers."""
    return _CARRYING.search(literals) is None


def hints(literals: bytes) -> list[bytes]:
    """The words, in lower case, by which literals may name a place."""
    lowered = literals.lower()
    return [hint for hint in _HINTS if hint in lowered]
