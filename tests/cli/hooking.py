"""Run `pratique hook` as agents do: a real process, with the documented input."""

import json
import os
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Hooked:
    """How the hook ended."""

    code: int
    out: str
    err: str
    seconds: float

    @property
    def action(self) -> str:
        """The decision in the form of Claude Code; no decision is "allow"."""
        document = json.loads(self.out)
        return str(document.get("hookSpecificOutput", {}).get("permissionDecision", "allow"))

    @property
    def reason(self) -> str:
        return str(json.loads(self.out).get("hookSpecificOutput", {}).get("permissionDecisionReason", ""))


def claude(line: str, folder: Path | str = "") -> dict[str, Any]:
    """The input of Claude Code's documentation."""
    return {
        "session_id": "abc123",
        "transcript_path": "/x/transcript.jsonl",
        "cwd": str(folder),
        "permission_mode": "default",
        "hook_event_name": "PreToolUse",
        "tool_name": "Bash",
        "tool_input": {"command": line, "description": "Install"},
        "tool_use_id": "toolu_01ABC123",
    }


def hook(agent: str, document: object, *options: str) -> Hooked:
    started = time.monotonic()
    ran = subprocess.run(
        [sys.executable, "-m", "pratique", "hook", agent, *options],
        input=document if isinstance(document, str) else json.dumps(document),
        capture_output=True,
        text=True,
        check=False,
        env=dict(os.environ),
        timeout=120,
    )
    return Hooked(ran.returncode, ran.stdout, ran.stderr, time.monotonic() - started)
