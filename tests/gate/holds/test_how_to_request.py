import json
from dataclasses import replace

import pytest

from pratique.core.names import Ecosystem, PackageRef
from pratique.core.policy import Action
from pratique.core.reason import ReasonCode
from pratique.core.verdict import HoldKind, Reason, Verdict
from pratique.gate.decision.refusal import Way, failed, refuse
from pratique.gate.holds.how_to_request import offered
from pratique.gate.protocols.interface import Answer

REF = PackageRef(Ecosystem.NPM, "@scope/name").at("1.0.0")
ROOT = "http://gate.example:4873"
REASON = Reason(code=ReasonCode.TOO_YOUNG, text="published 1 h ago", source="policy")
HELD = Verdict(action=Action.HOLD, kind=HoldKind.REVIEW, reasons=(REASON,))
BLOCKED = Verdict(action=Action.BLOCK, reasons=(REASON,))


def test_whoever_meets_a_hold_is_told_how_to_ask_for_it() -> None:
    before = refuse(HELD, REF, Way())

    answer = offered(before, ROOT)

    document = json.loads(answer.body)
    command = f"pratique request {REF.purl} --gate {ROOT} --reason TEXT"
    assert {"command": command, "url": f"{ROOT}/-/pratique/request"} == document["request"]
    assert document["error"].endswith(f"; request it: {command}")
    assert f"{before.reason}; request: {ROOT}/-/pratique/request" == answer.reason
    assert (before.status, before.headers) == (answer.status, answer.headers)


def test_a_phrase_without_room_stays_as_it_is() -> None:
    before = refuse(replace(HELD, reasons=(replace(REASON, text="x" * 200),)), REF, Way())

    assert before.reason == offered(before, ROOT).reason


@pytest.mark.parametrize(
    ("answer", "root"),
    [
        (refuse(BLOCKED, REF, Way()), ROOT),
        (refuse(HELD, REF, Way()), None),
        (failed(403, "the gate takes no PUT"), ROOT),
        (failed(404, "no such version"), ROOT),
        (Answer(status=403, body=b"\xff"), ROOT),
        (Answer(status=403, body=b"[1]"), ROOT),
        (Answer(status=200, body=b"bytes"), ROOT),
    ],
)
def test_every_other_answer_stays_as_it_is(answer: Answer, root: str | None) -> None:
    assert answer == offered(answer, root)
