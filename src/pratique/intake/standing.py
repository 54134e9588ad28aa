"""Whether an artifact is in use here already (pinned), or new.

The first check of a project adopts what its locks hold that day: it is in use already, and stopping it would tell a
team what it cannot change at once. From then on, whatever the locks bring in that was neither adopted nor allowed
here before is new.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from pratique.core.assessment import ProjectReport
from pratique.core.lock import LockedPackage
from pratique.core.policy import Action
from pratique.core.verdict import Standing
from pratique.store import Adopted, Adoption, AllowedBytes, Store


@dataclass(frozen=True, slots=True, kw_only=True)
class Standings:
    """Tells the standing of lock entries of one project."""

    store: Store
    project: str
    """The project's key: its absolute path."""
    adoption: Adoption | None
    """What was adopted; None: this is the first check."""
    forced: Standing | None = None
    """One standing for everything, when a person asks for it."""

    @property
    def adopted_at(self) -> datetime | None:
        """When the project was adopted."""
        return self.adoption.at if self.adoption else None

    def of(self, entry: LockedPackage) -> Standing:
        """The standing of an entry that pins a version."""
        assert entry.ref is not None
        if self.forced is not None:
            return self.forced
        if self.adoption is None:
            return Standing.PINNED
        purl = entry.ref.purl
        strong = [digest for digest in entry.digests if digest.strong]
        if not strong:
            # The lock promises no bytes. Those met under this name before are what later ones are compared with.
            adopted = any(item.purl == purl for item in self.adoption.entries)
            return Standing.PINNED if adopted else Standing.NEW
        met = {seen.sha256 for seen in self.store.artifacts.find(strong).values()}
        if any(Adopted(purl, f"sha256:{sha256}") in self.adoption.entries for sha256 in met):
            return Standing.PINNED
        allowed = self.store.allowed.contains_many(AllowedBytes(sha256, purl) for sha256 in met)
        return Standing.PINNED if allowed else Standing.NEW

    def remember(self, report: ProjectReport, at: datetime) -> None:
        """Keep what was adopted or allowed in this run; nothing that is held or blocked."""
        if self.forced is not None:
            return
        allowed = frozenset(_allowed(report))
        if self.adoption is None:
            entries = frozenset(Adopted(item.purl, f"sha256:{item.sha256}") for item in allowed)
            self.store.adoptions.put(Adoption(project=self.project, at=at, entries=entries))
        else:
            self.store.allowed.add_many(allowed, at=at)


def _allowed(report: ProjectReport) -> Iterable[AllowedBytes]:
    for package in report.packages:
        for assessment in package.assessments:
            if assessment.verdict.action is Action.ALLOW:
                for digest in assessment.digests:
                    if digest.algorithm == "sha256":
                        yield AllowedBytes(digest.hex, package.ref.purl)
