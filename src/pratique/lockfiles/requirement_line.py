"""The lines of a requirements file, cut as pip cuts them: continuations, comments, options.

Facts: pip's documentation ("Requirements File Format") and `pip/_internal/req/req_file.py`. Lines are cut where
`str.splitlines` cuts (also at form feeds and U+2028), since pip does; a reader that cuts at line feeds alone would
not see what stands behind such a character. Options may be shortened (`--extra-index` for `--extra-index-url`).
"""

import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass

from pratique.lockfiles.document import invalid

MOST_LINE_CHARS = 1_000_000
"""Longest line with its continuations: some packages have hundreds of hashes of some 90 characters."""

_COMMENT_LINE = re.compile(r"\s*+#")
_COMMENT = re.compile(r"(?:^|\s)#.*+$")
_QUOTED = re.compile(r"[\"'\\]")
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
_FLAGS = ("--no-index", "--prefer-binary", "--require-hashes", "--pre")
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
    """One logical line without comments: the number of its first line, the requirement on it, its options."""

    number: int
    text: str
    requirement: str
    options: tuple[tuple[str, str], ...]
    """Full names with values; flags have the value ""."""
    doubts: tuple[str, ...] = ()
    """What could not be understood of the options."""

    def values(self, option: str) -> tuple[str, ...]:
        """The values of one option, in order."""
        return tuple(value for name, value in self.options if name == option)


def read_lines(text: str) -> Iterator[Line]:
    """Each logical line that says something; raises ParseError when one is longer than any is."""
    for number, logical in _joined(text):
        content = _COMMENT.sub("", logical).strip()
        if _VARIABLE.search(content):
            why = "it depends on an environment variable, which is never expanded here"
            yield Line(number, content, "", (), (why,))
        elif content:
            yield _line(number, content)


def _joined(text: str) -> Iterator[tuple[int, str]]:
    """Lines with the ones that a backslash continues; a comment line does not continue, but ends such a line."""
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
            raise invalid(f"line {first} is too long", hint="is this really a requirements file?")
        if not continues:
            yield first, "".join(parts)
            parts, size_chars = [], 0
    if parts:
        yield first, "".join(parts)


def _cut(content: str) -> tuple[str, str]:
    """The requirement, and the options from the first word that starts with a dash."""
    words = content.split(" ")
    position = next((index for index, word in enumerate(words) if word.startswith("-")), len(words))
    return " ".join(words[:position]).strip(), " ".join(words[position:])


def _line(number: int, content: str) -> Line:
    requirement, text = _cut(content)
    try:
        # shlex is slow, and most lines are long rows of hashes.
        words = shlex.split(text) if _QUOTED.search(text) else _WORD.findall(text)
    except ValueError as error:
        return Line(number, content, requirement, (), (f"its options cannot be read: {error}",))
    options: list[tuple[str, str]] = []
    doubts: list[str] = []
    waiting = iter(words)
    for word in waiting:
        name, value, is_complete = _option(word)
        if name is None:
            doubts.append(f"not an option that pip knows here: {word[:80]!r}")
        elif is_complete:
            options.append((name, value))
        elif (given := next(waiting, None)) is not None:
            options.append((name, given))
        else:
            doubts.append(f"{name} has no value")
    return Line(number, content, requirement, tuple(options), tuple(doubts))


def _option(word: str) -> tuple[str | None, str, bool]:
    """Full name, value, and whether the word is complete without the next one; no name when it is unknown."""
    if not word.startswith("--"):
        short = _SHORT.get(word[:2])
        return short, word[2:], len(word) > 2
    given, has_value, value = word.partition("=")
    if given in _FLAGS or given in _WITH_VALUE:
        matches = [given]
    else:
        matches = [name for name in (*_FLAGS, *_WITH_VALUE) if name.startswith(given)]
    names = {_WITH_VALUE.get(name, name) for name in matches}
    if len(names) != 1 or given == "--":
        return None, "", True
    name = names.pop()
    return name, value, bool(has_value) or name in _FLAGS
