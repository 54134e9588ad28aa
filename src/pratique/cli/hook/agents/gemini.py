"""Gemini CLI: the event BeforeTool of the tool run_shell_command (geminicli.com/docs/hooks/reference).

The JSON on standard output has `decision` allow or deny and a `reason`, which the agent reads. Exit code 2 blocks the
tool; after any other failure, the tool runs.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pratique.cli.hook.agents.interface import Entry, Line, Written, folder_of, text_of
from pratique.cli.hook.answer import Action, Answer

_TOOL = "run_shell_command"


@dataclass(frozen=True, slots=True)
class Gemini:
    """Gemini CLI."""

    title: str = "Gemini CLI"
    asks: bool = False

    def line(self, document: Mapping[str, Any]) -> Line | None:
        """Return the command line; None for other tools. Raise UnreadableInputError."""
        if text_of(document, "tool_name") != _TOOL:
            return None
        text, folder = text_of(document, "tool_input", "command"), folder_of(document)
        given = document["tool_input"]
        inner = given.get("dir_path") or given.get("directory") or ""
        return Line(text, str(Path(folder) / inner) if isinstance(inner, str) and inner else folder)

    def written(self, answer: Answer) -> Written:
        """Return the decision."""
        if answer.action is Action.ALLOW:
            return Written("{}\n")
        return Written(json.dumps({"decision": "deny", "reason": answer.text}) + "\n")

    def place(self, env: Mapping[str, str], home: Path) -> Path:
        """Return the user's settings file."""
        return Path(env.get("GEMINI_CLI_HOME") or home) / ".gemini" / "settings.json"

    def entry(self, command: str, deadline_s: int) -> Entry:
        """Return the hook; `timeout` is in milliseconds."""
        hook = {"name": "pratique", "type": "command", "command": command, "timeout": deadline_s * 1000}
        return Entry("BeforeTool", {"matcher": _TOOL, "hooks": [hook]})


AGENT = Gemini()
