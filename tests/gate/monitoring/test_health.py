"""Whether a gate is well."""

import json

import pytest

from pratique.gate.monitoring.health import brief, health, problems
from pratique.gate.protocols.interface import Answer


def told(answer: Answer) -> tuple[int, str, list[str]]:
    document = json.loads(answer.body)
    return answer.status, document["status"], document["problems"]


@pytest.mark.parametrize(
    ("wrong", "trouble", "strict", "expected"),
    [
        ([], "", False, (200, "ok", [])),
        ([], "", True, (200, "ok", [])),
        (["a"], "", False, (200, "degraded", ["a"])),
        (["a"], "", True, (503, "degraded", ["a"])),
        ([], "disk full", False, (503, "failing", ["disk full"])),
        (["a"], "x", False, (503, "failing", ["x", "a"])),
    ],
)
def test_a_gate_that_cannot_note_fails_and_one_that_knows_too_little_is_degraded(
    wrong: list[str], trouble: str, *, strict: bool, expected: tuple[int, str, list[str]]
) -> None:
    assert expected == told(health({"epoch": "e"}, wrong, trouble, strict=strict))


def test_what_is_missing_is_said_by_name() -> None:
    found = problems({"npm": "known", "pypi": "not checked: no index"}, {"https://registry.example/"})

    assert [
        "advisories about pypi: not checked: no index",
        "https://registry.example/ did not respond and is not queried for some seconds",
    ] == found


def test_in_brief_it_tells_its_status_alone() -> None:
    assert b'{"status":"degraded"}' == brief(health({"epoch": "e"}, ["a"], "", strict=False)).body
