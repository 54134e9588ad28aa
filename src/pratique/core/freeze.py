"""Freezes of the gate. During an attack, an operator can hold all releases that were published after a given time."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from pratique.core.names import ReleaseRef


class FreezeKind(StrEnum):
    """The kind of an operator's action: set a freeze, or end all freezes."""

    FREEZE = "freeze"
    UNDONE = "freeze-undone"
    """The operator ends all earlier freezes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FreezeAct:
    """One action of an operator on freezes. Stored actions are never changed."""

    kind: FreezeKind
    at: datetime
    """The timezone-aware time of the action in UTC."""
    who: str
    reason: str
    published_before: datetime | None = None
    """The start time of a freeze. Releases published before this time are not held."""
    until: datetime | None = None
    """The expiry time of a freeze."""
    spared: tuple[str, ...] = ()
    """Package URLs of exempt packages, or of exempt releases (with version)."""
    login: str = ""
    """The login name of the process on the gate's machine; "" for an action over HTTP, or from before it was stored."""
    token: str = ""
    """The name of the operator's token; "" for an action on the gate's machine."""
    number: int = 0
    """The position of the action among all actions, from 1; 0 before the action is stored."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Freeze:
    """A freeze that is in force."""

    published_before: datetime
    until: datetime
    who: str
    reason: str
    spared: frozenset[str] = frozenset()

    @property
    def words(self) -> str:
        """Return a text with the operator, the end time and the reason of the freeze."""
        return (
            f"frozen by {self.who} until {self.until:%Y-%m-%d %H:%M} UTC: {self.reason} "
            f"(not known to be published before {self.published_before:%Y-%m-%d %H:%M} UTC)"
        )

    def holds(self, ref: ReleaseRef | None, known_since: datetime, now: datetime) -> bool:
        """Return True if the freeze holds a release that is known to exist since `known_since`."""
        if now >= self.until or known_since < self.published_before:
            return False
        return ref is None or not {ref.purl, ref.package.purl} & self.spared


def lasting(acts: Iterable[FreezeAct], now: datetime) -> tuple[Freeze, ...]:
    """Return the freezes that are in force, in the order in which they were set."""
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
