"""What published warnings say about an artifact on the road."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from pratique.advisories.coverage import gaps
from pratique.advisories.interface import Advisories
from pratique.advisories.match import match
from pratique.advisories.versions import cover_type
from pratique.core.advisory import AdvisoryKind, AdvisoryMatch, Cover, Product
from pratique.core.evidence import BadKind, Evidence, Known, KnownBad, NotAsked, Unknown
from pratique.core.names import PackageRef
from pratique.core.reading import Trouble
from pratique.core.release import ArtifactKind
from pratique.errors import StoreError
from pratique.intake.question import Question


@dataclass(frozen=True, slots=True)
class Advised:
    """What was found, and how far that says something."""

    matches: tuple[AdvisoryMatch, ...]
    evidence: Evidence[tuple[AdvisoryMatch, ...]]
    """The same, as the coverage tells it: without a source that is complete for malicious releases, it was not asked."""

    @property
    def bad(self) -> tuple[KnownBad, ...]:
        """What is known to be malicious."""
        return tuple(
            KnownBad(BadKind.ADVISORY, _words(one), one.sources[0] if one.sources else "advisories")
            for one in self.matches
            if one.kind is AdvisoryKind.MALWARE and one.certain
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Warnings:
    """The index that artifacts are held against; `index` is None where there is none, and `why` says so."""

    index: Advisories | None
    why: str = ""
    trouble: Trouble | None = None
    """Why an index that is there cannot be read: whatever else was asked, the answer is not known."""
    max_age: timedelta = timedelta(days=7)

    def about(self, question: Question, now: datetime) -> Advised:
        """Hold one artifact against the index, if it is one that advisories speak of."""
        why = self._why_not(question)
        if why or self.index is None:
            return Advised((), NotAsked(why or self.why, gap=not why))
        ref = question.file.ref
        assert ref is not None
        product = Product.of(ref.package)
        try:
            found = tuple(match(self.index, {product: {ref.version}}))
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

    def malicious(self, package: PackageRef, versions: Iterable[str]) -> frozenset[str]:
        """Those versions of a public package that are certainly known to be malicious; none where the index cannot tell."""
        if self.index is None:
            return frozenset()
        try:
            found = match(self.index, {Product.of(package): frozenset(versions)})
        except StoreError:
            return frozenset()
        return frozenset(one.version for one in found if one.kind is AdvisoryKind.MALWARE and one.certain)

    @staticmethod
    def _why_not(question: Question) -> str:
        if question.file.ref is None:
            return "a file that belongs to no release"
        if question.file.kind is ArtifactKind.COMMIT:
            return "it comes from a git repository, and advisories speak of what registries publish"
        if question.private:
            return "it comes from a private registry, and advisories speak of what is public"
        return ""


NO_WARNINGS = Warnings(index=None, why="no index of advisories was opened")
"""Nothing to hold artifacts against."""


def _words(one: AdvisoryMatch) -> str:
    summary = f": {one.summary}" if one.summary else ""
    return f"{one.id} says that {one.product}@{one.version} is malicious{summary}"
