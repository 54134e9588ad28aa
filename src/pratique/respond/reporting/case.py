"""The case that a report describes, and the sentences that all reports share."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from pratique.core.names import PackageRef
from pratique.report.parts.escape import escape
from pratique.respond.behaviour.sentences import heading, sentences
from pratique.respond.behaviour.value import Behaviour


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
        yield "\n".join([f"{heading(told)}:", *(f"- {sentence}" for sentence in sentences(told))])


def description(case: Case) -> str:
    """Return all paragraphs; "" if neither a reason nor a behaviour is known."""
    return "\n\n".join(paragraphs(case))
