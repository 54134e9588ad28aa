"""Applies ignores to findings and reports unused ignores."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from pratique.advisories.ignores.wildcards import chain_matches, chain_text, file_matches, is_chain
from pratique.advisories.versions import order_of, whole
from pratique.core.advisory import AdvisoryKind
from pratique.core.audit import AuditFinding, Ignore, IgnoreUse
from pratique.ecosystems import ECOSYSTEMS
from pratique.report.parts.location import place_of

MOST_BROAD = 200
"""The maximum number of ignores without an id and a package.

Each ignore without an id and a package is compared with every finding.
"""


def applied(
    findings: Sequence[AuditFinding], ignores: Sequence[Ignore], *, today: date
) -> tuple[tuple[AuditFinding, ...], IgnoreUse]:
    """Apply ignores to findings; implements `pratique.advisories.ignores.apply`."""
    expired = tuple(ignore for ignore in ignores if ignore.expires is not None and ignore.expires < today)
    over = set(map(id, expired))
    live = [ignore for ignore in ignores if id(ignore) not in over]
    unread = {number: why for number, ignore in enumerate(live) if (why := _unusable(ignore))}
    book = _Book.of(live, unread)
    told = tuple(book.applied(finding) for finding in findings)
    unused = (
        ignore
        for number, ignore in enumerate(live)
        if number not in book.used and number not in unread and number not in book.left_out
    )
    return told, IgnoreUse(
        unused=tuple(unused), expired=expired, unread=(*unread.values(), *book.left_out.values())
    )


def _unusable(ignore: Ignore) -> str | None:
    """Return the reason why an ignore can never apply; None if the ignore can apply."""
    if ignore.ecosystem is None or ignore.versions is None:
        return None
    if ECOSYSTEMS[ignore.ecosystem].valid_range(ignore.versions):
        return None
    return f"{ignore.origin}: not used: its version range is not valid for {ignore.ecosystem.value}: {ignore.versions[:80]!r}"


@dataclass(slots=True)
class _Book:
    ignores: Sequence[Ignore]
    by_id: Mapping[str, Sequence[int]]
    by_package: Mapping[str, Sequence[int]]
    broad: Sequence[int]
    left_out: Mapping[int, str]
    used: set[int] = field(default_factory=set)

    @classmethod
    def of(cls, ignores: Sequence[Ignore], unread: Mapping[int, str]) -> "_Book":
        by_id: defaultdict[str, list[int]] = defaultdict(list)
        by_package: defaultdict[str, list[int]] = defaultdict(list)
        broad: list[int] = []
        for number, ignore in enumerate(ignores):
            if number in unread:
                continue
            for name in dict.fromkeys(name.casefold() for name in ignore.ids):
                by_id[name].append(number)
            if not ignore.ids:
                (by_package[ignore.package] if ignore.package else broad).append(number)
        left_out = {
            number: f"{ignores[number].origin}: not used: only {MOST_BROAD} ignores without an id and a package are allowed"
            for number in broad[MOST_BROAD:]
        }
        return cls(ignores, by_id, by_package, broad[:MOST_BROAD], left_out)

    def applied(self, finding: AuditFinding) -> AuditFinding:
        """Return the finding, marked with the ignore that applies."""
        candidates = self._candidates(finding)
        if not candidates:
            return finding
        cover = _Cover.of(finding)
        for number in candidates:
            ignore = self.ignores[number]
            if _fits(ignore, finding) and cover.add(ignore.path, number):
                self.used.add(number)
        return finding if cover.decision is None else replace(finding, ignored=self.ignores[cover.decision])

    def _candidates(self, finding: AuditFinding) -> Sequence[int]:
        """Return the ignores that may apply to the finding.

        These are the ignores with an id of the finding, with its package, or with neither an id nor a package. For
        malware, return only ignores that list an id of the finding.
        """
        found = {n for name in finding.match.ids for n in self.by_id.get(name.casefold(), ())}
        if finding.match.kind is not AdvisoryKind.MALWARE:
            found.update(self.by_package.get(finding.match.product.name, ()), self.broad)
        return sorted(found)


@dataclass(slots=True)
class _Cover:
    chains: Sequence[str]
    all_known: bool
    """True if `chains` contains all dependency chains of the finding."""
    files: frozenset[str]
    decision: int | None = None
    """The number of the ignore that covers the finding; if only several ignores together cover it, the number of the
    first."""
    _chains: set[str] = field(default_factory=set)
    _files: set[str] = field(default_factory=set)
    _first: dict[bool, int] = field(default_factory=dict)

    @classmethod
    def of(cls, finding: AuditFinding) -> "_Cover":
        return cls(
            chains=[chain_text(map(_name, chain)) for chain in finding.paths],
            all_known=finding.paths_complete,
            files=frozenset(place_of(source).path for source in finding.sources),
        )

    def add(self, path: str | None, number: int) -> bool:
        if path is None:
            self.decision = number if self.decision is None else self.decision
            return True
        chained = is_chain(path)
        if chained:
            covered = {chain for chain in self.chains if chain_matches(path, chain)}
            self._chains |= covered
        else:
            covered = {file for file in self.files if file_matches(path, file)}
            self._files |= covered
        if not covered:
            return False
        first = self._first.setdefault(chained, number)
        if self.decision is None and self._covers_all(chained=chained):
            self.decision = first
        return True

    def _covers_all(self, *, chained: bool) -> bool:
        return self.all_known and self._chains == set(self.chains) if chained else self._files == self.files


def _name(step: str) -> str:
    plain = step.removeprefix("gem:").partition("==")[0]
    head, mark, _ = plain.rpartition("@")
    return head if mark and head else plain


def _fits(ignore: Ignore, finding: AuditFinding) -> bool:
    product = finding.match.product
    if ignore.ecosystem is not None and ignore.ecosystem.value != product.type:
        return False
    if ignore.package is not None and ignore.package != product.name:
        return False
    if ignore.groups and not (finding.groups and finding.groups <= ignore.groups):
        return False
    if ignore.versions is None:
        return True
    module = order_of(product)
    version = whole(product, finding.match.version)
    return module is not None and module.satisfies(version, ignore.versions, prereleases=True)
