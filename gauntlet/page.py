"""Write docs/explanation/gauntlet.md and docs/explanation/gauntlet-incidents.md from the files of results; `python -m gauntlet page` does it without a replay."""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

from gauntlet import ground_page, results
from gauntlet.ground_page import Row, all_stopped, good_releases, is_real, rows_of, totals
from gauntlet.incident import Kind
from gauntlet.incidents import INCIDENTS
from gauntlet.quarter_page import quarter_section
from gauntlet.replay import MOMENTS, Cell, Outcome, Replay
from gauntlet.sections import section, where
from gauntlet.sink import Trial, trials_section
from gauntlet.sums import beside, cell_words, passed, stopped
from gauntlet.warned import SYNC_EVERY

_DOCS = Path(__file__).resolve().parent.parent / "docs"
MADE = "<!-- made by `python -m gauntlet page` from gauntlet/*.json; edit gauntlet/ -->\n"
RECORDED = 51
NOT_OURS: Mapping[str, str] = {
    "xz-2024": "a source tarball of a Linux distribution, which no supported registry serves",
    "tj-actions-2025": "tags of GitHub Actions",
    "laravel-lang-2026": "tags on Packagist",
}
"""What is recorded and is nothing that npm, pip or gem installs."""
_NEARLY_ALL, _FOUR_OF_FIVE = Fraction(44, 45), Fraction(36, 45)
_GOALS: Mapping[tuple[str, bool], Fraction] = {
    ("1 h", True): _NEARLY_ALL,
    ("8 d", True): _FOUR_OF_FIVE,
    ("30 d", True): _FOUR_OF_FIVE,
    **{(moment, False): _FOUR_OF_FIVE for moment in MOMENTS},
}
"""By moment and cooldown, which part must be stopped."""
_HEADLINE = "1 h"
_MOST_CODES = 3
_HEAD = """
# The gauntlet

The gauntlet replays {count} of {recorded} recorded supply-chain incidents. A local registry lists the releases with their recorded times and
publishers; a real npm, pip or gem installs through a Pratique gate whose clock is set to the time of the replay. The first table shows the
results with the cooldown off, so that only the analysis, the publisher history and the attestations count.
[The incidents page](gauntlet-incidents.md) describes the copy of each incident and its differences from the record.
"""
_LEGEND = """
All figures describe installs 1 hour after publication (for event-stream also 30 days). The column "with cooldown" counts the same installs with the
cooldown on. In *made-up* rows, all packages are small packages that we wrote. In *real* rows, we added the malicious code to the real files of
the previous release. A row counts as *stopped* if neither the version range nor the lockfile installed a bad release. *Dependent let in*
means that the client installed a clean release that depends on a bad one; such a row does not count as stopped. *Caught by* lists the first
findings and signals of the bad releases. The cell *real* is empty if an incident has no copy with real files.
"""
_HOW = """
## How a replay works

- We wrote the code of the bad releases ourselves, by public reports: it attacks as the original code did. All hosts in this code end in
  `.invalid`, and the word `marker` replaces each payload. The files of a copy exist only while a replay runs, so this repository contains no malware.
  Package scripts do not run during replays, except in [the token trial](#the-token).
- We write the copy of an incident before we see the verdict, and never write a rule for a single incident. If several incidents are missed
  for the same reason, we first measure a new rule on benign releases. The rules were developed with these
  incidents, so the results are no independent test: when we wrote the copies, Pratique stopped 32 of 48 incidents after 1 hour with the
  cooldown off.
- Each replay of an incident at one moment uses a new gate with an empty store. The project installs its lockfile one day before the incident.
  At the moment of the replay, the client installs the version range until it succeeds, then the bad lockfile, and then the good lockfile.
- The registry lists the bad release for the whole replay, as a mirror may do. *(gone)* marks moments at which the real registry had removed
  the bad release.
- The replays do not use the bundled catalogue of incidents, and use only advisories published before the moment. A cell in which only the
  advisory stopped the release shows *advisory* and does not count as stopped.
- The default cooldown is 72 hours, or 14 days if a signal fires. "Cooldown off" sets both durations to 0.

The real files come from the registries that are configured on this machine. The gauntlet verifies the real files by digest
(`gauntlet/pinned.json`) and stores them in the user's cache folder. If no registry provides a release any more, we use our own files, and
the row of the incident states this. File modes, file times and fields that the registry adds always differ from the record. Empty packages
replace dependencies that the record does not mention. Python packages exist only as wheels, without source distributions.

    make gauntlet                             # all incidents
    make gauntlet T=eslint-scope-2018         # one incident
    python -m gauntlet ID --moment "1 h"      # one moment, only the gate
    python -m gauntlet ground --analysis ID   # on real predecessors, without clients
    python -m gauntlet --write                # replay, write gauntlet/replays.json and the pages
    python -m gauntlet page                   # the pages again, from the files
"""
_TEST_BED = """
## Test your own tool

    python -m gauntlet serve axios-2026 --moment "1 h"

`python -m gauntlet serve` serves the registry of one incident at one moment (`before`, `1 h`, `2 d`, `8 d`, `30 d`)
on the loopback interface until it is interrupted, and prints one JSON object. In the printed object, `npm`, `pip`
or `gem` is the registry URL for the client, and `now` is the moment. `asks` contains the version ranges of a
typical project, `good` the last good lockfile, and `bad` the lockfile after the upgrade. `guilty` lists the
releases with malicious code, and `doors` lists the clean releases that depend on a malicious one.

    npm view axios time --registry http://127.0.0.1:PORT/npm/
    pip download ctx --no-deps --only-binary :all: --index-url http://127.0.0.1:PORT/simple/
    gem fetch rest-client --clear-sources --source http://127.0.0.1:PORT/rubygems/

A tool that uses the clock of the machine considers every release old: set the clock of the tool to `now`, or disable its cooldown.
"""
_ADD = """
## Add an incident

Add one file below `gauntlet/incidents/` and one line to the table of incidents. Use only the public record, and list every detail that you
made up in `invented`. Then replay the new incident. If Pratique misses the incident, explain the reason in `missed`. For a copy with real
files, add a row to `gauntlet/grounds.py` and run `python -m gauntlet ground --pin`, then `python -m gauntlet ground ID --write`.

## Not covered
"""
_INCIDENTS_HEAD = """
# The incidents of the gauntlet

Each section describes an incident, our harmless copy of it, and the details that we invented because the record lacks them. "Every install"
includes installs at each moment, with and without the cooldown. The tables show installs 1 hour after publication. `audit` detects an incident only after
its advisory was published. [The gauntlet page](gauntlet.md) shows the totals and explains the method.
"""


