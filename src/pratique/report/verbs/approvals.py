"""Writes approvals, denials and freezes at the gate as lines for a terminal, as a table and as a JSON document."""

from collections.abc import Iterable, Mapping

from pratique.core.act import Act, ActKind
from pratique.core.freeze import FreezeAct
from pratique.report.formats.json_contract import Json, time_of
from pratique.report.parts.escape import escape

ACTS_VERSION = 1
FIELDS = (
    *("number", "at", "act", "digest", "purl", "who", "reason", "until", "even_blocked"),
    *("published_before", "spared"),
)
WORDS: Mapping[ActKind, str] = {
    ActKind.RELEASE: "released",
    ActKind.REFUSE: "refused",
    ActKind.RELEASE_UNDONE: "approval withdrawn",
    ActKind.REFUSE_UNDONE: "denial withdrawn",
}


def row(value: Act) -> dict[str, Json]:
    """Return the JSON object of an approval or a denial for `log --acts --format jsonl`.

    A change within one `schema_version` may only add fields.
    """
    about_freezes: dict[str, Json] = {"published_before": None, "spared": []}
    return {"schema_version": ACTS_VERSION, "number": value.number, **_act(value), **about_freezes}


def _act(value: Act) -> dict[str, Json]:
    return {
        "at": time_of(value.at),
        "act": value.kind.value,
        "digest": str(value.digest),
        "purl": value.purl,
        "who": value.who,
        "reason": value.reason,
        "until": time_of(value.until),
        "even_blocked": value.even_blocked,
    }


def freeze_row(value: FreezeAct) -> dict[str, Json]:
    """Return the JSON object of a freeze, with the fields of `row`.

    A freeze has no digest.
    """
    return {
        "schema_version": ACTS_VERSION,
        "number": value.number,
        "at": time_of(value.at),
        "act": value.kind.value,
        "digest": "",
        "purl": "",
        "who": value.who,
        "reason": value.reason,
        "until": time_of(value.until),
        "even_blocked": False,
        "published_before": time_of(value.published_before),
        "spared": list(value.spared),
    }


def freeze_sentence(value: FreezeAct) -> str:
    """Return one line about a freeze: the time, the effect, the user and the reason."""
    if value.published_before is None or value.until is None:
        said = f"freezes ended by {value.who}: {value.reason}"
    else:
        spared = f", except {', '.join(value.spared)}" if value.spared else ""
        said = (
            f"frozen by {value.who} until {value.until:%Y-%m-%d %H:%M}: {value.reason} "
            f"(published before {value.published_before:%Y-%m-%d %H:%M} is not held{spared})"
        )
    return escape(f"{value.at:%Y-%m-%d %H:%M:%S}  {said}")


def sentence(value: Act) -> str:
    """Return one line about an approval or a denial: the time, the artifact, the user and the reason."""
    blocked = " despite a block" if value.even_blocked else ""
    until = f" until {value.until:%Y-%m-%d %H:%M}" if value.until else ""
    what = "  ".join(filter(None, (value.purl, str(value.digest))))
    said = f"{WORDS[value.kind]} by {value.who}{blocked}{until}: {value.reason}"
    return escape(f"{value.at:%Y-%m-%d %H:%M:%S}  {what}  {said}")


def answer(
    done: Iterable[tuple[Act, str, tuple[str, ...]]], not_done: Iterable[tuple[str, str]]
) -> dict[str, Json]:
    """Return the JSON object of `approve` and `deny --format json`.

    The object contains the decisions with their files, and the failed targets with the reason.
    """
    return {
        "schema_version": ACTS_VERSION,
        "done": [{**_act(act), "filename": filename, "lifts": list(lifts)} for act, filename, lifts in done],
        "not_done": [{"target": target, "why": why} for target, why in not_done],
    }
