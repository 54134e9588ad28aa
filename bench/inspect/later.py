"""Malware by the day when its collection first had it: what the score says of campaigns that came after it was trained.

Cross-validation lets a model learn from what came later. A split by day does not, and is the nearest that permitted samples come to
the malware of tomorrow.
"""

from collections.abc import Iterable, Mapping, Sequence

from bench.inspect.corpus import Sample
from bench.inspect.tables import Row

CUT = "2024-07-01"
"""Halves the clone families of the tables."""
END = "2025-01-01"
"""What a collection had first on this day or later is kept for others to evaluate with: nothing here opens it."""
_ADDED = "added "


class LateSampleError(ValueError):
    """A list names malware that its collection had first on `END` or later."""


def refuse_late(samples: Iterable[Sample], end: str = END) -> None:
    """Raise LateSampleError for a sample of the time that is kept for evaluation."""
    for sample in samples:
        if sample.drawn.startswith(_ADDED) and sample.drawn.removeprefix(_ADDED) >= end:
            raise LateSampleError(
                f"{sample.set}: {sample.name} {sample.version} was added {sample.drawn.removeprefix(_ADDED)}; "
                f"samples of {end} and later are kept for evaluation"
            )


def days_of(samples: Iterable[Sample]) -> dict[str, str]:
    """By digest, the first day (ISO 8601) on which a collection had the sample; those without a day are left out."""
    found: dict[str, str] = {}
    for sample in samples:
        if sample.drawn.startswith(_ADDED):
            day = sample.drawn.removeprefix(_ADDED)
            found[sample.sha256] = min(day, found.get(sample.sha256, day))
    return found


def split(rows: Sequence[Row], days: Mapping[str, str], cut: str = CUT) -> tuple[list[Row], list[Row]]:
    """What was known before the day, and the clone families that were first seen from then on.

    A later relative of an earlier family is in neither. What has no day is older than the collections that tell days.
    """
    first: dict[str, str] = {}
    for row in rows:
        day = days.get(row.sha256, "")
        first[row.family] = min(day, first.get(row.family, day))
    before = [row for row in rows if days.get(row.sha256, "") < cut]
    after = [row for row in rows if first[row.family] >= cut]
    return before, after
