"""The examples of docs/how-to/where-it-runs.md say what the action, the component and the hooks take."""

import re
import textwrap
from typing import Any

import pytest
import yaml

from tests.integrations.github_runner import ACTION, ROOT
from tests.integrations.test_gitlab_template import INPUTS
from tests.integrations.test_pre_commit_hooks import IDS

PAGE = (ROOT / "docs/how-to/where-it-runs.md").read_text(encoding="utf-8")
BLOCKS = [textwrap.dedent(block) for block in re.findall(r"(?m)(?:^(?: {4}.*)?\n)+", PAGE) if block.strip()]


def example(start: str) -> Any:
    (block,) = [block for block in BLOCKS if block.strip().startswith(start)]
    return yaml.safe_load(block)


def test_the_workflow_asks_for_the_least_rights() -> None:
    workflow = example("on: pull_request")
    assert {} == workflow["permissions"]
    (job,) = workflow["jobs"].values()
    assert {"contents": "read", "pull-requests": "write"} == job["permissions"]


def test_every_output_that_the_page_reads_is_one_of_the_action() -> None:
    named = re.findall(r"steps\.pratique\.outputs\.([\w-]+)", PAGE)
    assert named
    assert set(named) <= set(ACTION["outputs"])


@pytest.mark.parametrize(
    "name", ["comment", "comment-author", "executable", "offline-bundle", "offline-bundle-digest"]
)
def test_the_inputs_that_the_page_explains_are_those_of_the_action(name: str) -> None:
    assert f"`{name}`" in PAGE
    assert name in ACTION["inputs"]


def test_the_component_is_included_with_inputs_that_it_has() -> None:
    ((included,),) = example("include:").values()
    assert set(included["inputs"]) <= set(INPUTS)
    assert (ROOT / included["file"]).is_file()
    assert {name for name, about in INPUTS.items() if "default" not in about} <= set(included["inputs"])


def test_the_hook_has_an_id_that_there_is() -> None:
    ((repository,),) = example("repos:").values()
    assert {hook["id"] for hook in repository["hooks"]} <= set(IDS)


def test_no_example_names_a_version_that_can_move() -> None:
    used = re.findall(r"uses: \S+@(\S+)", PAGE)
    assert used
    assert {"COMMIT"} == set(used)