def write_pages() -> None:
    """Write both pages from the files of results, where they are."""
    replays, tokens = results.read()
    rows = ground_page.read()
    made = {
        "gauntlet.md": page(replays, rows, tokens, results.commits()),
        "gauntlet-incidents.md": incidents_page(replays, rows),
    }
    for name, text in made.items():
        place(name).write_text(text, encoding="utf-8")


def place(name: str) -> Path:
    """Return where a page is below docs; a new one is beside the gauntlet's."""
    return next(_DOCS.rglob(name), next(_DOCS.rglob("gauntlet.md")).with_name(name))


def page(
    replays: Sequence[Replay],
    rows: Sequence[Row] = (),
    tokens: Sequence[Trial] = (),
    commits: Mapping[str, int] | None = None,
) -> str:
    """Return the page with the totals, the misses and the method."""
    replays = sorted(replays, key=lambda one: one.incident.at)
    parts = [
        MADE + _HEAD.format(count=len(replays), recorded=RECORDED),
        "## Result with the cooldown off",
        "\n".join(_totals(replays, rows)),
        _LEGEND,
        _summary(replays, rows),
        "## At each moment",
        _moments(replays),
        "\n".join(f"- {_capital(line)}." for line in beside(replays)),
        _victims_text(),
        _commit_words(commits or {}),
        "\n".join(_misses(replays, rows)),
        _HOW,
        *([trials_section(tokens)] if tokens else []),
        *quarter_section(),
        _TEST_BED,
        _ADD,
        "\n".join(_missing(replays)),
    ]
    return "\n\n".join(text for part in parts if (text := part.strip("\n"))) + "\n"


