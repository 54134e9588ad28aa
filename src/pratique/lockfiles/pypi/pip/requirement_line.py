"""Splits the lines of a requirements file as pip does: continuations, comments, options.

Sources: pip's documentation ("Requirements File Format") and `pip/_internal/req/req_file.py`. As in pip, `str.splitlines` splits
the lines, also at form feeds and U+2028. A parser that splits only at line feeds would miss requirements after such characters.
Options may be abbreviated (`--extra-index` for `--extra-index-url`).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pratique.lockfiles.reading.document import invalid

MOST_REQUIREMENT_CHARS = 4_000_000
"""Maximum total length of all requirements and markers in one file, without options.

The library `packaging` parses about 1 MB/s.
"""
MOST_LINE_CHARS = 1_000_000
"""Maximum length of a line with its continuations. Some packages have hundreds of hashes of about 90 characters."""

_COMMENT_LINE = re.compile(r"\s*+#")
_COMMENT = re.compile(r"(?:^|\s)#.*+$")
_QUOTED = re.compile(r"[\"'\\]")
_PIECE = re.compile(
    r"""(?P<space>[ \t\r\n]++)|"(?P<double>(?:[^"\\]++|\\.)*+)"|'(?P<single>[^']*+)'|\\(?P<escaped>.)"""
    r"""|(?P<plain>[^ \t\r\n"'\\]++)""",
    re.DOTALL,
)
_ESCAPED = re.compile(r"\\([\"\\])")
_WORD = re.compile(r"[^ \t\r\n]++")
_VARIABLE = re.compile(r"\$\{[^}]*+\}")

_WITH_VALUE = {
    "--index-url": "--index-url",
    "--pypi-url": "--index-url",
    "--extra-index-url": "--extra-index-url",
    "--find-links": "--find-links",
    "--requirement": "--requirement",
    "--constraint": "--constraint",
    "--editable": "--editable",
    "--hash": "--hash",
    "--no-binary": "--no-binary",
    "--only-binary": "--only-binary",
    "--trusted-host": "--trusted-host",
    "--use-feature": "--use-feature",
    "--all-releases": "--all-releases",
    "--only-final": "--only-final",
    "--config-settings": "--config-settings",
    "--config-setting": "--config-settings",
    "--global-option": "--global-option",
}
_FLAGS = ("--no-index", "--prefer-binary", "--require-hashes", "--no-require-hashes", "--pre")
_PLACES = frozenset({"--index-url", "--extra-index-url", "--find-links"})
_SHORT = {
    "-i": "--index-url",
    "-f": "--find-links",
    "-r": "--requirement",
    "-c": "--constraint",
    "-e": "--editable",
    "-C": "--config-settings",
}


@dataclass(frozen=True, slots=True)
class Line:
    """One logical line without comments: the number of its first line, its requirement and its options."""

    number: int
    text: str
    requirement: str
    options: tuple[tuple[str, str], ...]
    """Full option names with their values; flags have the value ""."""
    doubts: tuple[str, ...] = ()
    """The parts of the options that could not be parsed."""

    def values(self, option: str) -> tuple[str, ...]:
        """Return the values of one option, in order."""
        return tuple(value for name, value in self.options if name == option)


def read_lines(text: str) -> Iterator[Line]:
    """Yield each logical line that has content. Raises ParseError if a line or the whole file is too long."""
    size_chars = 0
    for number, logical in _joined(text):
        content = _COMMENT.sub("", logical).strip()
        if content:
            line = _line(number, content)
            if _VARIABLE.search(content) and not _names_places(line):
                why = "the line contains an environment variable, which Pratique does not expand"
                line = Line(number, content, "", (), (why,))
            size_chars += len(line.requirement)
            if size_chars > MOST_REQUIREMENT_CHARS:
                raise invalid(
                    "the requirements file has too much text",
                    hint="check that the file is a requirements file",
                )
            yield line


def _joined(text: str) -> Iterator[tuple[int, str]]:
    """Yield lines joined with their continuations. A comment line has no continuation and ends a continued line."""
    parts: list[str] = []
    size_chars = 0
    first = 0
    for number, line in enumerate(text.splitlines(), start=1):
        first = first if parts else number
        is_comment = _COMMENT_LINE.match(line) is not None
        continues = line.endswith("\\") and not is_comment
        # The space in front keeps the comment a comment once it is joined.
        parts.append(line.strip("\\") if continues else f" {line}" if is_comment else line)
        size_chars += len(line)
        if size_chars > MOST_LINE_CHARS:
            raise invalid(f"line {first} is too long", hint="check that the file is a requirements file")
        if not continues:
            yield first, "".join(parts)
            parts, size_chars = [], 0
    if parts:
        yield first, "".join(parts)


def _cut(content: str) -> tuple[str, str]:
    """Return the requirement of a line and its options, which begin at the first word that starts with a dash."""
    words = content.split(" ")
    position = next((index for index, word in enumerate(words) if word.startswith("-")), len(words))
    return " ".join(words[:position]).strip(), " ".join(words[position:])


def _line(number: int, content: str) -> Line:
    """Return one logical line. As in pip, text after an unknown option is ignored."""
    requirement, text = _cut(content)
    options: list[tuple[str, str]] = []
    try:
        options.extend(_options(text))
    except ValueError as error:
        return Line(number, content, requirement, tuple(options), (str(error),))
    return Line(number, content, requirement, tuple(options))


def _names_places(line: Line) -> bool:
    """Return True if environment variables occur only in index URLs, which are compared as written and never requested."""
    others = (value for name, value in line.options if name not in _PLACES)
    return not line.requirement and not line.doubts and not any(map(_VARIABLE.search, others))


def _options(text: str) -> Iterator[tuple[str, str]]:
    """Yield full option names and values. Raises ValueError for invalid options."""
    waiting = iter(_words(text))
    for word in waiting:
        name, value, is_complete = _option(word)
        given = value if is_complete else next(waiting, None)
        if given is None:
            raise ValueError(f"{name} has no value")
        yield name, given


def _words(text: str) -> list[str]:
    """Return the words of a line as a POSIX shell splits them (`shlex` is far slower).

    Raises ValueError for an unclosed quote.
    """
    if not _QUOTED.search(text):
        return _WORD.findall(text)
    words: list[str] = []
    word: list[str] | None = None
    position = 0
    while position < len(text):
        piece = _PIECE.match(text, position)
        if piece is None:
            raise ValueError("a quote is not closed")
        position = piece.end()
        if piece["space"] is not None:
            words.extend(["".join(word)] if word is not None else [])
            word = None
            continue
        word = word or []
        if piece["double"] is not None:
            word.append(_ESCAPED.sub(r"\1", piece["double"]))
        else:
            word.append(piece["single"] or piece["escaped"] or piece["plain"] or "")
    words.extend(["".join(word)] if word is not None else [])
    return words


def _option(word: str) -> tuple[str, str, bool]:
    if word.startswith("--"):
        given, has_value, value = word.partition("=")
        known = [given] if given in _FLAGS or given in _WITH_VALUE else []
        known = known or [name for name in (*_FLAGS, *_WITH_VALUE) if name.startswith(given)]
        names = {_WITH_VALUE.get(name, name) for name in known}
        if len(names) == 1:
            name = names.pop()
            return name, value, bool(has_value) or name in _FLAGS
    elif word[:2] in _SHORT:
        return _SHORT[word[:2]], word[2:], len(word) > 2
    raise ValueError(f"pip does not accept this option in a requirements file: {word[:80]!r}")
