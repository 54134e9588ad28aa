import json
from datetime import UTC, datetime, timedelta
from importlib import resources

import jsonschema
import pytest

from pratique.core.act import Act, ActKind
from pratique.core.decision import Client
from pratique.core.hold import HoldState
from pratique.core.names import Digest
from pratique.core.policy import Action
from pratique.core.request import HeldEntry, Request
from pratique.core.verdict import HoldKind
from pratique.gate.holds.request_answer import Looked, Unknown, answer_of

SCHEMA = json.loads(
    resources.files("pratique.report.schemas").joinpath("request-1.schema.json").read_text(encoding="utf-8")
)
NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
WAITING = HeldEntry(
    purl="pkg:npm/calm@1.1.0",
    filename="calm-1.1.0.tgz",
    digest=None,
    action=Action.HOLD,
    kind=HoldKind.WAIT,
    until=NOW + timedelta(hours=52),
    why="calm@1.1.0 waits",
)
REQUEST = Request(
    key="k1",
    at=NOW,
    who="mia",
    reason="a\x1bdemo",
    client=Client("10.0.0.7"),
    asked=120,
    held=(WAITING,),
    unknown=2,
)


def answered(*states: HoldState, request: Request = REQUEST) -> tuple[str, str]:
    looked = [Looked(WAITING, state) for state in states]
    unknown = [Unknown("pkg:npm/none@1", "no\nanswer")]
    answer = answer_of(request, looked, unknown, url="http://gate.example/k1", contact="ada", status=201)
    document = json.loads(answer.body)
    jsonschema.validate(document, SCHEMA)
    assert (201, 1, "no\\nanswer") == (
        answer.status,
        document["schema_version"],
        document["unknown"][0]["why"],
    )
    return document["state"], document["words"]


@pytest.mark.parametrize(
    ("states", "state", "words"),
    [
        ([HoldState.WAIT], "open", "1 file is held, 1 for a limited time, the last until 2026-03-03 16:00 UTC; state unknown: 2; ada decides"),
        ([HoldState.REVIEW, HoldState.BLOCKED], "open", "2 files are held, 1 for review, 1 blocked; state unknown: 2; ada decides"),
        ([HoldState.RELEASED, HoldState.REFUSED, HoldState.ENDED], "done", "3 files are held, 1 approved since, 1 denied since, 1 no longer held; state unknown: 2; ada decides"),
        ([], "nothing-held", "no file is held now (releases checked: 120; state unknown: 2); files are judged when they are requested"),
    ],
)  # fmt: skip
def test_the_words_say_all_in_a_line(states: list[HoldState], state: str, words: str) -> None:
    assert (state, words) == answered(*states)


def test_a_decision_is_told_with_its_reason_and_end_and_others_by_their_number() -> None:
    act = Act(
        kind=ActKind.RELEASE,
        digest=Digest("sha256", "a" * 64),
        at=NOW,
        who="ada\x1b",
        reason="read it",
        until=NOW + timedelta(days=7),
        login="root",
        token="ada-desk",
    )
    decided = Looked(WAITING, HoldState.RELEASED, by="ada: read it", last=act)
    waiting = Looked(
        WAITING, HoldState.WAIT, others=frozenset({"bo-desk", "ci"}), since=NOW - timedelta(days=1)
    )
    other = Looked(WAITING, HoldState.WAIT, others=frozenset({"bo-desk"}), since=NOW - timedelta(days=2))
    answer = answer_of(REQUEST, [decided, waiting, other], (), url="", contact="ada", status=200)
    document = json.loads(answer.body)
    jsonschema.validate(document, SCHEMA)

    assert {
        "act": "release",
        "who": "ada\\x1b",
        "reason": "read it",
        "at": "2026-03-01T12:00:00Z",
        "until": "2026-03-08T12:00:00Z",
    } == document["held"][0]["decision"]
    assert document["held"][1]["decision"] is None
    assert {"count": 2, "since": "2026-02-27T12:00:00Z"} == document["others"]
    assert "2 others requested the same since 2026-02-27 12:00 UTC" in document["words"]
    assert "bo-desk" not in answer.body.decode()
