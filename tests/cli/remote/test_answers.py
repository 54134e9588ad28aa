"""What a gate answers, as the values that it was made of."""

import json
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from pratique.cli.remote.answers import (
    acted_in,
    acts_in,
    decisions_in,
    extent_in,
    flagged_in,
    freeze_act_in,
    freezes_in,
    holds_in,
)
from pratique.core.act import Act, ActKind, Word
from pratique.core.decision import Client, Ground
from pratique.core.freeze import Freeze, FreezeAct, FreezeKind
from pratique.core.hold import Hold, HoldState, Use
from pratique.core.names import Digest
from pratique.core.request import Request
from pratique.errors import RegistryError
from pratique.report.formats.json_text import compact
from pratique.report.verbs import approvals, decisions, holds
from pratique.store.log.part import Looked
from tests.store.gate.test_decisions import decided

AT = datetime(2026, 3, 1, 12, tzinfo=UTC)
ACT = Act(
    kind=ActKind.RELEASE,
    digest=Digest("sha256", "a" * 64),
    purl="pkg:npm/calm@1.1.0",
    at=AT,
    who="Ada",
    reason="read it",
    until=AT + timedelta(days=1),
    even_blocked=True,
    token="ada-desk",
    number=7,
)
FREEZE = FreezeAct(
    kind=FreezeKind.FREEZE,
    at=AT,
    who="Ada",
    reason="a worm",
    published_before=AT,
    until=AT + timedelta(days=1),
    spared=("pkg:npm/calm",),
    login="root",
    number=2,
)
HOLD = Hold(
    purl="pkg:npm/calm@1.1.0",
    filename="calm-1.1.0.tgz",
    digest=Digest("sha256", "a" * 64),
    state=HoldState.RELEASED,
    until=AT,
    rules=("new-install-hook",),
    why="a hook",
    since=AT,
    use=Use(times=3, clients=2, first=AT, last=AT),
    requests=(
        Request(
            key="k1", at=AT, who="mia", reason="a demo", client=Client("10.0.0.7", who="ci"), asked=0, held=()
        ),
    ),
    word=Word(release=replace(ACT, even_blocked=False, number=0)),
)


def over_the_wire(document: Any) -> Any:
    return json.loads(compact(document))


def test_decisions_acts_and_freezes_come_back_as_they_were() -> None:
    one = decided(grounds=(Ground("advisory", "it steals", "osv"),), client=Client("10.0.0.7", who="ci"))
    rows = [over_the_wire(approvals.row(ACT)), over_the_wire(approvals.freeze_row(FREEZE))]

    assert [one] == list(decisions_in([over_the_wire(decisions.document(one))]))
    assert [ACT, FREEZE] == list(acts_in(rows))
    assert FREEZE == freeze_act_in(rows[1])


def test_the_queue_comes_back_as_it_was() -> None:
    denied = replace(
        HOLD,
        state=HoldState.REFUSED,
        use=None,
        word=Word(refusal=replace(HOLD.word.release or ACT, kind=ActKind.REFUSE)),
    )
    plain = replace(HOLD, state=HoldState.REVIEW, digest=None, word=Word())
    told = over_the_wire(holds.document([HOLD, denied, plain], AT))

    assert ((HOLD, denied, plain), AT, 0) == holds_in(told)


def test_what_was_done_and_what_was_not_come_back() -> None:
    told = approvals.answer([(ACT, "calm.tgz", ("too-young",))], [("x", "denied", True)])
    done, not_done = acted_in(over_the_wire(told))

    assert [(replace(ACT, number=0), "calm.tgz", ("too-young",))] == [
        (one.act, one.subject.filename, one.lifts) for one in done
    ]
    assert [("x", "denied", True)] == [(one.target, one.why, one.stopped) for one in not_done]


def test_freezes_and_the_extent_of_the_log_come_back() -> None:
    freeze = Freeze(
        published_before=AT, until=AT, who="Ada", reason="a worm", spared=frozenset({"pkg:npm/a"})
    )
    told = {
        "searched": {"decisions": 3, "first": AT.isoformat(), "last": None},
        "not_searched": ["2024-05.jsonl.gz is missing: it contains 2 decisions"],
    }
    looked = Looked()
    extent = extent_in(told, looked)

    assert (freeze,) == freezes_in(over_the_wire({"freezes": [approvals.lasting_row(freeze)]}))
    assert (3, AT, None) == (extent.count, extent.first, extent.last)
    assert told["not_searched"] == looked.lost


def test_downloads_are_gathered_by_their_file() -> None:
    row = {
        **dict.fromkeys(
            ("at", "address", "who", "agent", "command", "ci", "purl", "filename", "sha256"), "x"
        ),
        "reasons": [{"code": "advisory", "text": "it steals", "source": "osv"}],
        "turned_at": AT.isoformat(),
        "cleared_at": None,
        "alarm": "a",
        "sent": None,
        "schema_version": 1,
    }
    first, second = flagged_in([row, {**row, "address": "y"}, {**row, "alarm": "b"}])

    assert (2, 2, 1) == (first.times, first.addresses, second.times)
    assert "it steals [advisory]" == first.why
    assert all("schema_version" not in one for one in first.downloads)


values = st.recursive(
    st.none() | st.integers() | st.text(max_size=10),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["purl", "at", "act", "digest", "holds", "done"]), inner)
    ),
    max_leaves=6,
)


@settings(max_examples=60)
@given(st.dictionaries(st.sampled_from(["purl", "at", "act", "digest", "holds", "done", "not_done"]), values))
def test_whatever_a_gate_answers_is_a_value_or_an_error(document: dict[str, Any]) -> None:
    for read in (
        acted_in,
        holds_in,
        freezes_in,
        freeze_act_in,
        lambda one: extent_in(one, Looked()),
        lambda one: list(acts_in([one])),
        lambda one: list(decisions_in([one])),
        lambda one: list(flagged_in([one])),
    ):
        with suppress(RegistryError):
            read(document)
