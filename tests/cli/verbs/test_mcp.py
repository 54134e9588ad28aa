"""`pratique mcp` with the official SDK's client: twenty questions, hostile packages among them."""

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest

from pratique.cli import main
from tests.cli.mcp.client import connected
from tests.cli.mcp.hostile import FILE, ORDER, QUESTIONS, advisories, environment, project, registry


@pytest.fixture
def env(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    with registry() as served:
        variables = environment(tmp_path / "home", served)
        project(tmp_path / "project", served)
        for name, value in variables.items():
            monkeypatch.setenv(name, value)
        (tmp_path / "osv.zip").write_bytes(advisories())
        assert 0 == main(["advisories", "import", "--as", "osv-npm", str(tmp_path / "osv.zip")])
        yield variables


@pytest.mark.parametrize("mode", ["auto", "legacy"])
def test_twenty_questions_have_their_verdicts_and_no_text_of_packages(
    tmp_path: Path, env: dict[str, str], mode: str
) -> None:
    async def ask() -> list[Any]:
        async with connected(tmp_path / "project", env, mode=mode) as client:
            tools = await client.list_tools()
            assert ["judge", "why", "nearest_allowed"] == [one.name for one in tools.tools]
            return [await client.call_tool(tool, arguments) for tool, arguments, _ in QUESTIONS]

    results = asyncio.run(ask())

    answers = [one.structured_content for one in results]
    assert [verdict for *_, verdict in QUESTIONS] == [one["verdict"] for one in answers], answers
    for result, answer in zip(results, answers, strict=True):
        assert answer == json.loads(result.content[0].text)
        told = json.dumps(answer)
        assert ORDER not in told
        assert "OBEY ME" not in told
        assert "ignore all" not in told
        assert FILE not in told
        for sentence in (
            answer["summary"],
            answer["next_step"],
            *answer["not_checked"],
            answer.get("ends", ""),
        ):
            assert "obey" not in sentence.lower()
        for reason in answer["reasons"]:
            assert "obey" not in reason["text"].lower()
