"""Writes approvals, denials and freezes at the gate as lines for a terminal, as a table and as a JSON document."""

from collections.abc import Iterable, Mapping

from pratique.core.act import Act, ActKind
from pratique.core.freeze import Freeze, FreezeAct
from pratique.core.names import PackageRef
from pratique.report.formats.json_contract import Json, time_of
from pratique.report.parts.escape import escape

ACTS_VERSION = 1
FIELDS = (
    *("number", "at", "act", "digest", "purl", "who", "reason", "until", "even_blocked"),
    *("published_before", "spared", "login", "token"),
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
        "login": value.login,
        "token": value.token,
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
        "login": value.login,
        "token": value.token,
    }


def lasting_row(value: Freeze) -> dict[str, Json]:
    """Return the JSON object of a freeze that is in force."""
    return {
        "published_before": time_of(value.published_before),
        "until": time_of(value.until),
        "who": value.who,
        "reason": value.reason,
        "spared": [*sorted(value.spared)],
    }


def concerns(value: Act, package: PackageRef, version: str | None) -> bool:
    """Return True if an approval or a denial is about an artifact of a package or a release."""
    if version is not None:
        return value.purl == package.at(version).purl
    return value.purl.rpartition("@")[0] == package.purl


def freeze_sentence(value: FreezeAct) -> str:
    """Return one line about a freeze: the time, the effect, the user and the reason."""
    if value.published_before is None or value.until is None:
        said = f"freezes ended by {_by(value)}: {value.reason}"
    else:
        spared = f", except {', '.join(value.spared)}" if value.spared else ""
        said = (
            f"frozen by {_by(value)} until {value.until:%Y-%m-%d %H:%M}: {value.reason} "
            f"(published before {value.published_before:%Y-%m-%d %H:%M} is not held{spared})"
        )
    return escape(f"{value.at:%Y-%m-%d %H:%M:%S}  {said}")


def sentence(value: Act) -> str:
    """Return one line about an approval or a denial: the time, the artifact, the user and the reason."""
    blocked = " despite a block" if value.even_blocked else ""
    until = f" until {value.until:%Y-%m-%d %H:%M}" if value.until else ""
    what = "  ".join(filter(None, (value.purl, str(value.digest))))
    said = f"{WORDS[value.kind]} by {_by(value)}{blocked}{until}: {value.reason}"
    return escape(f"{value.at:%Y-%m-%d %H:%M:%S}  {what}  {said}")


def _by(value: Act | FreezeAct) -> str:
    """Return who acted, with the verified token or login if it has another name."""
    proof = f"token {value.token}" if value.token else f"login {value.login}" if value.login else ""
    return (
        value.who if not proof or value.who in {value.token, value.login} - {""} else f"{value.who} ({proof})"
    )


def answer(
    done: Iterable[tuple[Act, str, tuple[str, ...]]], not_done: Iterable[tuple[str, str, bool]]
) -> dict[str, Json]:
    """Return the JSON object of `approve` and `deny --format json`.

    The object contains the decisions with their files, and the failed targets with the reason and whether a refusal
    prevents the decision.
    """
    return {
        "schema_version": ACTS_VERSION,
        "done": [{**_act(act), "filename": filename, "lifts": list(lifts)} for act, filename, lifts in done],
        "not_done": [{"target": target, "why": why, "stopped": stopped} for target, why, stopped in not_done],
    }
