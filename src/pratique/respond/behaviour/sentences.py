"""Puts the behaviour of an artifact into lines, with escaped texts and defanged hosts."""

from collections.abc import Iterator

from pratique.report.parts.escape import escape
from pratique.respond.behaviour.value import Behaviour
from pratique.respond.indicators.defanged import defang

_MOST_WORDS = 300
_MOST_LINES = 20
"""The maximum number of lines of one kind."""


def heading(told: Behaviour) -> str:
    """Return the file and its digest."""
    return f"{escape(told.filename, most=_MOST_WORDS)} ({told.digest})"


def sentences(told: Behaviour) -> Iterator[str]:
    """Yield one line for each trigger, detection, indicator and unread part, in this order."""
    if not (told.triggers or told.detections or told.indicators or told.unread):
        yield "the analysis found nothing that attacks do"
    for one in told.triggers:
        yield f"trigger: {escape(one.words, most=_MOST_WORDS)} ({escape(str(one.place))})"
    for detection in told.detections[:_MOST_LINES]:
        places = ", ".join(escape(str(place)) for place in detection.places)
        words = escape(detection.words, most=_MOST_WORDS)
        yield f"{detection.role.value}, {detection.moment.value}: {words} ({places})"
    yield from (f"{one.kind.value}: {defang(one)}" for one in told.indicators[:_MOST_LINES])
    yield from (f"not analysed: {escape(one, most=_MOST_WORDS)}" for one in told.unread[:_MOST_LINES])
