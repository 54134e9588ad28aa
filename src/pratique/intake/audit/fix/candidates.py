"""Selects the versions that fix a finding: higher, without known problems, and allowed by the policy."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pratique.core.advisory import AdvisoryKind, AdvisoryMatch, Product
from pratique.intake.audit.fix.case import Case
from pratique.intake.audit.fix.market import Offer, Offers
from pratique.intake.audit.fix.sieve import Sieve

_SAFE = re.compile(r"[0-9A-Za-z][0-9A-Za-z.+!_-]{0,127}\Z")
"""The format of a version that is safe to write into commands and files. Versions in any other format are never offered."""
_MOST_ROUNDS = 3
_MOST_NAMED = 3
_MOST_CANDIDATES = 8
"""The maximum number of fixed versions to examine for one release."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """The fixed versions to offer, lowest first.

    `why` contains the reason why lower versions were skipped, or why there are no fixed versions.
    """

    versions: tuple[str, ...] = ()
    why: str = ""


def above(case: Case, versions: Iterable[str]) -> list[str]:
    """Return the versions above the affected version, lowest first.

    Pre-releases are included only if the affected version is a pre-release.
    """
    order = case.order
    if order is None:
        return []
    present, early = order.sort_key(case.version), order.is_prerelease(case.version)
    found = {
        version
        for version in versions
        if _SAFE.match(version)
        and present < order.sort_key(version)
        and (early or not order.is_prerelease(version))
    }
    return sorted(found, key=lambda version: (order.sort_key(version), version))


def is_safe(version: str) -> bool:
    """Return True if a version is safe to write into commands and files."""
    return _SAFE.match(version) is not None


def below(case: Case, offers: Iterable[Offer]) -> list[Offer]:
    """Return the releases below the affected version, lowest first.

    Pre-releases are included only if the affected version is a pre-release.
    """
    order = case.order
    if order is None:
        return []
    present, early = order.sort_key(case.version), order.is_prerelease(case.version)
    found = [
        offer
        for offer in offers
        if is_safe(offer.version)
        and order.sort_key(offer.version) < present
        and (early or not order.is_prerelease(offer.version))
    ]
    return sorted(found, key=lambda offer: order.sort_key(offer.version))


def by_advisories(cases: Sequence[Case], sieve: Sieve) -> dict[int, Choice]:
    """Return the fixed versions that advisories list, by the index of the case in `cases`."""
    named = {number: _named(case, case.to_mend) for number, case in enumerate(cases)}
    for _ in range(_MOST_ROUNDS):
        _learn(cases, named, sieve)
        # What meets the candidates alone names the version that mends that, too.
        more = {number: _further(cases[number], versions, sieve) for number, versions in named.items()}
        if not any(more.values()):
            break
        named = {
            number: above(cases[number], (*versions, *more[number])) for number, versions in named.items()
        }
    _learn(cases, named, sieve)
    return {number: _chosen(case, named[number], sieve) for number, case in enumerate(cases)}


def _named(case: Case, warnings: Sequence[AdvisoryMatch]) -> list[str]:
    order = case.order
    found = above(case, (fixed for warning in warnings for fixed in warning.fixed))
    if order is None:
        return []
    needed = max((order.sort_key(warning.fixed[0]) for warning in warnings if warning.fixed), default=None)
    fitting = [version for version in found if needed is None or not order.sort_key(version) < needed]
    return fitting[:_MOST_CANDIDATES]


def _further(case: Case, versions: Sequence[str], sieve: Sieve) -> list[str]:
    against = [
        [one for one in sieve.met(case.product, version) if not case.tolerates(one)] for version in versions
    ]
    if not all(against):
        return []
    more = above(case, (fixed for met in against for one in met for fixed in one.fixed))
    return [version for version in more if version not in versions][:_MOST_CANDIDATES]


def _learn(cases: Sequence[Case], named: dict[int, list[str]], sieve: Sieve) -> None:
    wanted: dict[Product, set[str]] = {}
    for number, case in enumerate(cases):
        wanted.setdefault(case.product, set()).update(named[number])
    sieve.learn(wanted)


def by_market(case: Case, offers: Offers, sieve: Sieve) -> Choice:
    """Return the fixed versions that the registry offers."""
    listed = {offer.version: offer for offer in offers.releases}
    higher = above(case, listed)
    if not higher:
        return Choice(why=f"{case.version} is the highest available version")
    chosen = _chosen(case, higher, sieve)
    sound = [listed[version] for version in chosen.versions]
    if not sound:
        return chosen
    free = [offer for offer in sound if not offer.stop]
    if not free:
        return Choice(why=f"{_stopped(sound)}")
    kept = [offer for offer in free if not offer.retired] or free
    lower = [offer for offer in sound if offer.stop and offer in sound[: sound.index(kept[0])]]
    return Choice(versions=tuple(offer.version for offer in kept), why=_stopped(lower) if lower else "")


def _stopped(offers: Sequence[Offer]) -> str:
    told = [
        f"{offer.version} fixes the problem, but the policy does not allow it: {offer.stop}"
        for offer in offers[:1]
    ]
    if len(offers) > 1:
        told.append(f"the policy does not allow {len(offers) - 1} more versions either")
    return "; ".join(told)


def _chosen(case: Case, versions: Sequence[str], sieve: Sieve) -> Choice:
    sieve.learn({case.product: versions})
    sound: list[str] = []
    doubts: list[tuple[str, list[AdvisoryMatch]]] = []
    for version in versions:
        against = [found for found in sieve.met(case.product, version) if not case.tolerates(found)]
        if against:
            doubts.append((version, against))
        else:
            sound.append(version)
    return Choice(versions=tuple(sound), why="" if sound else _no_sound(case, doubts))


def _no_sound(case: Case, doubts: Sequence[tuple[str, list[AdvisoryMatch]]]) -> str:
    unmended = [match.id for match in case.to_mend if not match.fixed]
    if not doubts:
        return f"no fixed version known for {_ids(unmended)}" if unmended else "no fixed version is known"
    version, against = min(doubts, key=lambda one: len(one[1]))
    malicious = any(found.kind is AdvisoryKind.MALWARE for found in against)
    what = "is itself malicious" if malicious else f"is affected by {_ids([found.id for found in against])}"
    return f"no version fixes all findings: {version} {what}"


def _ids(ids: Sequence[str]) -> str:
    told = ", ".join(dict.fromkeys(ids[:_MOST_NAMED]))
    return told + (f" and {len(ids) - _MOST_NAMED} more" if len(ids) > _MOST_NAMED else "")
