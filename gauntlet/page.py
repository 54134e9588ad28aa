"""What a replay shows: the table on the console, and docs/gauntlet.md."""

from collections.abc import Iterator, Sequence

from gauntlet.incident import Kind
from gauntlet.replay import MOMENTS, Cell, Outcome, Replay

MADE = "<!-- made by `python -m gauntlet --write` from the replays; edit gauntlet/ -->\n"
_HEAD = """
# The gauntlet

Real incidents, replayed: {count} of the 51 that are recorded, {ids}. A registry on this machine lists what was listed then, by the
publishers and at the times of the record, and a gate whose clock is moved stands before it. A real npm, pip or gem installs an ordinary
project through it, by a range and by a lock, 1 hour, 2 days, 8 days and 30 days after the incident began, with the age rule on (its
defaults: 72 hours, 14 days where a signal speaks) and off (both 0).

    make gauntlet                       # all of them: the table below
    make gauntlet T=eslint-scope-2018   # one
    python -m gauntlet --write          # this page, anew after each incident

The files of bad releases are written by us from the public record of the incident: the same mechanism and the same shape, addresses
that end in `.invalid`, and for the payload the word `marker`. They are made when a replay runs; no piece of malware is in this
repository. Scripts of packages are never run. Rules are not bent to an incident: it is written first, and what lets it in is a miss below.

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
_LEFT = """
## To add an incident

One file below `gauntlet/incidents/` and one line in its table. Write it from the record alone: releases with their times and publishers, the files of
the bad one by its mechanism, what a project asks for and locks, the advisory; what the record does not tell goes into `invented`. Then run it.
A miss stays a miss: its `reminder` says what would have stopped it.

## What is missing

- {missing} of the 51 incidents.{also}
- `inspect`, `history` and `audit` beside the gate; minutes from the first report to named victims.
- An ordinary quarter of upgrades through the same gate, for the price.
- Other clients than the npm, pip and gem that are installed here. Scripts are off in every install: that a token does not leave with
  scripts on is shown by the refusal of the tarball alone, not by a sink.
