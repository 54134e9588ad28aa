"""Whether the gate is well, for whoever watches it. Pure.

It is *degraded* when it serves and decides by less than it should know; *failing* when it can serve or judge nothing: its
state folder cannot be used, or no worker can be started. A load balancer should take out one that fails: one that is degraded serves what it keeps.
"""

from collections.abc import Collection, Mapping
from dataclasses import replace

import msgspec

from pratique.gate.decision.coverage import KNOWN
from pratique.gate.protocols.interface import Answer

_HEADERS = {"Content-Type": "application/json", "Cache-Control": "no-store"}


def problems(advisories: Mapping[str, str], silent: Collection[str]) -> list[str]:
    """What the gate should know and does not, one sentence each."""
    found = [f"advisories about {name}: {told}" for name, told in advisories.items() if told != KNOWN]
    return found + [f"{url} did not answer and is not asked for some seconds" for url in sorted(silent)]


def health(
    told: Mapping[str, object], wrong: Collection[str], trouble: str, *, lost: str = "", strict: bool
) -> Answer:
    """Answer `/healthz`: 503 when it fails, and with `strict` when it is degraded, too.

    `trouble` says why nothing can be served or judged, `lost` why the records of malicious releases cannot: what is new is
    held until they are back.
    """
    failing = [
        *([trouble] if trouble else []),
        *([f"new releases are held: {lost}"] if lost else []),
    ]
    status = "failing" if failing else "degraded" if wrong else "ok"
    body = msgspec.json.encode({"status": status, "problems": [*failing, *wrong], **told})
    bad = bool(failing) or (strict and bool(wrong))
    return Answer(status=503 if bad else 200, body=body, headers=_HEADERS)


def brief(answer: Answer) -> Answer:
    """The status alone."""
    status = msgspec.json.decode(answer.body)["status"]
    return replace(answer, body=msgspec.json.encode({"status": status}))
