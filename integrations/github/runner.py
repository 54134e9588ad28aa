"""Reads the inputs of a GitHub runner and writes results: to files that variables specify, and as commands in the log.

The runner executes commands in the log: `::name::` at the start of a line, `##[name]` anywhere in it. Text from a change
or a package is never printed unescaped.
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
    """Print a message, which may contain untrusted names."""
    sys.stdout.write(f"Pratique: {plain(text)}\n")
    sys.stdout.flush()


def plain(text: str) -> str:
    """Return the text as one line without control characters and runner commands."""
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
    """Disable runner commands in the log, until the context ends with a secret word."""
    word = secrets.token_hex(20)
    sys.stdout.write(f"::stop-commands::{word}\n")
    sys.stdout.flush()
    try:
        yield
    finally:
        sys.stdout.write(f"\n::{word}::\n")
        sys.stdout.flush()


def annotate(text: str) -> None:
    """Print annotations unchanged, and remarks of `--format github` as text; drop all other lines."""
    for line in text.split("\n"):
        if _ANNOTATION.fullmatch(line):
            sys.stdout.write(f"{line}\n")
        elif line.startswith("pratique: "):
            say(line.removeprefix("pratique: "))
    sys.stdout.flush()


def set_output(name: str, value: str) -> None:
    """Set an output for later steps."""
    word = secrets.token_hex(20)
    with _named("GITHUB_OUTPUT").open("a", encoding="utf-8", newline="\n") as file:
        file.write(f"{name}<<{word}\n{value}\n{word}\n")


def summarise(text: str) -> None:
    """Append text to the summary of the run."""
    path = _named("GITHUB_STEP_SUMMARY")
    room = MOST_SUMMARY_BYTES - (path.stat().st_size if path.exists() else 0)
    data = text.encode("utf-8", "backslashreplace")
    if len(data) > room:
        kept = data[: max(0, room - len(_CUT))]
        data = kept.decode("utf-8", "ignore").encode() + (_CUT.encode() if kept else b"")
    with path.open("ab") as file:
        file.write(data)


def event() -> dict[str, Any]:
    """Return GitHub's event; empty if there is none."""
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
    """Return the value at the path `keys` in nested objects; None if a key is missing."""
    for key in keys:
        value = value.get(key) if isinstance(value, dict) else None
    return value


def _named(variable: str) -> Path:
    # A runner always has them; elsewhere nobody reads them.
    return Path(os.environ.get(variable) or os.devnull)
