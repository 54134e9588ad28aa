"""docs/explanation/gauntlet.md, made of a run."""

import math
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from gauntlet.ground_page import ground_section
from gauntlet.incident import Kind
from gauntlet.quarter_page import quarter_section
from gauntlet.replay import MOMENTS, Cell, Outcome, Replay
from gauntlet.sections import section, where
from gauntlet.sink import Trial, trials_section
from gauntlet.sums import cell_words, passed, stopped, sums
from gauntlet.warned import SYNC_EVERY

MADE = "<!-- made by `python -m gauntlet --write` from the replays; edit gauntlet/ -->\n"
RECORDED = 51
NOT_OURS: Mapping[str, str] = {
    "xz-2024": "a distribution's tarball, of no registry that the gate speaks",
    "tj-actions-2025": "tags of GitHub Actions",
    "laravel-lang-2026": "tags at Packagist",
}
"""What is recorded and is nothing that npm, pip or gem installs."""
_NEARLY_ALL, _FOUR_OF_FIVE = Fraction(44, 45), Fraction(36, 45)
_GOALS: Mapping[tuple[str, bool], Fraction] = {
    ("1 h", True): _NEARLY_ALL,
    ("8 d", True): _FOUR_OF_FIVE,
    ("30 d", True): _FOUR_OF_FIVE,
    **{(moment, False): _FOUR_OF_FIVE for moment in MOMENTS},
}
"""By moment and age rule, which part must be stopped."""
_HEAD = """
# The gauntlet

Real incidents, replayed: {count} of the {recorded} that are recorded. A registry on this machine lists what was listed then, by the
publishers and at the times of the record, and a gate whose clock is moved stands before it. A real npm, pip or gem installs an ordinary
project through it, by a range and by a lock, 1 hour, 2 days, 8 days and 30 days after the incident began, with the age rule on (its
defaults: 72 hours, 14 days where a signal speaks) and off (both 0).

    make gauntlet                       # all of them, in two processes: what is told below
    make gauntlet T=eslint-scope-2018   # one
    python -m gauntlet ID --moment "1 h"  # one moment of it, and the gate alone
    python -m gauntlet --write          # this page, anew after each incident

The files of bad releases are written by us from the public record of the incident: the same mechanism and the same shape, addresses
that end in `.invalid`, and for the payload the word `marker`. They are made when a replay runs; no piece of malware is in this
repository. Scripts of packages are not run, but for [one of our own](#the-token) that has to be seen failing to send. Rules are
not bent to an incident: it is written first, and what lets it in is a miss below. What misses have in common may become a rule, which is
measured on benign upgrades before it ships. So the table is not blind any more: by the rules as they were when the incidents
were written, 32 of 48 were stopped an hour after publication with the age rule off.

- Each cell is a gate of its own, with an empty memory, where the project installed its lock a day before. What one cell lets in no other
  one knows.
- *Stopped*: neither the range nor the lock installed anything bad. In brackets how many installs by range it took: what the bytes alone
  tell is known after the first refusal, and the next install resolves around it.
- *Door let in*: what has the bad code was not installed, or was not out yet, but the release that leads to it was. It does not count as stopped.
- The bad release stays listed for the whole replay, as if nobody had noticed it. *(gone)* marks moments at which the registry had
  taken it down; there the question is what a copy of it, such as a mirror's, would meet.
- The catalogue of incidents that ships with Pratique is off. Advisories are those of the day; where one stops what nothing else does,
  the cell says *advisory*, and does not count as stopped.
"""
_TEST_BED = """
## Your own tool against it

    python -m gauntlet serve axios-2026 --moment "1 h"

serves the registry of one incident as it was at a moment (`before`, which is a day before, `1 h`, `2 d`, `8 d`, `30 d`), on this machine
alone, until a signal ends it. It first prints a JSON object: `npm`, `pip` or `gem` is the address to give the client or the tool,
`now` the moment that the times in the listings belong to, `asks` what an ordinary project asks for, `good` the last good lock, `bad`
the lock that took the upgrade, `guilty` what has the bad code, `doors` what leads there. For example:

    npm view axios time --registry http://127.0.0.1:PORT/npm/
    npm install axios@^1.13.0 --ignore-scripts --registry http://127.0.0.1:PORT/npm/
    pip download ctx --no-deps --only-binary :all: --index-url http://127.0.0.1:PORT/simple/
    gem fetch rest-client --clear-sources --source http://127.0.0.1:PORT/rubygems/

A tool that counts ages by the machine's own clock will find everything old: set its clock to `now`, or switch the age rule off. The
registry answers as npm, PyPI and RubyGems do: full and short packuments with times, publishers, dist-tags and integrity, the simple
API in HTML and JSON with upload times, the compact index with checksums. What a tool stops of `bad`, and that it lets `good` through, is
what the table above counts.
"""
_LEFT = """
## To add an incident

One file below `gauntlet/incidents/` and one line in its table. Write it from the record alone: releases with their times and publishers, the files of
the bad one by its mechanism, what a project asks for and locks, the advisory; what the record does not tell goes into `invented`. Then run it.
A miss stays a miss: its `reminder` says what would have stopped it.

## What is missing
"""


