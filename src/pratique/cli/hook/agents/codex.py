"""Codex: the event PreToolUse of the tool Bash (developers.openai.com/codex/hooks; schemas in codex-rs/hooks/schema).

The input and output are those of Claude Code, but only `deny` is accepted: an answer `ask` or `allow` is an error, after
which the command runs. So what a person should decide is denied, with a reason that says so.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pratique.cli.hook.agents.claude import permission, tool_line
from pratique.cli.hook.agents.interface import Entry, Line, Written
from pratique.cli.hook.answer import Answer


@dataclass(frozen=True, slots=True)
class Codex:
    """Codex CLI."""

    title: str = "Codex"
    asks: bool = False

    def line(self, document: Mapping[str, Any]) -> Line | None:
        """Return the command line; None for other tools. Raise UnreadableInputError."""
        return tool_line(document, frozenset({"Bash"}))

    def written(self, answer: Answer) -> Written:
        """Return the decision about the permission."""
        return permission(answer)

    def place(self, env: Mapping[str, str], home: Path) -> Path:
        """Return the user's file with hooks."""
        return Path(env.get("CODEX_HOME") or home / ".codex") / "hooks.json"

    def entry(self, command: str, deadline_s: int) -> Entry:
        """Return the hook; `timeout` is in seconds."""
        hook = {"type": "command", "command": command, "timeout": deadline_s}
        return Entry("PreToolUse", {"matcher": "Bash", "hooks": [hook]})


AGENT = Codex()
