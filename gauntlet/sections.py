"""The part of docs/explanation/gauntlet.md about one incident."""

from collections.abc import Iterator, Sequence

from gauntlet.incident import Kind
from gauntlet.looks import Look
from gauntlet.replay import Cell, Replay
from gauntlet.sums import cell_words

_MOST_SAID = 2
_MOST_WORDS = 400


def section(one: Replay) -> str:
    """An incident: what happened, the cells with the same answer in one line, what the other verbs say, who was named."""
    incident = one.incident
    lines = [f"### {incident.id}", "", f"{incident.title[0].upper()}{incident.title[1:]}.", ""]
    lines += ["| moments | outcome | evidence | range took | last good |", "| --- | --- | --- | --- | --- |"]
    lines += [f"| {where} | {' | '.join(row)} |" for row, where in _rows(one.cells)]
    if one.looks:
        lines += ["", "| release | inspect | history | audit |", "| --- | --- | --- | --- |"]
        lines += [_look(look, one) for look in one.looks]
    said = list(dict.fromkeys(_short(cell.words) for cell in one.cells if cell.words))[:_MOST_SAID]
    if said:
        lines += ["", "What the console said:", "", *(f"    {line}" for line in said)]
    notes = [*_victims(one)]
    if incident.invented:
        notes.append(f"Not in the record, and filled in: {incident.invented.rstrip('.')}.")
    for note in notes:
        lines += ["", note]
    return "\n".join(lines)


def where(cells: Sequence[Cell]) -> str:
    """Which cells, in a few words: the moments with the age rule, and those without it."""
    parts = []
    for age in (True, False):
        moments = [f"+{cell.moment}" for cell in cells if cell.age is age]
        if moments:
            parts.append(f"{', '.join(moments)} age {'on' if age else 'off'}")
    return "; ".join(parts)


def _rows(cells: Sequence[Cell]) -> Iterator[tuple[tuple[str, ...], str]]:
    groups: dict[tuple[str, ...], list[Cell]] = {}
    for cell in cells:
        took = ", ".join(f"{name} {version}" for name, version in sorted(cell.ranged.items())) or "nothing"
        came = "came through" if cell.passed else "did NOT come through"
        row: tuple[str, ...] = (
            cell_words(cell),
            ", ".join(cell.evidence),
            took,
            came if cell.lasting else "there is none",
        )
        groups.setdefault(row, []).append(cell)
    for row, same in groups.items():
        yield row, where(same)


def _look(look: Look, one: Replay) -> str:
    doors = one.incident.doors.get(look.name, ())
    kind = ("door" if look.version in doors else "bad") if look.bad else "good"
    said = f"{look.action.value}: {', '.join(look.evidence)}" if look.evidence else look.action.value
    marks = ", ".join(f"{signal} ({weight.value})" for signal, weight in look.marks)
    audit = {None: "no advisory", True: "named", False: "nothing"}[look.audit]
    return (
        f"| {look.name} {look.version} ({kind}) | {look.trouble or said} | {marks or 'no mark'} | {audit} |"
    )


def _victims(one: Replay) -> Iterator[str]:
    warned = one.warned
    if warned is None:
        if one.incident.kind is Kind.BAD_RELEASE and one.looks:
            yield "Who got it: the record has no advisory, so that nobody is named."
        return
    got = ", ".join(warned.got) or "nothing that the advisory names"
    if warned.minutes is None or not warned.whole:
        yield f"Who got it: {got} was let in, and NOT named by the advisory of {_day(warned.advised_at)}."
        return
    since = warned.named_at - one.incident.at if warned.named_at else None
    hours = "" if since is None else f", {since.total_seconds() / 3600:,.1f} h after the incident began"
    yield (
        f"Who got it ({got}): named {warned.minutes} minutes after the first report"
        f" ({_day(warned.reported_at)}){hours}; the lock is {'refused' if warned.refused else 'STILL SERVED'} then."
    )


def _day(at: object) -> str:
    return f"{at:%Y-%m-%d %H:%M} UTC"


def _short(words: str) -> str:
    return words if len(words) <= _MOST_WORDS else words[: _MOST_WORDS - 3].rstrip() + "..."
