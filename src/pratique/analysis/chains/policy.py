"""What a chain decides by itself: columns of its template, which the rules read."""

from dataclasses import dataclass
from enum import StrEnum

from pratique.analysis.chains.chain import Chain, Link
from pratique.analysis.context import Context
from pratique.analysis.facts import FileFacts, Language

STARTED = frozenset({Context.INSTALL, Context.IMPORT})
PYTHON_SUFFIXES = (".py", ".pyw", ".pth")
_RUBY_SUFFIXES = (".rb", ".rake", ".gemspec")


class When(StrEnum):
    """When the code of a chain runs, the strictest first."""

    INSTALL = "install"
    """Without a call, at install."""
    LOAD = "load"
    """Without a call, at install or import."""
    REACHED = "reached"
    """Without a call or when called, in a file that install or import reaches."""
    CALLED = "called"
    """When called, in a file that hooks, entry points or programs reach."""


class Code(StrEnum):
    """In which languages a row was measured."""

    ANY = "any"
    PYTHON = "python"
    RUBY = "ruby"
    SCRIPT = "script"
    """JavaScript, TypeScript, shell and everything else that is neither Python nor Ruby."""


@dataclass(frozen=True, slots=True)
class Certain:
    """When a chain alone holds a release: its weakest link, when it runs, and in which languages."""

    link: Link
    when: When = When.LOAD
    code: Code = Code.ANY

    def covers(self, chain: Chain, code: Code) -> bool:
        """Return True if a chain is as strong and as early as this row, in this code."""
        if chain.link.rank > self.link.rank or self.code not in {Code.ANY, code}:
            return False
        if self.when in {When.INSTALL, When.LOAD} and not chain.at_load:
            return False
        if self.when is When.INSTALL:
            return chain.context is Context.INSTALL
        return self.when is When.CALLED or chain.context in STARTED


@dataclass(frozen=True, slots=True)
class Gained:
    """When a chain holds an upgrade whose baseline does not show it: its weakest link, and whether its host must be new as well."""

    link: Link = Link.SCOPE
    new_host: bool = False


def code_of(path: str, facts: FileFacts | None = None) -> Code:
    """Return the language of a file for the rows. Its first line may hand it to another interpreter than its name says."""
    language = facts.language if facts is not None else None
    if language in {Language.JAVASCRIPT, Language.TYPESCRIPT}:
        return Code.SCRIPT
    if path.endswith(PYTHON_SUFFIXES):
        return Code.PYTHON
    return Code.RUBY if language is Language.RUBY or path.endswith(_RUBY_SUFFIXES) else Code.SCRIPT
