"""Files that can do nothing: no word in them names anything that does, and nothing in them puts such a word together.

Every fact but imports and addresses needs the name of an API: the name of a global or of a module, and that of a
member. Where none of these stands in the bytes, and where there are no escapes, no short texts that are joined, no
members named by calls or sums, and no long encoded literals, a file is not parsed: `skim` takes its imports and
addresses from the bytes. What reading it in full would give is the same, but for how much of it does not parse.
"""

import re

from pratique.analysis.languages.javascript.texts import HINTS

_WORDS: tuple[bytes, ...] = (
    *(b"Buffer", b"eval", b"child_process", b"fromCharCode", b"fetch", b"XMLHttp", b"WebSocket", b"atob"),
    *(b"unescape", b"fromCodePoint", b"navigator", b"importScripts", b"execScript", b"EventSource"),
    *(b"createRequire", b"_compile", b"_load", b".require", b"mainModule", b"getBuiltinModule", b"binding"),
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
    *(b"Reflect", b"getPrototypeOf", b"__proto__", b"Worker", b"Deno", b"![]", b"=~[]", b".reverse("),
    *(b"String.raw", "ﾟωﾟﾉ".encode(), b"window[", b"self[", b"global[", b"globalThis[", b"top[", b"frames["),
    *(b"parent[", b'this["', b"this['", b"this[`", b"this[("),
)
"""None of these may stand in a quiet file."""
_LOUD: tuple[tuple[bytes, re.Pattern[bytes]], ...] = tuple(
    (hint, re.compile(pattern))
    for hint, pattern in (
        (b"Function", rb"Function\b(?!\.prototype\b)"),
        (
            b"constructor",
            rb"\.\s*constructor\s*(?!\s|[\w$]|\.name\b|\.prototype\b|[=!]=|=)|[\"'`]constructor[\"'`]",
        ),
        (b"env", rb"\benv\b(?!\.NODE_ENV\b)"),
        (b"import", rb"import\s*[(.]|import\s+[\w$]+\s*="),
        (b"Bun", rb"Bun\b"),
        (b"require", rb"require\b(?!\s*\(\s*[\"'][^\"'\\\n]{1,200}[\"']\s*\))"),
        (b"\\u", rb"\\u(?:\{0*|00)[2-7][0-9A-Fa-f]"),
        (b"\\x", rb"\\x[2-7][0-9A-Fa-f]"),
        (b"+", rb"[\"'][\w$]{1,12}[\"']\s{0,9}\+\s{0,9}[\"'][\w$]{1,12}[\"']"),
        (b".join(", rb"\.join\(\s*(?:\"\"|''|``)?\s*\)"),
        (b".concat(", rb"\.concat\(\s*[\"']"),
        (b"]", rb"\[[^\]\[\"']{0,60}[\"'`(][^\]\[]{0,60}\]\s*[(.\[]"),
        (b"Timeout", rb"Timeout\s*\(\s*[\"'`]"),
        (b"Interval", rb"Interval\s*\(\s*[\"'`]"),
        (b"Immediate", rb"Immediate\s*\(\s*[\"'`]"),
    )
)
"""What must not match, each with bytes without which it cannot."""
_HINTS = tuple(hint for hint in HINTS if hint != b"://")
_CARRYING = re.compile(rb"[\"'`,;](?:[A-Za-z0-9+/=_-]{128}|(?<=[\"'`])(?:\d{1,3}\.){3}\d)")


def is_quiet(source: bytes) -> bool:
    """Whether no word of a source does anything."""
    for word in _WORDS:
        if word in source:
            return False
    return not any(hint in source and pattern.search(source) for hint, pattern in _LOUD)


def names_nothing(literals: bytes) -> bool:
    """Whether literals, one a line, name no place and carry nothing that is encoded."""
    if _CARRYING.search(literals):
        return False
    lowered = literals.lower()
    return not any(hint in lowered for hint in _HINTS)
