"""Sorts all lists in a report, so that equal results give identical output.

Every order is total: entries with equal names are ordered by their content.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from itertools import groupby
from typing import TYPE_CHECKING, Any, TypeVar

from pratique.core.reading import NotJudged
from pratique.report.parts.location import place_of

if TYPE_CHECKING:
    from pratique.core.assessment import Assessment, JudgedPackage, ProjectReport

T = TypeVar("T")


def ordered(value: ProjectReport) -> ProjectReport:
    """Return the report with all its lists ordered by name."""
    return replace(
        value,
        files=total(value.files, lambda file: file.path),
        packages=total(map(_package, value.packages), lambda package: (package.ref, package.sources)),
        not_judged=not_judged_in_order(value.not_judged),
        out_of_scope=not_judged_in_order(value.out_of_scope),
        waivers=replace(
            value.waivers,
            applied=tuple(sorted(value.waivers.applied)),
            unused=tuple(sorted(value.waivers.unused)),
            expired=tuple(sorted(value.waivers.expired)),
        ),
        since=value.since and replace(value.since, removed=tuple(sorted(value.since.removed))),
        ignored=tuple(sorted(value.ignored)),
        patches=total(value.patches, lambda one: (one.ref, one.paths)),
        install_settings=total(value.install_settings, lambda one: (one.path, one.line or 0, one.setting)),
    )


def ordered_assessments(values: Iterable[Assessment]) -> tuple[Assessment, ...]:
    """Return the artifacts of a release, ordered by file name."""
    return total(values, _named)


def total(values: Iterable[T], key: Callable[[T], Any]) -> tuple[T, ...]:
    """Return the values sorted by `key`.

    Values with equal keys are compared by their full content, which is slow.
    """
    found: list[T] = []
    for _, group in groupby(sorted(values, key=key), key=key):
        same = list(group)
        found += sorted(same, key=repr) if len(same) > 1 else same
    return tuple(found)


def _package(value: JudgedPackage) -> JudgedPackage:
    return replace(
        value,
        assessments=ordered_assessments(value.assessments),
        sources=places(value.sources),
        paths=tuple(sorted(value.paths, key=lambda path: (len(path), path))),
    )


def _named(value: Assessment) -> tuple[object, ...]:
    verdict = value.verdict
    told = tuple(
        (reason.code.value, reason.source, reason.text) for reason in (*verdict.reasons, *verdict.notes)
    )
    return value.dossier.filename, tuple(map(str, value.digests)), -verdict.action.rank, told


def not_judged_in_order(values: Iterable[NotJudged]) -> tuple[NotJudged, ...]:
    """Return the entries ordered by name, each with its locations in order."""
    placed = (replace(value, sources=places(value.sources)) for value in values)
    return total(placed, lambda value: (value.purl, value.why, value.sources))


def places(sources: Iterable[str]) -> tuple[str, ...]:
    """Return the locations ordered by line number. `a:1` and `a:01` count as one location."""
    return tuple(sorted(sources, key=lambda source: (place_of(source), source)))
