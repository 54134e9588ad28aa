"""All agents."""

import json
import os
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from pratique.cli.hook.agents import NAMES, agent_of
from pratique.cli.hook.agents.interface import UnreadableInputError
from pratique.cli.hook.answer import ALLOWED, Action, Answer
from pratique.cli.setup.hook_files import hook_command

LINE = "npm install left-pad"
FOLDER = "/path/to/project"
INPUTS: dict[str, Any] = {
    "claude": {
        "session_id": "abc123",
        "transcript_path": "/x/transcript.jsonl",
        "cwd": FOLDER,
        "permission_mode": "default",
        "hook_event_name": "PreToolUse",
        "tool_name": "Bash",
        "tool_input": {"command": LINE, "description": "Install", "timeout": 120000},
        "tool_use_id": "toolu_01ABC123",
    },
    "codex": {
        "session_id": "s",
        "transcript_path": None,
        "cwd": FOLDER,
        "hook_event_name": "PreToolUse",
        "model": "m",
        "permission_mode": "default",
        "tool_name": "Bash",
        "tool_input": {"command": LINE},
        "tool_use_id": "t",
    },
    "copilot": {
        "timestamp": 1704614400000,
        "cwd": FOLDER,
        "toolName": "bash",
        "toolArgs": json.dumps({"command": LINE, "description": "Install"}),
    },
    "cursor": {
        "hook_event_name": "beforeShellExecution",
        "conversation_id": "conv-123",
        "generation_id": "gen-456",
        "workspace_roots": [FOLDER],
        "command": LINE,
        "cwd": FOLDER,
    },
    "gemini": {
        "session_id": "s",
        "transcript_path": "/x",
        "cwd": FOLDER,
        "hook_event_name": "BeforeTool",
        "timestamp": "2026-01-28T00:00:00Z",
        "tool_name": "run_shell_command",
        "tool_input": {"command": LINE, "description": "Install"},
    },
    "windsurf": {
        "agent_action_name": "pre_run_command",
        "trajectory_id": "t",
        "execution_id": "e",
        "timestamp": "2026-01-28T00:00:00Z",
        "tool_info": {"command_line": LINE, "cwd": FOLDER},
    },
}
"""The documented input of each agent."""


@pytest.mark.parametrize("name", NAMES)
def test_the_documented_input_gives_the_line_and_the_folder(name: str) -> None:
    found = agent_of(name).line(INPUTS[name])
    assert found is not None
    assert (LINE, FOLDER) == (found.text, found.folder)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(
    "document", [{}, {"tool_name": "Bash"}, {"tool_name": "Bash", "tool_input": {"command": 3}}]
)
def test_another_input_is_an_error_or_of_another_tool(name: str, document: Any) -> None:
    found: object = None
    with suppress(UnreadableInputError):
        found = agent_of(name).line(document)
    assert found is None


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("kind", [None, 3, [], {}])
def test_a_line_that_is_no_text_is_an_error(name: str, kind: object) -> None:
    document = json.loads(json.dumps(INPUTS[name]).replace(json.dumps(LINE), json.dumps(kind)))
    if name == "copilot":
        document["toolArgs"] = {"command": kind}
    with pytest.raises(UnreadableInputError):
        agent_of(name).line(document)


@pytest.mark.parametrize("name", NAMES)
def test_a_denial_and_no_objection_differ_and_a_reason_is_passed_on(name: str) -> None:
    agent = agent_of(name)
    allowed, denied = agent.written(ALLOWED), agent.written(Answer(Action.DENY, ("because",)))
    assert 0 == allowed.code
    assert "because" in denied.out + denied.err
    assert denied != allowed
    assert "allow" not in allowed.out
    if denied.code == 0:
        assert json.loads(allowed.out) == {}
        assert "deny" in json.dumps(json.loads(denied.out))


@pytest.mark.parametrize("name", NAMES)
def test_the_file_of_settings_is_in_the_home_of_the_agent(name: str, tmp_path: Path) -> None:
    assert agent_of(name).place({}, tmp_path).is_relative_to(tmp_path)
    assert agent_of(name).title


@pytest.mark.parametrize("name", NAMES)
def test_the_command_of_the_settings_stops_the_agent_if_the_program_is_missing(name: str) -> None:
    done = subprocess.run(
        ["sh", "-c", hook_command(name, "/nowhere/pratique")], capture_output=True, check=False, input=b"{}"
    )
    assert 2 == done.returncode


def test_no_agent_is_imported_before_it_is_asked_for() -> None:
    code = "import sys, pratique.cli.hook.agents; print([m for m in sys.modules if m.endswith('windsurf')])"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env=dict(os.environ)
    )
    assert "[]\n" == done.stdout
