"""Writes the gate's decisions as lines for a terminal, as rows of a table and as JSON objects.

The JSON objects are those of `log`, of the exported lines, and of the files of old decisions.
"""

from pratique.core.decision import Decision, Ground
from pratique.report.formats.json_contract import Json
from pratique.report.formats.json_text import compact
from pratique.report.parts.escape import escape

FIELDS = (
    *("at", "purl", "filename", "sha256", "action", "kind", "until", "reasons", "standing"),
    *("address", "agent", "command", "epoch", "note", "who", "ci_claim", "number"),
)


def sentence(one: Decision) -> str:
    """Return one line about a decision: the time, the verdict, the release, the client and the reasons."""
    kind = f" ({one.kind.value})" if one.kind else ""
    until = f" until {one.until:%Y-%m-%d %H:%M}" if one.until else ""
    why = "; ".join(f"{ground.text} [{ground.code}]" for ground in one.grounds)
    agent = one.client.agent.partition(" ")[0]
    who = " ".join(filter(None, (one.client.who, one.client.address, agent, one.client.command)))
    ci = f", {one.client.ci.words}" if one.client.ci else ""
    parts = [
        f"{one.at:%Y-%m-%d %H:%M:%S}",
        f"{one.action.value}{kind}{until}",
        one.ref.purl,
        f"for {who}{ci}",
    ]
    return escape("  ".join(filter(None, [*parts, why, one.note])))


def document(one: Decision) -> dict[str, Json]:
    """Return the JSON object of a decision. A change within one `schema_version` may only add fields.

    `store.log.line` reads this object, so it contains every field of a decision.
    """
    ci = one.client.ci.document if one.client.ci else None
    reasons: list[Json] = [reason(ground) for ground in one.grounds]
    return {**row(one), "reasons": reasons, "ci_claim": ci, "number": one.number}


def line(one: Decision) -> str:
    """Return the JSON object of a decision on one line."""
    return compact(document(one))


def reason(ground: Ground) -> dict[str, Json]:
    """Return the JSON object of a reason."""
    return {"code": ground.code, "text": ground.text, "source": ground.source}


def row(one: Decision) -> dict[str, str | None]:
    """Return the cells of a decision by the names in `FIELDS`."""
    return {
        "at": one.at.isoformat(),
        "purl": one.ref.purl,
        "filename": one.filename,
        "sha256": one.sha256,
        "action": one.action.value,
        "kind": one.kind.value if one.kind else None,
        "until": one.until.isoformat() if one.until else None,
        "reasons": "; ".join(f"{ground.code}: {ground.text}" for ground in one.grounds),
        "standing": one.standing.value,
        "address": one.client.address,
        "agent": one.client.agent,
        "command": one.client.command,
        "epoch": one.epoch,
        "note": one.note,
        "who": one.client.who,
        "ci_claim": one.client.ci.words if one.client.ci else "",
        "number": str(one.number),
    }
