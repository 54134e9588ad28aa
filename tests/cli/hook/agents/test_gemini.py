"""The contract of gemini."""

import json
from pathlib import Path

from pratique.cli.hook.agents.gemini import AGENT
from pratique.cli.hook.answer import Action, Answer


def test_every_stop_is_a_denial_with_a_reason() -> None:
    assert {"decision": "deny", "reason": "Pratique: ask: x."} == json.loads(
        AGENT.written(Answer(Action.ASK, ("x",))).out
    )
    assert not AGENT.asks


def test_the_folder_of_the_command_is_read_and_the_time_limit_is_in_milliseconds() -> None:
    tool = {"command": "ls", "dir_path": "sub"}
    line = AGENT.line({"tool_name": "run_shell_command", "tool_input": tool, "cwd": "/x"})
    assert line is not None
    assert Path("/x/sub") == Path(line.folder)
    assert 3000 == AGENT.entry("x", 3).value["hooks"][0]["timeout"]
    assert Path("/h/.gemini/settings.json") == AGENT.place({}, Path("/h"))
