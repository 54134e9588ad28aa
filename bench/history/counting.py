"""Counting: of the releases that could be asked, how many show a signal, are held, and wait longer."""

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from pratique.core.evidence import Evidence, Known, NotAsked
from pratique.core.release import Listing
from pratique.history import JOINT, SIGNALS, SignalReading, read_signals
from pratique.history.chronicle import chronicle_of
from pratique.history.measured import Measured
from pratique.history.surroundings import Elsewhere, Surroundings

UNTOLD: Mapping[str, str] = {
    "builder-changed": "the recorded histories are older than attestations",
    "dependency-lookalike": "counted over lists of names, see docs/explanation/names.md",
    "dependency-unused": "the recorded histories have no code",
    "git-or-url-dependency-added": "the compact form has no ranges; counted over the full packuments",
    "lapsed-email-domain": "e-mail addresses were dropped from the recorded histories",
    "lookalike-name": "counted over lists of new names, see docs/explanation/names.md",
    "outside-tool": "the recorded histories do not tell clients",
    "private-name-public": "the recorded histories are of public packages",
    "provenance-lost": "the recorded histories are older than provenance",
    "trusted-publisher-lost": "the recorded histories are older than trusted publishing",
}
"""Signals that recorded histories cannot tell of, and why: their counts would be of nothing."""
IN_PACKUMENTS = ("git-or-url-dependency-added",)
"""Signals that are counted over the full packuments alone."""
_NEAR = timedelta(hours=2)
"""More than any signal looks at."""


@dataclass(slots=True)
class Counts:
    """What was counted."""

    releases: int = 0
    """Follow-up releases: all but the first of each package."""
    asked: Counter[str] = field(default_factory=Counter)
    shown: Counter[str] = field(default_factory=Counter)
    held: int = 0
    lengthened: int = 0
    examples: dict[str, list[str]] = field(default_factory=dict)

    def measured(self) -> Mapping[str, Measured]:
        """The counts by signal, without those that nothing was asked of."""
        return {code: Measured(self.asked[code], self.shown[code]) for code in sorted(self.asked)}


def count(listings: Sequence[Listing], signals: frozenset[str] | None = None) -> Counts:
    """Ask about every follow-up release; with `signals` only these are counted."""
    counts = Counts()
    accounts = _accounts(listings)
    known: Mapping[str, Evidence[Listing]] = {
        listing.package.name: Known(listing, "recorded") for listing in listings
    }
    for listing in listings:
        chronicle = chronicle_of(listing)
        for place, release in enumerate(chronicle.releases):
            if place:
                name = release.publisher.name if release.publisher else ""
                about = _surroundings(accounts.get(name), chronicle.times[place], known)
                _add(counts, str(release.ref), read_signals(chronicle, release.ref.version, about), signals)
    return counts


def _add(counts: Counts, name: str, reading: SignalReading, signals: frozenset[str] | None) -> None:
    counts.releases += 1
    ran, said = frozenset(reading.ran), {signal.code for signal in reading.signals}
    for code in ran:
        if _counts(code, signals):
            counts.asked[code] += 1
    for joint in JOINT if signals is None else ():
        if not all(_counts(part, signals) for part in joint.parts):
            continue
        # A part that says nothing settles the matter, whatever the other would say.
        if all(part in ran for part in joint.parts) or any(part in ran - said for part in joint.parts):
            counts.asked[joint.id] += 1
    for code in said:
        if _counts(code, signals) and (code in ran or code in counts.asked):
            counts.shown[code] += 1
            counts.examples.setdefault(code, []).append(name)
    counts.held += any(signal.holds for signal in reading.signals)
    counts.lengthened += any(signal.lengthens and not signal.holds for signal in reading.signals)


def _counts(code: str, signals: frozenset[str] | None) -> bool:
    return code not in UNTOLD if signals is None else code in signals


def _accounts(listings: Iterable[Listing]) -> Mapping[str, tuple[Elsewhere, ...]]:
    found: dict[str, list[Elsewhere]] = {}
    for listing in listings:
        for version, release in listing.releases.items():
            if release.publisher is not None and release.published is not None:
                one = Elsewhere(listing.package.name, version, release.published.at)
                found.setdefault(release.publisher.name, []).append(one)
    return {name: tuple(sorted(ones, key=lambda one: one.at)) for name, ones in found.items()}


def _surroundings(
    elsewhere: Sequence[Elsewhere] | None, at: datetime, known: Mapping[str, Evidence[Listing]]
) -> Surroundings:
    if elsewhere is None:
        return Surroundings(dependencies=known, account=NotAsked("no account is told"))
    first = bisect_left(elsewhere, at - _NEAR, key=lambda one: one.at)
    last = bisect_right(elsewhere, at + _NEAR, key=lambda one: one.at)
    return Surroundings(dependencies=known, account=Known(tuple(elsewhere[first:last]), "recorded"))


def ids() -> Iterator[str]:
    """Every id that can be counted, in the order of the tables."""
    yield from (rule.id for rule in SIGNALS)
    yield from (joint.id for joint in JOINT)
