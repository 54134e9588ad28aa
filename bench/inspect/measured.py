"""`measured.json`: what was measured, as the documentation shows it. The harness alone writes it."""

from pathlib import Path
from typing import Literal

import msgspec

from bench.inspect.peer import PeerSummary
from bench.inspect.summary import Adoption, Count, RuleCount, Summary

FILE = Path(__file__).with_name("measured.json")


class MeasuredSet(msgspec.Struct, frozen=True):
    """A set as it was measured on a day."""

    day: str
    ruleset: str
    without: list[str]
    """Rules that did not count."""
    ours: Summary
    peer: PeerSummary | None = None
    adoptions: list[Adoption] = []
    """Of a set that was drawn for whole projects."""


class MeasuredEvasions(msgspec.Struct, frozen=True):
    """Attacks of our own that hide, and their benign twins: how many are stopped."""

    day: str
    ruleset: str
    bad: Count
    twins: Count
    peer: str = ""
    peer_bad: Count | None = None
    peer_twins: Count | None = None


class Measured(msgspec.Struct, frozen=True):
    """All that was measured last."""

    format: Literal[1] = 1
    sets: dict[str, MeasuredSet] = {}
    evasions: MeasuredEvasions | None = None


class Rates(msgspec.Struct, frozen=True):
    """A rule over all sets of malware and over all benign ones."""

    malicious: RuleCount
    malicious_of: int
    benign: RuleCount
    benign_of: int

    @property
    def precision(self) -> float | None:
        """The share of malware among what it hits in these sets; None where it hits nothing."""
        hits = self.malicious.hits + self.benign.hits
        return self.malicious.hits / hits if hits else None


def read_measured(path: Path = FILE) -> Measured:
    """Read the file; nothing was measured where there is none. Raises OSError, ValueError."""
    return msgspec.json.decode(path.read_bytes(), type=Measured) if path.exists() else Measured()


def write_measured(measured: Measured, path: Path = FILE) -> None:
    """Write the file in an order in which two states can be compared."""
    path.write_bytes(msgspec.json.format(msgspec.json.encode(measured, order="sorted"), indent=1) + b"\n")


def rates(measured: Measured, rule: str) -> Rates | None:
    """What was measured of a rule; None where no set of either sort was."""
    counts = {True: [0, 0, 0, 0], False: [0, 0, 0, 0]}
    for one in measured.sets.values():
        told = one.ours.rules.get(rule, RuleCount(0, 0))
        if rule not in one.without:
            sums = counts[one.ours.malicious]
            for at, value in enumerate((told.hits, told.stops, told.families, one.ours.count)):
                sums[at] += value
    bad, good = counts[True], counts[False]
    if not bad[3] and not good[3]:
        return None
    return Rates(RuleCount(*bad[:3]), bad[3], RuleCount(*good[:3]), good[3])
