"""Try `steward` on a real project against recorded histories, served on this machine alone.

    python -m bench.steward.project npm_publish_history.jsonl.gz PROJECT DAY [--limit N]

PROJECT is a project as it was on DAY, such as 2018-07-01. Only releases before DAY are served, and all times are moved
by one span, so that DAY is today. Packages that the recording does not have are not answered, and counted so.
"""

import argparse
import gzip
import json
import os
import sys
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from tests.loopback import LoopbackRegistry, NpmPackage, NpmRelease

from pratique.cli import main as pratique


def main() -> int:
    options = _parser().parse_args()
    with gzip.open(options.history, "rt", encoding="utf-8") as stream:
        rows = [json.loads(row) for row in stream]
    day = datetime.fromisoformat(options.day).replace(tzinfo=UTC)
    span = datetime.now(UTC) - day
    rows = [row for row in (_before(row, day) for row in rows) if row["versions"]]
    with (
        LoopbackRegistry(npm=(_package(row, span) for row in rows)) as registry,
        tempfile.TemporaryDirectory() as home,
    ):
        # Nothing of this machine's own configuration is read: only the recording answers.
        os.environ.update(HOME=home, PRATIQUE_HOME=f"{home}/state", npm_config_registry=registry.npm_url)
        limit = ["--limit", str(options.limit)] if options.limit else []
        return pratique(["steward", str(options.project), *limit])


def _before(row: dict[str, Any], day: datetime) -> dict[str, Any]:
    """Return what was published before a day. The maintainers are those of the last release, as it lists them.

    The recording does not say when a release was deprecated or removed: neither is served.
    """
    versions = {
        version: {**told, "dep": None} for version, told in row["versions"].items() if _time(told["t"]) < day
    }
    last = max(versions.values(), key=lambda told: _time(told["t"]), default=None)
    latest = next((version for version, told in versions.items() if told is last), None)
    return {
        **row,
        "versions": versions,
        "latest": latest,
        "maintainers": (last or {}).get("m", []),
        "modified": last["t"] if last else row["created"],
        "removed": {},
    }


def _package(row: dict[str, Any], span: timedelta) -> NpmPackage:
    return NpmPackage(
        name=row["name"],
        releases=tuple(_releases(row, span)),
        tags={"latest": row["latest"]} if row.get("latest") in row["versions"] else {},
        maintainers=tuple(row["maintainers"]),
        created_at=_time(row["created"]) + span,
        modified_at=_time(row["modified"]) + span,
        removed={version: _time(at) + span for version, at in row.get("removed", {}).items()},
    )


def _releases(row: dict[str, Any], span: timedelta) -> Iterator[NpmRelease]:
    for version, told in row["versions"].items():
        yield NpmRelease(
            version=version,
            published_at=_time(told["t"]) + span,
            publisher=told.get("u"),
            maintainers=tuple(told.get("m", ())),
            deprecated="deprecated when it was recorded" if told.get("dep") else None,
            manifest={
                "dependencies": dict.fromkeys(told.get("deps", ()), "*"),
                "scripts": told.get("hooks", {}),
            },
        )


def _time(text: str) -> datetime:
    return datetime.fromisoformat(text)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("history", type=Path)
    parser.add_argument("project", type=Path)
    parser.add_argument("day")
    parser.add_argument("--limit", type=int)
    return parser


if __name__ == "__main__":
    sys.exit(main())
