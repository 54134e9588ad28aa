"""Commands where the shell reader sees text, compared with what a real shell runs."""

import shutil
import subprocess
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.cli.hook.reading import read_line
from pratique.cli.hook.unseen import unseen

RUN = (
    "cat <<E\n$(npm i a)\nE",
    "cat <<E\n`npm i a`\nE",
    "cat <<-E\n\t$(npm i a)\n\tE",
    "cat <<E <<'F'\n$(npm i a)\nE\nF",
    'cat <<<"$(npm i a)"',
    "echo ${X:-$(npm i a)}",
    'echo "${X:-`npm i a`}"',
    'echo "${X:=$(echo $(npm i a))}"',
    "echo $(( $(npm i a) + 1 ))",
    "echo ${X:-$(npm i a)}; cat <<E\nz\nE",
    'cat <<E"F"\nz\nEF\nnpm i a',
    "cat <<'E'F\nz\nEF\nnpm i a",
    '$"npm" i a',
)
"""Lines that run a client."""
NOT_RUN = (
    "cat <<'E'\n$(npm i a)\nE",
    'cat <<"E"\n$(npm i a)\nE',
    "cat <<E\nnpm i a\nE",
    'git commit -F - <<"E"\nrun `npm i a`\nE',
    'echo "${X#npm}" $((1 + 2))',
)
"""Lines that run no client."""


def ran(line: str, folder: Path) -> bool:
    """Return True if bash runs the client `npm`, one of our own, for a line."""
    (folder / "npm").write_text(f"#!/bin/sh\ntouch {folder}/ran\necho 1\n")
    (folder / "npm").chmod(0o755)
    bash = shutil.which("bash")
    if bash is None:
        pytest.skip("there is no bash")
    subprocess.run(
        [bash, "-c", line],
        cwd=folder,
        env={"PATH": f"{folder}:/usr/bin:/bin"},
        capture_output=True,
        check=False,
        timeout=20,
        stdin=subprocess.DEVNULL,
    )
    return (folder / "ran").exists()


@pytest.mark.parametrize("line", RUN)
def test_a_line_with_a_command_where_the_reader_sees_text_is_a_doubt(line: str, tmp_path: Path) -> None:
    found = read_line(line)
    assert "a" in [one.name for one in found.packages]
    assert found.doubts
    assert ran(line if not line.startswith("$") else f"{line} || true", tmp_path)


@pytest.mark.parametrize("line", NOT_RUN)
def test_text_that_no_shell_runs_is_nothing(line: str, tmp_path: Path) -> None:
    assert read_line(line).nothing
    line = line.replace("git commit -F -", "cat")
    assert not ran(line, tmp_path)


def test_the_texts_are_bounded() -> None:
    started = time.monotonic()
    assert 50 == len(unseen("<<E\n" + "$(" * 20_000))
    for text in (
        "<<" * 40_000,
        "${" * 40_000,
        "<<'" * 30_000,
        "<<a'" * 25_000,
        "$((`" * 25_000,
        '$"' * 40_000,
    ):
        unseen(text)
    assert time.monotonic() - started < 3


def test_many_substitutions_hide_none() -> None:
    many = "$(:) `:` " * 60
    for line in (
        f"cat <<E\n{many}$(npm i a)\nE",
        f"cat <<E\n{many}`npm i a`\nE",
        f"echo {'${a}' * 60} ${{X:-$(npm i a)}}",
    ):
        assert not read_line(line).nothing


@pytest.mark.fuzz
@given(st.text(alphabet="<E'\"`$(){}:-\\\n a", max_size=80))
def test_no_text_raises(text: str) -> None:
    unseen(text)
