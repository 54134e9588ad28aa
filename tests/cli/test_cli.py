"""The command line as a whole: usage, and how a run ends that does not end well."""

import os
import subprocess
from pathlib import Path

import pytest

from pratique import __version__
from pratique.cli import VERBS, main
from tests.cli.running import Machine
from tests.cli.spawning import COMMAND, run

BROKEN_DEPENDENCY = """
def _broken(*arguments, **options):
    raise ZeroDivisionError("\\x1b[2Jboom")

site_config_dir = user_config_path = user_data_path = _broken
"""


def test_help_lists_every_verb_and_the_exit_codes(capsys: pytest.CaptureFixture[str]) -> None:
    assert 0 == main(["--help"])
    shown = capsys.readouterr().out
    assert all(f"  {verb}" in shown for verb in VERBS)
    assert "3 incomplete" in shown


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_has_help(verb: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert 0 == main([verb, "--help"])
    shown = capsys.readouterr().out
    assert shown.startswith("Usage: ")
    assert VERBS[verb].split()[0] in shown


def test_the_version_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert 0 == main(["--version"])
    assert __version__ in capsys.readouterr().out


@pytest.mark.parametrize(
    "arguments",
    [
        ["no-such-verb"],
        ["check", "--no-such-option"],
        ["check", "one", "two"],
        ["check", "no-such-folder"],
        ["check", "a" * 5000],
        ["check", "--as", "old"],
        ["check", "--fail-on", "sometimes"],
        ["check", "--min-age", "soon"],
        ["check", "--jobs", "many"],
        ["check", "--platform", "../x"],
        ["check", "--platform", "solaris-sparc"],
        ["check", "--output", "no-such-folder/answer.json"],
        ["inspect"],
        ["inspect", "--baseline", "calm@1.0.0", "--no-baseline", "calm@1.0.1"],
        ["inspect", "--baseline", "./file.tgz", "calm@1.0.1"],
        ["inspect", "calm@1.0.0", "./missing.tgz"],
        ["inspect", "pip:calm"],
        ["source", "./missing.tgz"],
        ["diff", "./missing.tgz"],
        ["explain", "no-such-word"],
        ["config", "show", "no-such-folder"],
    ],
    ids=lambda arguments: " ".join(arguments)[:40],
)
def test_a_command_line_that_cannot_be_meant_is_exit_2_and_asks_nobody(
    machine: Machine, arguments: list[str]
) -> None:
    machine.lock("calm@1.0.1")
    ran = machine.run(*arguments)
    assert (2, "") == (ran.code, ran.out)
    assert ran.err.strip()
    assert [] == machine.registry.requests


def broken(tmp_path: Path, **variables: str) -> tuple[int, str, str]:
    """A run in which something fails that nobody foresaw: a dependency does."""
    (tmp_path / "platformdirs.py").write_text(BROKEN_DEPENDENCY)
    path = os.pathsep.join((str(tmp_path), os.environ.get("PYTHONPATH", "")))
    told = {"PYTHONPATH": path, "PRATIQUE_HOME": "", **variables}
    return run("config", "show", folder=tmp_path, variables=told)


def test_a_defect_is_exit_4_and_never_looks_like_an_answer(tmp_path: Path) -> None:
    code, out, err = broken(tmp_path)
    assert (4, "") == (code, out)
    assert [
        "internal: ZeroDivisionError: \\x1b[2Jboom",
        "hint: this is a defect of pratique; PRATIQUE_DEBUG=1 prints the traceback",
    ] == err.splitlines()


def test_where_it_failed_is_shown_on_request(tmp_path: Path) -> None:
    code, _, err = broken(tmp_path, PRATIQUE_DEBUG="1")
    assert 4 == code
    assert "Traceback" in err
    assert "platformdirs.py" in err


def into(stdout: int, folder: Path, *, stderr: int = subprocess.PIPE) -> tuple[int, str]:
    done = subprocess.run(
        [*COMMAND, "explain"], stdout=stdout, stderr=stderr, cwd=folder, text=True, check=False, timeout=60
    )
    return done.returncode, done.stderr or ""


def test_a_reader_that_has_gone_is_an_incomplete_run_and_no_stopped_one(tmp_path: Path) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    try:
        assert (3, "") == into(writer, tmp_path)
        assert (3, "") == into(writer, tmp_path, stderr=writer)
    finally:
        os.close(writer)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
def test_an_answer_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    full = os.open("/dev/full", os.O_WRONLY)
    try:
        code, err = into(full, tmp_path)
    finally:
        os.close(full)
    assert 3 == code
    assert err.startswith("disk-full: the report cannot be written: No space left on device\nhint: ")


def test_an_error_that_nobody_reads_keeps_its_exit_code(tmp_path: Path) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    try:
        done = subprocess.run(
            [*COMMAND, "explain", "nonsense"],
            stderr=writer,
            stdout=subprocess.DEVNULL,
            cwd=tmp_path,
            check=False,
            timeout=60,
        )
    finally:
        os.close(writer)
    assert 2 == done.returncode


@pytest.mark.skipif(os.name == "nt", reason="no shell to close streams with")
@pytest.mark.parametrize("closed", [">&-", "2>&- <&-"])
def test_streams_that_are_closed_leave_the_exit_code(machine: Machine, closed: str) -> None:
    machine.lock("calm@1.0.1")
    shell = ["sh", "-c", f'exec "$@" {closed}', "sh", *COMMAND, "check"]
    done = subprocess.run(shell, cwd=machine.folder, capture_output=True, check=False, timeout=60)
    assert (0, b"") == (done.returncode, done.stderr)
