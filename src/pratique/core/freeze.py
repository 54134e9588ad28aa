"""A freeze: during an attack, a person holds everything published after a time until an end."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from pratique.core.names import ReleaseRef


class FreezeKind(StrEnum):
    """What was done."""

    FREEZE = "freeze"
    UNDONE = "freeze-undone"
    """All freezes up to this act end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FreezeAct:
    """One act of a person; acts are never changed afterwards."""

    kind: FreezeKind
    at: datetime
    """Aware UTC."""
    who: str
    reason: str
    published_before: datetime | None = None
    """Of a freeze: what was published before this moment is not held."""
    until: datetime | None = None
    """Of a freeze: when it ends by itself."""
    spared: tuple[str, ...] = ()
    """Purls of packages, or of releases with their version, that are not held."""
    number: int = 0
    """Its place in the order of all acts, from 1; 0 before it is stored."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Freeze:
    """A freeze that lasts."""

    published_before: datetime
    until: datetime
    who: str
    reason: str
    spared: frozenset[str] = frozenset()

    @property
    def words(self) -> str:
        """Return who ordered it, until when and why."""
        return (
            f"frozen by {self.who} until {self.until:%Y-%m-%d %H:%M} UTC: {self.reason} "
            f"(not known to be published before {self.published_before:%Y-%m-%d %H:%M} UTC)"
        )

    def holds(self, ref: ReleaseRef | None, known_since: datetime, now: datetime) -> bool:
        """Return True if it holds a release that is known to exist since a time."""
        if now >= self.until or known_since < self.published_before:
            return False
        return ref is None or not {ref.purl, ref.package.purl} & self.spared


def lasting(acts: Iterable[FreezeAct], now: datetime) -> tuple[Freeze, ...]:
    """Return the freezes that were neither undone nor have ended, in the order in which they were ordered."""
    found: list[Freeze] = []
    for act in sorted(acts, key=lambda one: one.number):
        if act.kind is FreezeKind.UNDONE:
            found.clear()
        elif act.published_before is not None and act.until is not None and now < act.until:
            found.append(
                Freeze(
                    published_before=act.published_before,
                    until=act.until,
                    who=act.who,
                    reason=act.reason,
                    spared=frozenset(act.spared),
                )
            )
    return tuple(found)
