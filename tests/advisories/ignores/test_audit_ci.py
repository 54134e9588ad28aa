from datetime import date

import pytest

from pratique.advisories.ignores.audit_ci import parse
from pratique.core.audit import Ignore
from pratique.errors import ParseError
from tests.advisories.ignores.findings import NPM

FILE = b"""\
{
  // what is known
  "moderate": true,
  "skip-dev": true,
  "allowlist": [
    "GHSA-42xw-2xvc-qx8m",
    "GHSA-rp65-9cf3-cjxr|react-scripts>*>nth-check",
    "GHSA-42xw-2xvc-qx8m|axios",
    "*|react-scripts>*",
    "web>lodash",
    "@scope/name",
    {"GHSA-p6mc-m468-83gw|web>*": {"active": true, "notes": "never called", "expiry": "2030-02-01"}},
    {"lodash": {"active": false}},
    {"minimist": {"notes": "not active either"}},
  ],
}
"""


def test_the_allowlist_is_read_with_ids_modules_paths_and_records() -> None:
    told = parse(FILE, "audit-ci.jsonc")
    assert (
        Ignore(ids=("GHSA-42xw-2xvc-qx8m",), ecosystem=NPM, origin="audit-ci.jsonc:6"),
        Ignore(
            ids=("GHSA-rp65-9cf3-cjxr",),
            ecosystem=NPM,
            path="react-scripts>*>nth-check",
            origin="audit-ci.jsonc:7",
        ),
        Ignore(ids=("GHSA-42xw-2xvc-qx8m",), ecosystem=NPM, path=">axios", origin="audit-ci.jsonc:8"),
        Ignore(ecosystem=NPM, path="react-scripts>*", origin="audit-ci.jsonc:9"),
        Ignore(ecosystem=NPM, path="web>lodash", origin="audit-ci.jsonc:10"),
        Ignore(ecosystem=NPM, package="@scope/name", origin="audit-ci.jsonc:11"),
        Ignore(
            ids=("GHSA-p6mc-m468-83gw",),
            ecosystem=NPM,
            path="web>*",
            reason="never called",
            expires=date(2030, 1, 31),
            origin="audit-ci.jsonc:12",
        ),
    ) == told.ignores
    assert () == told.unread


def test_levels_and_the_like_are_told_and_are_no_trouble() -> None:
    assert (
        "audit-ci.jsonc: moderate has no effect in Pratique: use --fail-on",
        "audit-ci.jsonc: skip-dev has no effect in Pratique: use --group prod",
    ) == parse(FILE, "audit-ci.jsonc").notes
    assert () == parse(b'{"low": false}', "f").notes


@pytest.mark.parametrize(
    ("entry", "why"),
    [
        (b'"*"', "the entry would ignore all findings"),
        (b'"*|*"', "the entry would ignore all findings"),
        (b'"*|*>*"', "the entry would ignore all findings"),
        (b'"GHSA-*|a"', None),
        (b'"lod*|a"', None),
        (b"1213", "neither a string nor an object: 1213"),
        (b'{"lodash": {"active": true, "expiry": "soon"}}', "lodash: no date: 'soon'"),
        (b'{"lodash": 3}', "lodash: the exception is neither a string nor an object"),
        (b'"no name at all"', "no name at all"),
    ],
)
def test_what_cannot_be_used_is_told(entry: bytes, why: str | None) -> None:
    told = parse(b'{"allowlist": [%s]}' % entry, "f")
    assert () == told.ignores
    [problem] = told.unread
    assert problem.startswith("f")
    assert (why or "a wildcard may not be part") in problem


def test_the_lists_of_old_versions_and_other_forms_are_told() -> None:
    assert "before version 6" in parse(b'{"advisories": [1213]}', "f").unread[0]
    assert ("f: not used: the value of allowlist is not a list",) == parse(b'{"allowlist": {}}', "f").unread
    with pytest.raises(ParseError, match="f: expected an object, got a list"):
        parse(b"[]", "f")


def test_an_empty_record_says_nothing() -> None:
    told = parse(b'{"allowlist": [{}]}', "f")
    assert ((), ()) == (told.ignores, told.unread)
