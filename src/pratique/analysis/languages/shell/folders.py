"""In which folders the commands of a shell text run, as far as `cd` tells: relative to where the text starts."""

import posixpath
from dataclasses import dataclass, field

from pratique.analysis.languages.shell.words import Simple

_MOVING = frozenset(("cd", "pushd", "chdir"))
_OPENING = frozenset(("if", "while", "until", "for", "case", "select"))
_CLOSING = frozenset(("fi", "done", "esac"))
_BRANCHES = frozenset(("else", "elif"))
_LEADING = frozenset(("then", "do", "!", "{", "command", "builtin", *_OPENING, *_BRANCHES))
_MOST_FOLDERS = 4
_MOST_DEPTH = 50
_CHAINS = frozenset(("&&", "||"))

Places = tuple[str, ...]
"""Folders in which something may run; "" is where the text starts."""


def moves(simple: Simple) -> bool:
    """Whether a command may be `cd`."""
    return any(word.text in _MOVING for word in simple.words[:10])


@dataclass(slots=True)
class Folders:
    """Where the shell is. What `cd` does in brackets ends with them, and what it does on a condition may not have been."""

    _now: Places = ("",)
    _before: Places = ("",)
    """Where `cd -` goes."""
    _chain: Places | None = None
    """Where the shell was before the part of a chain of `&&` and `||` that may not have run."""
    _groups: list[tuple[int, Places]] = field(default_factory=list)
    _blocks: list[tuple[Places, Places]] = field(default_factory=list)
    """Of each block on a condition: where it began, and where its branches that are done ended."""

    def at(self, simple: Simple) -> Places:
        """The folders of a command, which must come in their order."""
        self._regroup(simple.groups)
        if simple.after not in _CHAINS:
            self._end_chain()
        elif self._chain is None:
            self._chain = self._now
        if simple.heads:
            self._open()
        words = self._blocked(simple)
        here = self._now
        if words and not (simple.piped or simple.feeds or simple.background):
            if words[0] in _MOVING:
                self._move(words[1:])
            elif words[0] == "popd":
                self._now = self._before
        return here

    def _move(self, words: list[str]) -> None:
        given = [word for word in words if word == "-" or not word.startswith(("-", "/d", "/D"))]
        word = given[-1].replace("\\", "/") if given else "~"
        if word == "-":
            self._now, self._before = self._before, self._now
            return
        self._before = self._now
        self._now = tuple(dict.fromkeys(_inside(folder, word) for folder in self._now))

    def _regroup(self, groups: tuple[int, ...]) -> None:
        """Leave brackets that are closed, and enter those that are open now."""
        while self._groups and (
            len(self._groups) > len(groups) or groups[len(self._groups) - 1] != self._groups[-1][0]
        ):
            self._now = self._groups.pop()[1]
            self._chain = None
        for group in groups[len(self._groups) :]:
            self._groups.append((group, self._now))

    def _end_chain(self) -> None:
        if self._chain is not None:
            self._now, self._chain = _both(self._now, self._chain), None

    def _open(self) -> None:
        if len(self._blocks) < _MOST_DEPTH:
            self._blocks.append((self._now, ()))

    def _blocked(self, simple: Simple) -> list[str]:
        """The words without those that begin and end blocks."""
        words = [word.text for word in simple.words[:40]]
        while words and words[0] in {*_LEADING, *_CLOSING, "}"}:
            word = words.pop(0)
            if word in _OPENING:
                self._open()
            elif self._blocks and word in _BRANCHES:
                began, ended = self._blocks[-1]
                self._blocks[-1] = (began, _both(ended, self._now))
                self._now = began
            elif self._blocks and (word in _CLOSING or word == "}"):
                began, ended = self._blocks.pop()
                self._now = _both(_both(self._now, ended), began)
        return words


def _both(first: Places, second: Places) -> Places:
    return tuple(dict.fromkeys((*first, *second)))[:_MOST_FOLDERS]


def _inside(folder: str, word: str) -> str:
    found = posixpath.normpath(posixpath.join(folder, word))
    return "" if found.startswith(("..", "/", "$", "~", "%")) or found == "." else found
