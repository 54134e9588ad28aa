"""The drill: every command of its page does what the page says, offline, in the order of the page."""

import os
import re
import subprocess
import sys
from pathlib import Path

from tests.integrations.github_runner import ROOT

PAGE = (ROOT / "docs/how-to/incident-drill.md").read_text(encoding="utf-8")
ENDS = re.compile(r" {2,}# exit code (\d+)$")


def commands() -> list[tuple[str, int]]:
    """Each command of the page with the exit code that the page gives for it."""
    lines = [line[4:] for line in PAGE.splitlines() if line.startswith("    ")]
    return [(ENDS.sub("", line), int(found[1]) if (found := ENDS.search(line)) else 0) for line in lines]


def test_every_command_of_the_drill_ends_as_the_page_says(tmp_path: Path) -> None:
    told = commands()
    assert 15 < len(told)
    lines = [f'{line}\necho ">>$?"' for line, _ in told]
    kept = {
        key: value for key, value in os.environ.items() if not key.startswith(("npm_", "CI", "PRATIQUE_"))
    }
    shim = tmp_path / "bin/pratique"
    shim.parent.mkdir()
    shim.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m pratique.cli "$@"\n')
    shim.chmod(0o755)
    done = subprocess.run(
        ["bash", "-c", "\n".join(lines)],
        cwd=tmp_path,
        env=kept
        | {
            "PATH": f"{shim.parent}:{os.environ['PATH']}",
            "PRATIQUE_HOME": str(tmp_path / "state"),
            "PYTHONPATH": str(ROOT / "src"),
        },
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    ended = [int(code) for code in re.findall(r"^>>(\d+)$", done.stdout, re.MULTILINE)]
    assert told == [(line, code) for (line, _), code in zip(told, ended, strict=True)], (
        done.stdout + done.stderr
    )
    made = (tmp_path / "drill/post-mortem.md").read_text()
    order = [
        "## Am I affected",
        "## Packages",
        "## What it does",
        "## Timeline",
        "## Cause",
        "## Response",
        "## Lessons",
        "## Open questions",
        "## Changes",
        "## Credits",
    ]
    places = [made.index(f"\n{title}") for title in order]
    assert sorted(places) == places
    for planted in ("shop&#45;web", "shop-web", "wallet-app", "registry-access", "ci-shop", "refused"):
        assert planted.replace("&#45;", "-") in made
    page = (tmp_path / "drill/post-mortem.html").read_text()
    assert "<script" not in page
    assert "prefers-color-scheme: dark" in page
