"""The machine contract: every answer fits its schema, and the golden answers do not change."""

import json
from dataclasses import replace
from importlib import resources
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given

from pratique.core.assessment import ProjectReport, Target
from pratique.core.evidence import Evidence, Known, Signal
from pratique.core.finding import Skipped
from pratique.core.history import Weight
from pratique.report.formats import json_contract as contract
from pratique.report.formats.json_text import compact, indented
from tests.report import answers
from tests.report.hostile import PROJECTS

GOLDEN = Path(__file__).parents[1] / "golden"


def schema(name: str) -> Any:
    return json.loads(
        resources.files("pratique.report.schemas").joinpath(f"{name}-1.schema.json").read_text()
    )


CHECK = jsonschema.Draft202012Validator(schema("check"))


@pytest.mark.parametrize("name", ["inspect", "check", "diff", "policy-test"])
def test_every_schema_is_one(name: str) -> None:
    jsonschema.Draft202012Validator.check_schema(schema(name))


@pytest.mark.parametrize("target", [answers.held(), answers.clear(), answers.hostile(), answers.failed()])
def test_every_target_fits_the_schema(target: Target) -> None:
    jsonschema.validate(json.loads(compact(contract.target(target))), schema("inspect"))


@pytest.mark.parametrize("report", [answers.project(), answers.review(), ProjectReport(root=".", files=())])
def test_every_project_fits_the_schema(report: ProjectReport) -> None:
    jsonschema.validate(json.loads(compact(contract.project(report))), schema("check"))


@pytest.mark.fuzz
@given(value=PROJECTS)
def test_every_hostile_project_fits_the_schema(value: ProjectReport) -> None:
    CHECK.validate(json.loads(compact(contract.project(value))))


def test_signals_and_those_that_could_not_be_asked_are_told_of_each_artifact() -> None:
    (plain,) = answers.clear().assessments
    spoken: Evidence[tuple[Signal, ...]] = Known(
        (Signal("new-publisher", "eve is new", 0.03, Weight.RANKS),), "the registry"
    )
    about = replace(
        plain.dossier, signals=spoken, signals_untold=(Skipped("source-differs", "not looked up"),)
    )
    told = contract.target(replace(answers.clear(), assessments=(replace(plain, dossier=about),)))
    jsonschema.validate(json.loads(compact(told)), schema("inspect"))
    (artifact,) = json.loads(compact(told))["artifacts"]

    assert [
        {"signal": "new-publisher", "text": "eve is new", "weight": "ranks", "base_rate": 0.03}
    ] == artifact["signals"]
    assert [{"signal": "source-differs", "why": "not looked up"}] == artifact["signals_untold"]


def test_compiled_code_is_told_of_a_target_and_of_a_package() -> None:
    held = replace(answers.held(), assessments=(answers.assessment(native=answers.NATIVE),))
    told = json.loads(compact(contract.target(held)))
    jsonschema.validate(told, schema("inspect"))
    package = replace(answers.project().packages[0], assessments=held.assessments)
    report = json.loads(compact(contract.project(replace(answers.project(), packages=(package,)))))
    CHECK.validate(report)

    native = {
        "files": 3,
        "bytes": 4_200_000,
        "unsearched": 1,
        "paths": ["build/x.node", "b.dll"],
        "loaded_by": [{"path": "index.js", "line": 4}, {"path": "lib/load.js", "line": 2}],
    }
    assert native == told["coverage"]["native"] == report["packages"][0]["native"]
    assert json.loads(compact(contract.target(answers.clear())))["coverage"]["native"] is None


def test_the_lines_of_a_project_have_all_that_the_object_has() -> None:
    *packages, last = (json.loads(compact(line)) for line in contract.project_lines(answers.review()))
    assert last.pop("summary") is True
    assert {1} == {package.pop("schema_version") for package in packages}
    assert json.loads(compact(contract.project(answers.review()))) == {**last, "packages": packages}


def test_every_comparison_fits_the_schema() -> None:
    jsonschema.validate(
        json.loads(compact(contract.comparison(answers.comparison(), "a@1", "a@2"))), schema("diff")
    )


@pytest.mark.parametrize(
    ("name", "made"),
    [
        ("inspect-held", contract.target(answers.held())),
        ("inspect-failed", contract.target(answers.failed())),
        ("check", contract.project(answers.project())),
        ("check-since", contract.project(answers.review())),
        ("diff", contract.comparison(answers.comparison(), "a@1", "a@2")),
    ],
)
def test_the_golden_answers_stay(name: str, made: Any, request: pytest.FixtureRequest) -> None:
    """A field that changes or goes breaks those who read it: raise the schema_version instead."""
    if request.config.getoption("--golden"):
        (GOLDEN / f"{name}.json").write_text(indented(made))
    golden = json.loads((GOLDEN / f"{name}.json").read_text())
    assert golden == json.loads(compact(made))


def test_a_target_that_cannot_be_judged_holds_and_says_why() -> None:
    told = contract.target(answers.failed())
    assert ("hold", "review") == (told["action"], told["kind"])
    assert {"reference", "message", "hint"} == set(told["error"])  # type: ignore[arg-type]


def test_the_top_level_digests_are_those_of_a_single_artifact() -> None:
    assert {"sha256": "ab" * 32} == contract.target(answers.held())["digests"]


def test_json_is_ascii_so_that_nothing_hidden_reaches_a_terminal() -> None:
    assert compact(contract.target(answers.hostile())).isascii()
