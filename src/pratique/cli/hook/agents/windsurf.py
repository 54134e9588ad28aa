"""Windsurf: the event pre_run_command of Cascade (docs.windsurf.com/windsurf/cascade/hooks).

Exit code 2 blocks the command and shows standard error; there is no other answer.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pratique.cli.hook.agents.interface import Entry, Line, Written, folder_of, text_of
from pratique.cli.hook.answer import Action, Answer

_EVENT = "pre_run_command"


@dataclass(frozen=True, slots=True)
class Windsurf:
    """Windsurf."""

    title: str = "Windsurf"
    asks: bool = False

    def line(self, document: Mapping[str, Any]) -> Line | None:
        """Return the command line; None for other events. Raise UnreadableInputError."""
        if text_of(document, "agent_action_name") != _EVENT:
            return None
        info = document.get("tool_info")
        folder = folder_of(info) if isinstance(info, Mapping) else ""
        return Line(text_of(document, "tool_info", "command_line"), folder)

    def written(self, answer: Answer) -> Written:
        """Return exit code 0 or 2."""
        return Written() if answer.action is Action.ALLOW else Written(err=f"{answer.text}\n", code=2)

    def place(self, env: Mapping[str, str], home: Path) -> Path:  # noqa: ARG002 - no variable moves the file
        """Return the user's file with hooks."""
        return home / ".codeium" / "windsurf" / "hooks.json"

    def entry(self, command: str, deadline_s: int) -> Entry:  # noqa: ARG002 - there is no such setting
        """Return the hook."""
        return Entry(_EVENT, {"command": command, "show_output": True})


AGENT = Windsurf()
