"""Write docs/explanation/exposed-measured.md from gauntlet/estate/results.json."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from gauntlet.estate.check import RESULTS

PAGE = Path(__file__).resolve().parents[2] / "docs/explanation/exposed-measured.md"
_MADE = "<!-- made by `python -m gauntlet.estate page` from gauntlet/estate/results.json; edit gauntlet/estate -->\n"


def page(found: Mapping[str, Any]) -> str:
    """Return the page of the results."""
    return "\n".join([_MADE, *_lines(found), ""])


def _lines(found: Mapping[str, Any]) -> Iterator[str]:
    counts, rows = found["counts"], found["rows"]
    planted, right = sum(row["planted"] for row in rows), sum(row["found"] for row in rows)
    made_up = sum(len(row["made_up"]) for row in rows)
    yield "# pratique exposed, measured\n"
    yield (
        f"A made-up organisation contains {planted} planted releases of {len(rows)} recorded incidents. One `pratique exposed` command per"
        f" incident found {right} of {planted}, and reported {made_up} that were not planted. Beside the planted releases are"
        f" {found['look_alikes']:,} look-alikes: good neighbouring versions, packages with similar names, mentions in texts, refused downloads.\n"
    )
    yield "The organisation has:\n"
    yield from (f"- {count:,} {name}" for name, count in sorted(counts.items()))
    unnamed = {place for row in rows for place in row["unnamed"]}
    yield (
        f"\n{len(found['unreadable'])} places cannot be read. The answers name {len(found['unreadable']) - len(unnamed)} of them as not"
        " checked.\n"
    )
    yield "| incident | planted | found | not planted | contact right | commits right | seconds | peak memory (MiB) |"
    yield "|---|--:|--:|--:|--:|--:|--:|--:|"
    for row in rows:
        commits = f"{row['right_commits']} of {row['commits']}"
        yield (
            f"| {row['campaign']} | {row['planted']} | {row['found']} | {len(row['made_up'])} | {row['right_contact']} | {commits} |"
            f" {row['seconds']} | {row['peak_mib']} |"
        )
    yield (
        f"\nThe times are those of {found['host']['cores']} cores with Python {found['host']['python']}. The first command reads every"
        " revision of every lockfile, and stores which releases each revision has for the others.\n"
    )
    yield from _kinds(rows)
    yield from _recipes(rows, planted)
    yield from _failures(rows, unnamed)
    yield "\n## Repeat it\n"
    yield "    python -m gauntlet.estate make FOLDER --size full\n    python -m gauntlet.estate check FOLDER --write"


def _kinds(rows: list[Mapping[str, Any]]) -> Iterator[str]:
    kinds: dict[str, list[int]] = {}
    for row in rows:
        for kind, (planted, found) in row["by_kind"].items():
            both = kinds.setdefault(kind, [0, 0])
            both[0], both[1] = both[0] + planted, both[1] + found
    yield "| kind of place | planted | found |"
    yield "|---|--:|--:|"
    yield from (f"| {kind} | {planted} | {found} |" for kind, (planted, found) in sorted(kinds.items()))


def _recipes(rows: list[Mapping[str, Any]], planted: int) -> Iterator[str]:
    yield "\n## Published recipes\n"
    yield "The same question, answered with the recipes of advisories and post-mortems:\n"
    yield "| recipe | found |"
    yield "|---|--:|"
    for name in rows[0]["by_recipe"] if rows else ():
        yield f"| {name} | {sum(row['by_recipe'][name] for row in rows)} of {planted} |"


def _failures(rows: list[Mapping[str, Any]], unnamed: set[str]) -> Iterator[str]:
    texts = [f"missed: {text}" for row in rows for text in row["missed"]]
    texts += [f"not planted: {text}" for row in rows for text in row["made_up"]]
    texts += [f"another contact, client or commit: {text}" for row in rows for text in row["wrong"]]
    texts += [f"not named as not checked: {place}" for place in sorted(unnamed)]
    if texts:
        yield "\n## What was wrong\n"
        yield from (f"- {text}" for text in texts)


def write_page() -> None:
    """Write the page from the file of results."""
    PAGE.write_text(page(json.loads(RESULTS.read_text(encoding="utf-8"))), encoding="utf-8")
