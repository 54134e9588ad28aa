"""Write docs/explanation/gauntlet-incidents.md: one short section an incident."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from gauntlet.ground_page import ground_lines, ground_notes
from gauntlet.incident import Kind
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
    about = f"{copied} We invented these details of {incident.id}: {incident.invented}."
    lines = [
        f"### {incident.id}",
        "",
        f"{incident.ecosystem.value}, {incident.at:%Y-%m-%d}. {happened} {about}",
        "",
    ]
    words = outcome_words(one.cells)
    verbs = list(_verbs(one)) if one.looks and incident.kind is Kind.BAD_RELEASE else []
    if words == _ALWAYS and verbs:
        results = [f"Pratique stops every install of {incident.id}, and detects it {verbs[0]}.", *verbs[1:]]
    else:
        detected = [f"Pratique detects the release of {incident.id} {verbs[0]}.", *verbs[1:]] if verbs else []
        results = [_result(incident.id, words), *detected]
    lines.append(" ".join(results))
    notes = list(dict.fromkeys(tuple(ground_notes(row)) for row in grounds))
    for row in grounds:
        lines += ["", *ground_lines(row)]
        if len(notes) > 1:
            lines += ground_notes(row)
    if len(notes) == 1:
        lines += notes[0]
    return "\n".join(lines)


def _result(name: str, words: str) -> str:
    """Return a sentence with the outcomes of an incident."""
    if "; " in words:
        return f"The outcome for {name} depends on the time after publication: {words}."
    outcome, _, moments = words.partition(" at ")
    return f'The outcome for {name} is "{outcome}" at {moments}.'


def outcome_words(cells: Sequence[Cell]) -> str:
    """Return outcomes with the moments that they hold for, equal ones together."""
    groups: dict[str, list[Cell]] = {}
    for cell in cells:
        groups.setdefault(_outcome(cell), []).append(cell)
    if len(groups) == 1 and len(cells) == 2 * len(MOMENTS):
        return f"{next(iter(groups))} at every moment, with and without the cooldown"
    return "; ".join(f"{words} at {where(same)}" for words, same in groups.items())


def _outcome(cell: Cell) -> str:
    if cell.advised:
        words = "stopped only by the advisory"
    else:
        words = cell_words(replace(cell, gone=False), short=True).lower()
    return words if cell.passed else f"{words}, and the last good release did NOT install"


def where(cells: Sequence[Cell]) -> str:
    """Return which cells, in a few words: the moments without the cooldown, and those with it."""
    parts = []
    for age in (False, True):
        moments = [cell.moment for cell in cells if cell.age is age]
        if moments:
            which = "every moment" if len(moments) == len(MOMENTS) else ", ".join(moments)
            parts.append(f"{which} with cooldown {'on' if age else 'off'}")
    return " and ".join(parts)


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
    found = f"with {_joined(caught, 'and') or 'no command'}"
    yield f"{found}, not with {_joined(missed, 'or')}" if caught and missed else found
    if allowed := [f"{look.name} {look.version}" for look in bad if look.action is Action.ALLOW]:
        yield f"`inspect` allows the bad release{'s' if len(allowed) > 1 else ''} {', '.join(allowed)}."
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
