"""Collects the inputs for fix advice about one release in one lockfile: its dependents, the fixed versions and the overrides."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from posixpath import dirname, join

from pratique.core.audit import FixAdvice, Remedy
from pratique.core.lock import LockedPackage
from pratique.intake.audit.fix.asks import Ask, Askers
from pratique.intake.audit.fix.beside import Files
from pratique.intake.audit.fix.candidates import Choice
from pratique.intake.audit.fix.case import Case, Holding
from pratique.intake.audit.fix.command import Words, command
from pratique.intake.audit.fix.desk import Desk
from pratique.intake.audit.fix.ranges import Grammar, is_major
from pratique.intake.audit.fix.request import Override
from pratique.intake.audit.fix.sieve import Sieve
from pratique.intake.audit.fix.tool import Kind, Tool, tool_of

_GRAMMARS = {"npm": Grammar.NPM, "pypi": Grammar.PEP440, "gem": Grammar.GEM}
_SECTIONS: Mapping[Kind, tuple[str, ...]] = {
    Kind.NPM: ("overrides",),
    Kind.YARN: ("resolutions",),
    Kind.BUN: ("overrides", "resolutions"),
    Kind.PNPM: ("pnpm.overrides", "resolutions"),
}
"""The override sections of package.json that each package manager reads."""
_MOST_SHOWN = 80
_MOST_NAMED = 3


@dataclass(frozen=True, kw_only=True)
class Situation:
    """The inputs for fix advice about one release in one lockfile."""

    case: Case
    choice: Choice
    holding: Holding
    files: Files
    desk: Desk
    sieve: Sieve

    @cached_property
    def tool(self) -> Tool:
        """Return the package manager that writes the lockfile."""
        lock = self.holding.lock
        extras = self.files.pyproject(self.folder).extras if lock.format.startswith("pdm.lock") else ()
        return tool_of(lock, extras)

    @cached_property
    def askers(self) -> Askers:
        """Return the lookup for dependents in the lockfile."""
        return Askers(self.holding, self.tool, self.files)

    @cached_property
    def asks(self) -> tuple[Ask, ...]:
        """Return all requests for the release, with ranges from the registry if the lockfile has none."""
        found = {
            (ask.parent.key if ask.parent is not None else ask.by, ask.member, ask.name, ask.range): ask
            for entry in self.holding.entries
            for ask in self.askers.of(entry)
        }
        return tuple(self.informed(ask) for ask in found.values())

    @cached_property
    def short(self) -> tuple[Ask, ...]:
        """Return the requests that accept none of the fixed versions."""
        return tuple(ask for ask in self.asks if ask.among(self.choice.versions) is None)

    @cached_property
    def target(self) -> str:
        """Return the lowest fixed version that satisfies every request that accepts a fixed version.

        If no fixed version satisfies every such request, return the lowest fixed version.
        """
        open_ = [ask for ask in self.asks if ask not in self.short]
        for version in self.choice.versions:
            if all(ask.accepts(version) for ask in open_):
                return version
        return self.choice.versions[0]

    @cached_property
    def others(self) -> tuple[LockedPackage, ...]:
        """Return the lockfile entries with other versions of the package."""
        named = self.holding.view.named.get(self.holding.entries[0].package, ())
        return tuple(entry for entry in named if entry.version not in {None, self.case.version})

    @property
    def name(self) -> str:
        """Return the name of the package."""
        return self.case.product.name

    @property
    def grammar(self) -> Grammar:
        """Return the range syntax of the ecosystem."""
        return _GRAMMARS.get(self.case.product.type, self.tool.grammar)

    @property
    def folder(self) -> str:
        """Return the folder of the lockfile."""
        return dirname(self.holding.path)

    @property
    def overrides(self) -> tuple[Override, ...]:
        """Return the project's overrides from all files that the package manager reads."""
        if self.tool.kind is Kind.PYPROJECT:
            title = f"tool.{self.tool.name}."
            every = self.files.pyproject(self.folder).overrides
            return tuple(one for one in every if one.section.startswith(title))
        sections = _SECTIONS.get(self.tool.kind, ())
        own = self.files.package_json(self.folder).overrides if sections else ()
        more = self.files.pnpm_workspace(self.folder).overrides if self.tool.kind is Kind.PNPM else ()
        return (*(one for one in own if one.section in sections), *more)

    def line(self, words: Words | None, member: str = "") -> str:
        """Return a shell command as text, run in the folder of the lockfile or of the workspace member."""
        if words is None:
            return ""
        folder = join(self.folder, member) if member else self.folder
        return command(words, folder=folder)

    def path(self, name: str) -> str:
        """Return the path of a file beside the lockfile."""
        return join(self.folder, name)

    def advice(
        self,
        remedy: Remedy,
        text: str,
        *,
        version: str | None = None,
        run: str = "",
        write: str = "",
        file: str = "",
    ) -> FixAdvice:
        """Return the advice, with a note on skipped lower versions."""
        passed = f" ({self.choice.why})" if self.choice.why and version is not None else ""
        return FixAdvice(
            remedy=remedy,
            version=version,
            text=text + passed,
            command=run,
            snippet=write,
            file=file if write else "",
            judged=self.desk.asks_registries and version is not None,
        )

    def step(self, version: str) -> str:
        """Return a warning for a version that may break dependents; "" for other versions."""
        return ", a major upgrade" if is_major(self.grammar, self.case.version, version) else ""

    def informed(self, ask: Ask) -> Ask:
        """Return the request with the range from the registry if the lockfile has no range."""
        if (
            ask.range is not None
            or ask.parent is None
            or ask.parent.ref is None
            or not self.desk.asks_registries
        ):
            return ask
        told = self.desk.asks(ask.parent.ref)
        if told is None:
            return ask
        return replace(ask, range=told.get(ask.name), grammar=self.grammar)


def shown(text: str) -> str:
    """Return a text from a lockfile or manifest, shortened for display."""
    return text if len(text) <= _MOST_SHOWN else f"{text[: _MOST_SHOWN - 1]}…"


def listed(names: Iterable[str]) -> str:
    """Join names into a list for a sentence."""
    told = list(dict.fromkeys(names))
    more = len(told) - _MOST_NAMED
    if more > 0:
        return f"{', '.join(told[:_MOST_NAMED])} and {more} more"
    return " and ".join([", ".join(told[:-1]), told[-1]] if len(told) > 1 else told)


def asked_words(asks: Sequence[Ask]) -> str:
    """Describe the dependents and the ranges that they request."""
    first = asks[0]
    others = len({(ask.by, ask.range) for ask in asks}) - 1
    more = f" (and {others} more)" if others else ""
    if first.range is not None:
        return f"{first.by} requests {shown(first.range)}{more}"
    if first.own and first.request is None:
        return f"the lock does not list its dependents{more}"
    return f"the lock does not list the versions that {first.by} requests{more}"


def parent_name(entry: LockedPackage) -> str:
    """Return the name under which a lockfile entry is installed."""
    return entry.alias or entry.package.name
