"""Implements `audit`: compares the project's packages with the advisory index, and creates the report."""

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import KW_ONLY, dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from pratique.advisories.coverage import Freshness
from pratique.advisories.ignores import Ignores, apply
from pratique.advisories.snapshot.reading import NAME as SNAPSHOT
from pratique.cli.advisories.index_opening import Opened, gap
from pratique.cli.audit.insecure_sources import insecure_sources, without_known
from pratique.cli.project import locate
from pratique.cli.project.files_beside_locks import OnDisk
from pratique.cli.project.read_lockfiles import Reading
from pratique.cli.run.clock import now
from pratique.config import Settings
from pratique.core.advisory import AdvisoryKind, Cover, SourceState
from pratique.core.audit import Audited, AuditFinding, AuditReport, Retired
from pratique.core.reading import NotJudged, Since
from pratique.errors import ParseError, Reference, StoreError
from pratique.intake.audit.answer import (
    copies_unknown,
    each_once,
    exploits_unknown,
    not_looked_at,
    uncovered,
    with_graph,
)
from pratique.intake.audit.change import known_words
from pratique.intake.audit.places import Met
from pratique.intake.audit.runtime import Named, out_of_support
from pratique.intake.audit.survey import survey
from pratique.net.configuration.config_file import Project
from pratique.store.folder.home import Home, data_home
from pratique.store.folder.kept_snapshot import KeptSnapshot, Record

if TYPE_CHECKING:
    from pratique.cli.audit.change import Compared
    from pratique.cli.audit.installed_packages import InstalledPackages
    from pratique.cli.audit.vendored import Scan
    from pratique.cli.project.since import Before
    from pratique.core.names import PackageRef
    from pratique.intake.audit.fix.market import Offers

