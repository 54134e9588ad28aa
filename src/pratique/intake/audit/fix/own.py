"""Advises on fixes that need no upgrade of a dependent: an update within range, or a change of the project's manifest."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from pratique.core.audit import FixAdvice, Remedy
from pratique.intake.audit.fix.asks import Ask
from pratique.intake.audit.fix.pick import pick
from pratique.intake.audit.fix.pinned import pinned
from pratique.intake.audit.fix.ranges import exactly, renewed
from pratique.intake.audit.fix.situation import Situation, asked_words, listed
from pratique.intake.audit.fix.snippets import request_lines
from pratique.intake.audit.fix.tool import Bump, Kind

_MANIFESTS = {
    Kind.NPM: "package.json",
    Kind.YARN: "package.json",
    Kind.PNPM: "package.json",
    Kind.BUN: "package.json",
    Kind.PYPROJECT: "pyproject.toml",
    Kind.PIPFILE: "Pipfile",
    Kind.GEMFILE: "Gemfile",
}
TAKEN = "the client would choose a later version that is affected or not allowed by the policy"


def in_range(at: Situation) -> FixAdvice | None:
    """Return the advice to update within range, if every dependent accepts a fixed version."""
    if at.short or not at.asks:
        return None
    version, text = at.target, f"{at.target} fixes the problem and is in the range of all dependents"
    if takes_sound(at, at.asks):
        return updated(at, text, version)
    if at.tool.update_to is None:
        return None
    run = at.line(at.tool.update_to(at.name, version))
    return at.advice(Remedy.IN_RANGE, f"{text}; {TAKEN}", version=version, run=run)


def updated(at: Situation, text: str, version: str) -> FixAdvice:
    """Return the advice to update within range, by a command or by editing the lockfile."""
    alone = all(ask.own for ask in at.asks)
    update = (alone and at.tool.update_direct) or at.tool.update
    if update is None:
        settle = at.tool.settle
        lines = listed(str(entry.line) for entry in at.holding.entries if entry.line is not None)
        where = f" (line {lines})" if lines else ""
        return at.advice(
            Remedy.IN_RANGE,
            f"{text}: {at.tool.name} has no command for indirect dependencies, so remove its entry from"
            f" {at.holding.path}{where}, then let {at.tool.name} add it again",
            version=version,
            run=at.line(settle(at.name) if settle else None),
        )
    member = at.asks[0].member if alone and len({ask.member for ask in at.asks}) == 1 else ""
    name = at.asks[0].name if alone else at.name
    return at.advice(Remedy.IN_RANGE, text, version=version, run=at.line(update(name), member))


def takes_sound(at: Situation, asks: Iterable[Ask]) -> bool:
    """Return True if the package manager would choose a fixed version. Without registry data, return True."""
    offers = at.desk.offers(at.holding.entries[0].package)
    order = at.case.order
    if offers is None or order is None:
        return True
    taken = [pick(ask, offers, order) for ask in asks]
    return all(offer is not None and offer.version in at.choice.versions for offer in taken)


def direct(at: Situation) -> FixAdvice | None:
    """Return the advice to change the request in the project's own manifest."""
    exact = not at.short
    asks = [ask for ask in (at.asks if exact else at.short) if ask.own]
    if at.tool.kind is Kind.OTHER or (not exact and len(asks) < len(at.short)):
        return None
    if exact and not asks and at.tool.overrides is None:
        # Whoever asks for it accepts it, so that the project may ask for it, too.
        asks = [Ask(name=at.name, range=None, grammar=at.tool.grammar)]
    if not asks:
        return None
    version = at.target
    if at.tool.kind is Kind.REQUIREMENTS:
        return pinned(at, version)
    run, writes = bump(at, asks, version, exact=exact)
    how = "run the command, which edits the manifest" if writes else "edit the manifest, then run the command"
    return at.advice(
        Remedy.DIRECT,
        f"{version} fixes the problem{at.step(version)}: {TAKEN if exact else asked_words(asks)}; {how}",
        version=version,
        run=run,
        write=written(at, asks, version, exact=exact),
        file=listed(file_of(at, ask) for ask in asks),
    )


def bump(at: Situation, asks: Sequence[Ask], version: str, *, exact: bool = False) -> tuple[str, bool]:
    """Return the command that requests another version, and whether the command edits the manifest."""
    tool, first = at.tool, asks[0]
    places = {(ask.member, ask.request and ask.request.place) for ask in asks}
    if tool.bump is not None and len(places) == 1 and not (first.request and first.request.has_more):
        wanted = _wanted(at, first, version, exact=exact)
        groups = at.holding.entries[0].groups
        group = next(iter(groups)) if len(groups) == 1 else ""
        told = Bump(
            name=first.name,
            of=first.alias_of(at.name),
            version=version,
            range=wanted,
            request=first.request,
            group=group,
        )
        return at.line(tool.bump(told), first.member), True
    return at.line(tool.settle(at.name) if tool.settle else None), False


def written(at: Situation, asks: Sequence[Ask], version: str, *, exact: bool) -> str:
    """Return the lines for the manifests that request another version."""
    lines = [
        request_lines(ask.request, _wanted(at, ask, version, exact=exact))
        for ask in asks
        if ask.request is not None
    ]
    return "\n".join(dict.fromkeys(line for line in lines if line))


def _wanted(at: Situation, ask: Ask, version: str, *, exact: bool) -> str:
    wanted = ask.wanting(at.name, renewed(ask.grammar, ask.range, version))
    if exact or not takes_sound(at, [replace(ask, range=wanted)]):
        return ask.wanting(at.name, exactly(ask.grammar, version))
    return wanted


def file_of(at: Situation, ask: Ask) -> str:
    """Return the path of the manifest that contains the project's request."""
    return ask.request.file if ask.request is not None else at.path(_MANIFESTS.get(at.tool.kind, ""))
