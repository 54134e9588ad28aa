"""What a GitHub runner gives a step, and how a step answers: files named by variables, and commands in the log.

The runner obeys lines of the log: `::name::` at the start of one, `##[name]` anywhere in it. What comes from a change
or a package is never printed as it is.
"""

import json
import os
import re
import secrets
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

MOST_SUMMARY_BYTES = 1024 * 1024
"""What GitHub takes as the summary of one step."""
_ANNOTATION = re.compile(r"::(?:error|warning|notice)(?: [^\r\n:][^\r\n]*?)?::[^\r\n]*")
_HIDDEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]")
_CUT = "\n\n*The rest is cut: it is longer than a summary may be.*\n"


def say(text: str) -> None:
    """Print a line of our own, which may name what a stranger chose."""
    sys.stdout.write(f"Pratique: {plain(text)}\n")
    sys.stdout.flush()


def plain(text: str) -> str:
    """One line that moves no cursor and is no command."""
    return _HIDDEN.sub(lambda hit: f"\\x{ord(hit[0]):02x}", text).replace("##[", "# #[")


def error(text: str) -> None:
    """Mark the run with an error."""
    _command("error", text)


def notice(text: str) -> None:
    """Mark the run with a remark."""
    _command("notice", text)


def _command(name: str, text: str) -> None:
    shown = plain(text).replace("%", "%25")
    sys.stdout.write(f"::{name} title=Pratique::{shown}\n")
    sys.stdout.flush()


@contextmanager
def unheeded() -> Iterator[None]:
    """What is printed meanwhile is read by people alone: the runner obeys no command until a secret word comes."""
    word = secrets.token_hex(20)
    sys.stdout.write(f"::stop-commands::{word}\n")
    sys.stdout.flush()
    try:
        yield
    finally:
        sys.stdout.write(f"\n::{word}::\n")
        sys.stdout.flush()


def annotate(text: str) -> None:
    """Print annotations as they are, and remarks of `--format github` as text; nothing else."""
    for line in text.split("\n"):
        if _ANNOTATION.fullmatch(line):
            sys.stdout.write(f"{line}\n")
        elif line.startswith("pratique: "):
            say(line.removeprefix("pratique: "))
    sys.stdout.flush()


def set_output(name: str, value: str) -> None:
    """Give a value to the later steps."""
    word = secrets.token_hex(20)
    with _named("GITHUB_OUTPUT").open("a", encoding="utf-8", newline="\n") as file:
        file.write(f"{name}<<{word}\n{value}\n{word}\n")


def summarise(text: str) -> None:
    """Add to the page of the run."""
    path = _named("GITHUB_STEP_SUMMARY")
    room = MOST_SUMMARY_BYTES - (path.stat().st_size if path.exists() else 0)
    data = text.encode("utf-8", "backslashreplace")
    if len(data) > room:
        kept = data[: max(0, room - len(_CUT))]
        data = kept.decode("utf-8", "ignore").encode() + (_CUT.encode() if kept else b"")
    with path.open("ab") as file:
        file.write(data)


def event() -> dict[str, Any]:
    """What happened, as GitHub tells it; empty when it does not."""
    name = os.environ.get("GITHUB_EVENT_PATH", "")
    if not name:
        return {}
    try:
        found = json.loads(Path(name).read_bytes())
    except (OSError, ValueError, RecursionError) as failure:
        say(f"the event cannot be read: {failure}")
        return {}
    return found if isinstance(found, dict) else {}


def look(value: object, *keys: str) -> object:
    """What lies below `keys` in nested objects; None where one of them is missing."""
    for key in keys:
        value = value.get(key) if isinstance(value, dict) else None
    return value


def _named(variable: str) -> Path:
    # A runner always has them; elsewhere nobody reads them.
    return Path(os.environ.get(variable) or os.devnull)
