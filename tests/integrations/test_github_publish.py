"""The GitHub Action with the input `publish`: what a later step would publish is checked first."""

import json
import re
import sys
from pathlib import Path

from tests.cli.publish.releasing import checked_token
from tests.integrations.conftest import PullRequest
from tests.integrations.github_runner import ROOT, Runner
from tests.integrations.test_github_action import stand_in


def runner_of(pull: PullRequest, tmp_path: Path) -> Runner:
    """A runner with the pratique of this source tree."""
    pull.changes("calm@1.0.0", before=("calm@1.0.0",))
    runner = pull.runner()
    script = f'PYTHONPATH={ROOT / "src"} exec {sys.executable} -m pratique "$@"'
    runner.known = {**runner.known, "steps.install.outputs.executable": stand_in(tmp_path, script)}
    return runner


def write(folder: Path, text: str) -> None:
    folder.mkdir(parents=True)
    (folder / "package.json").write_text(json.dumps({"name": "calm", "version": "1.2.0", "main": "index.js"}))
    (folder / "index.js").write_text(text)


def test_a_secret_stops_the_job_and_is_not_shown(pull: PullRequest, tmp_path: Path) -> None:
    runner = runner_of(pull, tmp_path)
    token = checked_token("npm_")
    write(runner.workspace / "packages/calm", f"// {token}\n")

    ran = runner.run("base", "judge", "verdict", audit="off", publish="packages/calm\n")

    assert (1, "1", "1") == (ran.code, ran.outputs["exit-code"], ran.outputs["publish-exit-code"]), ran.log
    report = json.loads(Path(ran.outputs["publish-report"]).read_text())
    assert "token-in-package" in {one["rule"] for one in report["artifacts"][0]["findings"]}
    assert "Before publishing" in ran.summary
    assert not any(token in text for text in (ran.log, ran.summary, json.dumps(report)))


def test_without_the_input_nothing_is_checked_before_publishing(pull: PullRequest, tmp_path: Path) -> None:
    ran = runner_of(pull, tmp_path).run("base", "judge", "verdict", audit="off")

    assert (0, "") == (ran.code, ran.outputs["publish-exit-code"]), ran.log


def test_paths_are_lines_and_stay_words(pull: PullRequest, tmp_path: Path) -> None:
    runner = runner_of(pull, tmp_path)
    shows = stand_in(tmp_path, 'printf "word %s\\n" "$@"; exit 3')
    runner.known = {**runner.known, "steps.install.outputs.executable": shows}

    ran = runner.run("base", "judge", "verdict", audit="off", publish="a b\n\n--format=json\n$(touch pwned)")

    words = re.findall("(?m)^word (.*)$", ran.log)
    assert ["publish", "check"] == words[words.index("publish") :][:2]
    assert ["--", "a b", "--format=json", "$(touch pwned)"] == words[-4:]
    assert (3, "3") == (ran.code, ran.outputs["publish-exit-code"])
    assert "gave no check before publishing" in ran.summary