def incidents_page(replays: Sequence[Replay], rows: Sequence[Row] = ()) -> str:
    """Return the page with one section an incident."""
    replays = sorted(replays, key=lambda one: one.incident.at)
    parts = [
        MADE + _INCIDENTS_HEAD,
        *(section(one, rows_of(one.incident.id, rows)) for one in replays),
    ]
    return "\n\n".join(part.strip("\n") for part in parts) + "\n"


def _totals(replays: Sequence[Replay], rows: Sequence[Row]) -> Iterator[str]:
    yield "| previous releases | incidents stopped | bad releases held or blocked | safe installs | with cooldown |"
    yield "| --- | --- | --- | --- | --- |"
    real, lacking = [one for one in rows if is_real(one)], [one for one in rows if not is_real(one)]
    for name, chosen, side in (
        ("**real files**", real, "new"),
        ("made-up files, the same incidents", real, "old"),
        ("real files not available", lacking, "new"),
    ):
        if chosen:
            yield f"| {name} | {' | '.join(totals(chosen, side))} |"
    if replays:
        off, on = (stopped(replays, _HEADLINE, age=age) for age in (False, True))
        yield f"| made-up files, all incidents | {off[0]} of {off[1]} | | | {on[0]} of {on[1]} incidents |"
    yield ""
    yield good_releases(rows)


def _summary(replays: Sequence[Replay], rows: Sequence[Row]) -> str:
    lines = [
        "| incident | made-up | real | made-up, cooldown on | caught by |",
        "| --- | --- | --- | --- | --- |",
    ]
    for one in replays:
        own = rows_of(one.incident.id, rows)
        cells = [one.at(_HEADLINE, age=age) for age in (False, True)]
        off, on = (
            "" if cell is None else cell_words(replace(cell, gone=False), short=True) for cell in cells
        )
        real = "; ".join(_real_words(row) for row in own if is_real(row))
        link = f"[{one.incident.id}](gauntlet-incidents.md#{one.incident.id})"
        lines.append(f"| {link} | {off} | {real} | {on} | {', '.join(_codes(one, own))} |")
    return "\n".join(lines)


def _real_words(row: Row) -> str:
    bad = [look for look in row["new"]["looks"] if look["kind"] == "bad"]
    held = sum(look["action"] in {"hold", "block"} for look in bad)
    outcomes = [cell["outcome"].split(" (")[0] for cell in row["new"]["cells"] if not cell["age"]]
    words = "stopped" if all_stopped(row["new"]) else next((o for o in outcomes if o != "stopped"), "stopped")
    note = f" ({row['id'].partition(' (')[2]}" if " (" in row["id"] else ""
    return words + ("" if held == len(bad) else f", {held} of {len(bad)} held") + note


def _codes(one: Replay, own: Sequence[Row]) -> list[str]:
    cell = one.at(_HEADLINE, age=False)
    real = (code for row in own if is_real(row) for look in row["new"]["looks"] for code in look["evidence"])
    made_up = (
        *(cell.evidence if cell else ()),
        *(code for look in one.looks if look.bad for code in look.evidence),
    )
    return list(dict.fromkeys((*real, *made_up)))[:_MOST_CODES]


