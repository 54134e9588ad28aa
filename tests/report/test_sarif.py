"""The report as SARIF."""

import json

from pratique.report import sarif
from tests.report import answers

RULES = {"new-install-hook": "install hook added since the baseline release"}


def test_a_finding_of_a_project_points_at_the_lockfile() -> None:
    run = json.loads(json.dumps(sarif.project(answers.project(), RULES)))["runs"][0]
    result = next(item for item in run["results"] if "left-handed" in item["message"]["text"])
    place = result["locations"][0]["physicalLocation"]
    assert ("package-lock.json", 42) == (place["artifactLocation"]["uri"], place["region"]["startLine"])
    assert "pratique/v1" in result["partialFingerprints"]


def test_what_could_not_be_judged_fails_the_invocation() -> None:
    run = json.loads(json.dumps(sarif.project(answers.project(), RULES)))["runs"][0]
    assert run["invocations"][0]["executionSuccessful"] is False


def test_rules_have_their_titles() -> None:
    run = json.loads(json.dumps(sarif.targets([answers.held()], RULES)))["runs"][0]
    assert RULES["new-install-hook"] == run["tool"]["driver"]["rules"][0]["shortDescription"]["text"]
