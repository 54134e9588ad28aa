"""Describes the gaps of each package: the part, the reason and the waiver.

All texts are unescaped, so each format must escape the texts.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from pratique.core.assessment import Assessment, ProjectReport, Target
from pratique.core.gap import Gap
from pratique.core.location import Location
from pratique.core.names import ReleaseRef
from pratique.core.reading import Since
from pratique.core.reason import UNANSWERED
from pratique.report.parts import waiver
from pratique.report.parts.counts import is_commit

_MOST_NAMED = 3
MOST_PLACES = 20
"""The maximum number of listed files per package."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Incomplete:
    """A package that was not fully checked."""

    name: str
    ref: ReleaseRef | None
    sources: tuple[str, ...] = ()
    """The location of each lockfile entry, as `path:line`."""
    gaps: tuple[Gap, ...]
    since: Since | None = None

    @property
    def words(self) -> str:
        """Return the first gaps with their reasons, and the number of omitted gaps."""
        return words(self.gaps)

    @property
    def inside(self) -> tuple[Location, ...]:
        """Return the unanalysed files in the artifact."""
        return inside(self.gaps)

    @property
    def next_step(self) -> str:
        """Return the recommended next step for the gaps."""
        return next_step(self.gaps, self.since)

    def waiver(self, now: datetime | None) -> tuple[str, ...]:
        """Return the lines of the waiver that accepts the gaps; empty if no waiver can accept them."""
        return () if self.ref is None else waiver.filled(self.ref, self.gaps, now)


def of_project(value: ProjectReport) -> tuple[Incomplete, ...]:
    """Return the packages of a project that were not fully checked, in the order of the report."""
    return tuple(
        Incomplete(
            name=str(package.ref), ref=package.ref, sources=package.sources, gaps=gaps, since=value.since
        )
        for package in value.packages
        if (gaps := _merged(package.assessments))
    )


def of_targets(values: Iterable[Target]) -> tuple[Incomplete, ...]:
    """Return the inspected targets that were not fully checked."""
    return tuple(
        Incomplete(name=value.name, ref=value.ref, gaps=gaps)
        for value in values
        if (gaps := _merged(value.assessments))
    )


def untold(assessment: Assessment) -> tuple[Gap, ...]:
    """Return the gaps that are not already reasons of the verdict."""
    said = [reason for reason in assessment.verdict.reasons if reason.code in UNANSWERED]
    return tuple(
        gap
        for gap in assessment.gaps
        if not any(gap.waivable is reason.code or reason.text in gap.why for reason in said)
    )


def words(gaps: Sequence[Gap]) -> str:
    """Return the first gaps with their reasons, and the number of omitted gaps."""
    more = f"; and {len(gaps) - _MOST_NAMED:,} more" if len(gaps) > _MOST_NAMED else ""
    return "; ".join(gap.words for gap in gaps[:_MOST_NAMED]) + more


def inside(gaps: Iterable[Gap]) -> tuple[Location, ...]:
    """Return the unanalysed files in the artifact, up to the maximum number."""
    return tuple(Location(gap.path) for gap in gaps if gap.path is not None)[:MOST_PLACES]


def next_step(gaps: Sequence[Gap], since: Since | None) -> str:
    """Return the next step: accept the gaps with a waiver, or run the check again."""
    if not any(gap.waivable for gap in gaps):
        return "fix the cause, then run again"
    base = "the base" if since is None or is_commit(since.reference) else since.reference
    return f"review the files, then accept the gap with a waiver {waiver.where(since, base)}"


def _merged(assessments: Iterable[Assessment]) -> tuple[Gap, ...]:
    return tuple(dict.fromkeys(_each(assessments)))


def _each(assessments: Iterable[Assessment]) -> Iterator[Gap]:
    for assessment in assessments:
        yield from assessment.gaps
