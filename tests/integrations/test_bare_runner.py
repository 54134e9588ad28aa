"""A runner that may not download: the commands of docs/how-to/where-it-runs.md, and the Action with a bundle."""

import re
import shlex

import pytest

from tests.integrations.conftest import PullRequest
from tests.integrations.github_runner import ROOT

PAGE = (ROOT / "docs/how-to/where-it-runs.md").read_text(encoding="utf-8")
SECTION = re.search(r"(?ms)^## A bare runner\n(.*?)^## ", PAGE)


def commands(*, base: str, digest: str) -> list[list[str]]:
    """The commands of the section, in order, each as `pratique` gets it."""
    assert SECTION is not None
    lines = [line.strip() for line in SECTION[1].splitlines() if line.startswith("    pratique ")]
    told = [line.replace('"$BASE"', base).replace('"$DIGEST"', digest) for line in lines]
    return [shlex.split(line, comments=True)[1:] for line in told]


def test_a_bundle_lets_a_bare_runner_give_the_answer_of_the_machine_that_downloaded(
    pull: PullRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    pull.changes("calm@1.1.0", "hooked@2.0.0")
    runner = pull.runner(depth=2)
    monkeypatch.chdir(runner.workspace)
    check, export, *_ = commands(base=pull.base, digest="")

    first = pull.machine.run(*check)
    digest = pull.machine.run(*export).out.strip()
    pull.machine.registry.requests.clear()
    monkeypatch.setenv("PRATIQUE_HOME", str(pull.folder / "bare"))
    unknown = pull.machine.run("check", "--offline", "--since", pull.base)
    refused = pull.machine.run(*commands(base=pull.base, digest=f"sha256:{'0' * 64}")[2])
    taken, judged = (pull.machine.run(*words) for words in commands(base=pull.base, digest=digest)[2:])

    assert (1, 3) == (first.code, unknown.code)
    assert (2, 0) == (refused.code, taken.code)
    assert (1, first.out) == (judged.code, judged.out)
    assert "hooked@2.0.0" in judged.out

    runner.variables["PRATIQUE_HOME"] = str(pull.folder / "another")
    ran = runner.run(
        "base", "judge", "verdict", offline_bundle="bundle.pratique", offline_bundle_digest=digest
    )

    assert (1, "1") == (ran.code, ran.outputs["exit-code"]), ran.log
    assert first.out in ran.log
    assert "hooked" in ran.summary
    assert [] == pull.machine.registry.requests, "a bare runner asks nobody"


def test_the_action_judges_nothing_when_a_bundle_is_not_taken_in(pull: PullRequest) -> None:
    pull.changes("calm@1.1.0")
    runner = pull.runner()
    refuses = pull.folder / "refuses"
    refuses.write_text('#!/bin/sh\necho "asked: $*"\n[ "$1" != cache ] || exit 2\n')
    refuses.chmod(0o755)
    runner.known = {**runner.known, "steps.install.outputs.executable": str(refuses)}

    ran = runner.run("base", "judge", "verdict", offline_bundle="b", offline_bundle_digest="sha256:0")

    assert (2, "") == (ran.code, ran.outputs["review"])
    assert ["asked: cache import --digest=sha256:0 -- b"] == re.findall("asked: .*", ran.log)
