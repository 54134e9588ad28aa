"""From the bytes of a Python file to a tree, whatever the bytes are.

`ast.parse` reads what this interpreter's Python reads. CPython refuses deep nesting by itself (200 brackets, a
parser stack) with errors; what it cannot refuse is memory, which grows with the number of tokens, so that is
counted first. Sources that it refuses (Python 2, a later Python, broken files) go to the tolerant parser.
"""

import ast
import re
import warnings
from dataclasses import dataclass
from encodings import normalize_encoding
from encodings.aliases import aliases

from pratique.analysis.languages.python.tolerant import Line, parse_tolerant

_MOST_TOLERANT = 1024 * 1024
_MOST_TOKENS = 1_500_000
"""At about a kilobyte of tree for each, the memory of a worker."""
_COOKIE = re.compile(rb"^[ \t\f]*#.*?coding[:=][ \t]*([-\w.]{1,40})")
_BLANK = re.compile(rb"^[ \t\f]*(?:#.*)?\r?\n?\Z")
_ENCODINGS = {
    "utf-8": "utf-8",
    "utf8": "utf-8",
    "u8": "utf-8",
    "utf-8-sig": "utf-8",
    "ascii": "ascii",
    "us-ascii": "ascii",
    "latin-1": "latin-1",
    "latin1": "latin-1",
    "iso-8859-1": "latin-1",
    "iso8859-1": "latin-1",
    "l1": "latin-1",
    **{f"iso8859-{part}": f"iso8859-{part}" for part in (*range(2, 12), *range(13, 17))},
    **{f"cp{page}": f"cp{page}" for page in (437, 850, 852, 855, 866, *range(1250, 1259))},
    "koi8-r": "koi8-r",
    "koi8-u": "koi8-u",
    "mac-roman": "mac-roman",
    "tis-620": "tis-620",
    "gbk": "gbk",
    "gb2312": "gb2312",
    "gb18030": "gb18030",
    "big5": "big5",
    "euc-jp": "euc-jp",
    "euc-kr": "euc-kr",
    "shift-jis": "shift-jis",
    "utf-7": "utf-7",
    "utf7": "utf-7",
    "unicode-escape": "unicode-escape",
    "raw-unicode-escape": "raw-unicode-escape",
}
"""Encodings a file may declare, by PEP 263; the last ones exist to hide source, and are read like the others."""
_CODECS = {
    aliases.get(module, module): name for name in _ENCODINGS.values() if (module := name.replace("-", "_"))
}
"""The same by the names of Python's own codecs, which have more aliases: `UTF`, `cyrillic`."""
_WITH_ENDINGS = ("utf-8-", "latin-1-", "iso-8859-1-", "iso-latin-1-")
"""What may stand before the ends of lines that an editor adds, such as `-unix`: Python reads no further."""


@dataclass(frozen=True, slots=True)
class Parsed:
    """A tree, or None and why; `problem` may also come with a tree that has gaps."""

    tree: ast.Module | None
    text: str
    problem: str | None = None
    broken: tuple[Line, ...] = ()
    """The lines with errors in them, of a file that only the tolerant parser reads."""


def parse(source: bytes) -> Parsed:
    """Read a source file."""
    if b"\0" in source:
        return Parsed(None, "", "not text")
    text = decode(source)
    if text is None:
        return Parsed(None, "", "not text in the encoding that it declares")
    return parse_text(text)


def parse_text(text: str, *, tolerant: bool = True) -> Parsed:
    """Read a source given as text; without `tolerant`, only what `ast` reads."""
    if _tokens(text) > _MOST_TOKENS:
        return Parsed(None, text, "too many tokens")
    try:
        return Parsed(_plain(text), text)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        why = "too deep" if isinstance(error, RecursionError | MemoryError) else "does not parse"
    if not tolerant:
        return Parsed(None, text, why)
    if len(text) > _MOST_TOLERANT:
        return Parsed(None, text, f"{why}, and too large for the tolerant parser")
    tree, problem, broken = parse_tolerant(text)
    return Parsed(tree, text, problem, broken)


def expression(text: str) -> ast.expr | None:
    """The tree of one expression, or None."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse(text.strip(), mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def decode(source: bytes) -> str | None:
    """The text of a source file in the encoding that it declares (PEP 263); None when it is not text in it.

    Stray bytes in what claims to be UTF-8 are replaced: a comment in another encoding hides no code.
    """
    if source.startswith(b"\xef\xbb\xbf"):
        return source[3:].decode("utf-8", "replace")
    if source.isascii() and b"coding" not in source[:400]:
        return source.decode("ascii")
    encoding = _declared(source)
    if encoding is None:
        return None
    try:
        return source.decode(encoding, "replace")
    except (ValueError, LookupError):
        return None


def _declared(source: bytes) -> str | None:
    for line in source[:4096].split(b"\n")[:2]:
        match = _COOKIE.match(line)
        if match:
            name = match.group(1).decode("ascii").lower().replace("_", "-")
            return _ENCODINGS.get(name) or _by_alias(name)
        if not _BLANK.match(line):
            break
    return "utf-8"


def _by_alias(name: str) -> str | None:
    """An encoding by another of the names that Python knows it by."""
    if name.startswith(_WITH_ENDINGS):
        return "utf-8" if name.startswith("utf") else "latin-1"
    module = normalize_encoding(name)
    return _CODECS.get(aliases.get(module, module))


def _plain(text: str) -> ast.Module:
    with warnings.catch_warnings():
        # Invalid escapes and `is` with a literal are warned about while parsing, and may be errors here.
        warnings.simplefilter("ignore")
        return ast.parse(text)


def _tokens(text: str) -> int:
    if len(text) < _MOST_TOKENS:
        return 0
    return sum(text.count(mark) for mark in ",;+(=[:.{")
