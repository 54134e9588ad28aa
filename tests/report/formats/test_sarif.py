"""The report as SARIF."""

import base64
import json
import random
import re
import zlib
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given

from pratique.core.assessment import ProjectReport, Target
from pratique.core.location import Location
from pratique.report.formats import sarif
from pratique.report.formats.json_text import compact, indented
from tests.report import answers
from tests.report.hostile import PROJECTS, TARGETS

RULES = {"new-install-hook": "install hook added since the baseline release"}
URI = re.compile(r"[A-Za-z0-9._~@+%-][A-Za-z0-9._~/@+%-]*\Z")


def run_of(value: ProjectReport) -> Any:
    return json.loads(compact(sarif.project(value, RULES)))["runs"][0]


def valid(log: Any) -> None:
    """What the schema of SARIF 2.1.0 and GitHub ask for, as far as we write it."""
    assert ("2.1.0", 1) == (log["version"], len(log["runs"]))
    run = log["runs"][0]
    rules = run["tool"]["driver"]["rules"]
    assert len(rules) == len({rule["id"] for rule in rules}) <= 25_000
    assert all(rule["shortDescription"]["text"] and rule["help"]["text"] for rule in rules)
    prints = set()
    assert len(run["results"]) <= 25_000
    for result in run["results"]:
        assert result["ruleId"] == rules[result["ruleIndex"]]["id"]
        assert result["level"] in {"error", "warning", "note"}
        assert result["message"]["text"]
        assert 1 == len(result["locations"])
        related = [json.dumps(place) for place in result.get("relatedLocations", ())]
        assert len(related) == len(set(related))
        places = [*result["locations"], *result.get("relatedLocations", ())]
        assert len(places) <= 100
        for place in places:
            artifact = place["physicalLocation"]["artifactLocation"]
            assert URI.match(artifact["uri"])
            assert artifact["uriBaseId"] in run["originalUriBaseIds"]
            assert place["physicalLocation"].get("region", {"startLine": 1})["startLine"] >= 1
        prints.add(result["partialFingerprints"]["pratique/v2"])
    assert len(prints) == len(run["results"])
    for note in run["invocations"][0]["toolExecutionNotifications"]:
        assert note["level"] in {"error", "warning", "note"}


def test_a_finding_of_a_project_points_at_the_lockfile() -> None:
    result = run_of(answers.project())["results"][0]
    place = result["locations"][0]["physicalLocation"]
    assert ("package-lock.json", 42) == (place["artifactLocation"]["uri"], place["region"]["startLine"])
    assert "In the package: package.json:7" in result["message"]["text"]
    assert ["package.json", "lib/build.js"] == [
        place["physicalLocation"]["artifactLocation"]["uri"] for place in result["relatedLocations"]
    ]


def test_what_could_not_be_judged_fails_the_invocation() -> None:
    assert run_of(answers.project())["invocations"][0]["executionSuccessful"] is False


def test_rules_have_their_titles() -> None:
    run: Any = json.loads(compact(sarif.targets([answers.held()], RULES)))["runs"][0]
    assert RULES["new-install-hook"] == run["tool"]["driver"]["rules"][0]["shortDescription"]["text"]


def test_a_level_says_what_it_does() -> None:
    levels = {(r["ruleId"], r["level"]) for r in run_of(answers.review())["results"]}
    assert {("advisory", "error"), ("too-young", "warning"), ("new-install-hook", "warning")} <= levels
    assert ("capability-gained", "note") in levels


def test_what_a_waiver_lets_through_is_suppressed_with_its_reason() -> None:
    result = next(r for r in run_of(answers.review())["results"] if "waved" in r["message"]["text"])
    assert [
        {"kind": "external", "status": "accepted", "justification": "read by us (until 2026-12-31)"}
    ] == result["suppressions"]


def test_github_makes_its_own_print_where_there_is_a_line() -> None:
    report = answers.project()
    assert "primaryLocationLineHash" not in run_of(report)["results"][0]["partialFingerprints"]
    lineless = replace(report.packages[0], sources=("package-lock.json",))
    prints = run_of(replace(report, packages=(lineless,)))["results"][0]["partialFingerprints"]
    assert f"{prints['pratique/v2'][:16]}:1" == prints["primaryLocationLineHash"]


def test_a_place_that_is_told_twice_is_written_once() -> None:
    """Validators refuse a list of places that has one twice, and with it the whole file."""
    twice = replace(answers.finding(), locations=(Location("a.min.js", 1),) * 3)
    (result,) = run_of(replace(answers.project(), packages=(answers.judged("n", "1.0.0", twice),)))["results"]
    assert 1 == len(result["relatedLocations"])


def test_what_is_too_many_is_told() -> None:
    short = replace(answers.finding(), locations=(Location("a.js", 1),), evidence="")
    findings = [replace(short, message=str(n)) for n in range(2_501)]
    many = tuple(answers.judged(f"n{n}", "1.0.0", *findings) for n in range(10))
    log: Any = sarif.project(replace(answers.review(), packages=many), RULES)
    run = log["runs"][0]
    assert 25_000 == len(run["results"])
    assert (
        "10 results of the lowest severity omitted"
        in run["invocations"][0]["toolExecutionNotifications"][0]["message"]["text"]
    )


def test_what_is_too_large_to_upload_is_told() -> None:
    chance = random.Random(1)

    def noise() -> str:
        return base64.b64encode(chance.randbytes(740)).decode()

    findings = [
        replace(answers.finding(message=noise()), locations=tuple(Location(noise()) for _ in range(4)))
        for _ in range(2_500)
    ]
    log: Any = sarif.project(
        replace(answers.review(), packages=(answers.judged("n", "1.0.0", *findings),)), RULES
    )
    run = log["runs"][0]
    assert 1_000 < len(run["results"]) < 2_500
    assert len(zlib.compress(indented(log).encode())) * 4 / 3 < 10_000_000
    assert "omitted" in run["invocations"][0]["toolExecutionNotifications"][0]["message"]["text"]


@pytest.mark.fuzz
@given(value=PROJECTS)
def test_a_hostile_project_gives_a_valid_log(value: ProjectReport) -> None:
    valid(json.loads(compact(sarif.project(value, RULES))))


@pytest.mark.fuzz
@given(values=TARGETS)
def test_hostile_targets_give_a_valid_log(values: list[Target]) -> None:
    valid(json.loads(compact(sarif.targets(values, RULES))))
