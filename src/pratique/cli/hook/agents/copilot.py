"""GitHub Copilot CLI: the event preToolUse of the tools bash and powershell (docs.github.com, Copilot hooks reference).

The JSON on standard output has `permissionDecision` allow, deny or ask and `permissionDecisionReason`. `toolArgs` is an object,
or its text as JSON. The hook has a file of its own in the folder of the user's hooks.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pratique.cli.hook.agents.interface import Entry, Line, UnreadableInputError, Written, folder_of, text_of
from pratique.cli.hook.answer import Action, Answer


@dataclass(frozen=True, slots=True)
class Copilot:
    """GitHub Copilot CLI."""

    title: str = "GitHub Copilot CLI"
    asks: bool = True

    def line(self, document: Mapping[str, Any]) -> Line | None:
        """Return the command line; None for other tools. Raise UnreadableInputError."""
        if text_of(document, "toolName") not in {"bash", "powershell"}:
            return None
        given = document.get("toolArgs")
        if isinstance(given, str):
            try:
                given = json.loads(given)
            except (ValueError, RecursionError) as error:
                raise UnreadableInputError("toolArgs is not JSON") from error
        return Line(text_of({"toolArgs": given}, "toolArgs", "command"), folder_of(document))

    def written(self, answer: Answer) -> Written:
        """Return the decision about the permission."""
        if answer.action is Action.ALLOW:
            return Written("{}\n")
        told = {"permissionDecision": answer.action.value, "permissionDecisionReason": answer.text}
        return Written(json.dumps(told) + "\n")

    def place(self, env: Mapping[str, str], home: Path) -> Path:
        """Return the user's file with Pratique's hook."""
        return Path(env.get("COPILOT_HOME") or home / ".copilot") / "hooks" / "pratique.json"

    def entry(self, command: str, deadline_s: int) -> Entry:
        """Return the hook; `timeoutSec` is in seconds."""
        return Entry("preToolUse", {"type": "command", "bash": command, "timeoutSec": deadline_s}, version=1)


AGENT = Copilot()
