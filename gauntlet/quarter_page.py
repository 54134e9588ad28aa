"""The part of docs/explanation/gauntlet.md about an ordinary quarter, from the committed result."""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from gauntlet.quarter import RESULT, median

_ABOUT = (
    "What a quarter of ordinary upgrades costs, through the same gate with its defaults. The history of a project's locks in git says what"
    " came in and when: the gate has adopted the locks as they were before, and each commit is an install, by its lock and with a real"
    " pip or npm, of what it brought in, at the time of the commit. What waits for its age is installed again when it frees itself. Artifacts"
    " come from the configured registries; a front hides what was not published then. Times of PyPI's files are those that the"
    " registry tells. Those of npm's releases, and who published them, are of recorded listings (up to 2020, so that the quarter is that old);"
    " releases that the record does not know are left out, and counted. It is measured apart (`python -m gauntlet quarter --help`) and"
    " kept in `gauntlet/quarter.json`."
)
_MOST_REVIEWS = 2
"""The goal: so many reviews at most in a quarter, no block and no failed install."""


def quarter_section() -> Iterator[str]:
    """The part; nothing where it was not measured."""
    if RESULT.exists():
        yield _section(json.loads(RESULT.read_text(encoding="utf-8")))


def _section(kept: Sequence[Mapping[str, Any]]) -> str:
    heads = (
        "project",
        "quarter",
        "upgrades",
        "at once",
        "waited",
        "hours waited",
        "reviews",
        "blocks",
        "failed",
    )
    lines = ["## An ordinary quarter", "", _ABOUT, ""]
    lines += [f"| {' | '.join(heads)} |", "| --- " * len(heads) + "|"]
    for one in kept:
        hours = one["hours"]
        waited = f"{sum(hours):.0f} (median {median(hours):.0f}, most {max(hours):.0f})" if hours else "0"
        left = f", {len(one['left_out'])} more without a time" if one["left_out"] else ""
        cells = (
            f"{one['project']}, {one['ecosystem']}",
            f"{one['since']} to {one['until']}",
            f"{one['replayed']} in {one['commits']} commits{left}",
            str(one["installed_at_once"]),
            str(one["waited"]),
            waited,
            *(str(len(one[key])) for key in ("reviews", "blocks", "failed")),
        )
        lines.append(f"| {' | '.join(cells)} |")
    wanted = all(
        len(one["reviews"]) <= _MOST_REVIEWS and not one["blocks"] and not one["failed"] for one in kept
    )
    lines += [
        "",
        f"Goal: at most {_MOST_REVIEWS} reviews, no block, no failed install: {'met' if wanted else 'NOT met'}.",
    ]
    told = [
        f"- {key}: {text}"
        for key in ("reviews", "blocks", "failed", "signalled")
        for one in kept
        for text in one[key]
    ]
    if told:
        lines += [
            "",
            "What a person had to look at, what failed, and what waited longer than the age rule asks:",
            "",
            *told,
        ]
    return "\n".join(lines)
