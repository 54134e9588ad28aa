"""Compares the lockfiles, runtimes and problems of a project with its earlier state, for `audit --since REF`."""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pratique.cli.audit.insecure_sources import setting_files, sources_before
from pratique.cli.project import locate
from pratique.cli.project.read_lockfiles import Reading, with_disagreements
from pratique.config import Settings
from pratique.core.audit import Audited, AuditFinding
from pratique.core.lock import Lock
from pratique.core.reading import LockRead, NotJudged
from pratique.intake.audit.change import Parted, part
from pratique.intake.audit.runtime import Named, read_runtimes
from pratique.intake.audit.survey import Survey
from pratique.intake.change import Changed, compare
from pratique.net.configuration.config_file import Project

if TYPE_CHECKING:
    from pratique.cli.project.registry_of_package import TakenFrom
    from pratique.cli.project.since import Before, Now


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """The audited part of a project: the whole project, or only the additions of a change."""

    files: tuple[LockRead, ...]
    """The lockfiles with the problems that affect the exit code."""
    runtimes: tuple[Named, ...]
    """The runtimes that affect the exit code."""
    out_of_scope: tuple[NotJudged, ...] = ()
    """Problems that existed before the change."""
    notes: tuple[str, ...] = ()
    changed: Changed | None = None
    known_runtimes: frozenset[tuple[str, str]] = frozenset()
    """The text and the file of each unchanged runtime."""
    known_sources: frozenset[tuple[str, str]] = frozenset()
    """The rule and the text of each insecure source that existed before the change."""
    known_files: frozenset[str] = frozenset()
    """The unchanged files with vendored libraries."""

    def part(self, found: Survey, locks: dict[str, Lock]) -> Parted:
        """Separate the items that the change added from the items that existed before the change."""
        if self.changed is None:
            return Parted(
                met=found.met,
                known=(),
                inventory=found.inventory,
                not_audited=found.not_audited,
                out_of_scope=(),
            )
        return part(found, locks, self.changed, self._is_known)

    def _is_known(self, item: Audited | AuditFinding) -> bool:
        if isinstance(item, AuditFinding):
            if item.copy is not None:
                return item.copy.path in self.known_files
            return any((item.match.version, source) in self.known_runtimes for source in item.sources)
        return any((item.version, source) in self.known_runtimes for source in item.sources)


@dataclass(frozen=True, slots=True, kw_only=True)
class Today:
    """The current state of a project, for the comparison with its earlier state."""

    project: Project
    settings: Settings
    reading: Reading
    unread: tuple[LockRead, ...]
    """The folders that could not be searched."""
    runtimes: tuple[Named, ...]
    copies: tuple[str, ...] = ()
    """The files with vendored libraries."""
    only: str | None = None
    """The only lockfile to audit; None for all lockfiles."""


def compared(project: Today, before: "Before") -> Compared:
    """Compare a project with its state before the change, as `check --since` does."""
    from pratique.cli.project.since import Now, new_disagreements, without_old_trouble  # noqa: PLC0415 - asks git

    reading, runtimes = project.reading, project.runtimes
    today = Now(reading.locks, locate.from_disk(project.project.folder))
    past, broken = before.locks([exclusion.glob for exclusion in project.settings.check.exclude], today)
    if project.only is not None:
        past = {path: lock for path, lock in past.items() if path == project.only}
    changed = compare(past, reading.locks, taken_from=_taken_from(project.settings, project.project))
    read, old = without_old_trouble([*reading.files, *project.unread], before, today)
    counted, known = new_disagreements(reading.disagreements, past, before)
    of_before = frozenset(read_runtimes(before.read))
    return Compared(
        files=with_disagreements(read, counted),
        runtimes=tuple(named for named in runtimes if named not in of_before),
        out_of_scope=tuple(
            NotJudged(purl="", why=f"{why}: {path}", sources=(path,)) for path, why in (*old, *known)
        ),
        notes=tuple(
            f"{file.path} at {before.reference} could not be read, so all its packages count as new"
            for file in broken
        ),
        changed=changed,
        known_runtimes=frozenset((named.text, named.source) for named in runtimes if named in of_before),
        known_sources=sources_before(past, setting_files(project.project.folder, reading.locks), before.read),
        known_files=_unchanged(before, today, project.copies),
    )


def _unchanged(before: "Before", today: "Now", paths: Sequence[str]) -> frozenset[str]:
    return frozenset(path for path in paths if before.has(today, path))


def _taken_from(settings: Settings, project: Project) -> "TakenFrom":
    """Return a function that returns the registry that this machine uses for a package."""
    from pratique.cli.project.registry_of_package import TakenFrom  # noqa: PLC0415 - reads the configuration of clients
    from pratique.ecosystems import ECOSYSTEMS  # noqa: PLC0415 - see above
    from pratique.net.configuration.all_clients import read_upstreams  # noqa: PLC0415 - see above

    public = {ecosystem: module.default_registry() for ecosystem, module in ECOSYSTEMS.items()}
    return TakenFrom(read_upstreams(os.environ, public=public, project=project, settings=settings.registries))
