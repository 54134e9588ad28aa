"""A Gemfile, as far as it says which gems some platforms do without.

A Gemfile is a Ruby program, which is not run. DEPENDENCIES of the lock name every gem that it asks for, and nothing says
there for which platforms: `gem "wdm", platforms: [:windows]` is in DEPENDENCIES and has no entry when no Windows is among
the PLATFORMS. So the text is searched for such conditions, in the statement of a gem and in the blocks around it. What
cannot be told counts as a condition.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pratique.lockfiles.reading.document import read_text

MOST_BYTES = 4 * 1024 * 1024
MOST_STATEMENT_LINES = 50

_LIMIT = re.compile(r"\b(?:platforms?|install_if|if|unless|case|when)\b")
_MORE_FILES = re.compile(r"\b(?:eval_gemfile|instance_eval|eval|load|require|require_relative)\b|\bFile\.")
_OPENS = re.compile(r"\bdo(?: *+\|[^|]*+\|)?\s*+\Z|\A(?:if|unless|case|begin|while|until|def)\b")
_WORDS = re.compile(r"[A-Za-z0-9._-]++")


@dataclass(frozen=True, slots=True)
class Gemfile:
    """The names in a Gemfile."""

    named: frozenset[str]
    limited: frozenset[str]
    """Names with a condition."""
    takes_in_files: bool
    """Whether it may ask for gems that it does not name."""

    def may_leave_out(self, name: str) -> bool:
        """Whether some platforms may do without the gem."""
        return name in self.limited or (self.takes_in_files and name not in self.named)


def filename_for(lock: str) -> str:
    """The name of the Gemfile of a lock (`gems.locked`: `gems.rb`; else the lock's without `.lock`)."""
    return "gems.rb" if lock == "gems.locked" else lock.removesuffix(".lock")


def read_gemfile(data: bytes) -> Gemfile:
    """Read the names. Raises ParseError when the bytes are no text."""
    text = read_text(data, what="Gemfile", most_bytes=MOST_BYTES)
    named: set[str] = set()
    limited: set[str] = set()
    blocks: list[bool] = []
    for statement in _statements(text):
        if statement == "end" or statement.startswith(("end ", "end.")):
            del blocks[-1:]
            continue
        inside = any(blocks[-1:])
        has_limit = inside or _LIMIT.search(statement) is not None
        words = set(_WORDS.findall(statement))
        named |= words
        if has_limit:
            limited |= words
        if _OPENS.search(statement):
            blocks.append(has_limit)
    return Gemfile(frozenset(named), frozenset(limited), _MORE_FILES.search(text) is not None)


def _statements(text: str) -> Iterator[str]:
    """Lines without comments, each with those that continue it."""
    waiting: list[str] = []
    for raw in text.splitlines():
        line = f" {raw.strip()}".replace("\t", " ").partition(" #")[0].strip()
        if not line:
            continue
        waiting.append(line)
        if line.endswith((",", "\\", "(", "[", "{", "&&", "||")) and len(waiting) < MOST_STATEMENT_LINES:
            continue
        yield " ".join(waiting)
        waiting = []
    if waiting:
        yield " ".join(waiting)
