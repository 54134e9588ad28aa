"""Run `pratique check`, show what it says, and pass its exit code on as the output `exit-code`.

The text goes to the log, annotations beside it, the review to the summary of the run, and all forms to files. This
step has no token: it reads what strangers wrote.
"""

import html
import os
import subprocess  # noqa: TID251 - the command line is what is run here
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from github import runner

_INTERNAL = 4
_CODES = range(6)
_SHOWN = 4000
_SETTINGS = ("SNAPSHOT_URL", "SNAPSHOT_KEYS")
"""Inputs that are settings of Pratique."""
# The folder of a workflow is the project under judgement: no module may come from there.
_DROPPED = ("PYTHONPATH", "PYTHONHOME", "PYTHONSTARTUP", "PYTHONINSPECT", "GITHUB_TOKEN", "GH_TOKEN")


def main() -> int:
    """Judge; 0 once there is an exit code to pass on."""
    folder = Path(tempfile.mkdtemp(prefix="pratique-", dir=os.environ.get("RUNNER_TEMP") or None))
    files = {"markdown": folder / "review.md", "json": folder / "report.json", "github": folder / "notes.txt"}
    if os.environ.get("INPUT_SARIF") == "true":
        files["sarif"] = folder / "pratique.sarif"
    code, said = _run(_taking_in()) if os.environ.get("INPUT_OFFLINE_BUNDLE") else (0, "")
    if code == 0:
        code, said = _run(_arguments(files))
    if files["github"].is_file():
        runner.annotate(files["github"].read_text(encoding="utf-8", errors="replace"))
    if files["markdown"].is_file():
        runner.summarise(files["markdown"].read_text(encoding="utf-8", errors="replace"))
    else:
        runner.error(f"no review: exit code {code}; the log above says why")
        shown = html.escape("\n".join(runner.plain(line) for line in said[-_SHOWN:].splitlines()))
        runner.summarise(f"**Pratique gave no review** (exit code {code}).\n\n<pre>{shown}</pre>\n")
    runner.set_output("exit-code", str(code))
    for name, form in (("review", "markdown"), ("report", "json"), ("sarif", "sarif")):
        file = files.get(form)
        runner.set_output(name, str(file) if file is not None and file.is_file() else "")
    return 0


def _pratique() -> str:
    return os.environ.get("EXECUTABLE") or "pratique"


def _taking_in() -> list[str]:
    digest = os.environ.get("INPUT_OFFLINE_BUNDLE_DIGEST", "")
    return [_pratique(), "cache", "import", f"--digest={digest}", "--", os.environ["INPUT_OFFLINE_BUNDLE"]]


def _arguments(files: dict[str, Path]) -> list[str]:
    given = [_pratique(), "check", "--format=text", "--color=never"]
    for option, variable in (("since", "SINCE"), ("fail-on", "INPUT_FAIL_ON")):
        if value := os.environ.get(variable):
            given.append(f"--{option}={value}")
    if os.environ.get("INPUT_OFFLINE_BUNDLE"):
        given.append("--offline")
    given += [f"--output={form}={file}" for form, file in files.items()]
    return [*given, "--", os.environ.get("INPUT_PATH") or "."]


def _run(arguments: Sequence[str]) -> tuple[int, str]:
    """Give the exit code, and the messages; the answer goes to the log."""
    environment = {name: value for name, value in os.environ.items() if name not in _DROPPED}
    given = {f"PRATIQUE_{name}": os.environ.get(f"INPUT_{name}", "") for name in _SETTINGS}
    environment |= {name: value for name, value in given.items() if value}
    said: list[bytes] = []
    with runner.unheeded():
        try:
            with subprocess.Popen(  # noqa: S603 - a list of words, no shell
                arguments, stdin=subprocess.DEVNULL, stderr=subprocess.PIPE, env=environment
            ) as process:
                assert process.stderr is not None
                for line in process.stderr:
                    said = [*said[-200:], line]
                    sys.stdout.buffer.write(line)
                    sys.stdout.buffer.flush()
            code = process.returncode
        except (OSError, ValueError) as error:
            code, said = _INTERNAL, [f"{arguments[0]!r} cannot be run: {error}".encode()]
            sys.stdout.write(runner.plain(said[0].decode()) + "\n")
    return (code if code in _CODES else _INTERNAL), b"".join(said).decode("utf-8", "replace")
