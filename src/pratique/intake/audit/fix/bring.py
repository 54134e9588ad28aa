"""Describes how to upgrade several packages together: commands, lines to write, and lockfile entries to remove."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from pratique.intake.audit.fix.asks import Ask
from pratique.intake.audit.fix.lift import Lift, Lifts
from pratique.intake.audit.fix.ranges import accepts, renewed
from pratique.intake.audit.fix.situation import Situation, listed
from pratique.intake.audit.fix.snippets import request_lines
from pratique.intake.audit.fix.tool import Bump


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """The steps of an upgrade. `text` is empty if the command is enough."""

    run: str = ""
    write: str = ""
    file: str = ""
    text: str = ""


def bring(at: Situation, lifts: Lifts) -> Way:
    """Return the steps that upgrade the given packages together with the fixed version of their dependency."""
    bumped = [lift for lift in lifts.values() if lift.bumps]
    plain = [lift for lift in lifts.values() if not lift.bumps]
    edited = [lift for lift in bumped if at.tool.bump is None or _has_more(lift)]
    runs = [_bump(at, lift) for lift in bumped if lift not in edited]
    lines, files = _lines(edited)
    by_hand = [] if at.tool.update is not None else _by_hand(at, lifts)
    runs += _renewed(at, plain, by_hand, edited=bool(lines))
    notes = [f"remove the entries of {listed(by_hand)} from {at.holding.path}"] if by_hand else []
    notes += [f"add the lines to {listed(files)}"] if lines else []
    return Way(
        run=" && ".join(runs) if all(runs) else "",
        write="\n".join(lines),
        file=listed(files),
        text=f"; {', '.join(notes)}, then run the command" if notes else "",
    )


def _renewed(at: Situation, plain: Sequence[Lift], by_hand: Collection[str], *, edited: bool) -> list[str]:
    tool = at.tool
    if tool.update is not None:
        return [at.line(tool.update(*_names(plain, at.name), at.name))]
    direct = [lift for lift in plain if lift.entry.package.name not in by_hand and _is_own(at, lift)]
    if direct and tool.update_direct is not None:
        return [at.line(tool.update_direct(*_names(direct, at.name)))]
    if (by_hand or edited) and tool.settle is not None:
        return [at.line(tool.settle(at.name))]
    return []


def _by_hand(at: Situation, lifts: Lifts) -> list[str]:
    plain = [lift for lift in lifts.values() if not lift.bumps]
    staying = [lift for lift in plain if not _comes_up(at, lift, lifts)]
    kept = [at.name] if any(_keeps(at, lift) for lift in lifts.values()) else []
    return [*_names(staying, at.name), *kept]


def _comes_up(at: Situation, lift: Lift, lifts: Lifts) -> bool:
    return all(
        ask.parent.key in lifts if ask.parent is not None else at.tool.update_direct is not None
        for ask in at.askers.of(lift.entry)
    )


def _is_own(at: Situation, lift: Lift) -> bool:
    return all(ask.own for ask in at.askers.of(lift.entry))


def _names(lifts: Sequence[Lift], but: str) -> list[str]:
    names = dict.fromkeys(lift.entry.package.name for lift in lifts)
    return [name for name in names if name != but]


def _has_more(lift: Lift) -> bool:
    return any(ask.request is not None and ask.request.has_more for ask in lift.bumps)


def _bump(at: Situation, lift: Lift) -> str:
    if at.tool.bump is None or len({ask.member for ask in lift.bumps}) > 1:
        return ""
    first, version = lift.bumps[0], lift.offer.version
    package = lift.entry.package.name
    told = Bump(
        name=first.name,
        of=first.alias_of(package),
        version=version,
        range=first.wanting(package, renewed(first.grammar, first.range, version)),
        request=first.request,
    )
    return at.line(at.tool.bump(told), first.member)


def _lines(lifts: Sequence[Lift]) -> tuple[list[str], list[str]]:
    asked = [(ask, lift) for lift in lifts for ask in lift.bumps]
    written = {
        request_lines(ask.request, _wanted(ask, lift)): ask.request.file
        for ask, lift in asked
        if ask.request is not None
    }
    return [line for line in written if line], list(dict.fromkeys(written.values()))


def _wanted(ask: Ask, lift: Lift) -> str:
    return ask.wanting(lift.entry.package.name, renewed(ask.grammar, ask.range, lift.offer.version))


def _keeps(at: Situation, lift: Lift) -> bool:
    wanted = (lift.offer.dependencies or {}).get(at.name)
    return wanted is not None and accepts(at.grammar, wanted, at.case.version) is not False
