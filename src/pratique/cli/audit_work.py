"""The work of `audit`: what was read, held against the index, and put into one answer."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from pratique.advisories.coverage import Freshness
from pratique.advisories.ignores import Ignores, apply
from pratique.cli import locate
from pratique.cli.advisory_index import Opened, gap
from pratique.cli.beside import OnDisk
from pratique.cli.clock import now
from pratique.cli.reading import Reading
from pratique.config import Settings
from pratique.core.advisory import SourceState
from pratique.core.audit import Audited, AuditFinding, AuditReport, Retired
from pratique.core.lock import Lock
from pratique.core.reading import NotJudged, Since
from pratique.errors import ParseError
from pratique.intake.audit.answer import (
    copies_unknown,
    each_once,
    exploits_unknown,
    known_before,
    not_looked_at,
    with_graph,
)
from pratique.intake.audit.places import Met
from pratique.intake.audit.runtime import Named, out_of_support
from pratique.intake.audit.survey import survey
from pratique.net.config_file import Project

if TYPE_CHECKING:
    from pratique.cli.since import Before
    from pratique.cli.vendored import Scan


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a person asks of an audit."""

    groups: tuple[str, ...] = ()
    runtimes: tuple[Named, ...] = ()
    fix: bool = False
    """Whether the registries are asked for versions that mend it."""
    retired: bool = False
    """Whether the registries are asked which releases were given up."""
    graph: bool = False
    """Whether the answer tells who asks for whom."""
    before: "Before | None" = None
    """What is not told again."""
    scan: "Scan | None" = None
    """Copied libraries, when somebody looked for them."""
    ignores: Ignores = field(default_factory=Ignores)


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditWork:
    """A project that was read, ready to be held against the index."""

    root: Path
    settings: Settings
    opened: Opened
    search: locate.Search
    trust_project: bool = False

    def answer(self, asked: Asked) -> AuditReport:
        """Do it. Raises StoreError when the index cannot be read to its end."""
        reading, private = Reading.of(self.root, self.search), self._private
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
        met, known = self._news(found.met, asked, reading)
        marked, use = apply([one.finding for one in met], asked.ignores.ignores, today=moment.date())
        met = [replace(one, finding=finding) for one, finding in zip(met, marked, strict=True)]
        findings = self._with_fixes(met, fix=asked.fix)
        lines = {named.product: index.lines(named.product) for named in asked.runtimes}
        unsupported, gaps = out_of_support(asked.runtimes, lines, moment.date())
        given_up, unasked = self._given_up(found.inventory) if asked.retired else ((), ())
        freshness = Freshness(moment, self.settings.audit.max_db_age)
        missing = not_looked_at(found, index, asked.runtimes, freshness)
        unsure = copies_unknown(index, freshness) if asked.scan and asked.scan.copies else ()
        if self.opened.trouble is not None:
            # That no source covers anything follows from it.
            missing = (gap(self.opened.trouble),)
        return AuditReport(
            root=str(self.root),
            files=(*reading.told, *self.search.unread),
            inventory=found.inventory,
            copies=len(asked.scan.copies) if asked.scan else None,
            findings=findings,
            retired=each_once((*found.retired, *unsupported, *given_up)),
            not_audited=(*found.not_audited, *(asked.scan.unread if asked.scan else ())),
            out_of_scope=(
                *found.out_of_scope,
                *_left_out(self.search),
                *(asked.scan.out_of_scope if asked.scan else ()),
            ),
            gaps=(*missing, *unsure, *self._unknown_to_the_bar(freshness), *gaps, *unasked),
            sources=tuple(index.sources()),
            index_built_at=self.opened.built_at,
            ignores=replace(use, unread=(*use.unread, *asked.ignores.unread)),
            since=_since(asked.before),
            known=known,
            groups=asked.groups,
            notes=(
                *found.notes,
                *asked.ignores.notes,
                *_unread_rows(index.sources()),
                *(f"{i.key} ({i.origin}): {i.why}" for i in self.settings.ignored),
            ),
        )

    def _unknown_to_the_bar(self, freshness: Freshness) -> tuple[str, ...]:
        return (
            exploits_unknown(self.opened.index, freshness)
            if self.settings.audit.fail_on.asks_for_exploits
            else ()
        )

    @property
    def _private(self) -> tuple[str, ...]:
        """Addresses of registries that the settings call private."""
        return tuple(registry.url for registry in self.settings.registries if registry.private)

    def _with_fixes(self, met: Sequence[Met], *, fix: bool) -> tuple[AuditFinding, ...]:
        """The findings with what mends them, from the locks alone or with what the registries say."""
        if not met:
            return ()
        if not fix:
            from pratique.intake.audit.fix import advise_offline  # noqa: PLC0415 - most audits find nothing

            return advise_offline(met, self.opened.index, _Reader(self.root))
        import asyncio  # noqa: PLC0415 - see below

        from pratique.cli.fix import advise_with_registries  # noqa: PLC0415 - brings the HTTP client

        project = Project(folder=self.root, trusted=self.trust_project)
        return asyncio.run(
            advise_with_registries(met, self.opened.index, _Reader(self.root), self.settings, project)
        )

    def _given_up(self, inventory: Sequence[Audited]) -> tuple[tuple[Retired, ...], tuple[str, ...]]:
        """What the registries call deprecated or yanked, and who could not be asked."""
        import asyncio  # noqa: PLC0415 - see below

        from pratique.cli.given_up import ask_registries  # noqa: PLC0415 - brings the HTTP client

        project = Project(folder=self.root, trusted=self.trust_project)
        return asyncio.run(ask_registries(inventory, self.settings, project))

    def _news(self, met: Sequence[Met], asked: Asked, reading: Reading) -> tuple[list[Met], int]:
        """What was not there before, if that alone is told, and how many findings were."""
        if asked.before is None:
            return list(met), 0
        return known_before(met, self._past(asked.before, reading), self._private)

    def _past(self, before: "Before", reading: Reading) -> Mapping[str, Lock]:
        """The locks of before."""
        from pratique.cli.since import Now  # noqa: PLC0415 - asks git, which is rarely wanted

        globs = [exclusion.glob for exclusion in self.settings.check.exclude]
        past, _ = before.locks(globs, Now(reading.locks, locate.from_disk(self.root)))
        return past


@dataclass(frozen=True, slots=True)
class _Reader:
    """Reads files of the project that advice speaks of; one that cannot be read is as good as none."""

    root: Path

    def __call__(self, path: str) -> bytes | None:
        try:
            return OnDisk(self.root).read(path)
        except ParseError:
            return None


def _unread_rows(sources: Iterable[SourceState]) -> Iterator[str]:
    """Few rows that could not be read cost a source nothing, and are told; of many it covers nothing."""
    for source in sources:
        if source.unread and not source.partial:
            yield f"{source.unread:,} of the {source.rows:,} rows of {source.name}: they could not be read"


def _left_out(search: locate.Search) -> tuple[NotJudged, ...]:
    return tuple(NotJudged(purl="", why=why, sources=(path,)) for path, why in search.left_out)


def _since(before: "Before | None") -> Since | None:
    return None if before is None else Since(reference=before.reference, commit=before.commit)
