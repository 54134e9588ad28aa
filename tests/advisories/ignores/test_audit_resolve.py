import json
from datetime import date

import pytest

from pratique.advisories.ignores.audit_resolve import parse
from pratique.advisories.ignores.said import Ignores
from pratique.core.audit import Ignore
from tests.advisories.ignores.findings import NPM

FEBRUARY_2030_MS = 1896134400000
DAY_MS = 86_400_000


def read(decisions: object, **more: object) -> Ignores:
    return parse(
        json.dumps({"version": 1, "decisions": decisions, **more}, indent=1).encode(), "audit-resolve.json"
    )


def test_decisions_to_ignore_and_to_postpone_are_read_by_id_and_path() -> None:
    told = read(
        {
            "GHSA-p6mc-m468-83gw|web>lodash": {
                "decision": "ignore",
                "reason": "unused",
                "expiresAt": FEBRUARY_2030_MS,
            },
            "1213|minimist": {"decision": "ignore", "madeAt": 1},
            "1214|a>b": {"decision": "postpone", "madeAt": FEBRUARY_2030_MS - DAY_MS},
            "1215|a>b": {"decision": "postpone", "madeAt": FEBRUARY_2030_MS, "expiresAt": FEBRUARY_2030_MS},
            "1216|a": {"decision": "fix", "madeAt": 1},
            "1217|a": {"decision": "none"},
        }
    )
    assert (
        Ignore(
            ids=("GHSA-p6mc-m468-83gw",),
            ecosystem=NPM,
            path="web>lodash",
            reason="unused",
            expires=date(2030, 1, 31),
            origin="audit-resolve.json:4",
        ),
        Ignore(ids=("npm:1213",), ecosystem=NPM, path=">minimist", origin="audit-resolve.json:9"),
        Ignore(
            ids=("npm:1214",),
            ecosystem=NPM,
            path="a>b",
            expires=date(2030, 1, 31),
            origin="audit-resolve.json:13",
        ),
        Ignore(
            ids=("npm:1215",),
            ecosystem=NPM,
            path="a>b",
            expires=date(2030, 1, 31),
            origin="audit-resolve.json:17",
        ),
    ) == told.ignores
    assert ((), ()) == (told.unread, told.notes)


@pytest.mark.parametrize(
    ("key", "decision", "why"),
    [
        ("1213", {"decision": "ignore"}, "not a decision about an id and a path"),
        ("|a", {"decision": "ignore"}, "not a decision about an id and a path"),
        ("1213|a", "ignore", "not a decision about an id and a path"),
        ("1213|a", {"decision": "shrug"}, "shrug is not a known decision"),
        ("1213|a", {}, "it is not a known decision"),
        ("1213|a", {"decision": "postpone"}, "madeAt is not a number"),
        ("1213|a", {"decision": "postpone", "madeAt": True}, "madeAt is not a number"),
        ("1213|a", {"decision": "ignore", "expiresAt": "soon"}, "no date: 'soon'"),
    ],
)
def test_what_is_no_decision_is_told(key: str, decision: object, why: str) -> None:
    told = read({key: decision})
    assert () == told.ignores
    assert why in told.unread[0]


def test_other_versions_and_rules_are_told() -> None:
    assert "version 0 of the file format is not supported" in parse(b'{"version": 0}', "f").unread[0]
    assert (
        "version None of the file format is not supported" in parse(b'{"1|a": {"ignore": 1}}', "f").unread[0]
    )
    assert ("audit-resolve.json: the rules of audit-resolve.json have no effect in Pratique",) == read(
        {}, rules={"ignoreLow": True}
    ).notes
    assert "the value of decisions is not an object" in read([]).unread[0]
