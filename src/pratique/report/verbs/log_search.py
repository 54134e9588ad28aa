"""Describes the coverage of a log query, so that an empty result states which records were searched."""

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pratique.core.decision import Extent
    from pratique.report.formats.json_contract import Json

NOT_COVERED = (
    "downloads that did not go through this gate",
    "installs from a client's own cache",
    "packages that are already installed",
)
"""Installs that a gate's log cannot contain."""
LOOK_THERE = "run `pratique doctor --caches --gate URL` on each machine to search its caches"
LOG_VERSION = 1
VICTIMS_VERSION = 1


def searched(extent: "Extent", since: datetime | None, until: datetime | None) -> "Mapping[str, Json]":
    """Return the fields `searched` and `not_covered` of `log --format json` and `affected --format json`."""
    from pratique.report.formats.json_contract import time_of  # noqa: PLC0415 - `--help` does without

    return {
        "searched": {
            "decisions": extent.count,
            "since": time_of(since),
            "until": time_of(until),
            "first": time_of(extent.first),
            "last": time_of(extent.last),
        },
        "not_covered": list(NOT_COVERED),
    }


def sentences(what: str, extent: "Extent") -> str:
    """Return the text for an empty result, with the searched decisions and the installs that the log cannot contain."""
    if extent.first is None:
        looked = "The log contains no decisions in that period."
    else:
        number = "1 decision" if extent.count == 1 else f"{extent.count:,} decisions"
        looked = f"Searched: {number} since {extent.first:%Y-%m-%d %H:%M} UTC."
    *some, last = NOT_COVERED
    return f"{what} {looked} Not covered: {', '.join(some)} and {last}; {LOOK_THERE}."
