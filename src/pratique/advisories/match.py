"""Finds the advisories in an index that affect given versions."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache

from pratique.advisories.disputes import doubts, told
from pratique.advisories.interface import Advisories, Claim
from pratique.advisories.merge import merge
from pratique.advisories.versions import is_affected, is_broad, is_known, shown
from pratique.core.advisory import Advisory, AdvisoryKind, AdvisoryMatch, Product

_MALICE = "\0malice"
"""The key of the group that contains all certain malware reports. The key differs from every advisory id."""


@dataclass(frozen=True, slots=True)
class _Hit:
    claim: Claim
    certain: bool = True
    against: tuple[Claim, ...] = ()
    """The advisories with exact versions that contradict this advisory, which reports every version as affected."""

    @property
    def is_malice(self) -> bool:
        """Return True if the advisory certainly reports this version as malicious."""
        return self.certain and self.claim.kind is AdvisoryKind.MALWARE


def match(
    index: Advisories,
    wanted: Mapping[Product, Collection[str]],
    *,
    widely_used: Callable[[Product], bool] = lambda _: False,
) -> list[AdvisoryMatch]:
    """Return all advisories about the given versions, most severe first. Withdrawn advisories are omitted.

    Advisories that are aliases of each other become one match for each product and version. If an advisory lists no
    versions, its match is not `certain`. After a takeover, one source may report every version of a package as
    malicious, and another source may report only the exact versions. An advisory with exact versions overrides an
    advisory about every version, and all other versions get an uncertain match with a `note`. A malware match is
    `disputed`, with a `note`, if all reports about the malware are doubtful (see `disputes`). `widely_used` returns
    True for an old package that is among the most downloaded packages. Raises StoreError if the index cannot be read.
    """
    by_product: dict[Product, list[Claim]] = defaultdict(list)
    withdrawn: dict[Product, list[Claim]] = defaultdict(list)
    for claim in index.claims(wanted):
        (withdrawn if claim.withdrawn else by_product)[claim.affected.product].append(claim)
    hits = {
        (product, version): found
        for product, claims in by_product.items()
        for version in wanted.get(product, ())
        if (found := list(_hits(claims, product, version)))
    }
    bodies = index.advisories({hit.claim.number for found in hits.values() for hit in found})
    accused = {at[0] for at, found in hits.items() if any(hit.is_malice for hit in found)}
    is_used = cache(widely_used)
    gone = {product: told(index, withdrawn[product]) for product in accused if product in withdrawn}
    cves = {alias for body in bodies.values() for alias in body.ids if alias.upper().startswith("CVE-")}
    exploited = index.exploitation(cves)
    matches: list[AdvisoryMatch] = []
    for (product, version), found in hits.items():
        for group in _groups(found, bodies):
            malice = [(bodies[hit.claim.number], hit.claim.affected) for hit in group if hit.is_malice]
            doubt = doubts(malice, version, gone.get(product, ()), is_used)
            merged = merge(
                product,
                version,
                [(bodies[hit.claim.number], hit.claim.affected) for hit in group],
                exploited,
                certain=any(hit.certain for hit in group),
                note=doubt.note or _note(group, bodies),
            )
            matches.append(replace(merged, disputed=doubt.dispute))
    return sorted(matches, key=gravity)


def gravity(value: AdvisoryMatch) -> tuple[int, int, float, str, str, str]:
    """Return a sort key: certain matches first, malware before exploited vulnerabilities, then by severity and score.

    An unknown severity ranks above medium.
    """
    exploited = value.exploitation is not None and value.exploitation.kev_added is not None
    rank = 2.5 if value.severity is None else float(value.severity.rank)
    return (
        0 if value.certain else 1,
        0 if value.kind is AdvisoryKind.MALWARE else 1 if exploited else 2,
        -(rank * 100 + (value.score or 0.0)),
        value.product.name,
        value.version,
        value.id,
    )


def _hits(claims: Sequence[Claim], product: Product, version: str) -> Iterator[_Hit]:
    exact = [claim for claim in claims if claim.kind is AdvisoryKind.MALWARE and claim.affected.sole]
    named = any(is_affected(claim.affected, version) for claim in exact)
    for claim in claims:
        if not is_known(product):
            continue
        if not claim.affected.tells:
            yield _Hit(claim, certain=False)
        elif is_affected(claim.affected, version):
            disputed = bool(exact) and claim.kind is AdvisoryKind.MALWARE and is_broad(claim.affected)
            if disputed and not named:
                yield _Hit(claim, certain=False, against=tuple(exact))
            else:
                yield _Hit(claim)


def _note(group: Iterable[_Hit], bodies: Mapping[int, Advisory]) -> str:
    """Return a note that states which of two contradicting advisories is used."""
    for hit in group:
        if hit.against:
            exact = ", ".join(dict.fromkeys(shown(claim.affected) for claim in hit.against))
            return (
                f"{bodies[hit.claim.number].id} reports every version as malicious, but another source reports a "
                f"takeover of only these versions ({exact}): Pratique uses the exact versions"
            )
    return ""


def _groups(hits: Sequence[_Hit], bodies: Mapping[int, Advisory]) -> Iterator[list[_Hit]]:
    """Group advisories that share an id, in order of first appearance.

    All malware advisories about a release form one group, because malware advisories often do not list each other as aliases.
    """
    leader: dict[str, int] = {}
    members: dict[int, list[_Hit]] = {}
    for number, hit in enumerate(hits):
        ids = {name.upper() for name in bodies[hit.claim.number].ids}
        if hit.is_malice:
            ids.add(_MALICE)
        joined = sorted({leader[name] for name in ids if name in leader})
        first = joined[0] if joined else number
        group = members.setdefault(first, [])
        for other in joined[1:]:
            group += members.pop(other)
            leader |= {name: first for name, at in leader.items() if at == other}
        group.append(hit)
        leader |= dict.fromkeys(ids, first)
    yield from members.values()
