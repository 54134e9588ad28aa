"""The report of an audit as JUnit XML."""

from pratique.report.audit import junit
from tests.report.audit import answers
from tests.report.formats.test_junit import counted, outcomes, suite


def test_each_release_and_copy_is_a_case() -> None:
    found = suite(junit.audit(answers.rich()))
    counted(found)
    kept = {name: tag for name, tag in outcomes(found).items() if "evil" not in name}
    assert {
        "event-strum@3.3.6": "failure",
        "braces@2.1.0": "failure",
        "lodash@4.17.20": "failure",
        "node@22.11.0": "failure",
        "vague@0.3.0": "error",
        "jquery@1.12.4 in static/js/vendor.min.js": "failure",
        "pkg:npm/own@1.0.0": "skipped",
        "pkg:npm/own-two@1.0.0": "skipped",
        "decoder@0.2.0": "system-out",
        "elsewhere@1.0.0": "system-out",
        "app@1.0.0": "pass",
        "builder@2.1.0": "pass",
    } == kept


def test_a_failure_has_all_findings_of_the_release() -> None:
    cases = suite(junit.audit(answers.rich())).iter("testcase")
    case = next(case for case in cases if case.attrib["name"] == "lodash@4.17.20")
    assert "1 high, 1 medium" == case[0].attrib["message"]
    text = case[0].text or ""
    for part in ("GHSA-35jh-r3h4-6jhm: Command injection", "GHSA-29mw-wpgm-hmr9: ", "next: all who ask for"):
        assert part in text


def test_what_was_not_looked_at_is_an_error() -> None:
    found = outcomes(suite(junit.audit(answers.incomplete())))
    assert {"yarn.lock", "poetry.lock", "pkg:npm/from-git@1.0.0", ".trivyignore.yaml:4: no id"} <= {
        name for name, tag in found.items() if tag == "error"
    }
    assert {"audit": "error"} == outcomes(suite(junit.audit(answers.nothing())))