def _moments(replays: Sequence[Replay]) -> str:
    lines = [f"| incidents stopped | {' | '.join(MOMENTS)} |", "| --- " * (len(MOMENTS) + 1) + "|"]
    for age in (False, True):
        cells = [_counted(replays, moment, age=age) for moment in MOMENTS]
        lines.append(f"| cooldown {'on' if age else 'off'} | {' | '.join(cells)} |")
    good, count = passed(replays)
    short = "" if good == count else ": short"
    return "\n".join(
        [*lines, "", f"The client installed the last good release in {good} of {count} replays{short}."]
    )


def _counted(replays: Sequence[Replay], moment: str, *, age: bool) -> str:
    good, count = stopped(replays, moment, age=age)
    part = _GOALS.get((moment, age))
    if part is None:
        return f"{good} of {count}"
    wanted = math.ceil(part * count)
    return f"{good} of {count} (goal {wanted}{'' if good >= wanted else ': short'})"


def _victims_text() -> str:
    minutes = int(SYNC_EVERY.total_seconds() // 60)
    return (
        "`inspect` and `history` judge each bad release 1 hour after its publication and the last good release at the time of the incident, with"
        " the cooldown off. `audit` checks a lockfile of these releases with the recorded advisory. To count affected clients, a gate in observe"
        f" mode serves the bad release, and `pratique advisories sync` runs every {minutes} minutes; the advisory is published just after a sync."
        " If the time of the first report is unknown, the replay uses the time of the advisory."
    )


def _commit_words(commits: Mapping[str, int]) -> str:
    if not commits:
        return ""
    said = ", ".join(f"{count} replays at commit {name}" for name, count in commits.items())
    return f"These results come from {said}."


def _misses(replays: Sequence[Replay], rows: Sequence[Row]) -> Iterator[str]:
    yield from ("## Misses", "")
    lines = [*_missed_cells(replays), *_missed_rows(rows)]
    yield from lines or ["These incidents have no miss."]


def _missed_cells(replays: Sequence[Replay]) -> Iterator[str]:
    for one in replays:
        if missed := [cell for cell in one.cells if not cell.outcome.good]:
            what = "install" if one.incident.kind is Kind.UNPUBLISHED else "stop"
            why = f" {_capital(one.incident.missed.rstrip('.'))}." if one.incident.missed else ""
            yield f"- Pratique does not {what} {one.incident.id} in these cases: {'; '.join(_by_outcome(missed))}.{why}"
        if failed := [cell for cell in one.cells if not cell.passed]:
            how = "by range" if all(cell.good_lock for cell in failed) else "by lock"
            yield f"- {one.incident.id}: the last good release did not install {how} at {where(failed)}."


def _missed_rows(rows: Sequence[Row]) -> Iterator[str]:
    for row in rows:
        ground = ground_page.ground_of(row)
        if ground is not None and ground.missed and is_real(row) and not all_stopped(row["new"]):
            yield f"- For {row['id']} with real files, {ground.missed.rstrip('.')}."


def _capital(text: str) -> str:
    """Return the text with a capital at its start, if a word of the language begins it."""
    return f"{text[0].upper()}{text[1:]}" if text.startswith("the ") else text


def _by_outcome(cells: Sequence[Cell]) -> Iterator[str]:
    for outcome in Outcome:
        if same := [cell for cell in cells if cell.outcome is outcome]:
            yield f"{outcome.value.lower()} at {where(same)}"


def _missing(replays: Sequence[Replay]) -> Iterator[str]:
    done = {replay.incident.id for replay in replays}
    waiting = [one.id for one in INCIDENTS if one.id not in done]
    also = f" Incidents that were written, not replayed: {', '.join(waiting)}." if waiting else ""
    yield f"- {RECORDED - len(replays)} of the {RECORDED} incidents are not replayed: {'; '.join(f'{name} ({why})' for name, why in NOT_OURS.items())}.{also}"
    yield "- Clients other than npm, pip and gem are not tested."
    yield "- The measured quarter of npm releases is from before 2021, because later publish times are not available."
    yield "- Provenance is not verified: listings contain the recorded attestations, but no replay signs one."
