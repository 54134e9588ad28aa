"""Variables and functions of a Makefile: what a text is once make has expanded it.

Bounded in depth and in what it puts out. What a program would print is not known: `$(shell X)` is left as the shell's own `$(X)`.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

_MOST_DEPTH = 25
_MOST_CHARACTERS = 3_000_000
"""Of all that one reading expands: variables may stand in each other and double at each step."""
_LEAST_SPENT = 30
_MOST_TEXT = 50_000
_MOST_ALTERNATIVES = 4
_CLOSING = {"(": ")", "{": "}"}
_PLAIN_ECHO = re.compile(r"\s*+(?:echo|printf)\s++((?:[\w./-][\w./ -]{0,199})?)\s*+\Z")
_OWN: Mapping[str, str] = {
    "MAKE": "make",
    "MAKE_COMMAND": "make",
    "CURDIR": ".",
    "PWD": ".",
    "RM": "rm -f",
    "SHELL": "/bin/sh",
    "CC": "cc",
    "CXX": "c++",
    "AR": "ar",
    "LD": "ld",
    "AS": "as",
    "HOME": "$HOME",
    "USER": "$USER",
}
"""What make sets itself, and two of the environment."""


@dataclass(slots=True)
class Variables:
    """The variables of a Makefile. Where a condition decides, all values that one may have are kept."""

    values: dict[str, list[str]] = field(default_factory=dict)
    evaluate: Callable[[str], None] = lambda _text: None
    """What takes the text of `$(eval ...)`."""
    shells: list[str] = field(default_factory=list)
    """Command lines of `$(shell ...)` that were come by."""
    spent: int = 0
    several: bool = False
    """Whether a variable may have more than one value."""
    cut: bool = False

    def define(self, name: str, value: str, operator: str, *, sure: bool) -> None:
        """Take an assignment; `sure` that it is made, whatever conditions say."""
        known = self.values.get(name)
        if operator == "?=" and known:
            sure = False
        if operator.startswith(":"):
            value = self.expand(value)
        if operator == "+=" and known:
            self.values[name] = [f"{old} {value}"[:_MOST_TEXT] for old in known]
        elif sure or not known:
            self.values[name] = [value[:_MOST_TEXT]]
        elif len(known) < _MOST_ALTERNATIVES and value not in known:
            known.append(value[:_MOST_TEXT])
            self.several = True

    def alternatives(self, text: str, own: Mapping[str, str] | None = None) -> list[str]:
        """The texts that this may be, each once."""
        most = _MOST_ALTERNATIVES if self.several else 1
        return list(dict.fromkeys(self.expand(text, at=at, own=own) for at in range(most)))

    def expand(self, text: str, *, at: int = 0, own: Mapping[str, str] | None = None) -> str:
        """The text with its variables and functions; of several values of a variable the one at a place."""
        return _Expansion(self, at, own or {}).text(text, 0)

    def affords(self, size: int) -> bool:
        """Whether more may be put out."""
        self.spent += size + _LEAST_SPENT
        self.cut = self.cut or self.spent > _MOST_CHARACTERS
        return not self.cut


@dataclass(slots=True)
class _Expansion:
    variables: Variables
    at: int
    own: Mapping[str, str]

    def text(self, text: str, depth: int) -> str:
        if "$" not in text:
            return text
        if depth > _MOST_DEPTH or not self.variables.affords(len(text)):
            return ""
        parts: list[str] = []
        place = size = 0
        while place < len(text) and size < _MOST_TEXT:
            mark = text.find("$", place)
            if mark < 0:
                parts.append(text[place:])
                break
            parts.append(text[place:mark])
            opening = text[mark + 1 : mark + 2]
            if opening in _CLOSING:
                end = closing(text, mark + 2, opening)
                parts.append(self._reference(text[mark + 2 : end], depth))
                place = end + 1
            else:
                parts.append("$" if opening == "$" else self._value(opening, depth))
                place = mark + 2
            size += len(parts[-1])
        return "".join(parts)[:_MOST_TEXT]

    def _reference(self, inner: str, depth: int) -> str:
        name, _, rest = inner.strip().replace("\t", " ").partition(" ")
        if rest and name in _SPECIAL:
            return _SPECIAL[name](self, rest, depth)
        if rest and name in _FUNCTIONS:
            arguments = [self.text(part, depth + 1) for part in _arguments(rest)]
            try:
                found = _FUNCTIONS[name](*arguments)[:_MOST_TEXT]
            except (TypeError, ValueError, IndexError):
                return ""
            return found if self.variables.affords(len(found)) else ""
        name = self.text(inner, depth + 1)
        head, colon, change = name.partition(":")
        if colon and "=" in change:
            old, _, new = change.partition("=")
            pattern = old if "%" in old else f"%{old}"
            return _patsubst(pattern, new if "%" in old else f"%{new}", self._value(head, depth))
        return self._value(name, depth)

    def _value(self, name: str, depth: int) -> str:
        if name in self.own:
            return self.own[name]
        held = self.variables.values.get(name)
        if not held:
            return _OWN.get(name, "")
        return self.text(held[min(self.at, len(held) - 1)], depth + 1)

    def shell(self, rest: str, depth: int) -> str:
        line = self.text(rest, depth + 1)
        if len(self.variables.shells) < 2_000:
            self.variables.shells.append(line)
        plain = _PLAIN_ECHO.match(line)
        return plain.group(1) if plain else f"$({line})"

    def call(self, rest: str, depth: int) -> str:
        name, *given = (self.text(part, depth + 1) for part in _arguments(rest))
        numbered = {str(place): value for place, value in enumerate(given, start=1)}
        held = self.variables.values.get(name.strip())
        inner = _Expansion(self.variables, self.at, {**self.own, **numbered})
        return inner.text(held[min(self.at, len(held) - 1)], depth + 1) if held else ""

    def evaluate(self, rest: str, depth: int) -> str:
        self.variables.evaluate(self.text(rest, depth + 1))
        return ""

    def choose(self, rest: str, depth: int) -> str:
        """`$(if x,a,b)` and its like: all that it may be, since what a condition depends on is mostly not known."""
        return " ".join(self.text(part, depth + 1) for part in _arguments(rest)[1:])

    def either(self, rest: str, depth: int) -> str:
        return " ".join(self.text(part, depth + 1) for part in _arguments(rest))

    def each(self, rest: str, depth: int) -> str:
        name, words, body = [*_arguments(rest, 3), "", ""][:3]
        found = self.text(words, depth + 1).split()[:200]
        return " ".join(
            _Expansion(self.variables, self.at, {**self.own, name.strip(): word}).text(body, depth + 1)
            for word in found
            if self.variables.affords(len(body))
        )

    def raw(self, rest: str, _depth: int) -> str:
        return (self.variables.values.get(rest.strip()) or [""])[0]


_SPECIAL: Mapping[str, Callable[[_Expansion, str, int], str]] = {
    "shell": _Expansion.shell,
    "call": _Expansion.call,
    "eval": _Expansion.evaluate,
    "if": _Expansion.choose,
    "or": _Expansion.either,
    "and": _Expansion.either,
    "foreach": _Expansion.each,
    "value": _Expansion.raw,
}


def closing(text: str, start: int, opening: str) -> int:
    """Where the bracket closes that is open at `start`."""
    depth = 1
    for match in re.compile(re.escape(opening) + "|" + re.escape(_CLOSING[opening])).finditer(text, start):
        depth += 1 if match.group() == opening else -1
        if not depth:
            return match.start()
    return len(text)


def _arguments(text: str, most: int = 50) -> list[str]:
    """The arguments of a function: commas inside brackets part none."""
    found: list[str] = []
    depth = start = 0
    for match in re.finditer(r"[(){},]", text):
        mark = match.group()
        if mark == "," and not depth and len(found) < most - 1:
            found.append(text[start : match.start()])
            start = match.end()
        elif mark != ",":
            depth += 1 if mark in "({" else -1
    return [*found, text[start:]]


def _bounded(words: Iterable[str]) -> str:
    """Words with blanks between them, as far as they are kept."""
    found: list[str] = []
    size = 0
    for word in words:
        found.append(word)
        size += len(word) + 1
        if size > _MOST_TEXT:
            break
    return " ".join(found)


def _subst(old: str, new: str, text: str) -> str:
    return text.replace(old, new, _MOST_TEXT // max(1, len(new)) + 1) if old else text


def _patsubst(pattern: str, new: str, words: str) -> str:
    head, percent, tail = pattern.strip().partition("%")
    new = new.strip()

    def changed(word: str) -> str:
        fits = (
            word.startswith(head) and word.endswith(tail) and len(word) >= len(head) + len(tail)
            if percent
            else word == head
        )
        stem = word[len(head) : len(word) - len(tail)] if percent else ""
        return new.replace("%", stem, 1) if fits else word

    return _bounded(map(changed, words.split()))


def _filter(patterns: str, words: str) -> str:
    rules = [
        re.compile(".*".join(map(re.escape, one.split("%", 1))) + r"\Z") for one in patterns.split()[:50]
    ]
    return " ".join(word for word in words.split() if any(rule.match(word) for rule in rules))


def _folder(words: str) -> str:
    return " ".join(word.rpartition("/")[0] + "/" if "/" in word else "./" for word in words.split())


_FUNCTIONS: Mapping[str, Callable[..., str]] = {
    "subst": _subst,
    "patsubst": _patsubst,
    "strip": lambda text: " ".join(text.split()),
    "filter": _filter,
    "filter-out": lambda _patterns, words: words,
    "sort": lambda words: " ".join(sorted(set(words.split()))),
    "word": lambda place, words: words.split()[int(place) - 1],
    "wordlist": lambda first, last, words: " ".join(words.split()[int(first) - 1 : int(last)]),
    "firstword": lambda words: words.split()[0],
    "lastword": lambda words: words.split()[-1],
    "dir": _folder,
    "notdir": lambda words: " ".join(word.rpartition("/")[2] for word in words.split()),
    "basename": lambda words: " ".join(re.sub(r"\.[^./]*\Z", "", word) for word in words.split()),
    "suffix": lambda words: " ".join("." + word.rpartition(".")[2] for word in words.split() if "." in word),
    "addprefix": lambda head, words: _bounded(head + word for word in words.split()),
    "addsuffix": lambda tail, words: _bounded(word + tail for word in words.split()),
    "join": lambda first, second: " ".join(map("".join, zip(first.split(), second.split(), strict=False))),
    "wildcard": lambda words: words,
    "abspath": lambda words: words,
    "realpath": lambda words: words,
    "words": lambda words: str(len(words.split())),
    **dict.fromkeys(("info", "warning", "error", "origin", "flavor", "file", "guile"), lambda *_given: ""),
}
