"""Advises on fixes for the findings of a project, offline or with data from registries."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from pratique.advisories.interface import Advisories
from pratique.core.advisory import AdvisoryKind
from pratique.core.audit import AuditFinding, FixAdvice, Remedy
from pratique.core.malware import MalwareAdvice
from pratique.core.names import Ecosystem, PackageRef, ReleaseRef
from pratique.errors import PratiqueError, StoreError
from pratique.intake.audit.fix.beside import Files, Read
from pratique.intake.audit.fix.bundled import bundled
from pratique.intake.audit.fix.candidates import Choice, by_advisories, by_market
from pratique.intake.audit.fix.case import Case, Holding
from pratique.intake.audit.fix.desk import Desk
from pratique.intake.audit.fix.elsewhere import for_no_entry
from pratique.intake.audit.fix.malware import (
    advise_on_malware,
    askers,
    contain,
    for_copy,
    last_good,
    with_trouble,
)
from pratique.intake.audit.fix.market import Market, Offers
from pratique.intake.audit.fix.overridden import held
from pratique.intake.audit.fix.override import override
from pratique.intake.audit.fix.own import direct, in_range
from pratique.intake.audit.fix.parents import forbidden, newer_parent
from pratique.intake.audit.fix.pinned import unasked
from pratique.intake.audit.fix.sieve import Sieve
from pratique.intake.audit.fix.situation import Situation
from pratique.intake.audit.places import Met

_STEPS: tuple[Callable[[Situation], FixAdvice | None], ...] = (
    unasked,
    bundled,
    held,
    in_range,
    direct,
    newer_parent,
    override,
    forbidden,
)
"""The kinds of advice, from the smallest change to the largest.

