r"""Parses JavaScript regular expressions into a tree, from which expressions for RE2 are written.

Source: ECMA-262, "Patterns", without the flags `u` and `v`. RE2 treats `\s`, `\v`, `[^]` and `$` differently, and does
not support back-references, look-around or counts above 1,000.
"""

import re
from dataclasses import dataclass

MOST_CHARS = 4_000
MOST_DEPTH = 20


class UnusableError(Exception):
    """Raised for a pattern that cannot be used. `why` is the reason why the pattern cannot be used."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True, slots=True)
class Atom:
    """One character, character class or assertion, in RE2 syntax."""

    text: str
    wide: bool = False
    """True if the class contains nearly every character."""
    length: int = 1
    """The length in bytes; 0 for an assertion."""


@dataclass(frozen=True, slots=True)
class Group:
    """A group of alternatives. `number` is the number of a capturing group, counted from 1."""

    branches: tuple[tuple["Node", ...], ...]
    number: int | None = None
    behind: bool = False
    """True if the group is a lookbehind: `(?<=...)`."""


@dataclass(frozen=True, slots=True)
class Reference:
    """A back-reference to a capturing group."""

    number: int


@dataclass(frozen=True, slots=True)
class Repeat:
    """A repeated item. The number of repetitions is unlimited if `most` is None."""

    item: "Node"
    least: int
    most: int | None
    lazy: bool


Node = Atom | Group | Reference | Repeat

_TOKEN = re.compile(
    r"""
    (?P<escape>\\(?:x[0-9A-Fa-f]{2}|u[0-9A-Fa-f]{4}|.))
  | (?P<class>\[\^?(?:\\.|[^\]\\])*\])
  | (?P<open>\((?:\?(?:<?[=!]|:|<[A-Za-z_$][\w$]*>)?)?)
  | (?P<close>\))
  | (?P<bar>\|)
  | (?P<repeat>(?:[*+?]|\{[0-9]{1,6}(?:,[0-9]{0,6})?\})\??)
  | (?P<char>.)
    """,
    re.DOTALL | re.VERBOSE,
)
_KINDS = {"d": r"\d", "D": r"\D", "w": r"\w", "W": r"\W", "s": r"\s\x0b", "S": r"\S"}
_CONTROLS = {"n": 10, "r": 13, "t": 9, "v": 11, "f": 12, "0": 0}
_PLACES = {"b": r"\b", "B": r"\B"}
_CLASS_ITEM = re.compile(r"\\(?:x[0-9A-Fa-f]{2}|u[0-9A-Fa-f]{4}|.)|.", re.DOTALL)
_REPEATS = {"*": (0, None), "+": (1, None), "?": (0, 1)}


@dataclass(slots=True)
class _Open:
    opening: str
    number: int | None
    branches: list[list[Node]]


def parse(source: str) -> Group:
    """Parse an expression into a non-capturing group. Raises UnusableError."""
    if len(source) > MOST_CHARS:
        raise UnusableError(f"the pattern is longer than {MOST_CHARS} characters")
    stack = [_Open("(?:", None, [[]])]
    captures = 0
    for match in _TOKEN.finditer(source):
        kind, text = match.lastgroup, match[0]
        branch = stack[-1].branches[-1]
        match kind:
            case "open":
                captures += _captures(text)
                stack.append(_Open(text, captures if _captures(text) else None, [[]]))
            case "close":
                group = _closed(stack)
                stack[-1].branches[-1].append(group)
            case "bar":
                stack[-1].branches.append([])
            case "repeat":
                _repeat(branch, text)
            case _:
                branch.append(_atom(kind, text))
        if len(stack) > MOST_DEPTH:
            raise UnusableError(f"the pattern is nested more than {MOST_DEPTH} deep")
    if len(stack) > 1:
        raise UnusableError("a group of the pattern is not closed")
    return Group(_branches(stack[0]))


def _captures(opening: str) -> bool:
    return opening == "(" or opening[-1:] == ">"


def _branches(opened: _Open) -> tuple[tuple[Node, ...], ...]:
    return tuple(tuple(branch) for branch in opened.branches)


def _closed(stack: list[_Open]) -> Group:
    if len(stack) == 1:
        raise UnusableError("the pattern has an unmatched closing parenthesis")
    opened = stack.pop()
    if opened.opening in {"(?=", "(?!", "(?<!", "(?"}:
        raise UnusableError("the pattern has a lookahead or a negative assertion")
    return Group(_branches(opened), opened.number, behind=opened.opening == "(?<=")


def _repeat(branch: list[Node], text: str) -> None:
    if not branch or isinstance(branch[-1], Repeat):
        raise UnusableError("the pattern contains a quantifier without an item to repeat")
    lazy = len(text) > 1 and text.endswith("?")
    bare = text.removesuffix("?") if lazy else text
    if bare in _REPEATS:
        least, most = _REPEATS[bare]
    else:
        first, comma, last = bare[1:-1].partition(",")
        least = int(first)
        most = int(last) if last else None if comma else least
    if most is not None and most < least:
        raise UnusableError("the pattern contains a count with a maximum below its minimum")
    branch[-1] = Repeat(branch[-1], least, most, lazy)


def _atom(kind: str | None, text: str) -> Node:
    match kind:
        case "class":
            return _class(text)
        case "escape":
            return _escape(text)
        case _:
            return _SPECIAL.get(text) or _literal(text)


_SPECIAL = {".": Atom(".", wide=True), "^": Atom(r"\A", length=0), "$": Atom(r"\z", length=0)}


def _escape(text: str) -> Node:
    letter = text[1]
    if letter in "123456789":
        return Reference(int(letter))
    if letter in _KINDS:
        return Atom(f"[{_KINDS[letter]}]", wide=letter.isupper())
    if letter in _PLACES:
        return Atom(_PLACES[letter], length=0)
    return _literal(_character(text))


def _character(text: str) -> str:
    if len(text) == 1:
        return text
    if len(text) > 2:
        return chr(int.from_bytes(bytes.fromhex(text[2:])))
    return chr(_CONTROLS[text[1]]) if text[1] in _CONTROLS else text[1]


def _literal(character: str) -> Atom:
    data = character.encode("utf-8", "surrogatepass")
    spelt = "".join(_byte(each) for each in data)
    return Atom(spelt if len(data) == 1 else f"(?:{spelt})", length=len(data))


def _byte(value: int) -> str:
    character = chr(value)
    return character if character.isascii() and character.isalnum() else f"\\x{value:02x}"


def _class(text: str) -> Atom:
    negated = text.startswith("[^")
    inside = text[2:-1] if negated else text[1:-1]
    if not inside:
        if negated:
            return Atom(r"[\x00-\xff]", wide=True)
        raise UnusableError("the pattern contains an empty character class")
    items = _CLASS_ITEM.findall(inside)
    everything = any(f"\\{low}" in items and f"\\{low.upper()}" in items for low in "dsw")
    return Atom(f"[{'^' if negated else ''}{_class_text(items)}]", wide=negated or everything)


def _class_text(items: list[str]) -> str:
    r"""Return the content of a character class in RE2 syntax.

    A hyphen next to a class such as `\d`, or after a range, is a literal hyphen.
    """
    spelt: list[str] = []
    place = 0
    while place < len(items):
        first, *rest = items[place : place + 3]
        spelt.append(_class_item(first))
        if len(rest) == 2 and rest[0] == "-" and not {first[1:], rest[1][1:]} & _KINDS.keys():
            if _class_character(rest[1]) < _class_character(first):
                raise UnusableError("the pattern has a character range that ends before it begins")
            spelt += ["-", _class_item(rest[1])]
            place += 2
        place += 1
    return "".join(spelt)


def _class_item(item: str) -> str:
    if len(item) == 2 and item[1] in _KINDS:
        return _KINDS[item[1]]
    character = _class_character(item)
    if not character.isascii():
        raise UnusableError("the pattern has a non-ASCII character in a class")
    return _byte(ord(character))


def _class_character(item: str) -> str:
    return "\b" if item == "\\b" else _character(item)
