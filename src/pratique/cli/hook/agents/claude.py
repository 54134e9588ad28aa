"""Claude Code: the event PreToolUse of the tool Bash (reference of hooks, code.claude.com/docs/en/hooks).

The JSON on standard output is read with exit code 0. Exit code 2 blocks the tool; with any other exit code, or after a
time-out, the tool runs, unless the hook has `onFailure: block` (since 2.1.295).
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pratique.cli.hook.agents.interface import Entry, Line, Written, folder_of, text_of
from pratique.cli.hook.answer import Action, Answer

_TOOLS = frozenset({"Bash", "PowerShell"})


def tool_line(document: Mapping[str, Any], tools: frozenset[str]) -> Line | None:
    """Return the command line of an input with `tool_name` and `tool_input.command`; None for other tools.

    Raise UnreadableInputError.
    """
    if text_of(document, "tool_name") not in tools:
        return None
    return Line(text_of(document, "tool_input", "command"), folder_of(document))


def permission(answer: Answer) -> Written:
    """Return an answer as `hookSpecificOutput` of PreToolUse. No objection is no decision: other rules still apply."""
    if answer.action is Action.ALLOW:
        return Written("{}\n")
    decision = {
        "hookEventName": "PreToolUse",
        "permissionDecision": answer.action.value,
        "permissionDecisionReason": answer.text,
    }
    return Written(json.dumps({"hookSpecificOutput": decision}) + "\n")


@dataclass(frozen=True, slots=True)
class Claude:
    """Claude Code."""

    title: str = "Claude Code"
    asks: bool = True

    def line(self, document: Mapping[str, Any]) -> Line | None:
        """Return the command line; None for other tools. Raise UnreadableInputError."""
        return tool_line(document, _TOOLS)

    def written(self, answer: Answer) -> Written:
        """Return the decision about the permission."""
        return permission(answer)

    def place(self, env: Mapping[str, str], home: Path) -> Path:
        """Return the user's settings file."""
        return Path(env.get("CLAUDE_CONFIG_DIR") or home / ".claude") / "settings.json"

    def entry(self, command: str, deadline_s: int) -> Entry:
        """Return the hook; `timeout` is in seconds."""
        hook = {"type": "command", "command": command, "timeout": deadline_s, "onFailure": "block"}
        return Entry("PreToolUse", {"matcher": "|".join(sorted(_TOOLS)), "hooks": [hook]})


AGENT = Claude()
