"""The part of docs/explanation/gauntlet.md about an ordinary quarter, from the committed result."""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from gauntlet.quarter import RESULT, median

_ABOUT = (
    "This table shows the cost of the gate in a quarter of ordinary upgrades, with default settings. Each commit that changes the lock of a"
    " project is one install with a real pip or npm at the time of the commit. The gate adopted the earlier locks of the project. A release on"
    " cooldown is installed again when the cooldown ends. Artifacts come from the configured registries, and a front server hides releases that"
    " were published later. Publish times of PyPI come from the registry. Publish times and publishers of npm come from recorded listings up to"
    " 2020, so the npm quarter is old; releases without a recorded time are left out and counted. `python -m gauntlet quarter` makes this"
    " measurement of ordinary upgrades and writes `gauntlet/quarter.json`."
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
        "on cooldown",
        "hours on cooldown",
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
        f"The quarter {'meets' if wanted else 'does NOT meet'} the goal of at most {_MOST_REVIEWS} reviews, no block and no failed install.",
    ]
    told = [
        f"    {key}: {text}"
        for key in ("reviews", "blocks", "failed", "signalled")
        for one in kept
        for text in one[key]
    ]
    if told:
        lines += [
            "",
            "The gate gave these reasons for reviews, failures, and cooldowns that a signal lengthened:",
            "",
            *told,
        ]
    return "\n".join(lines)
