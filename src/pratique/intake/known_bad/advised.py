"""Matches artifacts against published advisories."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from pratique.advisories.coverage import gaps
from pratique.advisories.interface import Advisories
from pratique.advisories.match import match
from pratique.advisories.snapshot.row import BadDigest
from pratique.advisories.versions import cover_type, is_broad, shown
from pratique.core.advisory import AdvisoryKind, AdvisoryMatch, Cover, Product
from pratique.core.evidence import BadKind, Evidence, Known, KnownBad, NotAsked, Unknown
from pratique.core.malware import advice_of
from pratique.core.names import Digest, PackageRef, ReleaseRef
from pratique.core.reading import Trouble
from pratique.core.release import ArtifactKind, Listing
from pratique.errors import StoreError
from pratique.intake.known_bad.widely_used import is_widely_used
from pratique.intake.question import Question


@dataclass(frozen=True, slots=True)
class Advised:
    """The advisories about an artifact, and whether they are complete."""

    matches: tuple[AdvisoryMatch, ...]
    evidence: Evidence[tuple[AdvisoryMatch, ...]]
    """The advisories as evidence; unknown unless a source completely covers malicious releases."""

    @property
    def bad(self) -> tuple[KnownBad, ...]:
        """Return the advisories that report the artifact as malicious."""
        return tuple(
            KnownBad(
                BadKind.ADVISORY,
                _words(one),
                one.sources[0] if one.sources else "advisories",
                advice_of(one),
                disputed=one.disputed is not None,
            )
            for one in self.matches
            if one.kind is AdvisoryKind.MALWARE and one.certain
        )


@dataclass(frozen=True, slots=True)
class PackageWarning:
    """An advisory about malicious releases of a package."""

    id: str
    versions: str
    """The affected versions, for display."""
    every: bool
    """Whether the advisory covers all present and future versions."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Warnings:
    """The advisory index that artifacts are matched against. If `index` is None, `why` contains the reason."""

    index: Advisories | None
    why: str = ""
    trouble: Trouble | None = None
    """Why an existing index cannot be read. If the index cannot be read, the result of every lookup is unknown."""
    max_age: timedelta = timedelta(days=7)
    digests: Callable[[Iterable[str]], Sequence[BadDigest]] | None = None
    """Finds malicious artifacts by their digests, such as `sha256:HEX`; None if no source lists digests."""

    def about(self, question: Question, now: datetime) -> Advised:
        """Return the advisories about an artifact; empty if advisories cannot apply to the artifact."""
        why = self._why_not(question)
        if why or self.index is None:
            return Advised((), NotAsked(why or self.why, gap=not why))
        ref = question.file.ref
        assert ref is not None
        product = Product.of(ref.package)
        listing = question.listing.value if isinstance(question.listing, Known) else None
        used = partial(is_widely_used, listing=listing, now=now)
        try:
            found = tuple(match(self.index, {product: {ref.version}}, widely_used=used))
            sources = self.index.sources()
        except StoreError as error:
            return Advised((), Unknown(error.message, error.reference, "advisories", error.hint))
        if self.trouble is not None:
            told = self.trouble
            return Advised(found, Unknown(told.message, told.reference, "advisories", told.hint))
        covers = [Cover(cover_type(product), AdvisoryKind.MALWARE)]
        missing = gaps(sources, covers, now=now, max_age=self.max_age)
        if missing:
            return Advised(found, NotAsked(self.why or missing[0], gap=True))
        return Advised(found, Known(found, "advisories"))

    def bytes_of(self, digests: Iterable[Digest]) -> tuple[KnownBad, ...]:
        """Return the advisories that report bytes with these digests as malicious, under any name.

        Raises StoreError if the index cannot be read.
        """
        if self.digests is None:
            return ()
        return tuple(
            KnownBad(BadKind.ADVISORY, _bytes_words(one), "snapshot")
            for one in self.digests(str(digest) for digest in digests if digest.strong)
        )

    def gap(self, package: PackageRef, now: datetime) -> str:
        """Return why the index does not cover malicious releases of a public package; "" if it covers them."""
        if self.trouble is not None or self.index is None:
            return self.trouble.message if self.trouble is not None else self.why
        cover = Cover(cover_type(Product.of(package)), AdvisoryKind.MALWARE)
        missing = gaps(self.index.sources(), [cover], now=now, max_age=self.max_age)
        return (self.why or missing[0]) if missing else ""

    def package(self, package: PackageRef) -> tuple[PackageWarning, ...]:
        """Return the advisories that report releases of a public package as malicious.

        Raises StoreError if the index cannot be read.
        """
        if self.index is None:
            return ()
        claims = [
            one
            for one in self.index.claims([Product.of(package)])
            if one.kind is AdvisoryKind.MALWARE and not one.withdrawn and one.affected.tells
        ]
        bodies = self.index.advisories({one.number for one in claims})
        doubted = bool(claims) and is_widely_used(Product.of(package))
        return tuple(
            PackageWarning(
                bodies[one.number].id, shown(one.affected), every=is_broad(one.affected) and not doubted
            )
            for one in claims
        )

    def against(self, listing: Listing, now: datetime) -> Mapping[str, tuple[KnownBad, ...]]:
        """Return the advisories about malicious versions in a public package's listing, by version.

        Raises StoreError if the index cannot be read.
        """
        if self.index is None or not listing.releases:
            return {}
        used = partial(is_widely_used, listing=listing, now=now)
        found: dict[str, tuple[KnownBad, ...]] = {}
        for one in match(self.index, {Product.of(listing.package): set(listing.releases)}, widely_used=used):
            if bad := Advised((one,), NotAsked("")).bad:
                found[one.version] = (*found.get(one.version, ()), *bad)
        return found

    def malicious(self, package: PackageRef, versions: Iterable[str]) -> frozenset[str]:
        """Return the versions of a public package that are certainly malicious; empty if the index cannot be read."""
        if self.index is None:
            return frozenset()
        try:
            found = match(self.index, {Product.of(package): frozenset(versions)})
        except StoreError:
            return frozenset()
        return frozenset(one.version for one in found if one.kind is AdvisoryKind.MALWARE and one.certain)

    def malicious_of(self, refs: Iterable[ReleaseRef]) -> frozenset[ReleaseRef]:
        """Return the releases that advisories certainly report as malicious, without disputed ones.

        Raises StoreError if the index cannot be read.
        """
        if self.index is None:
            return frozenset()
        wanted: dict[Product, dict[str, ReleaseRef]] = defaultdict(dict)
        for ref in refs:
            wanted[Product.of(ref.package)][ref.version] = ref
        asked = {product: set(versions) for product, versions in wanted.items()}
        found = match(self.index, asked, widely_used=is_widely_used)
        return frozenset(
            wanted[one.product][one.version]
            for one in found
            if one.kind is AdvisoryKind.MALWARE and one.settled
        )

    @staticmethod
    def _why_not(question: Question) -> str:
        if question.file.ref is None:
            return "the file belongs to no release"
        if question.file.place is not None:
            return "the package is part of the repository, and advisories are about registry packages"
        if question.file.kind is ArtifactKind.COMMIT:
            return "the package comes from a git repository, and advisories are about registry packages"
        if question.private:
            return "the package comes from a private registry, and advisories are about public packages"
        return ""


def _bytes_words(one: BadDigest) -> str:
    return f"{one.advisory_id} reports these bytes as malicious ({one.product}@{one.version})"


NO_WARNINGS = Warnings(index=None, why="no advisory index was opened")
"""A placeholder for a missing advisory index."""


def _words(one: AdvisoryMatch) -> str:
    summary = f": {one.summary}" if one.summary else ""
    note = f"; {one.note}" if one.note else ""
    return f"{one.id} says that {one.product}@{one.version} is malicious{summary}{note}"
