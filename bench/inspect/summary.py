"""From rows to rates: what a set of artifacts says about the product."""

import statistics
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import msgspec

from bench.inspect.rows import BLOCK, HOLD, LEVELS, NOTE, Row
from bench.inspect.sets import projects_of

SCORE_RULE = "behaves-like-malware"
_SECONDING = "attack-chain"
"""The rule without which a score holds and does not block."""
"""The rule that tells the score; in cross-validation another score takes its place."""
_OF_POINT = {"block": BLOCK, "review": HOLD, "note": NOTE}


class Count(msgspec.Struct, frozen=True):
    """So many of so many."""

    hits: int
    of: int


class Families(msgspec.Struct, frozen=True):
    """Malware counted once for each clone family."""

    count: int
    mean: float
    """Mean over the families of the share of their members that is stopped."""
    touched: int
    """Families of which at least one member is stopped."""


class Cost(msgspec.Struct, frozen=True):
    """What the artifacts cost, of those that were inspected."""

    artifacts: int
    cpu_s: float
    median_s: float
    p95_s: float
    most_s: float
    peak_mb: int
    unpacked_mb: float = 0.0

    @property
    def per_cpu_s(self) -> float:
        """Artifacts for each CPU second."""
        return self.artifacts / self.cpu_s if self.cpu_s else 0.0

    @property
    def mb_per_s(self) -> float:
        """Unpacked megabytes for each CPU second."""
        return self.unpacked_mb / self.cpu_s if self.cpu_s else 0.0


class RuleCount(msgspec.Struct, frozen=True):
    """Artifacts that a rule hits, those that it would stop by itself, and the clone families among those that it hits."""

    hits: int
    stops: int
    families: int = 0


class Summary(msgspec.Struct, frozen=True, kw_only=True):
    """One set. Stubs count nowhere but in `stubs`; what was not inspected is held, as the product does it."""

    name: str
    malicious: bool
    count: int
    stubs: Count
    """How many there are, and how many of them are stopped all the same."""
    not_inspected: int
    absent: int
    """Files that are not there: they count nowhere."""
    levels: dict[str, Count]
    """Of each level: how many reach it or a graver one."""
    cross_validated: int
    """Artifacts whose score is that of a model which saw no relative of them."""
    families: Families | None
    cost: Cost
    rules: dict[str, RuleCount]
    model: str = ""


@dataclass(frozen=True, kw_only=True)
class Reading:
    """How rows are to be read.

    `points` gives the operating points, by digest, that models reach which saw no relative of the artifact: they take the place
    of what the shipped model says, which has seen it. `without` names rules that count as if they were not there: those that
    know the very artifacts.
    """

    stubs: Mapping[str, str] = field(default_factory=dict)
    points: Mapping[tuple[str, str], str | None] = field(default_factory=dict)
    """("", digest) -> point of the first model; (set, digest) -> point of the second one, for judgements with a baseline."""
    without: frozenset[str] = frozenset()
    malicious: frozenset[str] = frozenset()
    """Sets of malware besides those whose names begin with `mal-`."""

    def is_malicious(self, name: str) -> bool:
        """What the set says of its artifacts."""
        return name.startswith("mal-") or name in self.malicious

    def validated(self, row: Row) -> bool:
        """Whether another model than the shipped one scores the artifact."""
        return (row.set if row.before else "", row.sha256) in self.points

    def told(self, row: Row) -> dict[str, str]:
        """Each rule that counts, and what it does."""
        rules = {rule: what for rule, what in row.rules.items() if rule not in self.without}
        if self.validated(row):
            rules.pop(SCORE_RULE, None)
            # With a baseline both models speak, and the graver one counts.
            spoken = {self.points.get(("", row.sha256))}
            if row.before:
                spoken.add(self.points[row.set, row.sha256])
            gravest = next((what for point, what in _OF_POINT.items() if point in spoken), None)
            if gravest is not None and row.measured:
                rules[SCORE_RULE] = gravest if rules.get(_SECONDING) in {BLOCK, HOLD} else _alone(gravest)
        return rules

    def level(self, row: Row) -> str | None:
        """The gravest level that an artifact reaches."""
        told = set(self.told(row).values())
        return next((level for level in LEVELS if level in told), None)

    def stopped(self, row: Row) -> bool:
        """Whether it is blocked or held for review."""
        return self.level(row) in {BLOCK, HOLD}


