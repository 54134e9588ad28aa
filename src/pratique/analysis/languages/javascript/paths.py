"""Paths that one expression gives for several files: a loop over names, or a helper that is called for one file after the other.

`for (const name of [".bashrc", ".zshrc"]) fs.appendFileSync(path.join(os.homedir(), name), ...)` says what it is for only when an element
stands in the place of the name. Of all that may stand there, the first that makes the path one that tells something is taken.
"""

import re

from pratique.analysis.engine.places import places_in
from pratique.analysis.languages.javascript import copying, targets
from pratique.analysis.languages.javascript.called import Called
from pratique.analysis.languages.javascript.evaluate import Evaluator
from pratique.analysis.languages.javascript.ways import Ways
from pratique.analysis.languages.values import Value

_MOST_ELEMENTS = 8
_MOST_WAYS = 12
_FOR_READERS = re.compile(
    r"(?:\A|[/\\}])(?:licen[cs]e|readme|changelog|notice|authors)(?:\.(?:md|txt|rst))?\Z|\.(?:png|jpe?g|gif|bmp|ico|webp|svg|woff2?|ttf|otf|map)\Z",
    re.IGNORECASE,
)
_OF_OTHERS = re.compile(r"\bnode_modules[/\\](?:@[\w.-]+[/\\])?\w")


def told_by_elements(
    evaluator: Evaluator, call: Called, target: str | None, place: int | None = None
) -> str | None:
    """The path that a call is given, `target` where no element of an array and no call of a helper makes it say more.

    It is argument number `place`, else the one that is read or written.
    """
    place = copying.place_of_path(call) if place is None else place
    given = call.arguments[place] if place < len(call.arguments) else None
    if given is None or isinstance(given, Value) or call.receiver.form or evaluator.element is not None:
        return target
    if target is not None and not targets.is_open(target):
        return target
    seen: set[str] = set()
    for number in range(_MOST_ELEMENTS):
        evaluator.element = number
        try:
            text = targets.argument(evaluator, call, place)
        finally:
            evaluator.element = None
        if text in seen:
            break
        seen.add(text)
        found = places_in(text)
        if text != target and (found.secrets or found.persistence or _OF_OTHERS.search(text)):
            return text
    return target


def all_targets(evaluator: Evaluator, call: Called, place: int) -> list[str | None]:
    """Return the paths that argument number `place` may be, one for each way through what it chooses between.

    None is among them if there are more than are followed. Empty if the call has no such argument.
    """
    if place >= len(call.arguments) or call.receiver.form or evaluator.element is not None:
        return []
    waiting: list[tuple[int, ...]] = [()]
    found: dict[str | None, None] = {}
    for _ in range(_MOST_WAYS):
        if not waiting:
            break
        steps = waiting.pop()
        evaluator.ways = ways = Ways(steps)
        try:
            found[targets.shown(targets.argument(evaluator, call, place))] = None
        finally:
            evaluator.ways = None
        before = tuple(chosen for chosen, _ in ways.taken)
        for at in range(len(steps), len(ways.taken)):
            waiting += ((*before[:at], other) for other in range(1, ways.taken[at][1]))
    if waiting:
        found[None] = None
    return list(found)


def is_for_readers(path: str) -> bool:
    """Whether a file is one that is looked at or read by people: nobody's code lies there."""
    return _FOR_READERS.search(path) is not None


def names_secret(evaluator: Evaluator, call: Called) -> bool:
    """Whether the path that a call is given is one where credentials live."""
    if not call.arguments:
        return False
    text = told_by_elements(evaluator, call, targets.first_argument(evaluator, call))
    return text is not None and text != targets.HOLE and bool(places_in(text).secrets)
