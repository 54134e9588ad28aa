"""The GitLab component: its script is run as a GitLab runner runs it, against a scratch repository."""

import json
import os
import re
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.cli.running import Machine
from tests.integrations.conftest import PRATIQUE, lock
from tests.integrations.forge import ForgeApi
from tests.integrations.github_runner import ROOT
from tests.integrations.repository import Project
from tests.integrations.test_github_comment import FREE, STOPPED

SPEC, JOBS = yaml.safe_load_all((ROOT / "integrations/gitlab/template.yml").read_text(encoding="utf-8"))
INPUTS = SPEC["spec"]["inputs"]
TOKEN = {"REVIEW_TOKEN": "glpat-x"}
_INPUT = re.compile(r"\$\[\[ inputs\.([\w-]+) \]\]")


def filled(value: Any, inputs: dict[str, str]) -> Any:
    """A part of the template with its inputs put in, node by node, as GitLab does."""
    match value:
        case str():
            return _INPUT.sub(lambda hit: inputs[hit[1]], value)
        case list():
            return [filled(item, inputs) for item in value]
        case dict():
            return {filled(key, inputs): filled(item, inputs) for key, item in value.items()}
        case _:
            return value


@dataclass(frozen=True, kw_only=True)
class Job:
    """A job of a pipeline for a merge request, with the change checked out."""

    workspace: Path
    base: str
    api: ForgeApi

    def run(self, *, variables: dict[str, str] | None = None, **given: str) -> tuple[int, str]:
        inputs = {"image": "registry.example/pratique@sha256:0"}
        inputs |= {name: about["default"] for name, about in INPUTS.items() if "default" in about}
        inputs |= {name.replace("_", "-"): value for name, value in given.items()}
        (job,) = filled(JOBS, inputs).values()
        told = {
            name: value["value"] if isinstance(value, dict) else value
            for name, value in job["variables"].items()
        }
        script = self.workspace.parent / "script.sh"
        script.write_text("set -eo pipefail\n" + "\n".join(job["script"]))
        path = os.pathsep.join((str(PRATIQUE.parent), os.environ["PATH"]))
        done = subprocess.run(
            ["bash", str(script)],
            cwd=self.workspace,
            env={
                **os.environ,
                "PATH": path,
                "CI_API_V4_URL": f"{self.api.url}/api/v4",
                "CI_MERGE_REQUEST_DIFF_BASE_SHA": self.base,
                "CI_MERGE_REQUEST_IID": "7",
                "CI_PROJECT_DIR": str(self.workspace),
                "CI_PROJECT_ID": "42",
                **told,
                "REVIEW_STEPS": str(ROOT / "integrations"),
                **(variables or {}),
            },
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
            timeout=120,
        )
        return done.returncode, done.stdout

    def spied(self, *, shows: str = 'printf "%s\\n" "$@"', **given: Any) -> tuple[int, str]:
        """Run it with a program in place of pratique that shows what it was given."""
        return self._standing_in(shows, **given)

    def reviewed(self, review: str, code: int, **given: Any) -> tuple[int, str]:
        """Run it with a program in place of pratique that writes this review and ends with this code."""
        (self.workspace.parent / "review").write_text(review)
        return self._standing_in(
            f'cp "{self.workspace.parent}/review" pratique-review/review.md; exit {code}', **given
        )

    def _standing_in(
        self, script: str, *, variables: dict[str, str] | None = None, **given: str
    ) -> tuple[int, str]:
        program = self.workspace.parent / "bin" / "pratique"
        program.parent.mkdir(exist_ok=True)
        program.write_text(f"#!/bin/sh\n{script}\n")
        program.chmod(0o755)
        path = os.pathsep.join((str(program.parent), str(PRATIQUE.parent), os.environ["PATH"]))
        return self.run(variables={"PATH": path, **(variables or {})}, **given)


@pytest.fixture
def job(machine: Machine, project: Project, api: ForgeApi, tmp_path: Path) -> Job:
    """A merge request that upgrades `hooked`; the job checks its head out, one commit deep."""
    base = project.commit({"package-lock.json": lock(machine, "hooked@1.0.0")})
    project.branch("change", base)
    head = project.commit({"package-lock.json": lock(machine, "hooked@2.0.0")})
    project.push("main", "change")
    return Job(workspace=project.checkout(tmp_path / "workspace", head), base=base, api=api)


def test_a_change_that_is_stopped_fails_the_job_and_leaves_its_reports_and_one_note(job: Job) -> None:
    job.api.add("<!-- pratique review v1 0 -->\nlooks like one", author="stranger")

    code, log = job.run(note="on-stop", variables=TOKEN)

    assert 1 == code, log
    (job_,) = JOBS.values()
    for path in job_["artifacts"]["reports"].values():
        assert (job.workspace / path).stat().st_size > 0
    (finding,) = json.loads((job.workspace / job_["artifacts"]["reports"]["codequality"]).read_text())
    assert "package-lock.json" == finding["location"]["path"]
    (written,) = job.api.writes
    assert ("POST", "/api/v4/projects/42/merge_requests/7/notes") == (written.method, written.path)
    assert "glpat-x" == written.headers["private-token"]
    assert "hooked" in written.body["body"]


