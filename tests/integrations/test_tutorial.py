"""The tutorial: its commands do what the page says, with the real npm, in the order in which they stand there."""

import os
import re
import shutil
import socket
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.integrations.github_runner import ROOT
from tests.loopback import LoopbackRegistry, NpmPackage, NpmRelease

PAGE = (ROOT / "docs/tutorial/first-ten-minutes.md").read_text(encoding="utf-8")
PORT = "4873"
ENDS = re.compile(r" {2,}# exit code (\d+)$")
_LISTENS = (
    f"for _ in $(seq 600); do (exec 3<>/dev/tcp/127.0.0.1/{PORT}) 2>/dev/null && break; sleep 0.1; done"
)


def commands() -> list[tuple[str, int]]:
    """Each command of the page with the exit code that the page gives for it."""
    lines = [line[4:] for line in PAGE.splitlines() if line.startswith("    ")]
    return [(ENDS.sub("", line), int(found[1]) if (found := ENDS.search(line)) else 0) for line in lines]


def script(told: list[tuple[str, int]]) -> str:
    """Every command in one shell, each followed by its exit code."""
    lines: list[str] = []
    for line, _ in told:
        lines.append(f"echo '<<{len(lines)}'; {line}")
        if line.endswith("&"):
            lines.append(f"true; {_LISTENS}")
        lines.append('echo ">>$?"')
    return "\n".join(lines)


def _ms(version: str, year: int) -> NpmRelease:
    return NpmRelease(
        version=version,
        published_at=datetime(year, 12, 8, tzinfo=UTC),
        files={"index.js": f"module.exports = '{version}'\n"},
    )


def test_the_page_has_commands() -> None:
    assert 15 < len(commands())
    assert [1] == [code for _, code in commands() if code]


@pytest.mark.skipif(shutil.which("npm") is None, reason="no npm here")
def test_every_command_of_the_tutorial_ends_as_the_page_says(tmp_path: Path) -> None:
    told = commands()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    variables = {
        key: value
        for key, value in os.environ.items()
        if key == "HOME" or not key.startswith(("npm_", "CI", "PRATIQUE_"))
    }
    variables |= {
        "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
        "PRATIQUE_HOME": str(tmp_path / "state"),
        "PRATIQUE_JOBS": "1",
    }
    with LoopbackRegistry(
        npm=[NpmPackage(name="ms", releases=(_ms("2.1.2", 2019), _ms("2.1.3", 2020)))]
    ) as registry:
        (Path(os.environ["HOME"]) / ".npmrc").write_text(f"registry={registry.npm_url}\n")
        done = subprocess.run(
            ["bash", "-m", "-c", script(told).replace(PORT, port)],
            cwd=tmp_path,
            env=variables,
            capture_output=True,
            text=True,
            check=False,
            timeout=300,
        )

    ended = [int(code) for code in re.findall(r"^>>(\d+)$", done.stdout, re.MULTILINE)]
    assert told == [(line, code) for (line, _), code in zip(told, ended, strict=True)], (
        done.stdout + done.stderr
    )
    assert '"ms": "^2.1.3"' in (tmp_path / "first-project/package.json").read_text()
    assert "read the diff, needed for the demo" in done.stdout
    assert re.search(r"403 .*ms@2\.1\.3", done.stderr)
