"""Ask the process that judges in this process."""

import asyncio
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator

from pratique.cli.mcp.__main__ import answered
from pratique.cli.mcp.sessions import Sessions
from pratique.cli.mcp.tools import TOOLS, problem_of


def ask(folder: Path, tool: str, *, gate: str | None = None, **arguments: str) -> dict[str, Any]:
    """Return the answer to one question, which fits its schema."""
    return ask_all(folder, (tool, arguments), gate=gate)[0]


def ask_all(
    folder: Path, *questions: tuple[str, Mapping[str, str]], gate: str | None = None
) -> list[dict[str, Any]]:
    """Return the answers to questions in one session."""

    where = folder.resolve()

    async def asked() -> list[dict[str, Any]]:
        sessions = Sessions(where, gate)
        try:
            return [await answered(sessions, {"tool": tool, "arguments": given}) for tool, given in questions]
        finally:
            await sessions.close()

    for tool, given in questions:
        assert not problem_of(tool, given), problem_of(tool, given)
    answers = asyncio.run(asked())
    for (tool, _), answer in zip(questions, answers, strict=True):
        Draft202012Validator(TOOLS[tool]["outputSchema"]).validate(answer)
    return answers
