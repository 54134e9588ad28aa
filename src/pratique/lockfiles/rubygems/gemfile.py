"""Parses a Gemfile without running it: finds the gems that are certainly required, and the gems that some platforms omit.

A Gemfile is a Ruby program. The DEPENDENCIES section of the lockfile lists every required gem without its platforms.
For example, `gem "wdm", platforms: [:windows]` is in DEPENDENCIES, but has no lockfile entry if no Windows platform
is in PLATFORMS. The text of the Gemfile is therefore searched for platform conditions, in a gem's statement and in
the blocks around the statement. A statement that cannot be parsed counts as conditional. Bundler resolves again if
the Gemfile requires a gem that is missing from DEPENDENCIES. A dependency is certain if its statement is a literal
and all blocks around it are those of a group or a source.
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
_GEM = re.compile(
    r"""gem[ (] *+(["'])([A-Za-z0-9._-]++)\1((?: *+, *+(?:"[^"'#]*+"|'[^"'#]*+'))*+) *+(?:,.*|\))?"""
)
_REQUIREMENT = re.compile(r"""["']([^"']*+)["']""")
_FROM_ELSEWHERE = re.compile(r"\b(?:path|git|github|gist|bitbucket)(?::| *+=>)")
_PLAIN_BLOCK = re.compile(r"(?:group|source|git|github|path)\b[^{]* do")
_HIDDEN_BLOCK = re.compile(r"=\s*+(?:if|unless|case|begin|while|until)\b|\A(?:for|class|module)\b|\bbegin\Z")
_UNCERTAIN = re.compile(
    r"""\b(?:return|exit!?|abort|next|break|throw)\b|\A=begin|\A__END__|<<[~-]?["'`A-Z]"""
)
"""Statements after which no dependency is certain, because the program may end, or the following lines may be text."""
_OWN_GEM = "gemspec"
_WORDS = re.compile(r"[A-Za-z0-9._-]++")


@dataclass(frozen=True, slots=True)
class AskedGem:
    """A gem that is required on all platforms."""

    name: str
    requirement: str
    """The version requirement as in DEPENDENCIES; "" for any version."""
    from_elsewhere: bool
    """Whether the gem comes from a folder or a git repository."""


@dataclass(frozen=True, slots=True)
class Gemfile:
    """The gems in a Gemfile."""

    named: frozenset[str]
    limited: frozenset[str]
    """Names of gems that are required only under a condition."""
    takes_in_files: bool
    """Whether the Gemfile may require gems that are not written literally in the file."""
    asked: tuple[AskedGem, ...] = ()
    """The dependencies that the Gemfile certainly requires."""
    takes_own_gem: bool = False
    """Whether the Gemfile certainly uses the gem in its own folder (`gemspec`)."""

    def may_leave_out(self, name: str) -> bool:
        """Return True if some platforms may omit the gem."""
        return name in self.limited or (self.takes_in_files and name not in self.named)


def filename_for(lock: str) -> str:
    """Return the filename of a lockfile's Gemfile.

    The Gemfile of `gems.locked` is `gems.rb`; that of any other lockfile has the lockfile's name without `.lock`.
    """
    return "gems.rb" if lock == "gems.locked" else lock.removesuffix(".lock")


def read_gemfile(data: bytes) -> Gemfile:
    """Return the gems in a Gemfile. Raises ParseError if the bytes are not text."""
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
    certain = tuple(_certain(text))
    asked = tuple(gem for gem in map(_asked, certain) if gem is not None and gem.name not in limited)
    takes_in_files = _MORE_FILES.search(text) is not None
    return Gemfile(frozenset(named), frozenset(limited), takes_in_files, asked, _OWN_GEM in certain)


def _certain(text: str) -> Iterator[str]:
    """Yield the statements of a Gemfile that certainly run."""
    blocks: list[bool] = []
    for statement in _statements(text):
        if _UNCERTAIN.search(statement) or statement.count("{") != statement.count("}"):
            return
        if statement == "end" or statement.startswith(("end ", "end.")):
            del blocks[-1:]
        elif _OPENS.search(statement) or _HIDDEN_BLOCK.search(statement):
            plain = _PLAIN_BLOCK.fullmatch(statement) is not None and _LIMIT.search(statement) is None
            blocks.append(plain)
        elif all(blocks) and _LIMIT.search(statement) is None:
            yield statement


def _asked(statement: str) -> AskedGem | None:
    found = _GEM.fullmatch(statement)
    if found is None:
        return None
    wanted = ", ".join(_REQUIREMENT.findall(found[3]))
    return AskedGem(found[2], wanted, _FROM_ELSEWHERE.search(statement) is not None)


def _statements(text: str) -> Iterator[str]:
    """Yield lines without comments, joined with their continuations."""
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
