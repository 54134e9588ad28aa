"""Write docs/explanation/gauntlet-incidents.md: one short section an incident."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from gauntlet.ground_page import ground_lines, ground_notes
from gauntlet.incident import Incident, Kind
from gauntlet.looks import Look
from gauntlet.replay import MOMENTS, Cell, Replay
from gauntlet.sums import cell_words
from pratique.core.history import Weight
from pratique.core.policy import Action

_MOST_CODES = 3
_ALWAYS = "stopped at every moment, with and without the cooldown"


def section(one: Replay, grounds: Sequence[Mapping[str, Any]] = ()) -> str:
    """Return what happened, what the copy does, what is filled in, each outcome, what caught it and what did not."""
    incident = one.incident
    happened = f"{incident.title[0].upper()}{incident.title[1:]}."
    copied = f"{incident.copy[0].upper()}{incident.copy[1:]}."
    about = " ".join([copied, *_invented(incident)])
    lines = [
        f"### {incident.id}",
        "",
        f"{incident.ecosystem.value}, {incident.at:%Y-%m-%d}. {happened} {about}",
        "",
    ]
    words = outcome_words(one.cells)
    verbs = list(_verbs(one)) if one.looks and incident.kind is Kind.BAD_RELEASE else []
    if words == _ALWAYS and verbs:
        results = [f"Pratique stops every install of {incident.id}.", *verbs]
    else:
        results = [*_results(incident.id, one.cells), *verbs]
    lines.append(" ".join(results))
    notes = list(dict.fromkeys(tuple(ground_notes(row)) for row in grounds))
    for row in grounds:
        lines += ["", *ground_lines(row)]
        if len(notes) > 1:
            lines += ground_notes(row)
    if len(notes) == 1:
        lines += notes[0]
    return "\n".join(lines)


def _invented(incident: Incident) -> Iterator[str]:
    """Yield which details of the copy are invented, and what the copy omits."""
    details, *omitted = incident.invented.split("; ")
    yield f"We invented these details of {incident.id}: {details}."
    if omitted:
        yield f"In our copy of {incident.id}, {_joined(omitted, 'and')}."


def _results(name: str, cells: Sequence[Cell]) -> Iterator[str]:
    """Yield the outcomes of an incident: one sentence, or one for each setting of the cooldown."""
    words = outcome_words(cells)
    if "; " not in words:
        outcome, _, moments = words.partition(" at ")
        yield f'The outcome for {name} is "{outcome}" at {moments}.'
        return
    for age in (False, True):
        if same := [cell for cell in cells if cell.age is age]:
            groups = "; ".join(f"{outcome} at {_moments(group)}" for outcome, group in _grouped(same).items())
            yield f"The outcomes for {name} with the cooldown {'on' if age else 'off'} are: {groups}."


def outcome_words(cells: Sequence[Cell]) -> str:
    """Return outcomes with the moments that they hold for, equal ones together."""
    groups = _grouped(cells)
    if len(groups) == 1 and len(cells) == 2 * len(MOMENTS):
        return f"{next(iter(groups))} at every moment, with and without the cooldown"
    return "; ".join(f"{words} at {where(same)}" for words, same in groups.items())


def _grouped(cells: Sequence[Cell]) -> dict[str, list[Cell]]:
    """Return the cells by outcome."""
    groups: dict[str, list[Cell]] = {}
    for cell in cells:
        groups.setdefault(_outcome(cell), []).append(cell)
    return groups


def _moments(cells: Sequence[Cell]) -> str:
    """Return the moments of cells with one setting of the cooldown."""
    moments = [cell.moment for cell in cells]
    return "every moment" if len(moments) == len(MOMENTS) else _joined(moments, "and")


def _outcome(cell: Cell) -> str:
    if cell.advised:
        words = "stopped only by the advisory"
    else:
        words = cell_words(replace(cell, gone=False), short=True).lower()
    return words if cell.passed else f"{words}, and the last good release did NOT install"


def where(cells: Sequence[Cell]) -> str:
    """Return which cells, in a few words: the moments without the cooldown, and those with it."""
    parts = (
        f"{_moments(same)} with the cooldown {'on' if age else 'off'}"
        for age in (False, True)
        if (same := [cell for cell in cells if cell.age is age])
    )
    return ", and at ".join(parts)


def _verbs(one: Replay) -> Iterator[str]:
    bad = [look for look in one.looks if look.bad and not look.trouble]
    caught, missed = [], []
    for verb, found in (("inspect", _inspected(bad)), ("history", _marked(bad))):
        if found:
            caught.append(f"`{verb}` ({found})")
        else:
            missed.append(f"`{verb}`")
    if any(look.audit for look in bad):
        caught.append("`audit`")
    elif one.incident.advisory is not None:
        missed.append("`audit`")
    found = (
        f"{_joined(caught, 'and') or 'No command'} detect{'' if len(caught) > 1 else 's'} {one.incident.id}"
    )
    does = "does" if len(missed) == 1 else "do"
    yield f"{found}, but {_joined(missed, 'and')} {does} not." if caught and missed else f"{found}."
    if allowed := [f"{look.name} {look.version}" for look in bad if look.action is Action.ALLOW]:
        yield f"`inspect` allows the bad release{'s' if len(allowed) > 1 else ''} {_joined(allowed, 'and')}."
    if alarms := [
        f"{look.name} {look.version} ({', '.join(look.alarms)})"
        for look in one.looks
        if not look.bad and not look.trouble and any(look.alarms)
    ]:
        yield f"A good release has a false positive: {', '.join(alarms)}."


def _joined(words: Sequence[str], last: str) -> str:
    return f" {last} ".join(filter(None, (", ".join(words[:-1]), *words[-1:])))


def _inspected(looks: Sequence[Look]) -> str:
    actions = list(dict.fromkeys(look.action.value for look in looks if look.action is not Action.ALLOW))
    codes = dict.fromkeys(code for look in looks for code in look.evidence)
    return f"{' or '.join(actions)}: {', '.join(list(codes)[:_MOST_CODES])}" if actions else ""


def _marked(looks: Sequence[Look]) -> str:
    holding = (signal for look in looks for signal, weight in look.marks if weight is Weight.HOLDS)
    return ", ".join(dict.fromkeys(holding))