def _alone(what: str) -> str:
    """What a score does that no chain seconds."""
    return HOLD if what == BLOCK else what


def summarise(name: str, rows: Sequence[Row], reading: Reading) -> Summary:
    """Summarise one set."""
    malicious = reading.is_malicious(name)
    there = [row for row in rows if row.action]
    stubs = [row for row in there if malicious and row.sha256 in reading.stubs]
    counted = [row for row in there if not (malicious and row.sha256 in reading.stubs)]
    reached = Counter(level for row in counted for level in _reached(reading.level(row)))
    return Summary(
        name=name,
        malicious=malicious,
        count=len(counted),
        stubs=Count(sum(map(reading.stopped, stubs)), len(stubs)),
        not_inspected=sum(not row.measured for row in counted),
        absent=len(rows) - len(there),
        levels={level: Count(reached[level], len(counted)) for level in LEVELS},
        cross_validated=sum(map(reading.validated, counted)),
        families=_families(counted, reading) if malicious else None,
        cost=cost([(row.cpu_s, row.peak_mb, row.unpacked) for row in there if row.measured]),
        rules=_rules(counted, reading, malicious=malicious),
        model=next((row.model for row in counted if row.model), ""),
    )


def cost(spent: Iterable[tuple[float, int, int]]) -> Cost:
    """The cost of artifacts: (CPU seconds, peak memory in MB, unpacked bytes) of each."""
    rows = list(spent)
    times = sorted(cpu_s for cpu_s, _, _ in rows)
    if not times:
        return Cost(0, 0.0, 0.0, 0.0, 0.0, 0)
    return Cost(
        artifacts=len(times),
        cpu_s=round(sum(times), 3),
        median_s=round(statistics.median(times), 4),
        p95_s=round(times[min(len(times) - 1, int(len(times) * 0.95))], 4),
        most_s=round(times[-1], 3),
        peak_mb=max(peak for _, peak, _ in rows),
        unpacked_mb=round(sum(unpacked for _, _, unpacked in rows) / 1e6, 3),
    )


def wrong(rows: Iterable[Row], reading: Reading) -> list[Row]:
    """Malware that is not stopped, and benign releases that are."""
    return [
        row
        for row in rows
        if row.action
        and not (reading.is_malicious(row.set) and row.sha256 in reading.stubs)
        and reading.is_malicious(row.set) != reading.stopped(row)
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Adoption:
    """What adopting a project would stop. All that it has is pinned then, and only what blocks stops it."""

    project: str
    releases: int
    stopped: int
    held_if_new: int


def adoptions(rows: Iterable[Row], reading: Reading) -> list[Adoption]:
    """Every project that rows were drawn for."""
    of: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        for project in projects_of(row.drawn):
            of[project].append(row)
    return [
        Adoption(
            project=project,
            releases=len(found),
            stopped=sum(reading.level(row) == BLOCK for row in found),
            held_if_new=sum(reading.level(row) == HOLD for row in found),
        )
        for project, found in sorted(of.items())
    ]


def _reached(level: str | None) -> Collection[str]:
    return LEVELS[LEVELS.index(level) :] if level is not None else ()


def _families(rows: Iterable[Row], reading: Reading) -> Families:
    of: dict[str, list[bool]] = defaultdict(list)
    for row in rows:
        of[row.family or row.sha256].append(reading.stopped(row))
    shares = [sum(found) / len(found) for found in of.values()]
    mean = round(statistics.fmean(shares), 5) if shares else 0.0
    return Families(len(of), mean, sum(any(found) for found in of.values()))


def _rules(rows: Iterable[Row], reading: Reading, *, malicious: bool) -> dict[str, RuleCount]:
    hits: Counter[str] = Counter()
    stops: Counter[str] = Counter()
    families: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        for rule, what in reading.told(row).items():
            hits[rule] += 1
            stops[rule] += what != NOTE
            families[rule].add(row.family or row.sha256)
    return {
        rule: RuleCount(hits[rule], stops[rule], len(families[rule]) if malicious else 0)
        for rule in sorted(hits)
    }
