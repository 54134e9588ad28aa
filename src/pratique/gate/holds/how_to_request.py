"""Adds instructions for an approval request to a refusal. This module does no I/O."""

from dataclasses import replace
from typing import Any

import msgspec

from pratique.core.policy import Action
from pratique.gate.decision.refusal import MOST_PHRASE, one_line
from pratique.gate.holds.approval_requests import PATH
from pratique.gate.protocols.interface import Answer

_MOST_COMMAND = 600


def offered(answer: Answer, root: str | None) -> Answer:
    """Return the refusal of a held file with the command and the URL for an approval request.

    `root` is the URL at which the client reaches the gate. If `root` is None, the refusal stays unchanged.
    """
    if answer.status != 403 or root is None:
        return answer
    try:
        document = msgspec.json.decode(answer.body, type=dict[str, Any])
    except msgspec.DecodeError:
        return answer
    if document.get("action") != Action.HOLD.value or "purl" not in document:
        return answer
    command = one_line(f"pratique request {document['purl']} --gate {root} --reason TEXT", most=_MOST_COMMAND)
    document["error"] = f"{document.get('error', '')}; request it: {command}"
    document["request"] = {"command": command, "url": f"{root}{PATH}"}
    # Most clients show the phrase alone; where it has room, it says where to ask.
    phrase = f"{answer.reason or ''}; request: {root}{PATH}"
    reason = phrase if answer.reason and len(phrase) <= MOST_PHRASE else answer.reason
    return replace(answer, body=msgspec.json.encode(document), reason=reason)
