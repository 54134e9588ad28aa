"""Cursor: the event beforeShellExecution (cursor.com/docs/hooks).

The JSON on standard output has `permission` allow, deny or ask, `user_message` for the person and `agent_message` for the
agent. With `failClosed`, a hook that fails, times out or prints no JSON blocks the command.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pratique.cli.hook.agents.interface import Entry, Line, Written, folder_of, text_of
from pratique.cli.hook.answer import Action, Answer


@dataclass(frozen=True, slots=True)
class Cursor:
    """Cursor."""

    title: str = "Cursor"
    asks: bool = True

    def line(self, document: Mapping[str, Any]) -> Line | None:
        """Return the command line. Raise UnreadableInputError."""
        folder, roots = folder_of(document), document.get("workspace_roots")
        if not folder and isinstance(roots, list) and roots and isinstance(roots[0], str):
            folder = roots[0]
        return Line(text_of(document, "command"), folder)

    def written(self, answer: Answer) -> Written:
        """Return the permission."""
        if answer.action is Action.ALLOW:
            return Written("{}\n")
        told = {"permission": answer.action.value, "user_message": answer.text, "agent_message": answer.text}
        return Written(json.dumps(told) + "\n")

    def place(self, env: Mapping[str, str], home: Path) -> Path:  # noqa: ARG002 - no variable moves the file
        """Return the user's file with hooks."""
        return home / ".cursor" / "hooks.json"

    def entry(self, command: str, deadline_s: int) -> Entry:
        """Return the hook; `timeout` is in seconds."""
        hook = {"command": command, "timeout": deadline_s, "failClosed": True}
        return Entry("beforeShellExecution", hook, version=1)


AGENT = Cursor()
