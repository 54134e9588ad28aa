"""The answer to an agent: allow, ask or deny, with the reasons."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

_MOST_REASONS = 5
_LONGEST_REASON = 300
GATE = "a gate also checks what a hook cannot see (`pratique help coding-agents`)"
"""The advice after an answer about something that the hook cannot read."""


class Action(StrEnum):
    """What the agent may do with a command line."""

    ALLOW = "allow"
    """Pratique has no objection; the agent's own permission rules still apply."""
    ASK = "ask"
    """A person decides."""
    DENY = "deny"
    """The command line must not run."""

    @property
    def rank(self) -> int:
        """Return the order of the actions, the strictest last."""
        return list(Action).index(self)


@dataclass(frozen=True, slots=True)
class Answer:
    """An action and its reasons, one sentence each."""

    action: Action
    reasons: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """Return the reasons as one bounded text of printable characters."""
        shown = [_bounded(reason) for reason in self.reasons[:_MOST_REASONS]]
        if len(self.reasons) > _MOST_REASONS:
            shown.append(f"and {len(self.reasons) - _MOST_REASONS} more reasons")
        return f"Pratique: {self.action}: {'; '.join(shown) or 'nothing is installed'}."


ALLOWED = Answer(Action.ALLOW)


def strictest(answers: Iterable[Answer]) -> Answer:
    """Return the strictest action of the answers, with its own reasons first."""
    found = list(answers)
    if not found:
        return ALLOWED
    action = max((one.action for one in found), key=lambda one: one.rank)
    ordered = sorted(found, key=lambda one: -one.action.rank)
    kept = (one for one in ordered if one.action is not Action.ALLOW or action is Action.ALLOW)
    return Answer(action, tuple(dict.fromkeys(reason for one in kept for reason in one.reasons)))


def _bounded(text: str) -> str:
    plain = "".join(
        one if one.isprintable() and one.isascii() else "?" for one in text[: _LONGEST_REASON + 1]
    )
    return plain if len(plain) <= _LONGEST_REASON else f"{plain[: _LONGEST_REASON - 3]}..."
