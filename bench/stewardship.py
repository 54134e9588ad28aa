"""Try `steward` on a real project against recorded histories, served on this machine alone.

    python -m bench.stewardship npm_publish_history.jsonl.gz PROJECT [--limit N]

Packages that the recording does not have are not answered, and counted so. The recording ends in 2020: all its times are
moved by one span, so that its last release was published yesterday.
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
    newest = max(_time(version["t"]) for row in rows for version in row["versions"].values())
    span = datetime.now(UTC) - timedelta(days=1) - newest
    with (
        LoopbackRegistry(npm=(_package(row, span) for row in rows)) as registry,
        tempfile.TemporaryDirectory() as home,
    ):
        # Nothing of this machine's own configuration is read: only the recording answers.
        os.environ.update(HOME=home, PRATIQUE_HOME=f"{home}/state", npm_config_registry=registry.npm_url)
        limit = ["--limit", str(options.limit)] if options.limit else []
        return pratique(["steward", str(options.project), *limit])


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
    parser.add_argument("--limit", type=int)
    return parser


if __name__ == "__main__":
    sys.exit(main())
