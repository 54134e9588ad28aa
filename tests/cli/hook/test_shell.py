"""The functions for people, in real shells."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from pratique.cli.hook.clients import client_of
from pratique.cli.hook.shell import COMMANDS, functions

SHELLS = [name for name in ("bash", "zsh") if shutil.which(name)]


def test_each_command_is_a_client() -> None:
    assert all(client_of(name) is not None for name in COMMANDS)


@pytest.mark.parametrize("shell", SHELLS)
@pytest.mark.parametrize(("code", "ran"), [(0, "ran a b  c\n"), (1, "")])
def test_the_client_runs_only_if_the_hook_allows_it(tmp_path: Path, shell: str, code: int, ran: str) -> None:
    client = tmp_path / "npm"
    client.write_text('#!/bin/sh\necho ran "$@"\n')
    client.chmod(0o755)
    hook = tmp_path / "hook"
    hook.write_text(f'#!/bin/sh\necho "$@" >> {tmp_path}/asked\nexit {code}\n')
    hook.chmod(0o755)
    script = f"{functions(str(hook))}\nnpm a 'b  c'\n"
    done = subprocess.run(
        [shutil.which(shell) or shell, "-c", script],
        capture_output=True,
        text=True,
        check=False,
        env={"PATH": f"{tmp_path}:/usr/bin:/bin"},
    )

    assert (code, ran) == (done.returncode, done.stdout)
    assert "hook shell -- npm a b  c\n" == (tmp_path / "asked").read_text()
    assert "" == done.stderr
    assert sys.executable not in script
