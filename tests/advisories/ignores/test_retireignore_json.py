import json

import pytest

from pratique.advisories.ignores.retireignore_json import parse
from pratique.advisories.ignores.said import Ignores
from pratique.core.audit import Ignore
from pratique.errors import ParseError


def read(*entries: object) -> Ignores:
    return parse(json.dumps(entries, indent=1).encode(), ".retireignore.json")


def test_components_and_paths_are_read_with_their_justification() -> None:
    told = read(
        {"component": "jquery", "identifiers": {"issue": "2432"}, "justification": "no calls outside"},
        {"component": "jquery", "version": "2.1", "justification": "read"},
        {"component": "dojo", "identifiers": {"CVE": ["CVE-2020-1", "CVE-2020-2"], "summary": "x"}},
        {"path": "node_modules", "justification": "for building alone"},
    )
    assert (
        Ignore(ids=("2432",), package="jquery", reason="no calls outside", origin=".retireignore.json:3"),
        Ignore(package="jquery", versions="=2.1.0", reason="read", origin=".retireignore.json:10"),
        Ignore(ids=("CVE-2020-1", "CVE-2020-2"), package="dojo", origin=".retireignore.json:15"),
        Ignore(path="**node_modules**", reason="for building alone", origin=".retireignore.json:25"),
    ) == told.ignores
    assert () == told.unread


@pytest.mark.parametrize(
    ("entry", "why"),
    [
        ({"justification": "all"}, "the entry has neither a component nor a path"),
        ({"component": "jquery", "severity": "low"}, "ignoring by severity is not supported"),
        ({"component": "jquery", "version": "1 || *"}, "not a version"),
        ({"path": "*"}, "the entry would ignore all findings"),
        ({"path": "a>b"}, "the line is not a file path"),
        ("jquery", "an entry is not an object"),
    ],
)
def test_what_cannot_be_used_is_told(entry: object, why: str) -> None:
    told = read(entry)
    assert () == told.ignores
    [problem] = told.unread
    assert why in problem


def test_an_object_in_place_of_the_list_is_refused() -> None:
    with pytest.raises(ParseError, match="expected a list, got a dict"):
        parse(b"{}", ".retireignore.json")
