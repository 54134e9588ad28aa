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


STOPPED = (
    "npm i x",
    "'npm' i x",
    "X=npm; $X i x",
    "(npm i x)",
    "echo $(npm i x)",
    "echo ${Y:-$(npm i x)}",
    "cat <<E\n$(npm i x)\nE",
    "eval 'npm i x'",
    "f() { npm i x; }; f",
    "if npm i x; then :; fi",
    "true && npm i x",
    "npm i x | cat",
)
"""Tries that the function stops."""
BEYOND = (
    "command npm i x",
    '"$(command -v env)" npm i x',
    "env npm i x",
    "sh -c 'npm i x'",
    "echo npm i x | sh",
    "echo x | xargs npm i",
    "echo bnBtIGkgeAo= | base64 -d | sh",
    "echo npm i x > s; sh s",
    "unset -f npm; npm i x",
)
"""Tries that start the client without the function; the page names them."""


@pytest.mark.parametrize("shell", SHELLS)
@pytest.mark.parametrize(
    ("line", "stopped"), [*((line, True) for line in STOPPED), *((line, False) for line in BEYOND)]
)
def test_a_try_is_stopped_by_the_function_or_is_beyond_it(
    tmp_path: Path, shell: str, line: str, stopped: bool
) -> None:
    for name, text in (("npm", f"touch {tmp_path}/ran"), ("hook", "exit 1")):
        (tmp_path / name).write_text(f"#!/bin/sh\n{text}\n")
        (tmp_path / name).chmod(0o755)
    subprocess.run(
        [shutil.which(shell) or shell, "-c", f"{functions(str(tmp_path / 'hook'))}\n{line}\n"],
        capture_output=True,
        check=False,
        cwd=tmp_path,
        env={"PATH": f"{tmp_path}:/usr/bin:/bin"},
        stdin=subprocess.DEVNULL,
        timeout=20,
    )
    assert stopped is not (tmp_path / "ran").exists()
