"""What the GitHub Action compares a change with, for each event, in clones as shallow as runners make them."""

from pathlib import Path
from typing import Any

import pytest

from tests.integrations.conftest import INSTALLED, PullRequest
from tests.integrations.github_runner import Ran, Runner
from tests.integrations.repository import Project, git


def base_of(runner: Runner, **inputs: str) -> Ran:
    return runner.run("base", **inputs)


def checked_out(
    project: Project, folder: Path, commit: str, event_name: str, event: dict[str, Any]
) -> Runner:
    """A runner with one commit, one deep."""
    folder.mkdir()
    return Runner(
        workspace=project.checkout(folder / "workspace", commit),
        temp=folder / "temp",
        event_name=event_name,
        event={"repository": {"default_branch": "main"}, **event},
        variables={"GITHUB_SHA": commit, "GITHUB_REF": "refs/heads/work"},
        known=INSTALLED,
    )


def test_the_base_of_a_pull_request_is_fetched_into_a_shallow_clone(pull: PullRequest) -> None:
    pull.changes("calm@1.1.0")
    runner = pull.runner(depth=1)

    ran = base_of(runner)

    assert (0, pull.base) == (ran.code, ran.outputs["since"]), ran.log
    assert pull.base == git(runner.workspace, "rev-parse", f"{pull.base}^{{commit}}")
    assert "1" == git(runner.workspace, "rev-list", "--count", pull.base)


def test_a_clone_with_the_whole_history_is_asked_for_nothing(pull: PullRequest) -> None:
    pull.changes("calm@1.1.0")
    runner = pull.runner(depth=None)
    git(runner.workspace, "remote", "set-url", "origin", "file:///nowhere")

    assert pull.base == base_of(runner).outputs["since"]
    assert "false" == git(runner.workspace, "rev-parse", "--is-shallow-repository")


def test_a_base_branch_that_moved_on_is_compared_with_where_the_merge_has_it(pull: PullRequest) -> None:
    """The event still tells the older base; what the branch gained since is no part of the change."""
    pull.changes("calm@1.1.0")
    event = pull.event
    pull.project.branch("later", pull.base)
    newer = pull.base = pull.project.commit({"other.txt": "x"})
    pull.project.push(f"{newer}:refs/heads/main")

    assert newer == base_of(pull.runner(event=event)).outputs["since"]


def test_a_merge_that_the_change_made_itself_names_no_base(pull: PullRequest) -> None:
    """Its first parent could hold any policy: only the merge that GitHub says it made is believed."""
    pull.changes("calm@1.1.0")
    pull.project.branch("lax", pull.base)
    lax = pull.project.commit({"pratique.toml": ""})
    forged = pull.project.merge(lax, pull.head)
    pull.project.push(f"{forged}:refs/heads/forged")
    runner = pull.runner()
    runner.workspace = pull.project.checkout(pull.folder / "forged", forged)

    assert pull.base == base_of(runner).outputs["since"]


def test_a_push_is_compared_with_what_the_branch_was(project: Project, tmp_path: Path) -> None:
    before = project.commit({"a": "1"})
    after = project.commit({"a": "2"})
    project.push("main")
    runner = checked_out(project, tmp_path / "run", after, "push", {"before": before, "after": after})

    assert before == base_of(runner).outputs["since"]


@pytest.mark.parametrize("before", ["0" * 40, "ab" * 20], ids=["new", "rewritten"])
def test_a_branch_without_a_past_is_compared_with_the_default_branch(
    before: str, project: Project, tmp_path: Path
) -> None:
    main = project.commit({"a": "1"})
    project.branch("work", main)
    after = project.commit({"a": "2"})
    project.push("main", "work")
    runner = checked_out(project, tmp_path / "run", after, "push", {"before": before})

    assert main == base_of(runner).outputs["since"]


