"""Determines the dependents to which an override applies, and the other lockfile entries that it affects."""

from collections.abc import Sequence
from dataclasses import dataclass

from pratique.core.lock import LockedPackage, SourceKind
from pratique.intake.audit.fix.asks import Ask
from pratique.intake.audit.fix.situation import Situation, parent_name
from pratique.intake.audit.fix.tool import Reach


@dataclass(frozen=True, slots=True)
class Scope:
    """The package to override and its new version.

    `within` is the dependent to which the override applies; if it is empty, the override applies to all dependents.
    """

    name: str
    value: str
    within: str = ""


def scopes_for(at: Situation, asks: Sequence[Ask], version: str, *, narrow: bool) -> list[Scope]:
    """Return the overrides that select a version for the given dependents.

    Without `narrow`, return one override for all dependents.
    """
    reach = at.tool.overrides if narrow else Reach.EVERYWHERE
    found = {_scope(at, ask, version, reach): None for ask in asks}
    return list(found)


def touched(at: Situation, asks: Sequence[Ask], *, narrow: bool) -> list[LockedPackage]:
    """Return the other entries of the package that an override for the given dependents affects."""
    match at.tool.overrides if narrow else Reach.EVERYWHERE:
        case Reach.PARENT_RELEASE | Reach.RANGE:
            return []
        case Reach.PARENT:
            names = {parent_name(ask.parent) for ask in asks if ask.parent is not None}
            return [entry for entry in at.others if names & set(_parents(at, entry))]
        case _:
            return list(at.others)


def _parents(at: Situation, entry: LockedPackage) -> list[str]:
    entries = at.holding.view.entries
    return [parent_name(entries[key]) for key in entry.parents if key in entries]


def _scope(at: Situation, ask: Ask, version: str, reach: Reach | None) -> Scope:
    value = version if ask.name == at.name else f"npm:{at.name}@{version}"
    if reach is Reach.EVERYWHERE or ask.parent is None:
        return Scope(ask.name, value)
    if reach is Reach.RANGE:
        # yarn 2 and 3 compare with the range as the package has it, without `npm:`; yarn 4 takes that, too.
        return Scope(f"{ask.name}@{ask.range or '*'}", value)
    name = parent_name(ask.parent)
    if reach is Reach.PARENT_RELEASE and _has_others(at, ask.parent):
        name = f"{name}@{ask.parent.version}"
    # To yarn 1 a way without `**` begins at the project.
    return Scope(ask.name, value, f"**/{name}" if reach is Reach.PARENT else name)


def _has_others(at: Situation, parent: LockedPackage) -> bool:
    named = at.holding.view.named.get(parent.package, ())
    return parent.source is SourceKind.REGISTRY and any(one.version != parent.version for one in named)
