"""The case that a report describes, and the sentences that all reports share."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from pratique.core.names import PackageRef
from pratique.report.parts.escape import escape
from pratique.respond.behaviour.value import Behaviour
from pratique.respond.indicators.defanged import defang

_MOST_WORDS = 300
_MOST_DETECTIONS = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """Malicious releases of one package. Texts are untrusted and unescaped."""

    package: PackageRef
    versions: tuple[str, ...]
    at: datetime
    because: str = ""
    """The reporter's own reason."""
    behaviours: tuple[Behaviour, ...] = ()
    references: tuple[str, ...] = ()
    reporter: str = ""
    whole: bool = False
    """Whether every version is malicious."""


def paragraphs(case: Case) -> Iterator[str]:
    """Yield the description: the reason, then for each artifact the triggers, detections and indicators. Hosts are defanged."""
    if case.because:
        yield " ".join(escape(part) for part in case.because.split())
    for told in case.behaviours:
        lines = [f"{escape(told.filename, most=_MOST_WORDS)} ({told.digest}):"]
        lines += [
            f"- trigger: {escape(one.words, most=_MOST_WORDS)} ({escape(str(one.place))})"
            for one in told.triggers
        ]
        lines += [
            f"- {one.role.value}, {one.moment.value}: {escape(one.words, most=_MOST_WORDS)} "
            f"({', '.join(escape(str(place)) for place in one.places)})"
            for one in told.detections[:_MOST_DETECTIONS]
        ]
        lines += [f"- {one.kind.value}: {defang(one)}" for one in told.indicators[:_MOST_DETECTIONS]]
        lines += [
            f"- not analysed: {escape(one, most=_MOST_WORDS)}" for one in told.unread[:_MOST_DETECTIONS]
        ]
        yield "\n".join(lines)


def description(case: Case) -> str:
    """Return all paragraphs; "" if neither a reason nor a behaviour is known."""
    return "\n\n".join(paragraphs(case))
