import json
from datetime import UTC, datetime, timedelta
from importlib import resources
from typing import Any

import jsonschema
from hypothesis import given
from hypothesis import strategies as st

from pratique.core.act import Act, ActKind, Word
from pratique.core.ci_claim import CiClaim
from pratique.core.decision import Client
from pratique.core.hold import Hold, HoldState, Use
from pratique.core.names import Digest
from pratique.core.request import Request
from pratique.report.formats.json_text import compact
from pratique.report.parts.escape import escape
from pratique.report.text.style import render
from pratique.report.verbs.holds import FIELDS, cells, document, lines, rows

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
DIGEST = Digest("sha256", "a" * 64)


def request(key: str = "k1", **more: Any) -> Request:
    values = {"who": "mia", "reason": "a demo", "about": "package-lock.json", **more}
    return Request(key=key, at=NOW - HOUR, client=Client("10.0.0.7"), asked=1, held=(), **values)


def hold(state: HoldState = HoldState.REVIEW, **more: Any) -> Hold:
    values = {
        "purl": "pkg:npm/hooked@1.0.1",
        "filename": "hooked-1.0.1.tgz",
        "digest": DIGEST,
        "rules": ("new-install-hook", "too-young"),
        "why": "a hook is new and 1 more",
        "since": NOW - 3 * DAY,
        "use": Use(times=12, clients=2, first=NOW - 3 * DAY, last=NOW - 2 * HOUR),
        "requests": (request(), request("k2", who="", about="")),
        **more,
    }
    return Hold(state=state, **values)


WAITING = hold(HoldState.WAIT, until=NOW + DAY, use=None, requests=(), digest=None, rules=())
REFUSED = hold(
    HoldState.REFUSED,
    requests=(),
    word=Word(refusal=Act(kind=ActKind.REFUSE, digest=DIGEST, at=NOW, who="bo", reason="it steals")),
)


def test_a_person_reads_what_waits_why_and_who_wants_it() -> None:
    assert f"""for review: 1 file
  pkg:npm/hooked@1.0.1  hooked-1.0.1.tgz
    why: a hook is new and 1 more [new-install-hook, too-young]
    wanted: requested 12 times by 2 clients, last 2 h ago, 2 requests, held for 3 d
    request:k1 mia for package-lock.json, 1 h ago: a demo
    request:k2 10.0.0.7, 1 h ago: a demo
    {DIGEST}
in cooldown: 1 file
  pkg:npm/hooked@1.0.1  hooked-1.0.1.tgz until 2026-03-02 12:00 UTC
    why: a hook is new and 1 more
    wanted: held for 3 d
denied by a person: 1 file
  pkg:npm/hooked@1.0.1  hooked-1.0.1.tgz
    why: a hook is new and 1 more [new-install-hook, too-young]
    wanted: requested 12 times by 2 clients, last 2 h ago, held for 3 d
    refused by bo: it steals
    {DIGEST}
""" == render(lines([hold(), WAITING, REFUSED], NOW), colour=False)


def test_the_ci_job_of_the_last_request_is_told() -> None:
    ci = CiClaim(system="github", repository="acme/shop", run="7", job="\x1b[2J")
    one = hold(use=Use(times=1, clients=1, first=NOW, last=NOW - HOUR, ci=ci), requests=())

    shown = "requested 1 time by 1 client, last 1 h ago by repository acme/shop, run 7, job \\x1b[2J (claimed), held"
    assert shown in render(lines([one], NOW), colour=False)
    assert "acme/shop" in json.dumps(document([one], NOW))


def test_a_long_list_of_requests_is_counted() -> None:
    many = tuple(request(f"k{number}") for number in range(9))

    assert "and 6 more requests" in render(lines([hold(requests=many)], NOW), colour=False)


def test_an_empty_queue_is_told() -> None:
    assert "no requested artifact is held\n" == render(lines([], NOW), colour=False)


@given(st.text(max_size=60))
def test_nothing_that_a_stranger_writes_moves_a_terminal(text: str) -> None:
    shown = render(
        lines(
            [hold(why=text, filename=text, requests=(request(text, who=text, reason=text, about=text),))], NOW
        ),
        colour=False,
    )

    assert [escape(line) for line in shown.split("\n")] == shown.split("\n")


def test_the_document_fits_its_schema_and_lines_are_its_parts() -> None:
    schema = json.loads(
        resources.files("pratique.report.schemas").joinpath("holds-1.schema.json").read_text()
    )
    ci = CiClaim(system="github", repository="acme/shop", run="7")
    used = Use(times=1, clients=1, first=NOW, last=NOW - HOUR, ci=ci)
    holds = [hold(use=used), WAITING, REFUSED]
    found: Any = json.loads(compact(document(holds, NOW)))

    jsonschema.validate(found, schema)
    assert {"review": 1, "wait": 1, "blocked": 0, "released": 0, "refused": 1, "ended": 0} == found["counts"]
    assert [{"schema_version": 1, **one} for one in found["holds"]] == [
        json.loads(compact(one)) for one in rows(holds)
    ]
    assert {
        "who": "bo",
        "login": "",
        "token": "",
        "reason": "it steals",
        "at": "2026-03-01T12:00:00Z",
        "until": None,
    } == found["holds"][2]["by"]


def test_a_table_has_a_cell_for_each_field() -> None:
    told = dict(zip(FIELDS, cells(hold()), strict=True))

    assert ("review", "new-install-hook too-young", "12", "2", "mia: a demo; 10.0.0.7: a demo") == tuple(
        told[name] for name in ("state", "rules", "asked_times", "requests", "who")
    )
    assert ("0", "", "") == tuple(
        dict(zip(FIELDS, cells(WAITING), strict=True))[name]
        for name in ("asked_times", "asked_last", "digest")
    )
