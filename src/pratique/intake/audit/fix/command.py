"""Formats shell commands and quotes their words.

Package names and folders come from lockfiles and are untrusted. If a program could interpret a name or folder as an option, no
command is returned.
"""

import re
import shlex
from dataclasses import dataclass

_PLAIN = re.compile(r"[A-Za-z0-9@/._+:-]+\Z")
_MOST_CHARS = 1_000


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a shell command. `foreign` lists the words that come from untrusted text."""

    words: tuple[str, ...]
    foreign: tuple[str, ...] = ()


def command(words: Words, *, folder: str = "") -> str:
    """Return the command as one line to run in `folder`; "" if a word is unsafe."""
    is_elsewhere = folder not in {"", "."}
    foreign = (*words.foreign, folder) if is_elsewhere else words.foreign
    if any(not word or word.startswith("-") or not word.isprintable() for word in foreign):
        return ""
    line = " ".join(map(_quoted, words.words))
    line = f"cd {_quoted(folder)} && {line}" if is_elsewhere else line
    return line if len(line) <= _MOST_CHARS else ""


def _quoted(word: str) -> str:
    return word if _PLAIN.match(word) else shlex.quote(word)
