"""The GitHub Action: its steps are run as a runner runs them, against a scratch repository and a registry of our own."""

import json
import re
from pathlib import Path

import pytest

from tests.integrations.conftest import PRATIQUE, PullRequest
from tests.integrations.github_runner import ACTION


def stand_in(folder: Path, script: str) -> str:
    """A program in place of pratique, for what the step does with any."""
    path = folder / "stand-in"
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    return str(path)


def test_the_command_gets_the_inputs_as_they_were_given(pull: PullRequest, tmp_path: Path) -> None:
    pull.changes("calm@1.1.0")
    runner = pull.runner()
    (runner.workspace / "services/a b").mkdir(parents=True)
    shows = stand_in(tmp_path, 'printf "word %s\\n" "$@"; exit 5')
    runner.known = {**runner.known, "steps.install.outputs.executable": shows}

    ran = runner.run(
        "base", "judge", "verdict", fail_on="block", audit_fail_on="high", sarif="true", path="services/a b"
    )

    words = re.findall("(?m)^word (.*)$", ran.log)
    assert (5, "5") == (ran.code, ran.outputs["exit-code"]), ran.log
    at = words.index("audit")
    check, audit = words[:at], words[at:]
    assert {"check", "--fail-on=block", f"--since={pull.base}"} <= set(check)
    assert {"--covered-only", "--fail-on=high", f"--since={pull.base}"} <= set(audit)
    for given in (check, audit):
        assert {"markdown", "json", "github", "sarif"} == {w.split("=")[1] for w in given if "--output" in w}
        assert ["--", "services/a b"] == given[-2:]


def test_a_setting_that_cannot_be_used_ends_with_its_own_exit_code_and_no_review(pull: PullRequest) -> None:
    pull.changes("calm@1.1.0")

    ran = pull.judged(fail_on="<b>sometimes</b>")

    assert (2, "2", "") == (ran.code, ran.outputs["exit-code"], ran.outputs["review"]), ran.log
    assert "gave no review" in ran.summary
    assert "&lt;b&gt;sometimes" in ran.summary


def test_no_script_of_the_action_has_a_value_written_into_it() -> None:
    assert [] == [step["id"] for step in ACTION["runs"]["steps"] if "${{" in step["run"]]


def test_the_action_uses_no_other_action() -> None:
    assert [] == [step["id"] for step in ACTION["runs"]["steps"] if "uses" in step]


def test_one_step_alone_has_the_token() -> None:
    steps = [step for step in ACTION["runs"]["steps"] if "token" in json.dumps(step["env"])]
    assert ["comment"] == [step["id"] for step in steps]


def test_every_step_that_starts_python_keeps_the_project_out_of_its_path() -> None:
    scripts = [step["run"] for step in ACTION["runs"]["steps"] if "RUN_WITH" in step["env"]]
    assert 3 == len(scripts)
    assert all(re.search(r'"\$RUN_WITH" -E -s "\$GITHUB_ACTION_PATH/integrations" ', s) for s in scripts)


def test_every_input_reaches_a_step_and_no_other_does() -> None:
    read = set(re.findall(r"\$\{\{ inputs\.([\w-]+) \}\}", json.dumps(ACTION["runs"])))
    assert set(ACTION["inputs"]) == read


def test_an_input_that_cannot_be_used_is_told_before_anything_is_judged(pull: PullRequest) -> None:
    pull.changes("calm@1.1.0")
    runner = pull.runner()

    for name, value in (
        ("comment", "sometimes"),
        ("sarif", "perhaps"),
        ("audit", "maybe"),
        ("path", "nowhere/at/all"),
    ):
        ran = runner.run("base", "judge", "verdict", **{name: value})
        assert (2, ("base",)) == (ran.code, ran.steps), name
        assert f"input {name}" in ran.summary
        assert ["error"] == [command.split(" ")[0].strip(":") for command in ran.commands]


def test_a_pratique_or_a_python_that_is_not_there_is_told(pull: PullRequest, tmp_path: Path) -> None:
    pull.changes("calm@1.1.0")
    runner = pull.runner()

    ran = runner.run(executable="no/such\n::add-mask::x")
    assert (2, 1) == (ran.code, len(ran.commands))
    ran = runner.run(executable=str(PRATIQUE), python="no-python")
    assert 2 == ran.code
    assert "no-python is no Python 3.11 or newer" in ran.log
    ran = runner.run(executable=stand_in(tmp_path, "exit 1"))
    assert (2, ("install",)) == (ran.code, ran.steps)
    assert "does not start" in ran.log


