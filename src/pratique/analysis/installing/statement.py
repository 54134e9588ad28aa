"""One thing that is told of an install script, and how several become one line."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from pratique.core.install_script import OWN_WORK, Effect
from pratique.core.location import Location

_ORDER = (
    *(Effect.CREDENTIALS, Effect.STARTUP, Effect.DOWNLOADS, Effect.STARTS, Effect.CHANGES),
    *(Effect.WRITES, Effect.OTHER_CODE, Effect.UNKNOWN, Effect.BUILDS, Effect.COPIES),
    *(Effect.PRINTS, Effect.NOTHING),
)
"""What a line tells first."""
_QUIET = frozenset({Effect.PRINTS, Effect.NOTHING})
_MOST = 4
_MOST_NAMES = 3
NOTHING = "changes nothing"
UNKNOWN = "unknown: "


@dataclass(frozen=True, slots=True)
class Statement:
    """One thing that the code of a script does; `words` is a clause without a subject, such as `builds native code`.

    With a `verb`, the words follow it, and the verbs of the other statements with the same words. With a `name`, the words are
    followed by it, and by the names of those statements. Without words, a line names only what is `open`.
    """

    effect: Effect
    words: str
    place: Location
    last: bool = False
    """Whether a line names it only if there is nothing else to tell."""
    tool: str = ""
    """The known program that does it."""
    verb: str = ""
    name: str = ""
    open: str = ""
    """What is not known of it, such as `where it writes`."""
    seen: bool = True
    """Whether the script was seen to run it, and not only to load the code that has it."""


def effects(statements: Iterable[Statement]) -> tuple[Effect, ...]:
    """Return the effects, each once, in the order of `Effect`; `NOTHING` alone if there are no others."""
    found = {statement.effect for statement in statements} - {Effect.NOTHING} or {Effect.NOTHING}
    return tuple(effect for effect in Effect if effect in found)


def ordered(statements: Iterable[Statement]) -> list[Statement]:
    """Return the statements without duplicates of their words, the one that matters most first."""
    first: dict[str, Statement] = {}
    verbs: dict[str, dict[str, None]] = {}
    names: dict[str, dict[str, None]] = {}
    for one in sorted(statements, key=lambda one: not one.seen):
        words = one.words or one.open
        if first.setdefault(words, one).seen is one.seen:
            verbs.setdefault(words, {})[one.verb] = None
            names.setdefault(words, {})[one.name] = None
    named = (
        replace(
            one,
            words=f"{_joined([*filter(None, verbs[words])], ' ')}{_listed([*filter(None, names[words])], one.words)}",
        )
        for words, one in first.items()
    )
    return sorted(named, key=lambda one: (not one.seen, _ORDER.index(one.effect)))


def line(statements: Iterable[Statement]) -> str:
    """Return one line about a script. It begins with `unknown: ` if what it does is not known."""
    loud = [one for one in statements if one.effect not in _QUIET]
    if not loud:
        quiet = [one.words for one in ordered(statements) if one.effect is Effect.PRINTS]
        return _joined(quiet) or NOTHING
    if any(not one.last for one in loud):
        loud = [one for one in loud if not one.last]
    clauses = [one for one in ordered(loud) if one.effect is not Effect.UNKNOWN]
    clear = _joined([one.words for one in clauses if one.seen and one.words])
    idle = _joined([one.words for one in clauses if not one.seen and one.words])
    if idle:
        clear = "; ".join(filter(None, (clear, f"loads code that {idle} if it is called")))
    unclear = _unclear([one for one in loud if one.seen] or loud)
    if not unclear or not clear:
        return clear or f"{UNKNOWN}{unclear}"
    if OWN_WORK.issuperset(one.effect for one in clauses):
        return f"{UNKNOWN}{unclear} (also {clear})"
    return f"{clear}; {UNKNOWN}{unclear}"


def _unclear(statements: Iterable[Statement]) -> str:
    """Return what is not known, each with the places where it is."""
    places: dict[str, dict[str, None]] = {}
    for one in statements:
        words = one.words if one.effect is Effect.UNKNOWN else one.open
        if words:
            places.setdefault(words, {})[str(one.place)] = None
    shown = [f"{_listed(list(found), f'{words} (', '')})" for words, found in list(places.items())[:_MOST]]
    return ", ".join((*shown, *([f"{len(places) - _MOST} more"] if len(places) > _MOST else [])))


def _joined(words: Sequence[str], end: str = "") -> str:
    """Return clauses as a list in words, and how many more there are."""
    shown = list(words[:_MOST])
    if len(words) > _MOST:
        shown.append(f"{len(words) - _MOST} more")
    if len(shown) < 2:
        return f"{''.join(shown)}{end if shown else ''}"
    return f"{', '.join(shown[:-1])} and {shown[-1]}{end}"


def _listed(names: Sequence[str], before: str, between: str = " ") -> str:
    """Return words with some names behind them, and how many more there are."""
    if not names:
        return before
    more = f" and {len(names) - _MOST_NAMES} more" if len(names) > _MOST_NAMES else ""
    return f"{before}{between}{', '.join(names[:_MOST_NAMES])}{more}"
