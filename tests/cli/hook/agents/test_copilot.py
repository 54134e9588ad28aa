"""The contract of copilot."""

import json
from pathlib import Path

import pytest

from pratique.cli.hook.agents.copilot import AGENT
from pratique.cli.hook.agents.interface import UnreadableInputError
from pratique.cli.hook.answer import Action, Answer


def test_arguments_are_an_object_or_its_text() -> None:
    for given in ({"command": "ls"}, json.dumps({"command": "ls"})):
        line = AGENT.line({"toolName": "bash", "toolArgs": given, "cwd": "/x"})
        assert line is not None
        assert ("ls", "/x") == (line.text, line.folder)
    for given in ("{", "[" * 9999, "3"):
        with pytest.raises(UnreadableInputError):
            AGENT.line({"toolName": "bash", "toolArgs": given})
    assert AGENT.line({"toolName": "view", "toolArgs": "{}"}) is None


def test_the_decision_is_documented_and_the_file_is_of_its_own() -> None:
    told = json.loads(AGENT.written(Answer(Action.ASK, ("x",))).out)
    assert {"permissionDecision": "ask", "permissionDecisionReason": "Pratique: ask: x."} == told
    assert Path("/c/hooks/pratique.json") == AGENT.place({"COPILOT_HOME": "/c"}, Path("/h"))
