"""Advises on dependents whose version ranges exclude every fixed version: upgrade them, or wait."""

from collections.abc import Collection, Mapping, Sequence

from pratique.core.audit import FixAdvice, Remedy
from pratique.intake.audit.fix.asks import Ask
from pratique.intake.audit.fix.bring import bring
from pratique.intake.audit.fix.lift import Lift, Lifter, Lifts, Need, joined
from pratique.intake.audit.fix.ranges import is_major
from pratique.intake.audit.fix.situation import Situation, asked_words, listed, shown

_MOST_TARGETS = 50
_MOST_ASKERS = 30
"""The maximum number of dependents for which newer releases are searched."""


def newer_parent(at: Situation) -> FixAdvice | None:
    """Return the advice to upgrade all dependents whose ranges exclude the fixed versions; None if no releases fit."""
    asks = [ask for ask in at.short if not ask.own]
    if not at.desk.asks_registries or not 0 < len(asks) <= _MOST_ASKERS or len(asks) < len(at.short):
        return None
    others = [ask for ask in at.asks if ask not in at.short]
    targets = [version for version in at.choice.versions if all(ask.accepts(version) for ask in others)]
    # What takes no change of a manifest goes first.
    for lifter in (Lifter(at, bumps=False), Lifter(at)):
        for version in _reachable(lifter, asks, targets)[:_MOST_TARGETS]:
            found = _lifted(lifter, asks, version)
            if found is not None:
                return _told(at, found, asks, version)
    return None


def _reachable(lifter: Lifter, asks: Sequence[Ask], targets: Sequence[str]) -> list[str]:
    return [
        version
        for version in targets
        if all(
            ask.parent is not None and lifter.can_meet(ask.parent, Need(name=ask.name, versions=(version,)))
            for ask in asks
        )
    ]


def _told(at: Situation, found: Lifts, asks: Sequence[Ask], version: str) -> FixAdvice:
    how = bring(at, found)
    askers = {ask.parent.key for ask in asks if ask.parent is not None}
    text = f"{version} fixes the problem{at.step(version)}: {lift_words(at, found, askers)} (now {asked_words(asks)})"
    return at.advice(
        Remedy.PARENT, text + how.text, version=version, run=how.run, write=how.write, file=how.file
    )


def _lifted(lifter: Lifter, asks: list[Ask], version: str) -> Lifts | None:
    found: Lifts = {}
    for ask in asks:
        above = lifter.lift(ask.parent, Need(name=ask.name, versions=(version,))) if ask.parent else None
        if above is None or not joined(found, above):
            return None
    return found


def lift_words(at: Situation, lifts: Mapping[str, Lift], askers: Collection[str]) -> str:
    """Return a text with the upgraded dependents in `askers`, their requested versions, and all other upgrades."""
    first = [_words(at, lift) for key, lift in lifts.items() if key in askers]
    rest = [lift for key, lift in lifts.items() if key not in askers]
    more = f", together with {listed(str(lift.newer) for lift in rest)}" if rest else ""
    major = [lift.entry.package.name for lift in lifts.values() if lift.bumps and _is_major(lift)]
    return listed(first) + more + (f", a major upgrade of {listed(major)}" if major else "")


def _is_major(lift: Lift) -> bool:
    return is_major(lift.bumps[0].grammar, lift.entry.version or "", lift.offer.version)


def _words(at: Situation, lift: Lift) -> str:
    asked = lift.offer.dependencies
    if asked is None:
        asked = at.desk.asks(lift.newer) or {}
    wanted = asked.get(at.name)
    return (
        f"{lift.newer} does not depend on the package"
        if wanted is None
        else f"{lift.newer} requests {shown(wanted)}"
    )


def forbidden(at: Situation) -> FixAdvice | None:
    """Return the advice for a problem that only the publishers of the dependents can fix."""
    asks = [ask for ask in at.short if not ask.own] or list(at.asks)
    who = listed(ask.by for ask in asks)
    if at.desk.asks_registries:
        rest = f"no available newer release of {who} accepts the fixed version: wait for such a release, or replace {who}"
    else:
        rest = f"update {who} if a newer release accepts it, or replace {who}"
    name = at.tool.name or "the tool that wrote the lock"
    return at.advice(
        Remedy.NONE,
        f"{at.target} fixes the problem, but {asked_words(asks)}, which {name} cannot override: {rest}",
    )