_NEVER_HAD = frozenset({Reference.ADVISORIES_MISSING})
"""The errors that mean that this machine never had advisories, in contrast to advisories that were lost."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """The options of an audit."""

    groups: tuple[str, ...] = ()
    runtimes: tuple[Named, ...] = ()
    fix: bool = False
    """Query the registries for fixed versions."""
    retired: bool = False
    """Query the registries for deprecated and yanked releases."""
    graph: bool = False
    """Include the dependency graph in the report."""
    before: "Before | None" = None
    """The state of the project before a change. If a state is given, only the additions of the change affect the exit
    code.
    """
    only: str | None = None
    """The only lockfile to audit; None for all lockfiles."""
    list_known: bool = True
    """List the findings from before the change as notes, instead of only their number."""
    covered_only: bool = False
    """Report the audit as complete even if a kind of advisories has no source."""
    scan: "Scan | None" = None
    """The vendored libraries; None without `--vendored`."""
    ignores: Ignores = field(default_factory=Ignores)


@dataclass(frozen=True, slots=True)
class AuditWork:
    """A project whose files were read."""

    root: Path
    settings: Settings
    opened: Opened
    search: locate.Search
    _: KW_ONLY
    trust_project: bool = False
    packages: "InstalledPackages | None" = None
    """The installed packages to audit besides the lockfiles."""

    def answer(self, asked: Asked) -> AuditReport:
        """Run the audit, and write the report. Raise StoreError if the index is not completely readable."""
        reading, private = self._reading(), self._private
        index, moment = self.opened.index, now()
        found = survey(
            index,
            reading.locks,
            runtimes=asked.runtimes,
            copies=asked.scan.copies if asked.scan else (),
            groups=asked.groups,
            private=private,
        )
        if asked.graph:
            found = with_graph(found, reading.locks)
        compared = self._compared(asked, reading)
        parted = compared.part(found, reading.locks)
        marked, use = apply([one.finding for one in parted.met], asked.ignores.ignores, today=moment.date())
        met = [replace(one, finding=finding) for one, finding in zip(parted.met, marked, strict=True)]
        findings = self._with_fixes(met, fix=asked.fix)
        lines = {named.product: index.lines(named.product) for named in asked.runtimes}
        unsupported, _ = out_of_support(asked.runtimes, lines, moment.date())
        given_up, unasked = self._given_up(found.inventory) if asked.retired else ((), ())
        missing, uncovered_ = self._missing(asked, parted.inventory, compared.runtimes, moment)
        return AuditReport(
            root=str(self.root),
            files=compared.files,
            inventory=found.inventory,
            copies=len(asked.scan.copies) if asked.scan else None,
            findings=findings,
            insecure=without_known(
                insecure_sources(self.root, reading.locks, OnDisk(self.root).read, os.environ),
                compared.known_sources,
            ),
            retired=each_once((*found.retired, *unsupported, *given_up)),
            not_audited=(*parted.not_audited, *(asked.scan.unread if asked.scan else ())),
            out_of_scope=(
                *found.out_of_scope,
                *parted.out_of_scope,
                *compared.out_of_scope,
                *_left_out((*self.search.left_out, *(self.packages.left_out if self.packages else ()))),
                *(asked.scan.out_of_scope if asked.scan else ()),
            ),
            gaps=(*missing, *unasked),
            uncovered=uncovered_,
            sources=tuple(index.sources()),
            index_built_at=self.opened.built_at,
            ignores=replace(use, unread=(*use.unread, *asked.ignores.unread)),
            since=_since(asked.before),
            new=None if asked.before is None else len(parted.inventory),
            known=len(parted.known),
            groups=asked.groups,
            notes=(
                *found.notes,
                *asked.ignores.notes,
                *compared.notes,
                *(known_words(one) for one in parted.known if asked.list_known),
                *self._notes(uncovered_),
            ),
        )

    def _reading(self) -> Reading:
        """Return the lockfiles, with the installed packages."""
        reading = Reading.of(self.root, self.search)
        return reading if self.packages is None else self.packages.add_to(reading)

    def _notes(self, uncovered_: Iterable[str]) -> Iterator[str]:
        """Yield notes about the advisory sources and the settings."""
        yield from (f"not checked: {text}" for text in uncovered_)
        yield from _unread_rows(self.opened.index.sources())
        yield from (f"{one.key} ({one.origin}): {one.why}" for one in self.settings.ignored)

    def _compared(self, asked: Asked, reading: Reading) -> "Compared":
        """Compare the project with its earlier state, if `--since` is given."""
        from pratique.cli.audit.change import Compared, Today, compared  # noqa: PLC0415 - most audits compare nothing

        if asked.before is None:
            return Compared(files=(*reading.told, *self.search.unread), runtimes=asked.runtimes)
        today = Today(
            project=Project(folder=self.root, trusted=self.trust_project),
            settings=self.settings,
            reading=reading,
            unread=self.search.unread,
            runtimes=asked.runtimes,
            copies=tuple(copy.path for copy in asked.scan.copies) if asked.scan else (),
            only=asked.only,
        )
        return compared(today, asked.before)

    def _missing(
        self, asked: Asked, inventory: Sequence[Audited], runtimes: Sequence[Named], moment: datetime
    ) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Return the gaps in the advisory data and, separately, the missing kinds of advisories that the options accept."""
        index, freshness = self.opened.index, Freshness(moment, self.settings.audit.max_db_age)
        nothing = asked.before is not None and not inventory
        lines = {named.product: index.lines(named.product) for named in runtimes}
        _, unsupported = out_of_support(runtimes, lines, moment.date())
        unsure = copies_unknown(index, freshness) if asked.scan and asked.scan.copies else ()
        trouble = None if nothing else self.opened.trouble
        lacking = uncovered(inventory, index, self._brought(), freshness) if asked.covered_only else ()
        if trouble is not None and not (asked.covered_only and trouble.reference in _NEVER_HAD):
            # That no source covers anything follows from it.
            return (gap(trouble), *unsure, *unsupported), ()
        missing = () if nothing else not_looked_at(inventory, index, runtimes, freshness)
        exploits = () if nothing else self._unknown_to_the_bar(freshness)
        told = tuple(one for one in missing if one not in lacking)
        return (*told, *unsure, *exploits, *unsupported), lacking

    def _brought(self) -> frozenset[Cover]:
        """Return the kinds of advisories with a downloaded source, including stale sources.

        The bundled snapshot is ignored.
        """
        snapshot, sources = self.opened.snapshot, self.opened.index.sources()
        brought = {cover for one in sources if one.name != SNAPSHOT for cover in one.covers}
        if snapshot is not None and _chose_a_snapshot(self.settings):
            brought |= {Cover(type_, AdvisoryKind.MALWARE) for type_ in snapshot.header.covers}
        return frozenset(brought)

    def _unknown_to_the_bar(self, freshness: Freshness) -> tuple[str, ...]:
        return (
            exploits_unknown(self.opened.index, freshness)
            if self.settings.audit.fail_on.asks_for_exploits
            else ()
        )

    @property
    def _private(self) -> tuple[str, ...]:
        """Return the registries that the settings declare as private."""
        return tuple(registry.url for registry in self.settings.registries if registry.private)

    def _with_fixes(self, met: Sequence[Met], *, fix: bool) -> tuple[AuditFinding, ...]:
        """Return the findings with fix advice from the lockfiles and, with `--fix`, from the registries' listings."""
        if not met:
            return ()
        if not fix:
            from pratique.intake.audit.fix import advise_offline  # noqa: PLC0415 - most audits find nothing

            return advise_offline(met, self.opened.index, _Reader(self.root), self._kept(met))
        import asyncio  # noqa: PLC0415 - see below

        from pratique.cli.audit.fix_advice import advise_with_registries  # noqa: PLC0415 - brings the HTTP client

        project = Project(folder=self.root, trusted=self.trust_project)
        return asyncio.run(
            advise_with_registries(met, self.opened.index, _Reader(self.root), self.settings, project)
        )

    def _kept(self, met: Sequence[Met]) -> "Mapping[PackageRef, Offers]":
        """Return the versions of malicious packages from cached listings, without requests."""
        if not any(one.finding.match.kind is AdvisoryKind.MALWARE for one in met):
            return {}
        import asyncio  # noqa: PLC0415 - see below

        from pratique.cli.audit.fix_advice import has_listings, kept_offers  # noqa: PLC0415 - brings the HTTP client

        if not has_listings():
            return {}
        project = Project(folder=self.root, trusted=self.trust_project)
        return asyncio.run(kept_offers(met, self.settings, project))

    def _given_up(self, inventory: Sequence[Audited]) -> tuple[tuple[Retired, ...], tuple[str, ...]]:
        """Return the packages that the registries mark as deprecated or yanked, and the failed lookups."""
        import asyncio  # noqa: PLC0415 - see below

        from pratique.cli.audit.deprecated import ask_registries  # noqa: PLC0415 - brings the HTTP client

        project = Project(folder=self.root, trusted=self.trust_project)
        return asyncio.run(ask_registries(inventory, self.settings, project))