The first kind of advice that applies to a release is used.
"""
_WORST = tuple(Remedy)
_UNCERTAIN = FixAdvice(remedy=Remedy.NONE, text="no source says which versions are affected")
_DISPUTED = FixAdvice(remedy=Remedy.NONE, text="the sources disagree: review the finding manually first")
_MOST_ROUNDS = 5
_MOST_AT_ONCE = 8
_MOST_ELSEWHERE = 3


@dataclass(frozen=True, slots=True)
class Decided:
    """The advice for one release."""

    fix: FixAdvice
    malware: MalwareAdvice | None = None


def advise_offline(
    met: Sequence[Met], index: Advisories, read: Read, kept: Mapping[PackageRef, Offers] | None = None
) -> tuple[AuditFinding, ...]:
    """Return the findings with advice based only on the lockfiles, their manifests and the advisories.

    `read` returns the bytes of a project file, or None if the file is missing. `kept` contains cached registry data, which
    determines the last good version of a malicious package. No registry is queried, so the policy is not applied to the suggested
    versions. Raises StoreError if the index cannot be read.
    """
    cases, sieve = Case.all_of(met), Sieve(index)
    choices = by_advisories(cases, sieve)
    files, desk, known = Files(read), Desk(), Desk(known=dict(kept or {}))
    advice = [
        decide(case, choices[number], files, known if case.is_malware else desk, sieve)
        for number, case in enumerate(cases)
    ]
    return _given(met, cases, advice)


async def advise(
    met: Sequence[Met], index: Advisories, read: Read, market: Market
) -> tuple[AuditFinding, ...]:
    """Return the findings with advice based on registry data: versions that exist and that the policy allows.

    If a registry does not respond, the finding gets the advice of `advise_offline` and the reason. Raises StoreError if the local
    store cannot be read or written.
    """
    cases, sieve, files = Case.all_of(met), Sieve(index), Files(read)
    choices = by_advisories(cases, sieve)
    desk = Desk(asks_registries=True)
    for case in cases:
        package = _package(case)
        if package is not None and case.to_mend:
            desk.offers(package)
    advice: dict[int, Decided] = {}
    left = dict(enumerate(cases))
    for _ in range(_MOST_ROUNDS):
        await _ask(desk, market)
        for number, case in tuple(left.items()):
            misses = desk.misses
            advice[number] = _judged(case, choices[number], files, desk, sieve)
            if desk.misses == misses:
                del left[number]
        if not left:
            break
    return _given(met, cases, [advice[number] for number in range(len(cases))])


def decide(case: Case, choice: Choice, files: Files, desk: Desk, sieve: Sieve) -> Decided:
    """Return the advice for one release. If several lockfiles contain the release, return the advice that takes the most work."""
    if not case.to_mend:
        return Decided(_UNCERTAIN)
    if case.is_malware:
        return _contained(case, files, desk, sieve)
    if not choice.versions:
        return Decided(FixAdvice(remedy=Remedy.NONE, text=choice.why))
    if not case.holdings:
        return Decided(for_no_entry(case, choice))
    places = [
        Situation(case=case, choice=choice, holding=holding, files=files, desk=desk, sieve=sieve)
        for holding in case.holdings
    ]
    return Decided(_worst([(at.holding, _for_lock(at)) for at in places]))


def _contained(case: Case, files: Files, desk: Desk, sieve: Sieve) -> Decided:
    package = _package(case)
    pin = last_good(case, desk.offers(package) if package else None, sieve)
    choice = Choice(versions=(pin,) if pin else ())
    places = [
        Situation(case=case, choice=choice, holding=holding, files=files, desk=desk, sieve=sieve)
        for holding in case.holdings
    ]
    # Who brings it in matters where no good version of it can be pinned.
    malware = advise_on_malware(case, pin, () if pin else (one for at in places for one in askers(at)))
    assert malware is not None
    copy = case.findings[0].copy
    if places:
        fix = _worst([(at.holding, contain(at, malware)) for at in places])
    elif copy is not None:
        fix = for_copy(copy.path, malware)
    else:
        fix = FixAdvice(remedy=Remedy.REMOVE, text=malware.remove)
    return Decided(fix, malware)


def _worst(found: Sequence[tuple[Holding, FixAdvice]]) -> FixAdvice:
    worst = max(found, key=lambda one: _WORST.index(one[1].remedy))
    others = [one for one in found if one is not worst]
    return _joined(worst[1], others) if others else worst[1]


def _for_lock(at: Situation) -> FixAdvice:
    return next(advice for step in _STEPS if (advice := step(at)) is not None)


def _joined(worst: FixAdvice, others: Sequence[tuple[Holding, FixAdvice]]) -> FixAdvice:
    told = [_elsewhere(worst, holding, advice) for holding, advice in others[:_MOST_ELSEWHERE]]
    more = f", and {len(others) - len(told)} more locks" if len(others) > len(told) else ""
    joined = replace(worst, text=f"{worst.text.removesuffix('.')}; {', '.join(told)}{more}")
    usable = next((advice for _, advice in others if advice.command or advice.snippet), None)
    if usable is None or worst.command or worst.snippet:
        return joined
    return replace(joined, command=usable.command, snippet=usable.snippet, file=usable.file)


def _elsewhere(worst: FixAdvice, holding: Holding, advice: FixAdvice) -> str:
    what = "the same step" if advice.remedy is worst.remedy else advice.remedy.value
    if advice.version not in {None, worst.version}:
        what += f" to {advice.version}"
    run = f", `{advice.command}`" if advice.command and advice.command != worst.command else ""
    return f"for {holding.path}: {what}{run}"


def _given(met: Sequence[Met], cases: Sequence[Case], advice: Sequence[Decided]) -> tuple[AuditFinding, ...]:
    given: dict[int, AuditFinding] = {}
    for case, one in zip(cases, advice, strict=True):
        mended = {id(match) for match in case.to_mend}
        for finding in case.findings:
            is_malware = finding.match.kind is AdvisoryKind.MALWARE
            given[id(finding)] = (
                replace(finding, fix=one.fix, malware=one.malware if is_malware else None)
                if id(finding.match) in mended
                else replace(finding, fix=_undecided(finding))
            )
    return tuple(one.finding if one.finding.ignored is not None else given[id(one.finding)] for one in met)


def _undecided(finding: AuditFinding) -> FixAdvice:
    return _UNCERTAIN if finding.match.disputed is None else _DISPUTED


def _judged(case: Case, offline: Choice, files: Files, desk: Desk, sieve: Sieve) -> Decided:
    package = _package(case)
    if package is None or not case.to_mend:
        return decide(case, offline, files, Desk(), sieve)
    if case.is_malware:
        decided = _contained(case, files, desk, sieve)
        return replace(decided, fix=with_trouble(decided.fix, desk.failed.get(package, "")))
    offers = desk.known.get(package)
    if offers is None:
        decided = decide(case, offline, files, Desk(), sieve)
        why = desk.failed.get(package, "")
        fix = replace(decided.fix, text=f"{decided.fix.text}; its registry could not be queried: {why}")
        return replace(decided, fix=fix)
    return decide(case, by_market(case, offers, sieve), files, desk, sieve)


def _package(case: Case) -> PackageRef | None:
    known: Mapping[str, Ecosystem] = {one.value: one for one in Ecosystem}
    ecosystem = known.get(case.product.type)
    return None if ecosystem is None else PackageRef(ecosystem, case.product.name)


async def _ask(desk: Desk, market: Market) -> None:
    import asyncio  # noqa: PLC0415 - slow to import, and offline advice does without

    gate = asyncio.Semaphore(_MOST_AT_ONCE)

    async def offers(package: PackageRef) -> None:
        async with gate:
            try:
                desk.known[package] = await market.offers(package)
            except StoreError:
                raise
            except PratiqueError as error:
                desk.failed[package] = error.message

    async def asks(release: ReleaseRef) -> None:
        async with gate:
            try:
                desk.told[release] = await market.asks(release)
            except StoreError:
                raise
            except PratiqueError:
                desk.told[release] = None

    packages, releases = list(desk.to_ask), list(desk.to_read)
    desk.to_ask.clear()
    desk.to_read.clear()
    await asyncio.gather(*map(offers, packages), *map(asks, releases))
