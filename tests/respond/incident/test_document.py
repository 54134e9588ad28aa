"""The incident file: its bytes, its keys, and the joining of two copies."""

import json
from datetime import UTC, datetime
from importlib import resources

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pratique.errors import ParseError, UsageError
from pratique.respond.incident.document import Incident, added, id_of, joined, parse, valid_id, written
from pratique.respond.incident.entry import (
    Answered,
    Body,
    Bytes,
    Closed,
    Confidence,
    Known,
    Listed,
    Misread,
    Moment,
    Note,
    Opened,
    Section,
    Trace,
    Withdrawn,
)
from pratique.respond.wanted.value import IndicatorKind

NOW = datetime(2026, 4, 1, 12, tzinfo=UTC)
EVERY: tuple[Body, ...] = (
    Opened(title="axios"),
    Closed(reason="over"),
    Listed(
        id="pkg:npm/axios@1.14.1",
        type="npm",
        name="axios",
        versions=("1.14.1",),
        origin="a",
        malicious=False,
        since=NOW,
    ),
    Bytes(digest="sha256:" + "a" * 64, origin="a"),
    Trace(trace=IndicatorKind.HOST, value="evil.invalid", origin="a"),
    Misread(origin="a", text="x", why="y"),
    Known(purl="pkg:npm/axios@1.14.1", published_at=NOW, publisher="p", source="listing"),
    Note(section=Section.CAUSE, text="why", when=NOW, source="s", confidence=Confidence.LIKELY),
    Answered(
        as_of=NOW,
        answer="locked",
        items={"a": "locked"},
        sightings=1,
        places=2,
        unchecked=0,
        report="r",
        sha256="0" * 64,
        moments=(Moment(when=NOW, text="t", source="s", confidence=Confidence.CONFIRMED),),
    ),
    Withdrawn(entry="20260401T120000Z-0123456789abcdef", reason="wrong"),
)


def made(*bodies: Body) -> Incident:
    return added(Incident(id="axios"), bodies, at=NOW, by="ada")


def test_every_kind_of_entry_survives_the_file_and_the_schema() -> None:
    schema = json.loads(
        resources.files("pratique.report.schemas").joinpath("incident-1.schema.json").read_text()
    )
    data = written(made(*EVERY))

    jsonschema.validate(json.loads(data), schema)
    back = parse(data, "a.json")
    assert (set(map(repr, EVERY)), ()) == ({repr(e.body) for e in back.entries.values()}, back.problems)
    assert data == written(back)


def test_an_equal_entry_is_added_once_but_an_incident_can_be_opened_again() -> None:
    once = made(Note(text="a"))
    later = NOW.replace(hour=13)

    assert written(once) == written(added(once, [Note(text="a")], at=later, by="bob"))
    assert 2 == len(added(made(Opened(title="t")), [Opened(title="t")], at=later, by="bob").entries)


def test_two_copies_join_to_the_same_bytes_in_any_order() -> None:
    start = made(Opened(title="t"))
    mine = added(start, [Note(text="mine")], at=NOW, by="ada")
    other = added(start, [Note(text="other")], at=NOW, by="bob")

    assert written(joined(mine, other)) == written(joined(other, mine))
    assert 3 == len(joined(mine, other).entries)
    with pytest.raises(UsageError, match="about the incident x"):
        joined(mine, Incident(id="x"))


def test_a_changed_entry_is_reported_and_an_unchanged_copy_replaces_it() -> None:
    good = made(Note(text="good"))
    bad = parse(written(good).replace(b'"good"', b'"evil"'), "a.json")

    assert 1 == len(bad.problems)
    assert "was changed after it was added" in bad.problems[0]
    assert written(good) == written(joined(bad, good))


def test_an_entry_of_a_newer_release_is_kept_and_reported() -> None:
    value = json.loads(written(made(Note(text="a"))))
    value["entries"]["20260401T120000Z-0123456789abcdef"] = {
        "at": "2026-04-01T12:00:00Z",
        "by": "x",
        "kind": "later",
    }
    back = parse(json.dumps(value).encode(), "a.json")

    assert any("not understood" in problem for problem in back.problems)
    assert b'"later"' in written(back)


@pytest.mark.parametrize(
    "when", ["0001-01-01T00:00:00+05:00", "9999-12-31T23:00:00-05:00", "2026-04-01T00:00:00"]
)
@pytest.mark.parametrize("field", ["at", "when"])
def test_a_time_without_a_zone_or_outside_the_calendar_is_reported(field: str, when: str) -> None:
    value = json.loads(written(made(Note(text="a", when=NOW))))
    (entry,) = value["entries"].values()
    entry[field] = when
    back = parse(json.dumps(value).encode(), "a.json")

    assert {} == back.entries
    assert any("not understood" in problem for problem in back.problems)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"[]",
        b"{}",
        b"[" * 100_000,
        b'{"schema_version":2,"incident":"a","entries":{}}',
        b'{"schema_version":1,"incident":"../a","entries":{}}',
    ],
)
def test_other_files_are_refused(data: bytes) -> None:
    with pytest.raises(ParseError):
        parse(data, "a.json")


def test_ids() -> None:
    assert "event-stream-3-3-6" == id_of("Event-Stream 3.3.6!")
    with pytest.raises(UsageError):
        valid_id("../x")
    with pytest.raises(UsageError):
        id_of("\u4e00")


@pytest.mark.fuzz
@settings(max_examples=200)
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(),
        lambda inner: (
            st.lists(inner)
            | st.dictionaries(
                st.sampled_from(["at", "by", "kind", "when", "note", "text", "items", "moments"]) | st.text(),
                inner,
            )
        ),
    )
)
def test_hostile_entries_never_raise(value: object) -> None:
    text = json.dumps({"schema_version": 1, "incident": "a", "entries": {"k": value}})
    parse(text.encode(), "a.json")
