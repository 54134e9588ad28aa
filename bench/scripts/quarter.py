"""`python -m bench.scripts.quarter CLONE ...`: how often `scripts --check` asks a person in a quarter of upgrades.

A project is its package.json, package-lock.json and .npmrc in the weekly states of the default branch of a bare clone. At the
first state `--write` approves what needs no person, and a person approves the rest, which is counted apart. At each later
state `--check` runs. If it stops for packages that need a person, that is one question; the person approves them, and
`--write` records the state. Packages that only need `--write` (their scripts do work of their own package) are counted apart.
The client is npm 12, as given by `--client`. The results go to quarter.json.
"""

import argparse
import datetime as dt
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

RESULT = Path(__file__).with_name("quarter.json")
_FILES = ("package.json", "package-lock.json", ".npmrc")
_WEEK = dt.timedelta(days=7)
_ASKS = frozenset({"changed", "undecided"})
_CLIENT = "npm@12.1.0"


def states(clone: Path, first: dt.date, last: dt.date) -> Iterator[tuple[str, str]]:
    """Yield the weekly states of a clone whose lock differs from the week before, as (date, commit)."""
    day, before = first, ""
    while day <= last:
        commit = (
            _git(clone, "rev-list", "-1", "--first-parent", f"--before={day}T00:00:00Z", "HEAD")
            .decode()
            .strip()
        )
        blob = _git(clone, "rev-parse", f"{commit}:package-lock.json").decode().strip()
        if blob != before:
            yield day.isoformat(), commit
        day, before = day + _WEEK, blob


def _git(clone: Path, *words: str) -> bytes:
    return subprocess.run(["git", "-C", str(clone), *words], capture_output=True, check=True).stdout


def lay(clone: Path, commit: str, folder: Path) -> None:
    """Write the files of a state into a folder; the approvals that package.json has in the folder are kept."""
    written = folder / "package.json"
    kept = json.loads(written.read_text()).get("allowScripts") if written.exists() else None
    for name in _FILES:
        found = subprocess.run(
            ["git", "-C", str(clone), "show", f"{commit}:{name}"], capture_output=True, check=False
        )
        if found.returncode == 0:
            (folder / name).write_bytes(found.stdout)
    if kept is not None:
        document = json.loads(written.read_text())
        written.write_text(json.dumps({**document, "allowScripts": kept}, indent=2) + "\n")


def scripts(folder: Path, *words: str) -> tuple[int, dict[str, Any], float]:
    """Run `pratique scripts` in a folder; return the exit code, the document and the seconds."""
    command = [
        sys.executable,
        "-P",
        "-m",
        "pratique",
        "scripts",
        ".",
        "--client",
        _CLIENT,
        "--format",
        "json",
        *words,
    ]
    started = time.monotonic()
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, env=os.environ)
    if not done.stdout:
        raise SystemExit(f"no document (exit {done.returncode}): {done.stderr[-2000:]}")
    return done.returncode, json.loads(done.stdout), round(time.monotonic() - started, 1)


def asked(document: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the packages that need a person."""
    return [row for row in document["packages"] if row["state"] in _ASKS]


def quarter(clone: Path, first: dt.date, last: dt.date) -> dict[str, Any]:
    """Return what happened in the weekly states of one project."""
    weeks: list[dict[str, Any]] = []
    before: set[str] = set()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for day, commit in states(clone, first, last):
            lay(clone, commit, folder)
            code, document, seconds = scripts(folder, *(["--check"] if weeks else []))
            found, here = asked(document), {row["purl"] for row in document["packages"]}
            weeks.append(
                {
                    "day": day,
                    "commit": commit,
                    "exit": code,
                    "read": document["coverage"]["read"],
                    "complete": document["coverage"]["complete"],
                    "scripted": len(here),
                    "new": sorted(here - before) if weeks else [],
                    "asked": [_told(row) for row in found],
                    "rule_only": [
                        _told(row) for row in document["packages"] if row.get("stops") and row not in found
                    ],
                    "seconds": seconds,
                }
            )
            before = here
            print(json.dumps(weeks[-1]), flush=True)
            approvals = [word for row in found for word in ("--approve", row["purl"])]
            scripts(folder, "--write", *approvals)
    later = weeks[1:]
    return {
        "project": clone.parent.name.replace("+", "/"),
        "weeks": weeks,
        "new": sum(len(week["new"]) for week in later),
        "first_asked": len(weeks[0]["asked"]) if weeks else 0,
        "times_asked": sum(bool(week["asked"]) for week in later),
        "packages_asked": sum(len(week["asked"]) for week in later),
        "rule_only_times": sum(bool(week["rule_only"]) and not week["asked"] for week in later),
    }


def _told(row: dict[str, Any]) -> dict[str, Any]:
    return {"package": row["purl"], "why": row["why"]}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("clones", type=Path, nargs="+")
    parser.add_argument("--first", type=dt.date.fromisoformat, default=dt.date(2026, 4, 1))
    parser.add_argument("--last", type=dt.date.fromisoformat, default=dt.date(2026, 7, 1))
    parser.add_argument("--output", type=Path, default=RESULT)
    given = parser.parse_args()
    given.output.write_text(
        json.dumps([quarter(clone, given.first, given.last) for clone in given.clones], indent=1) + "\n"
    )


if __name__ == "__main__":
    main()
