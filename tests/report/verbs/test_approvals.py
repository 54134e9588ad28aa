import json
from datetime import UTC, datetime, timedelta
from importlib import resources
from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.core.act import Act, ActKind
from pratique.core.freeze import Freeze, FreezeAct, FreezeKind
from pratique.core.names import Digest, Ecosystem, PackageRef
from pratique.report.formats.json_text import compact
from pratique.report.parts.escape import escape
from pratique.report.verbs.approvals import (
    FIELDS,
    WORDS,
    answer,
    concerns,
    freeze_row,
    freeze_sentence,
    lasting_row,
    row,
    sentence,
)

AT = datetime(2026, 3, 1, 12, tzinfo=UTC)
DIGEST = Digest("sha256", "a" * 64)


def act(kind: ActKind = ActKind.RELEASE, **more: Any) -> Act:
    values = {"digest": DIGEST, "at": AT, "who": "ada", "reason": "read it", "number": 7, **more}
    return Act(kind=kind, **values)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (act(), f"2026-03-01 12:00:00  {DIGEST}  released by ada: read it"),
        (
            act(until=AT + timedelta(days=1), even_blocked=True, purl="pkg:npm/calm@1"),
            f"2026-03-01 12:00:00  pkg:npm/calm@1  {DIGEST}  released by ada despite a block until 2026-03-02 12:00: read it",
        ),
        (act(ActKind.REFUSE), f"2026-03-01 12:00:00  {DIGEST}  refused by ada: read it"),
        (act(ActKind.REFUSE_UNDONE), f"2026-03-01 12:00:00  {DIGEST}  denial withdrawn by ada: read it"),
    ],
)
def test_a_person_reads_who_did_what_when_and_why(value: Act, expected: str) -> None:
    assert expected == sentence(value)


@given(st.text(max_size=60), st.text(max_size=60))
def test_nothing_that_somebody_writes_moves_a_terminal(who: str, reason: str) -> None:
    shown = sentence(act(who=who, reason=reason))

    assert escape(shown) == shown


def test_every_act_has_its_words_and_the_table_its_fields() -> None:
    assert set(ActKind) == set(WORDS)
    assert {"schema_version", *FIELDS} == set(row(act()))


@pytest.mark.parametrize(
    "document",
    [
        row(act()),
        row(act(ActKind.REFUSE, until=AT)),
        answer([(act(), "calm.tgz", ("too-young",))], [("x", "none met", False)]),
    ],
    ids=["row", "refusal", "answer"],
)
def test_the_documents_fit_their_schema(document: Any) -> None:
    schema = resources.files("pratique.report.schemas").joinpath("acts-1.schema.json").read_text()

    jsonschema.validate(json.loads(compact(document)), json.loads(schema))


def test_a_freeze_is_a_row_of_the_same_fields_and_a_sentence() -> None:
    order = FreezeAct(
        kind=FreezeKind.FREEZE,
        at=AT,
        who="ada\x1b[31m",
        reason="a worm",
        published_before=AT,
        until=AT + timedelta(days=1),
        spared=("pkg:npm/calm@1",),
    )
    undone = FreezeAct(kind=FreezeKind.UNDONE, at=AT, who="bo", reason="over")

    assert set(row(act())) == set(freeze_row(order)) == set(freeze_row(undone))
    assert ["pkg:npm/calm@1"] == freeze_row(order)["spared"]
    assert "\x1b" not in freeze_sentence(order)
    assert "(published before " in freeze_sentence(order)
    assert freeze_sentence(undone).endswith("freezes ended by bo: over")


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({}, "by ada:"),
        ({"login": "ada"}, "by ada:"),
        ({"login": "root"}, "by ada (login root):"),
        ({"token": "ada-desk"}, "by ada (token ada-desk):"),
        ({"token": "ada"}, "by ada:"),
    ],
)
def test_a_claimed_name_is_shown_beside_what_proves_it(more: dict[str, str], expected: str) -> None:
    login, token = more.get("login", ""), more.get("token", "")
    undone = FreezeAct(kind=FreezeKind.UNDONE, at=AT, who="ada", reason="over", login=login, token=token)

    assert expected in sentence(act(login=login, token=token))
    assert expected in freeze_sentence(undone)


def test_a_lasting_freeze_is_a_row_and_an_act_concerns_its_package() -> None:
    freeze = Freeze(published_before=AT, until=AT, who="ada", reason="a worm", spared=frozenset({"b", "a"}))
    calm = PackageRef(Ecosystem.NPM, "calm")
    about = act(purl=calm.at("1.0.0").purl)

    assert ["a", "b"] == lasting_row(freeze)["spared"]
    assert [True, True, False, False] == [
        concerns(about, calm, None),
        concerns(about, calm, "1.0.0"),
        concerns(about, calm, "1.0.1"),
        concerns(about, PackageRef(Ecosystem.NPM, "cal"), None),
    ]