def test_the_command_gets_the_base_the_bar_and_the_path_as_they_were_given(job: Job) -> None:
    words = job.spied(fail_on="block", path="services/a b")[1]

    assert f"--since={job.base}" in words
    assert "--fail-on=block" in words
    assert ["--", "services/a b"] == words.splitlines()[-2:]


def test_by_default_there_is_no_note(job: Job) -> None:
    assert 1 == job.reviewed(STOPPED, 1, variables=TOKEN)[0]
    assert [] == job.api.calls


def test_a_note_is_edited_when_something_changed_and_only_then(job: Job) -> None:
    job.reviewed(STOPPED, 1, note="on-stop", variables=TOKEN)
    job.reviewed(STOPPED, 1, note="on-stop", variables=TOKEN)

    code, log = job.reviewed(FREE, 0, note="on-stop", variables=TOKEN)

    assert 0 == code, log
    assert ["POST", "PUT"] == [call.method for call in job.api.writes]
    assert "Nothing stops this change now" in job.api.comments[0]["body"]


@pytest.mark.parametrize("status", [401, 403, 500])
def test_a_note_that_cannot_be_written_changes_no_verdict(status: int, job: Job) -> None:
    job.api.refuses["POST"] = status

    code, log = job.reviewed(STOPPED, 1, note="on-stop", variables=TOKEN)

    assert 1 == code
    assert f"no note (POST: the API answers {status})" in log


def test_without_a_token_the_log_says_why_there_is_no_note(job: Job) -> None:
    code, log = job.reviewed(STOPPED, 1, note="always")

    assert 1 == code
    assert "a token in REVIEW_TOKEN" in log


def test_the_tokens_are_kept_from_what_reads_strangers_files(job: Job) -> None:
    log = job.spied(variables={**TOKEN, "CI_JOB_TOKEN": "job-x"}, shows="env")[1]

    assert "CI_PROJECT_ID=42" in log
    assert "glpat-x" not in log
    assert "job-x" not in log


def test_the_settings_of_git_that_the_runner_gave_stay(job: Job) -> None:
    given = {"GIT_CONFIG_COUNT": "1", "GIT_CONFIG_KEY_0": "x.y", "GIT_CONFIG_VALUE_0": "z"}

    log = job.spied(variables=given, shows="git config x.y; git config safe.directory")[1]

    assert ["z", str(job.workspace)] == log.splitlines()[-2:]


@pytest.mark.parametrize(
    ("base", "told"), [("", "belongs to no merge request"), ("ab" * 20, "set GIT_DEPTH to 0")]
)
def test_a_base_that_cannot_be_had_is_told(base: str, told: str, job: Job) -> None:
    code, log = job.run(variables={"CI_MERGE_REQUEST_DIFF_BASE_SHA": base})

    assert 2 == code
    assert told in log


def test_a_pipeline_for_merged_results_is_compared_with_the_target_branch(job: Job) -> None:
    merged = {"CI_MERGE_REQUEST_DIFF_BASE_SHA": "ab" * 20, "CI_MERGE_REQUEST_TARGET_BRANCH_SHA": job.base}

    assert f"--since={job.base}" in job.spied(variables=merged)[1]


def test_a_path_with_shell_in_it_stays_a_path(job: Job) -> None:
    path = "$(touch pwned)`touch pwned`; touch pwned"

    assert ["--", path] == job.spied(path=path)[1].splitlines()[-2:]
    assert [] == list(job.workspace.rglob("pwned"))


def test_every_input_is_described_and_used_and_no_other() -> None:
    used = set(_INPUT.findall((ROOT / "integrations/gitlab/template.yml").read_text(encoding="utf-8")))
    assert set(INPUTS) == used
    assert all(about["description"] for about in INPUTS.values())


def test_the_job_runs_for_merge_requests_alone_and_starts_a_shell_in_the_image() -> None:
    (found,) = JOBS.values()
    assert [{"if": '$CI_PIPELINE_SOURCE == "merge_request_event"'}] == found["rules"]
    assert [""] == found["image"]["entrypoint"]


def test_the_address_of_a_snapshot_reaches_the_command_and_an_empty_one_changes_nothing(job: Job) -> None:
    shows = 'printf "<%s>\\n" "$PRATIQUE_SNAPSHOT_URL" "$PRATIQUE_SNAPSHOT_KEYS"'
    url = "https://downloads.example/a.snapshot"

    given = job.spied(shows=shows, snapshot_url=url, snapshot_keys="ed25519:x")[1]
    kept = job.spied(shows=shows, variables={"PRATIQUE_SNAPSHOT_URL": url})[1]

    assert f"<{url}>\n<ed25519:x>" in given
    assert f"<{url}>\n<>" in kept
