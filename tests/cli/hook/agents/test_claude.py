"""The contract of claude."""

import json
from pathlib import Path

from pratique.cli.hook.agents.claude import AGENT
from pratique.cli.hook.answer import Action, Answer


def test_every_action_is_a_documented_decision() -> None:
    for action in (Action.ASK, Action.DENY):
        told = json.loads(AGENT.written(Answer(action, ("x",))).out)["hookSpecificOutput"]
        assert {"hookEventName", "permissionDecision", "permissionDecisionReason"} == told.keys()
        assert ("PreToolUse", action.value) == (told["hookEventName"], told["permissionDecision"])


def test_the_hook_blocks_if_it_fails_and_the_folder_of_settings_can_be_moved() -> None:
    entry = AGENT.entry("x", 30)
    assert {"type": "command", "command": "x", "timeout": 30, "onFailure": "block"} == entry.value["hooks"][0]
    assert Path("/c/settings.json") == AGENT.place({"CLAUDE_CONFIG_DIR": "/c"}, Path("/h"))


def test_other_tools_are_not_judged() -> None:
    assert AGENT.line({"tool_name": "Read", "tool_input": {"file_path": "/x"}}) is None