def test_nothing_of_a_hostile_change_is_run_or_obeyed_or_loaded(pull: PullRequest) -> None:
    folder = "$(touch pwned)`touch pwned`\n::add-mask::a ##[add-mask]b'\"; touch pwned"
    name = 'x"; touch pwned;\n::set-env name=A::b\n##[add-path]'
    text = pull.machine.lock("hooked@2.0.0", entries={"hooked": {}}).read_text()
    written = json.loads(text)
    written["packages"][f"node_modules/{name}"] = {"version": "1.0.0\n::add-mask::c", "resolved": "x://\n::"}
    trap = "import pathlib; pathlib.Path(__file__).with_name('pwned').touch()\n"
    modules = ("json", "click", "github", "html", "msgspec", "pip", "pratique/__init__", "review", "venv")
    pull.files = {f"{module}.py": trap for module in (*modules, "sitecustomize")}
    pull.files[f"{folder}/package-lock.json"] = json.dumps(written)
    pull.changes("calm@1.1.0")
    branch = "a/$(touch${IFS}pwned);touch\"pwned'`id`"
    pull.project.push(f"{pull.base}:refs/heads/{branch}")
    event = pull.event
    event["pull_request"]["head"]["ref"] = branch
    runner = pull.runner(event=event)
    runner.variables["PYTHONPATH"] = "."

    ran = runner.run(executable=str(PRATIQUE), path=folder, since=f"origin/{branch}")

    assert 1 == ran.code, ran.log
    assert pull.base == ran.outputs["since"]
    assert {"::error", "::warning"} == {command.split(" ")[0] for command in ran.commands}
    assert 1 == len(pull.api.writes)
    assert [] == list(pull.folder.rglob("pwned"))


def test_what_is_no_name_of_a_commit_is_refused(pull: PullRequest) -> None:
    pull.changes("calm@1.1.0")
    runner = pull.runner()

    for since in ("--upload-pack=touch pwned;", "+main", "main:refs/heads/x", "no-such", "a\nb"):
        ran = runner.run("base", "judge", "verdict", since=since)
        assert (2, ("base",)) == (ran.code, ran.steps), since
        assert "input since" in ran.summary
        assert 1 == len(ran.commands)
    assert [] == list(pull.folder.rglob("pwned"))


def test_the_token_of_the_job_is_kept_from_what_reads_strangers_files(
    pull: PullRequest, tmp_path: Path
) -> None:
    pull.changes("calm@1.1.0")
    runner = pull.runner()
    runner.variables["GITHUB_TOKEN"] = "job-token"

    ran = runner.run(executable=stand_in(tmp_path, "env"))

    assert 3 == ran.log.count("RUNNER_TEMP="), "for the version, to check, to audit"
    assert "job-token" not in ran.log


def test_a_bundle_that_the_workflow_does_not_name_by_digest_is_refused(pull: PullRequest) -> None:
    pull.changes("hooked@2.0.0")

    ran = pull.judged(offline_bundle="bundle")

    assert (2, ("base",)) == (ran.code, ran.steps)
    assert "offline-bundle-digest" in ran.summary


def test_a_summary_is_cut_where_github_would_refuse_it(pull: PullRequest, tmp_path: Path) -> None:
    pull.changes("hooked@2.0.0")
    long = stand_in(
        tmp_path,
        "for word; do case $word in --output=markdown=*) file=${word#--output=markdown=};; esac; done\n"
        'yes \N{DOUBLE VERTICAL BAR}word | head -n 400000 > "$file"\nexit 1',
    )
    runner = pull.runner()
    runner.known = {**runner.known, "steps.install.outputs.executable": long}

    ran = runner.run("base", "judge", "verdict")

    assert 1 == ran.code, ran.log
    assert 1024 * 1024 >= len(ran.summary.encode()) > 1024 * 1024 - 100
    assert "longer than a summary may be" in ran.summary


@pytest.mark.registry
def test_the_action_installs_itself_by_hash_and_judges(pull: PullRequest) -> None:
    pull.changes("hooked@2.0.0")

    ran = pull.runner().run()

    assert 1 == ran.code, ran.log
    assert 1 == len(pull.api.writes)
