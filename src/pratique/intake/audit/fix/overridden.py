"""Advises on packages that the project already overrides."""

from pratique.core.audit import FixAdvice, Remedy
from pratique.intake.audit.fix.own import updated
from pratique.intake.audit.fix.ranges import accepts
from pratique.intake.audit.fix.request import Override
from pratique.intake.audit.fix.situation import Situation, parent_name, shown


def held(at: Situation) -> FixAdvice | None:
    """Return the advice to change or keep the override of a package; None if the package is not overridden."""
    for override in at.overrides:
        if (
            not _is_meant(at, override)
            or accepts(override.grammar, override.range, at.case.version) is not True
        ):
            continue
        version = _accepted(at, override)
        where = f"`{override.section}` of {override.file}"
        if version is None:
            return at.advice(
                Remedy.BLOCKED,
                f"{at.choice.versions[0]} fixes the problem{at.step(at.choice.versions[0])}, but {where} pins"
                f" {shown(override.selector)} to {shown(override.value)}: change the override",
                version=at.choice.versions[0],
                run=at.line(at.tool.settle(at.name) if at.tool.settle else None),
            )
        if not override.limits:
            return updated(at, f"{version} fixes the problem, and {where} allows that version", version)
    return None


def _is_meant(at: Situation, override: Override) -> bool:
    names = {at.name, *(ask.name for ask in at.asks)}
    if override.name not in names:
        return False
    above = {parent_name(ask.parent) for ask in at.asks if ask.parent is not None}
    return not override.within or not override.within.isdisjoint(above)


def _accepted(at: Situation, override: Override) -> str | None:
    return next(
        (version for version in at.choice.versions if accepts(override.grammar, override.range, version)),
        None,
    )
