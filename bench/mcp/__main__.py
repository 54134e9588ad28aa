"""`python -m bench.mcp`: start the server, ask twenty questions with the SDK's client, and write result.json.

The packages are those of the tests, whose texts try to instruct an agent; the registry is on loopback. The first round
is cold: it inspects the artifacts. The other rounds are warm. The start includes that of the process, and the handshake.
"""

import asyncio
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path

from tests.cli.mcp.client import connected
from tests.cli.mcp.hostile import ORDER, QUESTIONS, advisories, environment, project, registry

RESULT = Path(__file__).with_name("result.json")
_ROUNDS = 5
_STARTS = 9


def main() -> None:
    with tempfile.TemporaryDirectory() as home, registry() as served:
        folder = Path(home)
        env = environment(folder / "home", served)
        project(folder / "project", served)
        (folder / "osv.zip").write_bytes(advisories())
        _import(folder / "osv.zip", env)
        starts = [asyncio.run(_start(folder / "project", env)) for _ in range(_STARTS)]
        rounds = asyncio.run(_rounds(folder / "project", env))
    warm = [seconds for one in rounds[1:] for seconds in one]
    slowest = max(range(len(QUESTIONS)), key=lambda place: max(one[place] for one in rounds[1:]))
    result = {
        "questions": len(QUESTIONS),
        "warm_rounds": _ROUNDS,
        "milliseconds": {
            "start and handshake": _summary(starts),
            "cold answer": _summary(rounds[0]),
            "warm answer": _summary(warm),
        },
        "slowest_warm_question": [QUESTIONS[slowest][0], QUESTIONS[slowest][1]],
    }
    RESULT.write_text(json.dumps(result, indent=2) + "\n")
    print(RESULT.read_text())


def _import(file: Path, env: Mapping[str, str]) -> None:
    words = [sys.executable, "-m", "pratique", "advisories", "import", "--as", "osv-npm", str(file)]
    subprocess.run(words, env=dict(env), check=True, capture_output=True)


async def _start(folder: Path, env: Mapping[str, str]) -> float:
    """Return the seconds from the start of the server to the end of the handshake."""
    started = time.perf_counter()
    async with connected(folder, env, mode="legacy"):
        return time.perf_counter() - started


async def _rounds(folder: Path, env: Mapping[str, str]) -> list[list[float]]:
    """Return the seconds of each answer, by round. Each answer must have its verdict and no text of a package."""
    found: list[list[float]] = []
    async with connected(folder, env) as client:
        await client.list_tools()
        for _ in range(_ROUNDS + 1):
            found.append([])
            for tool, arguments, verdict in QUESTIONS:
                started = time.perf_counter()
                answer = await client.call_tool(tool, arguments)
                found[-1].append(time.perf_counter() - started)
                told = answer.structured_content
                assert told is not None
                assert verdict == told["verdict"], told
                assert ORDER not in json.dumps(told)
    return found


def _summary(seconds: list[float]) -> dict[str, float]:
    found = sorted(1000 * one for one in seconds)
    return {"median": round(statistics.median(found), 1), "longest": round(found[-1], 1)}


if __name__ == "__main__":
    main()
