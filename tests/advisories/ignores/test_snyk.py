from datetime import date

import pytest

from pratique.advisories.ignores.said import Ignores
from pratique.advisories.ignores.snyk import parse
from pratique.core.audit import Ignore
from tests.advisories.ignores.findings import NPM

FILE = b"""\
# Snyk policy
version: v1.25.0
ignore:
  SNYK-JS-LODASH-567746:
    - web > lodash:
        reason: never called
        expires: 2030-02-01T00:00:00.000Z
        ignoredBy:
          email: me@team.example
    - '*':
        reason: anywhere
  'npm:hawk:20160119':
    - sqlite > '@scope/request' > hawk:
        expires: '2030-02-01'
  npm:semver:20150403:
    - '* > semver@2.x':
        reason: old
    - express:
patch:
  'npm:tar:20151103':
    - tar:
        patched: '2016-03-01'
failThreshold: high
"""


def test_rules_are_read_by_id_and_path() -> None:
    told = parse(FILE.replace(b"'@scope/request'", b"@scope/request"), ".snyk")
    assert (
        Ignore(
            ids=("SNYK-JS-LODASH-567746",),
            path="web>lodash",
            reason="never called",
            owner="me@team.example",
            expires=date(2030, 1, 31),
            origin=".snyk:5",
        ),
        Ignore(ids=("SNYK-JS-LODASH-567746",), reason="anywhere", origin=".snyk:10"),
        Ignore(
            ids=("npm:hawk:20160119",),
            path="sqlite>@scope/request>hawk",
            expires=date(2030, 1, 31),
            origin=".snyk:13",
        ),
        Ignore(
            ids=("npm:semver:20150403",),
            ecosystem=NPM,
            package="semver",
            versions="2.x",
            path="*>semver",
            reason="old",
            origin=".snyk:16",
        ),
        Ignore(ids=("npm:semver:20150403",), path=">express", origin=".snyk:18"),
    ) == told.ignores
    assert () == told.unread
    assert (
        ".snyk:19: patch has no effect, because Pratique does not check whether a patch was applied",
        ".snyk:23: failThreshold has no effect in Pratique: use --fail-on",
    ) == told.notes


@pytest.mark.parametrize(
    "data", [b"", b"# none\n", b"version: v1.25.0\nignore: {}\npatch: {}\n", b"ignore:\n"]
)
def test_a_policy_without_rules_says_nothing(data: bytes) -> None:
    assert Ignores() == parse(data, ".snyk")


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (
            b"ignore:\n  X:\n    - '*':\n        disregardIfFixable: true\n",
            "disregardIfFixable is not supported",
        ),
        (b"ignore:\n  X:\n    - '*':\n        expires: soon\n", "no date: 'soon'"),
        (b"ignore:\n  X:\n    - a@1 > b:\n        reason: x\n", "only the last package of a path"),
        (b"ignore:\n  X:\n    - just text\n", "the rule is not a mapping of paths"),
        (b"ignore:\n  X:\n    - a: text\n", "the rule for a path is not a mapping"),
        (b"ignore: [a]\n", "the value of ignore is not a mapping of ids"),
        (b"ignore: text\n", "the value of ignore is not a mapping of ids"),
    ],
)
def test_what_cannot_be_used_is_told(data: bytes, why: str) -> None:
    told = parse(data, ".snyk")
    assert () == told.ignores
    [problem] = told.unread
    assert why in problem


def test_an_empty_rule_of_an_id_says_nothing() -> None:
    assert Ignores() == parse(b"ignore:\n  X:\n    -\n  Y:\n", ".snyk")
