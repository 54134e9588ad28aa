"""`drawn.json`: what came of the drawn sets, and their part of the page of what was measured. `bench.inspect.draws` alone writes it."""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Literal

import msgspec

from bench.inspect.printing import share
from bench.inspect.rows import BLOCK, HOLD, NOTE, Row
from bench.inspect.summary import SCORE_RULE, Adoption, Count

FILE = Path(__file__).with_name("drawn.json")


class Stopped(msgspec.Struct, frozen=True):
    """A release that is held or blocked."""

    name: str
    version: str
    action: str
    rules: list[str]
    place: str = ""
    """File and line of the first finding of the first of these rules."""
    asked: str = ""
    """What the product says of it with the metadata of the registry; "" where it was not asked."""

    @property
    def action_in_use(self) -> str:
        """The action that counts: that of the product where it was asked."""
        return self.asked or self.action

    def __str__(self) -> str:
        said = f"; the product: {self.asked}" if self.asked else ""
        place = f" at {self.place}" if self.place else ""
        return f"{self.name} {self.version}: {self.action} by {', '.join(self.rules)}{place}{said}"


class DrawnSet(msgspec.Struct, frozen=True, kw_only=True):
    """A set as it was judged once; `again` is the same set with the stopped releases judged at a later state."""

    name: str
    day: str
    ruleset: str
    names: int
    releases: int
    listed: int
    """Releases that the list has; those without a row were not judged."""
    failed: int
    """Releases whose inspection failed; they count as held."""
    stopped: list[Stopped]
    adoptions: list[Adoption] = []
    again: "DrawnSet | None" = None

    @property
    def held(self) -> list[Stopped]:
        """Releases that are held and not blocked."""
        return [one for one in self.stopped if one.action_in_use == HOLD]

    @property
    def blocked(self) -> list[Stopped]:
        """Releases that are blocked."""
        return [one for one in self.stopped if one.action_in_use == BLOCK]

    @property
    def by_score(self) -> list[Stopped]:
        """Releases that nothing but the score holds."""
        return [one for one in self.held if one.rules == [SCORE_RULE]]


class Drawn(msgspec.Struct, frozen=True):
    """All drawn sets that were judged."""

    format: Literal[1] = 1
    sets: dict[str, DrawnSet] = {}


def drawn_set(
    name: str, rows: Iterable[Row], listed: int, asked: Mapping[str, str], *, day: str, ruleset: str
) -> DrawnSet:
    """Sum up the rows of a set."""
    there = [row for row in rows if row.action]
    return DrawnSet(
        name=name,
        day=day,
        ruleset=ruleset,
        names=len({(row.ecosystem, row.name) for row in there}),
        releases=len(there),
        listed=listed,
        failed=sum(not row.measured for row in there),
        stopped=sorted(
            (_stopped(row, asked.get(row.sha256, "")) for row in there if row.action in {HOLD, BLOCK}),
            key=lambda one: (one.name, one.version),
        ),
    )


def read_drawn(path: Path = FILE) -> Drawn:
    """Read the file; nothing was judged where there is none. Raises OSError, ValueError."""
    return msgspec.json.decode(path.read_bytes(), type=Drawn) if path.exists() else Drawn()


def write_drawn(drawn: Drawn, path: Path = FILE) -> None:
    """Write the file in an order in which two states can be compared."""
    path.write_bytes(msgspec.json.format(msgspec.json.encode(drawn, order="sorted"), indent=1) + b"\n")


def section(drawn: Drawn) -> Iterator[str]:
    """Yield the lines of the page: a table, then each stopped release by name."""
    yield (
        "The sets in the following table are drawn by seed (`bench/inspect/drawing.py`) and judged once (`make bench-draws`). `drawn-used-` sets contain the three "
        "newest releases of widely downloaded packages, compared with their baselines; no feature table contains these releases. `drawn-fresh-` "
        "sets contain dependencies of names that were in no earlier list, judged alone. `drawn-tools-` sets contain command-line tools that send "
        "telemetry, judged alone. For a stopped release, the verdict of `pratique inspect` counts: `inspect` also compares the release with the "
        "one before. The column *stopped alone* counts the releases that are stopped without a comparison with the release before. `drawn-first-pypi` is an earlier draw of fresh dependencies. The holds of `drawn-first-pypi` led to a change of the analysis, and "
        "`drawn-fresh-pypi` was drawn and judged after this change. The column *judged again* shows the result after the holds of the first judgement were reviewed.\n"
    )
    yield "| set | names | releases judged | stopped alone | blocked | held | held by the score alone | judged again: blocked, held |"
    yield "| --- | --- | --- | --- | --- | --- | --- | --- |"
    for one in drawn.sets.values():
        again = f"{len(one.again.blocked)}, {len(one.again.held)}" if one.again else "-"
        counts = " | ".join(
            share(Count(len(found), one.releases), bounded=True)
            for found in (one.blocked, one.held, one.by_score)
        )
        yield f"| {one.name} | {one.names:,} | {one.releases:,} of {one.listed:,} | {len(one.stopped)} | {counts} | {again} |"
    for one in drawn.sets.values():
        if one.stopped:
            yield f"\nOn {one.day}, Pratique stopped these releases of the set {one.name} (ruleset `{one.ruleset}`):\n"
            yield from _table(one.stopped)
            if one.again:
                yield f"\nOn {one.again.day}, Pratique again stopped these releases of the set {one.name} (ruleset `{one.again.ruleset}`):\n"
                yield from _table(one.again.stopped) if one.again.stopped else ["none"]
        if one.adoptions:
            yield f"\nThis table shows the result of the first check of the projects in {one.name} on {one.day} (ruleset `{one.ruleset}`):\n"
            yield "| project | releases | stopped at adoption | held for review if all were new |"
            yield "| --- | --- | --- | --- |"
            for of in one.adoptions:
                yield f"| {of.project} | {of.releases:,} | {of.stopped} | {of.held_if_new} |"


def _table(stopped: Iterable[Stopped]) -> Iterator[str]:
    yield "| release | judged alone or against the baseline | by `pratique inspect` |"
    yield "| --- | --- | --- |"
    for one in stopped:
        place = f" at {one.place}" if one.place else ""
        rules = ", ".join(one.rules)
        yield f"| {one.name} {one.version} | {one.action} by {rules}{place} | {one.asked or '-'} |"


def _stopped(row: Row, asked: str) -> Stopped:
    rules = [rule for rule, what in row.rules.items() if what != NOTE] or ["not inspected"]
    places = [found.place for found in row.findings if found.rule == rules[0]]
    return Stopped(row.name, row.version, row.action, rules, places[0] if places else "", asked)
