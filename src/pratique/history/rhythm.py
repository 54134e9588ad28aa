"""Estimates from the rhythm of a package's releases whether the releases have come to an end.

`python -m bench.steward` fits the weights and measures them on later years than those of the fit; the results are on
the page about turnover (docs/explanation/turnover.md).
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from math import exp, log1p

from pratique.core.stewardship import State
from pratique.ecosystems import ECOSYSTEMS
from pratique.history.chronicle import Chronicle

SILENT = timedelta(days=365)
ENDED = timedelta(days=2 * 365)
"""From here on, every second package of the recorded histories had no release in the next two years."""
ENDED_LONG = timedelta(days=4 * 365)
"""From here on, three of four had none."""
FEW = 2
"""The most dependencies of a finished package. Dependencies age, so that a package with more has work left to do."""
_ONE_DAY = timedelta(days=1)
_OUT_OF_RHYTHM = 4
"""How many usual gaps long a silence is that the package's own rhythm does not explain."""
_YEAR = 365


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """The weights of a logistic model of "no release in the next two years".

    Each weight multiplies the natural logarithm of one plus its count.
    """

    constant: float
    silent_days: float
    releases: float = 0.0
    """For the days with a release in the last two years."""


WEIGHTS = Weights(constant=-1.253, silent_days=0.244, releases=-0.851)
"""Fitted on recorded histories of npm at all measured cuts. Fitted on early cuts alone, the model predicted
the later years at least as well as silence alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rhythm:
    """The releases of a package in time, as one observer sees them. Releases within a day count as one."""

    last: datetime
    silence: timedelta
    usual_gap: timedelta | None
    """The median gap between releases; None if all releases are of one day."""
    recent: int
    """The number of days with a release in the last two years."""
    dependencies: int
    """The number of run-time dependencies of the newest release."""
    mature: bool
    """Whether a final version of 1.0 or later was released."""


def rhythm_of(chronicle: Chronicle, now: datetime) -> Rhythm | None:
    """Return the rhythm of a package's releases, or None if no publish time is known. `now` is in UTC."""
    if not chronicle.times:
        return None
    days = [chronicle.times[0]]
    for at in chronicle.times[1:]:
        if at - days[-1] > _ONE_DAY:
            days.append(at)
    gaps = [later - earlier for earlier, later in pairwise(days)]
    module = ECOSYSTEMS[chronicle.listing.package.ecosystem]
    return Rhythm(
        last=chronicle.times[-1],
        silence=max(now - chronicle.times[-1], timedelta()),
        usual_gap=sorted(gaps)[len(gaps) // 2] if gaps else None,
        recent=sum(now - at < ENDED for at in days),
        dependencies=len(chronicle.releases[-1].dependencies),
        mature=any(
            not version.startswith("0") and not module.is_prerelease(version) for version in chronicle.places
        ),
    )


def chance_of_silence(rhythm: Rhythm, weights: Weights = WEIGHTS) -> float:
    """Return the estimated probability that no release follows within two years."""
    value = (
        weights.constant
        + weights.silent_days * log1p(rhythm.silence.days)
        + weights.releases * log1p(rhythm.recent)
    )
    return 1 / (1 + exp(-value))


def state_of(rhythm: Rhythm | None, *, given_up: bool) -> State:
    """Return how far the work on a package has come to an end.

    `given_up` states that the registry itself reports an end. A package that is silent for two years is finished if it
    has a version of 1.0 or later and few dependencies, or if its earlier silences were as long. Otherwise it is
    slowing, and abandoned after four years.
    """
    if given_up:
        return State.ABANDONED
    if rhythm is None:
        return State.NOT_KNOWN
    if rhythm.silence < ENDED:
        return State.ACTIVE
    usual = rhythm.usual_gap is not None and rhythm.silence <= _OUT_OF_RHYTHM * rhythm.usual_gap
    if usual or (rhythm.mature and rhythm.dependencies <= FEW):
        return State.FINISHED
    return State.ABANDONED if rhythm.silence >= ENDED_LONG else State.SLOWING


def silence_words(rhythm: Rhythm) -> str:
    """Return the observation about the silence of a package in one sentence."""
    years = rhythm.silence.days / _YEAR
    said = f"no release for {years:.1f} years, since {rhythm.last:%Y-%m-%d}"
    if rhythm.usual_gap is None:
        return said
    return f"{said}; before, one about every {_span(rhythm.usual_gap)}"


def _span(gap: timedelta) -> str:
    days = max(gap.days, 1)
    for size, unit in ((_YEAR, "year"), (30, "month"), (7, "week"), (1, "day")):
        if days >= 2 * size or size == 1:
            count = round(days / size)
            return f"{count} {unit}s" if count > 1 else unit
    raise AssertionError("a gap has at least one day")