@dataclass(frozen=True, slots=True)
class _Reader:
    """Reads the project's files for fix advice. Unreadable files count as missing."""

    root: Path

    def __call__(self, path: str) -> bytes | None:
        try:
            return OnDisk(self.root).read(path)
        except ParseError:
            return None


def _chose_a_snapshot(settings: Settings) -> bool:
    """Return True if a snapshot URL is configured, or if a snapshot (even an unreadable one) was downloaded."""
    if settings.advisories.snapshot_url is not None:
        return True
    try:
        return KeptSnapshot(Home(data_home(os.environ))).record() != Record()
    except StoreError:
        return True


def _unread_rows(sources: Iterable[SourceState]) -> Iterator[str]:
    """Yield a note for each source with a few unreadable rows. A source with many unreadable rows is reported as a gap."""
    for source in sources:
        if source.unread and (source.covers or not source.partial):
            yield f"{source.unread:,} of the {source.rows:,} rows of {source.name} could not be read"


def _left_out(paths: Iterable[tuple[str, str]]) -> tuple[NotJudged, ...]:
    return tuple(NotJudged(purl="", why=why, sources=(path,)) for path, why in paths)


def _since(before: "Before | None") -> Since | None:
    return None if before is None else Since(reference=before.reference, commit=before.commit)