def test_an_event_that_changes_nothing_known_judges_the_whole_project(
    project: Project, tmp_path: Path
) -> None:
    commit = project.commit({"a": "1"})
    project.push("main")
    runner = checked_out(project, tmp_path / "run", commit, "schedule", {})
    runner.variables["GITHUB_REF"] = "refs/heads/main"

    for name, event in (("schedule", {}), ("workflow_dispatch", {}), ("push", {"before": "0" * 40})):
        runner.event_name, runner.event = name, {**event, "repository": {"default_branch": "main"}}
        ran = base_of(runner)
        assert (0, "") == (ran.code, ran.outputs["since"]), name
        assert "judges the whole project" in ran.log


def test_a_merge_queue_is_compared_with_its_base(project: Project, tmp_path: Path) -> None:
    base = project.commit({"a": "1"})
    head = project.commit({"a": "2"})
    project.push("main")
    runner = checked_out(project, tmp_path / "run", head, "merge_group", {"merge_group": {"base_sha": base}})

    assert base == base_of(runner).outputs["since"]


def test_a_branch_that_is_named_is_fetched(pull: PullRequest) -> None:
    pull.changes("calm@1.1.0")
    runner = pull.runner()

    assert pull.base == base_of(runner, since="origin/main").outputs["since"]
    git(runner.workspace, "update-ref", "-d", "refs/pratique/since")
    assert pull.base == base_of(runner, since="main").outputs["since"]


def test_a_base_that_cannot_be_had_is_told_with_what_to_do(pull: PullRequest) -> None:
    pull.changes("calm@1.1.0")
    runner = pull.runner()
    git(runner.workspace, "remote", "set-url", "origin", "file:///nowhere")
    runner.variables["GITHUB_REF"] = "refs/heads/change"

    ran = base_of(runner)

    assert 2 == ran.code
    assert "fetch-depth: 0" in ran.summary
    assert 1 == len(ran.commands)


def test_a_pull_request_that_names_no_base_is_not_judged_as_if_it_were_none(pull: PullRequest) -> None:
    pull.changes("calm@1.1.0")
    runner = pull.runner()

    for event in ({}, {"pull_request": {"base": {"sha": "main"}, "head": {}}}, {"pull_request": 1}):
        runner.event = event
        ran = base_of(runner)
        assert 2 == ran.code, event
        assert "give the input since" in ran.summary


def test_pull_request_target_is_refused(pull: PullRequest) -> None:
    pull.changes("calm@1.1.0")
    runner = pull.runner()
    runner.event_name = "pull_request_target"

    ran = base_of(runner)

    assert 2 == ran.code
    assert "not supported: use `on: pull_request`" in ran.log


def test_a_folder_without_a_repository_is_told(pull: PullRequest, tmp_path: Path) -> None:
    pull.changes("calm@1.1.0")
    runner = pull.runner()
    runner.workspace = tmp_path / "empty"
    runner.workspace.mkdir()

    ran = base_of(runner)

    assert 2 == ran.code
    assert "git repository" in ran.summary


def test_a_clone_two_commits_deep_needs_no_fetch(pull: PullRequest) -> None:
    """What docs/how-to/where-it-runs.md advises: no credentials have to stay in the clone."""
    pull.changes("calm@1.1.0")
    runner = pull.runner(depth=2)
    git(runner.workspace, "remote", "set-url", "origin", "file:///nowhere")

    assert pull.base == base_of(runner).outputs["since"]


def test_a_folder_that_the_change_made_to_look_like_a_repository_starts_no_program(pull: PullRequest) -> None:
    """git takes any folder with these names for a repository, and its configuration may name programs."""
    trap = f"touch {pull.folder}/pwned;"
    settings = f'[core]\n\tbare = true\n\tfsmonitor = "{trap}"\n[remote "origin"]\n\turl = .\n\tuploadpack = "{trap}"\n'
    pull.files = {
        "app/HEAD": "ref: refs/heads/main\n",
        "app/config": settings,
        "app/objects/x": "",
        "app/refs/x": "",
    }
    pull.changes("calm@1.1.0")

    ran = base_of(pull.runner(), path="app")

    assert 2 == ran.code
    assert "cannot use bare repository" in ran.summary
    assert [] == list(pull.folder.rglob("pwned"))
