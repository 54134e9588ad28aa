"""Defines the minimum record counts of complete sources, by kind of advisory and type of product.

A source counts as complete for a kind of advisory if it has at least half as many records as `PLAUSIBLE` states. The
counts come from public snapshots, some of them years old. Because sources grow, half of an old count is a low limit,
which complete sources exceed. Truncated files and files of the wrong kind contain fewer records than this limit.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from pratique.core.advisory import AdvisoryKind, Cover, CoverCount


@dataclass(frozen=True, slots=True)
class Counted:
    """The number of records in a snapshot of a source. Withdrawn records are not counted."""

    records: int
    month: str
    """The month in which the records were counted, such as `2025-07`."""
    where: str
    """The description of the counted records and of the snapshot that contains them."""

    @property
    def least(self) -> int:
        """Return the minimum number of records of a complete source."""
        return self.records // 2


_MALICIOUS = "`MAL-` records in the recorded index of OSV"
_GITHUB_NPM = "npm advisories in the recorded table of GitHub's advisories, without malicious packages"
_PYSEC = "files of PyPA's advisory database"
_RUBY = "files of the Ruby Advisory Database"
_NODE = "records in the file of the Node.js security working group"

_NPM_MALWARE = Counted(23_524, "2025-07", _MALICIOUS)
_PYPI_MALWARE = Counted(9_271, "2025-07", _MALICIOUS)
_GEM_MALWARE = Counted(818, "2025-07", _MALICIOUS)
_NPM_FAULTS = Counted(1_847, "2022-02", _GITHUB_NPM)
_PYPI_FAULTS = Counted(2_651, "2024-10", _PYSEC)
_GEM_GITHUB = Counted(1_122, "2026-08", f"GHSA ids in {_RUBY}")
_MALWARE = {"npm": _NPM_MALWARE, "pypi": _PYPI_MALWARE, "gem": _GEM_MALWARE}


def _kinds(
    *, malware: Mapping[str, Counted] | None = None, faults: Mapping[str, Counted] | None = None
) -> Mapping[Cover, Counted]:
    return {
        **{Cover(type_, AdvisoryKind.VULNERABILITY): count for type_, count in (faults or {}).items()},
        **{Cover(type_, AdvisoryKind.MALWARE): count for type_, count in (malware or {}).items()},
    }


PLAUSIBLE: Mapping[str, Mapping[Cover, Counted]] = {
    "osv-npm": _kinds(faults={"npm": _NPM_FAULTS}, malware={"npm": _NPM_MALWARE}),
    "osv-pypi": _kinds(faults={"pypi": _PYPI_FAULTS}, malware={"pypi": _PYPI_MALWARE}),
    "osv-rubygems": _kinds(faults={"gem": _GEM_GITHUB}, malware={"gem": _GEM_MALWARE}),
    "malicious-packages": _kinds(malware=_MALWARE),
    "malicious-index": _kinds(malware=_MALWARE),
    "ghsa": _kinds(
        faults={
            "npm": _NPM_FAULTS,
            "pypi": Counted(1_252, "2024-10", f"GHSA ids in {_PYSEC}"),
            "gem": _GEM_GITHUB,
        }
    ),
    "pypa": _kinds(faults={"pypi": _PYPI_FAULTS}),
    "ruby-advisory-db": _kinds(
        faults={
            "gem": Counted(1_234, "2026-08", _RUBY),
            "generic/ruby": Counted(92, "2026-08", _RUBY),
            "generic/jruby": Counted(9, "2026-08", _RUBY),
            "generic/mruby": Counted(42, "2026-08", _RUBY),
        }
    ),
    "node-core": _kinds(faults={"generic/node": Counted(171, "2026-04", _NODE)}),
}
"""The record counts of the sources, by the name of the source. A source without counts never counts as complete."""


def covers_of(source: str) -> Mapping[Cover, int]:
    """Return the kinds of advisories in a complete source, each with the minimum number of records."""
    return {cover: counted.least for cover, counted in PLAUSIBLE.get(source, {}).items()}


def counted_against(least: Mapping[Cover, int], held: Mapping[Cover, int]) -> tuple[CoverCount, ...]:
    """Return the number of records for each kind of advisory in a source, with the minimum for a complete source."""
    return tuple(CoverCount(cover, held.get(cover, 0), fewest) for cover, fewest in least.items())
