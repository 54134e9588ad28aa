"""The contract of cursor."""

import json
from pathlib import Path

from pratique.cli.hook.agents.cursor import AGENT
from pratique.cli.hook.answer import Action, Answer


def test_the_person_and_the_agent_get_the_reason() -> None:
    told = json.loads(AGENT.written(Answer(Action.ASK, ("x",))).out)
    assert {
        "permission": "ask",
        "user_message": "Pratique: ask: x.",
        "agent_message": "Pratique: ask: x.",
    } == told


def test_the_hook_fails_closed_and_the_workspace_stands_for_a_missing_folder() -> None:
    assert AGENT.entry("x", 3).value["failClosed"] is True
    assert 1 == AGENT.entry("x", 3).version
    line = AGENT.line({"command": "ls", "cwd": "", "workspace_roots": ["/x"]})
    assert line is not None
    assert "/x" == line.folder
    assert Path("/h/.cursor/hooks.json") == AGENT.place({}, Path("/h"))