def page(replays: Sequence[Replay], *, written: Sequence[str] = (), tokens: Sequence[Trial] = ()) -> str:
    """The whole page; `written` are the ids of all incidents that there are, `tokens` what a token's thief came to."""
    replays = sorted(replays, key=lambda one: one.incident.at)
    parts = [
        MADE + _HEAD.format(count=len(replays), recorded=RECORDED),
        *ground_section(),
        "## Stopped or not",
        _summary(replays),
        _goals(replays),
        "\n".join(f"- {line}" for line in sums(replays)),
        _victims_text(),
        _misses(replays),
        *([trials_section(tokens)] if tokens else []),
        *quarter_section(),
        _TEST_BED,
        "## Each incident",
        *(section(one) for one in replays),
        _LEFT,
        "\n".join(_missing(replays, written)),
    ]
    return "\n\n".join(part.strip("\n") for part in parts) + "\n"


def _summary(replays: Sequence[Replay]) -> str:
    columns = [(moment, age) for age in (True, False) for moment in MOMENTS]
    heads = [f"+{moment}, age {'on' if age else 'off'}" for moment, age in columns]
    lines = [f"| incident | {' | '.join(heads)} |", "| --- " * (len(heads) + 1) + "|"]
    for one in replays:
        cells = [one.at(moment, age=age) for moment, age in columns]
        told = ["" if cell is None else cell_words(cell) for cell in cells]
        lines.append(f"| [{one.incident.id}](#{one.incident.id}) | {' | '.join(told)} |")
    return "\n".join(lines)


def _goals(replays: Sequence[Replay]) -> str:
    lines = ["| goal | wanted | got |", "| --- | --- | --- |"]
    for (moment, age), part in _GOALS.items():
        good, count = stopped(replays, moment, age=age)
        wanted = math.ceil(part * count)
        head = f"stopped at +{moment}, age {'on' if age else 'off'} ({part.numerator * 45 // part.denominator} of 45)"
        lines.append(
            f"| {head} | {wanted} of {count} | {good} of {count}{'' if good >= wanted else ': short'} |"
        )
    good, count = passed(replays)
    lines.append(
        f"| the last good release came through | {count} of {count} cells | {good}{'' if good == count else ': short'} |"
    )
    return "\n".join(lines)


def _victims_text() -> str:
    minutes = int(SYNC_EVERY.total_seconds() // 60)
    return (
        "`inspect` judges each bad release an hour after it was published and the last good one at the hour of the incident, without the"
        " age rule; `history` marks them by the same clock; `audit` reads a lock of them with the advisory of the record.\n\n"
        "Who got it: a gate in observe mode served the bad release before the advisory was out. Pratique does not sync by itself; here"
        f" `pratique advisories sync` runs every {minutes} minutes, and the advisory comes just after a run, so that it waits for all of"
        " it. The gate looks every 5 seconds; what it needed from then until its webhook was called is measured and added. Without a time"
        " in the record the first report is the advisory itself."
    )


def _misses(replays: Sequence[Replay]) -> str:
    lines = ["## Misses", ""]
    for one in replays:
        if missed := [cell for cell in one.cells if not cell.outcome.good]:
            what = "did not install" if one.incident.kind is Kind.UNPUBLISHED else "not stopped"
            why = (
                f" What would have stopped it: {one.incident.reminder.rstrip('.')}."
                if one.incident.reminder
                else ""
            )
            lines.append(f"- {one.incident.id}: {what} at {'; '.join(_by_outcome(missed))}.{why}")
    for one in replays:
        if failed := [cell for cell in one.cells if not cell.passed]:
            how = "by range" if all(cell.good_lock for cell in failed) else "by lock"
            why = f" What would help: {one.incident.reminder.rstrip('.')}." if one.incident.reminder else ""
            lines.append(
                f"- {one.incident.id}: the last good release did not come through {how} at {where(failed)}.{why}"
            )
    return "\n".join(lines if len(lines) > 2 else [*lines, "None in these."])


def _by_outcome(cells: Sequence[Cell]) -> Iterator[str]:
    for outcome in Outcome:
        if same := [cell for cell in cells if cell.outcome is outcome]:
            yield f"{where(same)} ({outcome.value.lower()})"


def _missing(replays: Sequence[Replay], written: Sequence[str]) -> Iterator[str]:
    done = {replay.incident.id for replay in replays}
    waiting = [one for one in written if one not in done]
    also = f" Written, and not replayed for this page: {', '.join(waiting)}." if waiting else ""
    yield f"- {RECORDED - len(replays)} of the {RECORDED} incidents.{also}"
    yield from (f"- {name}: {why}; it is not replayed." for name, why in NOT_OURS.items())
    yield "- Other clients than the npm, pip and gem that are installed here."
    yield "- A quarter of npm that is younger than 2020: of later ones no recorded times of releases are at hand."
    yield "- What provenance says: listings have it, or not, as recorded, but no replay signs any. Repositories and mail domains of the day."
