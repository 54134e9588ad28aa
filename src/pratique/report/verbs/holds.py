"""Writes the list of held files as lines for a terminal, as rows of a table and as a JSON document."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from pratique.core.hold import Hold, HoldState
from pratique.core.request import Request
from pratique.report.formats.json_contract import Json, time_of
from pratique.report.parts.counts import plural
from pratique.report.parts.escape import escape
from pratique.report.text.style import Line, Span, Style, line

HOLDS_VERSION = 1
FIELDS = (
    *("state", "purl", "filename", "digest", "rules", "why", "until", "since"),
    *("asked_times", "asked_clients", "asked_first", "asked_last", "requests", "who"),
)
_MOST_REQUESTS = 3
_HEADS = {
    HoldState.REVIEW: "for review",
    HoldState.WAIT: "in cooldown",
    HoldState.BLOCKED: "blocked",
    HoldState.RELEASED: "approved by a person",
    HoldState.REFUSED: "denied by a person",
    HoldState.ENDED: "no longer held",
}
_STYLES = {
    HoldState.REVIEW: Style.HOLD,
    HoldState.BLOCKED: Style.BLOCK,
    HoldState.REFUSED: Style.BLOCK,
}


def document(holds: Sequence[Hold], at: datetime) -> dict[str, Json]:
    """Return the JSON object of `holds --format json`.

    A change within one `schema_version` may only add fields.
    """
    return {
        "schema_version": HOLDS_VERSION,
        "at": time_of(at),
        "counts": {state.value: sum(hold.state is state for hold in holds) for state in HoldState},
        "holds": [_hold(hold) for hold in holds],
    }


def rows(holds: Sequence[Hold]) -> Iterator[dict[str, Json]]:
    """Return the JSON objects of `holds --format jsonl`, one for each file."""
    for hold in holds:
        yield {"schema_version": HOLDS_VERSION, **_hold(hold)}


def cells(hold: Hold) -> list[str]:
    """Return the cells of `holds --format csv`, in the order of `FIELDS`."""
    use = hold.use
    return [
        hold.state.value,
        hold.purl,
        hold.filename,
        str(hold.digest or ""),
        " ".join(hold.rules),
        hold.why,
        time_of(hold.until) or "",
        time_of(hold.since) or "",
        str(use.times if use else 0),
        str(use.clients if use else 0),
        (time_of(use.first) or "") if use else "",
        (time_of(use.last) or "") if use else "",
        str(len(hold.requests)),
        "; ".join(f"{_who(one)}: {one.reason}" for one in hold.requests),
    ]


def lines(holds: Sequence[Hold], at: datetime) -> list[Line]:
    """Return the held files as lines for a terminal.

    Each file is listed with the reason of its hold, its requests, and the commands to approve or deny the file.
    """
    if not holds:
        return [line("no requested artifact is held")]
    found: list[Line] = []
    for state in HoldState:
        part = [hold for hold in holds if hold.state is state]
        if part:
            head = Span(f"{_HEADS[state]}: {plural(len(part), 'file')}", _STYLES.get(state, Style.STRONG))
            found += [line(head), *(one for hold in part for one in _lines(hold, at))]
    return found


def _lines(hold: Hold, at: datetime) -> Iterator[Line]:
    rules = f" [{', '.join(hold.rules)}]" if hold.rules else ""
    until = f" until {hold.until:%Y-%m-%d %H:%M} UTC" if hold.until else ""
    yield line(
        Span(f"  {escape(hold.purl, most=200)}", Style.STRONG),
        Span(f"  {escape(hold.filename, most=120)}", Style.FAINT),
        until,
    )
    yield line(f"    why: {escape(hold.why, most=300)}{escape(rules, most=200)}")
    yield line(f"    wanted: {_wanted(hold, at)}")
    for request in hold.requests[:_MOST_REQUESTS]:
        about = f" for {request.about}" if request.about else ""
        text = f"{_who(request)}{about}, {_ago(at - request.at)}: {request.reason}"
        yield line(f"    request:{escape(request.key)} {escape(text, most=400)}")
    if len(hold.requests) > _MOST_REQUESTS:
        yield line(f"    and {plural(len(hold.requests) - _MOST_REQUESTS, 'more request')}")
    for act in (hold.word.release, hold.word.refusal):
        if act is not None:
            word = "released" if act is hold.word.release else "refused"
            yield line(f"    {word} by {escape(act.who, most=100)}: {escape(act.reason, most=300)}")
    if hold.digest is not None:
        yield line(Span(f"    {hold.digest}", Style.FAINT))


def _wanted(hold: Hold, at: datetime) -> str:
    parts: list[str] = []
    if hold.use is not None:
        use = hold.use
        parts.append(f"requested {plural(use.times, 'time')} by {plural(use.clients, 'client')}")
        job = f" by {escape(use.ci.words, most=300)}" if use.ci else ""
        parts.append(f"last {_ago(at - use.last)}{job}")
    if hold.requests:
        parts.append(plural(len(hold.requests), "request"))
    return ", ".join([*parts, f"held for {_span(at - hold.since)}"])


def _hold(hold: Hold) -> dict[str, Json]:
    use = hold.use
    return {
        "state": hold.state.value,
        "purl": hold.purl,
        "filename": hold.filename,
        "digest": None if hold.digest is None else str(hold.digest),
        "rules": list(hold.rules),
        "why": hold.why,
        "until": time_of(hold.until),
        "since": time_of(hold.since),
        "use": None
        if use is None
        else {
            "times": use.times,
            "clients": use.clients,
            "first": time_of(use.first),
            "last": time_of(use.last),
            "ci_claim": {**use.ci.document} if use.ci else None,
        },
        "requests": [
            {
                "key": one.key,
                "at": time_of(one.at),
                "who": one.who,
                "address": one.client.address,
                "token": one.client.who,
                "about": one.about,
                "reason": one.reason,
            }
            for one in hold.requests
        ],
        "by": None
        if (act := hold.word.refusal or hold.word.release) is None
        else {
            "who": act.who,
            "login": act.login,
            "token": act.token,
            "reason": act.reason,
            "at": time_of(act.at),
            "until": time_of(act.until),
        },
    }


def _who(request: Request) -> str:
    token = f" (token {request.client.who})" if request.client.who not in {"", request.who} else ""
    return (request.who or request.client.address) + token


def _ago(span: timedelta) -> str:
    return "just now" if span < timedelta(minutes=1) else f"{_span(span)} ago"


def _span(span: timedelta) -> str:
    minutes = max(0, int(span.total_seconds() // 60))
    if minutes < 60:
        return f"{minutes} min"
    return f"{minutes // 60} h" if minutes < 60 * 48 else f"{minutes // 1440} d"
