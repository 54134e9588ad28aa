"""Formats commands for a shell. Words that a shell could interpret are quoted.

Names and folders come from locks, which are untrusted. If a program could interpret one as an option, no command is
returned.
"""

import re
import shlex
from dataclasses import dataclass

_PLAIN = re.compile(r"[A-Za-z0-9@/._+:-]+\Z")
_MOST_CHARS = 1_000


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a command, with words from untrusted text marked."""

    words: tuple[str, ...]
    foreign: tuple[str, ...] = ()


def command(words: Words, *, folder: str = "") -> str:
    """Return the words as one line to run in `folder`; "" if one of them is unsafe."""
    is_elsewhere = folder not in {"", "."}
    foreign = (*words.foreign, folder) if is_elsewhere else words.foreign
    if any(not word or word.startswith("-") or not word.isprintable() for word in foreign):
        return ""
    line = " ".join(map(_quoted, words.words))
    line = f"cd {_quoted(folder)} && {line}" if is_elsewhere else line
    return line if len(line) <= _MOST_CHARS else ""


def _quoted(word: str) -> str:
    return word if _PLAIN.match(word) else shlex.quote(word)
