"""Collects all local records against a release without querying a registry.

The records are the incident catalogue, advisories, the policy, denials, and earlier blocks, by name, version and digest. Names
bound to a private registry are not looked up in public records; for a private name, only the bytes and the policy are checked.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from pratique.core.evidence import BadKind, Evidence, Known, KnownBad, Unknown
from pratique.core.names import Digest, PackageRef, ReleaseRef
from pratique.core.policy import Policy
from pratique.core.release import Listing
from pratique.intake.evidence import is_denied, known_bad
from pratique.intake.known_bad.advised import Advised, Warnings
from pratique.intake.known_bad.memory import Memory
from pratique.intake.question import Question


@dataclass(frozen=True, slots=True, kw_only=True)
class Records:
    """All local records that can report an artifact as malicious. Methods raise StoreError if the store cannot be read."""

    policy: Policy
    warnings: Warnings
    memory: Memory | None
    now: Callable[[], datetime]

    def of(
        self, question: Question, advised: Advised, digests: Sequence[Digest], *, judged: bool
    ) -> Evidence[tuple[KnownBad, ...]]:
        """Return the records against an artifact with these digests. `judged` is True if this run reads the artifact's bytes."""
        said = [*advised.bad, *self.warnings.bytes_of(digests), *self._refused(digests)]
        ref, listing = question.file.ref, question.listing
        found = known_bad(ref, listing, self.policy, _with_yank(ref, listing, said))
        if self.memory is None or (isinstance(found, Known) and found.value):
            return found
        judged = judged and not isinstance(advised.evidence, Unknown)
        blocked = self.memory.blocks(ref, digests, private=question.private, judged=judged)
        return Known(blocked, blocked[0].source) if blocked else found

    def known(self, question: Question) -> tuple[KnownBad, ...]:
        """Return the records against an artifact, by its name and expected digests."""
        promised = [digest for party in question.file.expected for digest in party.digests]
        found = self.of(question, self.warnings.about(question, self.now()), promised, judged=False)
        return found.value if isinstance(found, Known) else ()

    def names(self, refs: Iterable[ReleaseRef]) -> frozenset[ReleaseRef]:
        """Return the releases of public packages that an advisory certainly reports as malicious."""
        return self.warnings.malicious_of(refs)

    def versions(self, package: PackageRef, versions: Collection[str], *, private: bool) -> frozenset[str]:
        """Return the versions of a package that are known to be malicious, looked up by the name of the package."""
        denied = (one for one in versions if is_denied(package.at(one), self.policy))
        warned = frozenset() if private else self.warnings.malicious(package, versions)
        return warned.union(denied)

    def _refused(self, digests: Sequence[Digest]) -> Iterable[KnownBad]:
        refusal = None if self.memory is None else self.memory.refusal(digests, self.now())
        if refusal is not None:
            yield KnownBad(BadKind.REFUSED, f"refused by {refusal.who}: {refusal.reason}", refusal.who)


def _with_yank(
    ref: ReleaseRef | None, listing: Evidence[Listing], said: Iterable[KnownBad]
) -> Iterable[KnownBad]:
    release = listing.value.releases.get(ref.version) if isinstance(listing, Known) and ref else None
    for one in said:
        if release is None or not release.yanked:
            yield one
        else:
            why = next((a.yanked for a in release.artifacts if a.yanked), "")
            yield replace(one, text=f"{one.text}; the registry lists it as yanked{why and f' ({why})'}")
