"""Parses the lines of a yarn.lock of yarn 1, a format that is neither YAML nor JSON.

A block starts with a line of patterns that ends with `:`. Lines indented by two spaces contain a key and a value, or
the name of a section. Lines of a section are indented by four spaces. Only the syntax that yarn writes is accepted,
because a reviewer and yarn could interpret other syntax differently. yarn's own parser also accepts several keys in one
line, numbers, unusual spaces, and as a last resort any YAML. Source: yarn 1.22, and lockfiles written by yarn 1.22.
"""

import re
from collections.abc import Container, Iterator
from dataclasses import dataclass, field

import msgspec

from pratique.errors import ParseError
from pratique.lockfiles.reading.document import MOST_EDGES, MOST_ENTRIES, MOST_PROBLEMS, invalid, too_many

# yarn looks for the end of a text by another rule than JSON when there is `\"`, which no lock needs.
_QUOTED = r'"(?:[^"\\\n]++|\\[^"\n])*+"'
# yarn quotes what it would read as a boolean or a number.
_BARE = r"(?!true|false)[A-Za-z/.-][^\s:,\"\\\[\]]*+"
_WORD = rf"(?:{_QUOTED}|{_BARE})"
_WORDS = re.compile(_WORD)
_HEADER = re.compile(rf"{_WORD}(?:, {_WORD})*+:")
_PAIR = re.compile(rf"({_WORD}) ({_WORD}|true|false|[0-9]++)")
_SECTION = re.compile(rf"({_WORD}):")
MOST_WORDS = MOST_EDGES + 5 * MOST_ENTRIES
"""Maximum number of patterns and values in a lockfile.

An entry has about four patterns and values, in addition to its dependencies.
"""
_CONTROL = re.compile(r"[\x00-\x09\x0b\x0c\x0e-\x1f\x7f]|\r(?!\n)")


@dataclass(frozen=True, slots=True)
class Block:
    """One yarn.lock entry as written. The sections of a block include `dependencies` and `optionalDependencies`."""

    patterns: tuple[str, ...]
    line: int
    values: dict[str, str] = field(default_factory=dict)
    sections: dict[str, dict[str, str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Blocks:
    """The entries of a yarn.lock in the order of the file."""

    entries: tuple[Block, ...]
    repeated: tuple[tuple[str, int], ...]
    """Duplicate keys of one block, with the line of the last one, which takes precedence.

    At most `MOST_PROBLEMS` duplicate keys are listed.
    """


def read_blocks(text: str, *, what: str, most_words: int = MOST_WORDS) -> Blocks:
    """Parse the lines of a yarn.lock.

    Raises ParseError with the line number if a line has a syntax that yarn does not write, or the number of entries exceeds the
    limit.
    """
    if (found := _CONTROL.search(text)) is not None:
        raise _refused(what, text.count("\n", 0, found.start()) + 1, "the line has a control character")
    reader = _Reader(what, most_words)
    for number, line in _lines(text):
        if not line or line.startswith("#"):
            # To yarn, either ends the entry.
            reader.close()
        else:
            reader.take(line, number)
    return Blocks(tuple(reader.found), tuple(reader.repeated))


def _lines(text: str) -> Iterator[tuple[int, str]]:
    for number, line in enumerate(text.split("\n"), 1):
        yield number, line.removesuffix("\r")


@dataclass(slots=True)
class _Reader:
    what: str
    most_words: int
    found: list[Block] = field(default_factory=list)
    repeated: list[tuple[str, int]] = field(default_factory=list)
    block: Block | None = None
    section: dict[str, str] | None = None
    words: int = 0

    def close(self) -> None:
        """End the open entry, so that indented lines after the entry belong to no entry."""
        self.block = self.section = None

    def take(self, line: str, number: int) -> None:
        """Parse one line that is neither empty nor a comment."""
        content = line.lstrip(" ")
        match len(line) - len(content):
            case 0:
                self._open(content, number)
            case 2 if self.block is not None:
                self._inner(self.block, content, number)
            case 4 if self.section is not None:
                self._put(self.section, content, number)
            case _:
                raise _refused(self.what, number, "the indentation is not valid")

    def _open(self, content: str, number: int) -> None:
        if _HEADER.fullmatch(content) is None:
            raise _refused(self.what, number, "the line is not a list of patterns that ends with `:`")
        if len(self.found) >= MOST_ENTRIES:
            raise too_many(self.what, most=MOST_ENTRIES, of="entries")
        patterns = tuple(_text(word, self.what, number) for word in _WORDS.findall(content))
        self._count(len(patterns))
        self.block, self.section = Block(patterns, number), None
        self.found.append(self.block)

    def _inner(self, block: Block, content: str, number: int) -> None:
        if (opened := _SECTION.fullmatch(content)) is not None:
            key = _text(opened[1], self.what, number)
            self._note(key, number, block.sections)
            self.section = block.sections[key] = {}
        else:
            self.section = None
            self._put(block.values, content, number)

    def _put(self, into: dict[str, str], content: str, number: int) -> None:
        pair = _PAIR.fullmatch(content)
        if pair is None:
            raise _refused(self.what, number, "the line is not a key with a value")
        key, value = (_text(word, self.what, number) for word in pair.groups())
        self._note(key, number, into)
        self._count(1)
        into[key] = value

    def _count(self, more: int) -> None:
        self.words += more
        if self.words > self.most_words:
            raise too_many(self.what, most=self.most_words, of="patterns and values")

    def _note(self, key: str, number: int, among: Container[str]) -> None:
        if key in among and len(self.repeated) < MOST_PROBLEMS:
            self.repeated.append((key, number))


def _text(word: str, what: str, number: int) -> str:
    if not word.startswith('"'):
        return word
    try:
        return msgspec.json.decode(word, type=str)
    except (msgspec.DecodeError, ValueError):
        raise _refused(what, number, "a string has an invalid escape sequence") from None


def _refused(what: str, line: int, why: str) -> ParseError:
    return invalid(
        f"line {line} of {what} is not in yarn 1 syntax: {why}",
        hint="regenerate the lockfile with `yarn install`",
    )
