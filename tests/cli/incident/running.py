"""Runs `pratique incident` in this process, with a state folder of its own."""

from dataclasses import dataclass
from pathlib import Path

import pytest

from pratique.cli import main
from tests.cli.running import Ran


@dataclass(frozen=True)
class Desk:
    """A person's machine, which needs no registry."""

    folder: Path
    capsys: pytest.CaptureFixture[str]

    def run(self, *arguments: str) -> Ran:
        """Run `pratique incident` with these arguments."""
        self.capsys.readouterr()
        code = main(["incident", *arguments])
        captured = self.capsys.readouterr()
        return Ran(code, captured.out, captured.err)
