"""Runs `pratique check`, `pratique audit` and `pratique publish check`, shows their results, and sets the output `exit-code`.

The text and annotations are written to the log, the review to the summary of the run, and all formats to files. This
step has no token, because it reads untrusted text.
"""

import html
import os
import subprocess  # noqa: TID251 - the command line is what is run here
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from review.joined import exit_code, joined

from github import runner

_INTERNAL = 4
_CODES = range(6)
_SHOWN = 4000
_MOST_SHOWN = 20_000
_SETTINGS = ("SNAPSHOT_URL", "SNAPSHOT_KEYS")
"""Inputs that are settings of Pratique."""
# The folder of a workflow is the project under judgement: no module may come from there.
_DROPPED = ("PYTHONPATH", "PYTHONHOME", "PYTHONSTARTUP", "PYTHONINSPECT", "GITHUB_TOKEN", "GH_TOKEN")


def main() -> int:
    """Check, audit, and check what is to be published; return 0 if the output `exit-code` was set."""
    folder = Path(tempfile.mkdtemp(prefix="pratique-", dir=os.environ.get("RUNNER_TEMP") or None))
    code, said = _run(_taking_in()) if os.environ.get("INPUT_OFFLINE_BUNDLE") else (0, "")
    files, audit = _files(folder, ""), _files(folder, "audit-")
    audited: int | None = None
    taken_in = code == 0
    if code == 0:
        code, said = _run(_check(files))
        if os.environ.get("INPUT_AUDIT", "off") != "off":
            audited, more = _run(_audit(audit))
            said += more
    for file in (files["github"], audit["github"]):
        if file.is_file():
            runner.annotate(_read(file))
    whole = code if audited is None else exit_code(code, audited)
    _summarise(files["markdown"], audit["markdown"], code, audited, said)
    if taken_in and _to_publish():
        whole = exit_code(whole, _before_publishing(folder))
    runner.set_output("exit-code", str(whole))
    runner.set_output("audit-exit-code", "" if audited is None else str(audited))
    for name, file in (
        ("review", files["markdown"]),
        ("report", files["json"]),
        ("sarif", files.get("sarif")),
        ("audit-report", audit["json"]),
        ("audit-sarif", audit.get("sarif")),
    ):
        runner.set_output(name, str(file) if file is not None and file.is_file() else "")
    return 0


def _to_publish() -> list[str]:
    """Return the folders and archives that a later step publishes."""
    return [line.strip() for line in os.environ.get("INPUT_PUBLISH", "").splitlines() if line.strip()]


def _before_publishing(folder: Path) -> int:
    """Check what is to be published, add the answer to the summary, and return the exit code."""
    text, report = folder / "publish.txt", folder / "publish.json"
    options = ["--format=text", "--color=never", f"--output=text={text}", f"--output=json={report}"]
    offline = ["--offline"] if os.environ.get("INPUT_OFFLINE_BUNDLE") else []
    code, said = _run([_pratique(), "publish", "check", *options, *offline, "--", *_to_publish()])
    runner.set_output("publish-exit-code", str(code))
    runner.set_output("publish-report", str(report) if report.is_file() else "")
    if not text.is_file():
        _no_answer("check before publishing", code, said)
        return code
    shown = html.escape("\n".join(runner.plain(line) for line in _read(text)[:_MOST_SHOWN].splitlines()))
    runner.summarise(f"### Before publishing\n\n<pre>{shown}</pre>\n")
    if code:
        runner.error(f"stopped before publishing: exit code {code}; the summary says why")
    return code


def _files(folder: Path, prefix: str) -> dict[str, Path]:
    """Return the path of each output file, by format."""
    names = {"markdown": "review.md", "json": "report.json", "github": "notes.txt"}
    if os.environ.get("INPUT_SARIF") == "true":
        names["sarif"] = "pratique.sarif"
    return {form: folder / f"{prefix}{name}" for form, name in names.items()}


def _summarise(review: Path, audit: Path, code: int, audited: int | None, said: str) -> None:
    """Add the review and the audit to the summary, and write both to one file for the comment."""
    if review.is_file():
        page = _read(audit) if audit.is_file() else ""
        text = joined(_read(review), page, audit_first=code == 0 and bool(audited))
        review.write_text(text, encoding="utf-8", newline="\n")
        runner.summarise(text)
    else:
        _no_answer("review", code, said)
    if audited is not None and not audit.is_file():
        _no_answer("audit", audited, said)


def _no_answer(what: str, code: int, said: str) -> None:
    runner.error(f"no {what}: exit code {code}; the log above says why")
    shown = html.escape("\n".join(runner.plain(line) for line in said[-_SHOWN:].splitlines()))
    runner.summarise(f"**Pratique gave no {what}** (exit code {code}).\n\n<pre>{shown}</pre>\n")


def _read(file: Path) -> str:
    return file.read_text(encoding="utf-8", errors="replace")


def _pratique() -> str:
    return os.environ.get("EXECUTABLE") or "pratique"


def _taking_in() -> list[str]:
    digest = os.environ.get("INPUT_OFFLINE_BUNDLE_DIGEST", "")
    return [_pratique(), "cache", "import", f"--digest={digest}", "--", os.environ["INPUT_OFFLINE_BUNDLE"]]


def _check(files: dict[str, Path]) -> list[str]:
    options = (("since", "SINCE"), ("fail-on", "INPUT_FAIL_ON"))
    offline = ["--offline"] if os.environ.get("INPUT_OFFLINE_BUNDLE") else []
    return _arguments("check", options, files, offline)


def _audit(files: dict[str, Path]) -> list[str]:
    options = (("since", "SINCE"), ("fail-on", "INPUT_AUDIT_FAIL_ON"))
    # Where nothing was brought to this machine, the review says what was not checked; `complete` makes it stop.
    covered = [] if os.environ.get("INPUT_AUDIT") == "complete" else ["--covered-only"]
    return _arguments("audit", options, files, covered)


def _arguments(
    verb: str, options: Sequence[tuple[str, str]], files: dict[str, Path], more: Sequence[str]
) -> list[str]:
    given = [_pratique(), verb, "--format=text", "--color=never", *more]
    given += [f"--{option}={value}" for option, name in options if (value := os.environ.get(name))]
    given += [f"--output={form}={file}" for form, file in files.items()]
    return [*given, "--", os.environ.get("INPUT_PATH") or "."]


def _run(arguments: Sequence[str]) -> tuple[int, str]:
    """Return the exit code and the messages; the output is written to the log."""
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