- Provenance, repositories and mail domains of the day: no replay has them, so the signals that need them say nothing.
"""


def table(replays: Sequence[Replay]) -> str:
    """The table for a console: for each cell what came of it, by what evidence, and what the user read."""
    lines = []
    for one in replays:
        lines.append(f"{one.incident.id}: {one.incident.title}")
        for cell in one.cells:
            age = "age on " if cell.age else "age off"
            what = f"  +{cell.moment:<4} {age}  {_cell(cell)}"
            lines.append(what + ("" if cell.passed else "; THE LAST GOOD RELEASE DID NOT COME THROUGH"))
            lines += [f"                 evidence: {', '.join(cell.evidence)}"] if cell.evidence else []
            lines += [f"                 console: {cell.words}"] if cell.words else []
    return "\n".join(lines)


def sums(replays: Sequence[Replay]) -> Iterator[str]:
    """How many were stopped at each moment, and how often the last good release came through."""
    for age in (True, False):
        counted = []
        for moment in MOMENTS:
            cells = [cell for one in replays if (cell := one.at(moment, age=age)) is not None]
            if cells:
                counted.append(f"+{moment} {sum(cell.outcome.good for cell in cells)} of {len(cells)}")
        if counted:
            yield f"age {'on' if age else 'off'}: {', '.join(counted)}"
    cells = [cell for one in replays for cell in one.cells]
    yield f"the last good release came through in {sum(cell.passed for cell in cells)} of {len(cells)} cells"
    doors = sum(cell.outcome is Outcome.DOOR for cell in cells)
    yield f"not counted as stopped: {doors} cells where only the door was let in, which has no bad code of its own"
    advised = sum(cell.advised is True for cell in cells)
    yield f"let in, but stopped by the advisory of the day: {advised}"


def page(replays: Sequence[Replay], *, written: Sequence[str] = (), recorded: int = 51) -> str:
    """docs/gauntlet.md; `written` are the ids of all incidents that there are, `recorded` of how many there is a record."""
    replays = sorted(replays, key=lambda one: one.incident.at)
    ids = ", ".join(one.incident.id for one in replays)
    parts = [MADE + _HEAD.format(count=len(replays), ids=ids), "## Stopped or not", _summary(replays)]
    parts += ["\n".join(f"- {line}" for line in sums(replays))]
    parts += [_section(one) for one in replays]
    waiting = [one for one in written if one not in {replay.incident.id for replay in replays}]
    also = f" Written, and not replayed for this page: {', '.join(waiting)}." if waiting else ""
    parts += [_misses(replays), _LEFT.format(missing=recorded - len(replays), also=also).strip()]
    return "\n\n".join(part.strip("\n") for part in parts) + "\n"


def _summary(replays: Sequence[Replay]) -> str:
    columns = [(moment, age) for age in (True, False) for moment in MOMENTS]
    heads = [f"+{moment}, age {'on' if age else 'off'}" for moment, age in columns]
    lines = [f"| incident | {' | '.join(heads)} |", "| --- " * (len(heads) + 1) + "|"]
    for one in replays:
        cells = [one.at(moment, age=age) for moment, age in columns]
        lines.append(
            f"| {one.incident.id} | {' | '.join('' if cell is None else _cell(cell) for cell in cells)} |"
        )
    return "\n".join(lines)


def _cell(cell: Cell) -> str:
    words = cell.outcome.value
    if cell.outcome is Outcome.STOPPED and cell.tries > 1:
        words += f" ({cell.tries})"
    words += ", advisory" if cell.advised else ""
    return words + (" (gone)" if cell.gone else "")


def _section(one: Replay) -> str:
    incident = one.incident
    lines = [f"## {incident.id}", "", f"{incident.title[0].upper()}{incident.title[1:]}.", ""]
    lines += [
        "| moment | age | outcome | evidence | range took | last good |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    for cell in one.cells:
        took = ", ".join(f"{name} {version}" for name, version in sorted(cell.ranged.items())) or "nothing"
        lines.append(
            f"| +{cell.moment} | {'on' if cell.age else 'off'} | {_cell(cell)} | {', '.join(cell.evidence)} | {took} |"
            f" {'came through' if cell.passed else 'did NOT come through'} |"
        )
    said = list(dict.fromkeys(cell.words for cell in one.cells if cell.words))
    if said:
        lines += ["", "What the console said:", "", *(f"    {line}" for line in said)]
    if incident.invented:
        lines += ["", f"Not in the record, and filled in: {incident.invented.rstrip('.')}."]
    return "\n".join(lines)


def _misses(replays: Sequence[Replay]) -> str:
    lines = ["## Misses", ""]
    for one in replays:
        missed = [cell for cell in one.cells if not cell.outcome.good]
        if not missed:
            continue
        where = ", ".join(
            f"+{cell.moment} with age {'on' if cell.age else 'off'} ({cell.outcome.value.lower()})"
            for cell in missed
        )
        what = "did not install" if one.incident.kind is Kind.UNPUBLISHED else "not stopped"
        why = f" What would have stopped it: {one.incident.reminder}." if one.incident.reminder else ""
        lines.append(f"- {one.incident.id}: {what} at {where}.{why}")
    for one in replays:
        if failed := [cell for cell in one.cells if not cell.passed]:
            where = ", ".join(f"+{cell.moment} with age {'on' if cell.age else 'off'}" for cell in failed)
            how = "by range" if all(cell.good_lock for cell in failed) else "by lock"
            why = f" What would help: {one.incident.reminder}." if one.incident.reminder else ""
            lines.append(
                f"- {one.incident.id}: the last good release did not come through {how} at {where}.{why}"
            )
    return "\n".join(lines if len(lines) > 2 else [*lines, "None in these."])
