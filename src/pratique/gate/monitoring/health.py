"""Computes the health of the gate for monitoring. This module does no I/O.

A gate is *degraded* if it serves requests but lacks data for its decisions. A gate is *failing* if it cannot serve or
judge anything, because its state folder is unusable or no worker starts. A load balancer should remove a failing
gate; a degraded one still serves requests.
"""

from collections.abc import Collection, Mapping
from dataclasses import replace

import msgspec

from pratique.gate.decision.coverage import KNOWN
from pratique.gate.protocols.interface import Answer

_HEADERS = {"Content-Type": "application/json", "Cache-Control": "no-store"}


def problems(advisories: Mapping[str, str], silent: Collection[str]) -> list[str]:
    """Return one sentence for each problem that degrades the gate."""
    found = [f"advisories about {name}: {told}" for name, told in advisories.items() if told != KNOWN]
    return found + [f"{url} did not respond and is not queried for some seconds" for url in sorted(silent)]


def health(
    told: Mapping[str, object], wrong: Collection[str], trouble: str, *, lost: str = "", strict: bool
) -> Answer:
    """Return the response to `/healthz`: 503 if the gate is failing, and with `strict` also if it is degraded.

    `trouble` is the reason why the gate cannot serve or judge artifacts. `lost` is the reason why the records of
    malicious releases are missing: new releases are then held until the records are restored.
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
    """Return a response that contains only the status."""
    status = msgspec.json.decode(answer.body)["status"]
    return replace(answer, body=msgspec.json.encode({"status": status}))
