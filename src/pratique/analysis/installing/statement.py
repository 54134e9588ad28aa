"""One thing that is told of an install script, and how several become one line."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from pratique.core.install_script import OWN_WORK, Effect
from pratique.core.location import Location

_ORDER = (
    *(Effect.CREDENTIALS, Effect.STARTUP, Effect.DOWNLOADS, Effect.STARTS, Effect.CHANGES),
    *(Effect.OTHER_CODE, Effect.WRITES, Effect.UNKNOWN, Effect.COPIES, Effect.BUILDS),
    *(Effect.PRINTS, Effect.NOTHING),
)
"""What a line tells first."""
_QUIET = frozenset({Effect.PRINTS, Effect.NOTHING})
_MOST = 3
NOTHING = "changes nothing"
UNKNOWN = "unknown: "


@dataclass(frozen=True, slots=True)
class Statement:
    """One thing that the code of a script does; `words` is a clause without a subject, such as `builds native code`.

    With a `name`, the words are followed by it, and by the names of the other statements with the same words.
    """

    effect: Effect
    words: str
    place: Location
    last: bool = False
    """Whether a line names it only if there is nothing else to tell."""
    tool: str = ""
    """The known program that does it."""
    name: str = ""


def effects(statements: Iterable[Statement]) -> tuple[Effect, ...]:
    """Return the effects, each once, in the order of `Effect`; `NOTHING` alone if there are no others."""
    found = {statement.effect for statement in statements} - {Effect.NOTHING} or {Effect.NOTHING}
    return tuple(effect for effect in Effect if effect in found)


def ordered(statements: Iterable[Statement]) -> list[Statement]:
    """Return the statements without duplicates of their words, the one that matters most first."""
    first: dict[str, Statement] = {}
    names: dict[str, dict[str, None]] = {}
    for statement in statements:
        first.setdefault(statement.words, statement)
        if statement.name:
            names.setdefault(statement.words, {})[statement.name] = None
    named = (
        replace(one, words=_named(one.words, list(names.get(words, ())))) for words, one in first.items()
    )
    return sorted(named, key=lambda one: _ORDER.index(one.effect))


def _named(words: str, names: Sequence[str]) -> str:
    if not names:
        return words
    shown = ", ".join(names[:_MOST])
    more = f" and {len(names) - _MOST} more" if len(names) > _MOST else ""
    return f"{words} {shown}{more}"


def line(statements: Iterable[Statement]) -> str:
    """Return one line about a script. It begins with `unknown: ` if what it does is not known."""
    told = ordered(statements)
    loud = [one for one in told if one.effect not in _QUIET]
    if any(not one.last for one in loud):
        loud = [one for one in loud if not one.last]
    unclear = [one.words for one in loud if one.effect is Effect.UNKNOWN]
    clear = _clear(told, loud)
    known = any(one.effect not in OWN_WORK and one.effect is not Effect.UNKNOWN for one in loud)
    if not unclear:
        return _joined(clear) or NOTHING
    if not known:
        also = f" (also {_joined(clear)})" if clear else ""
        return f"{UNKNOWN}{_joined(unclear)}{also}"
    return f"{_joined(clear)}; not understood: {_joined(unclear)}"


def _clear(told: Sequence[Statement], loud: Sequence[Statement]) -> list[str]:
    if loud:
        return [one.words for one in loud if one.effect is not Effect.UNKNOWN]
    return [one.words for one in told if one.effect is Effect.PRINTS]


def _joined(words: Sequence[str]) -> str:
    shown = list(words[:_MOST])
    if len(words) > _MOST:
        shown.append(f"{len(words) - _MOST} more")
    if len(shown) < 2:
        return "".join(shown)
    return f"{', '.join(shown[:-1])} and {shown[-1]}"
