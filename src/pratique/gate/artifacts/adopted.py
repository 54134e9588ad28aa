"""Downloads the files of adopted lockfiles by URL and digest, without a listing, when the gate first sees these files.

With empty caches, `npm ci` of an adopted lockfile requests about a thousand tarballs, and a listing is often ten
times larger than its tarball. In a measurement, listings took 5 of the 13 seconds of CPU time of the gate
(docs/reference/gate.md). The adopted digest is at least as strong as any digest in a listing. The gate uses the
listing only if several digests or registries are possible, the registry serves files under other URLs, or the bytes
do not match.
"""

from dataclasses import dataclass, field

from pratique.core.assessment import Assessment
from pratique.core.evidence import PINNED_NEEDS_NONE, Known
from pratique.core.names import ReleaseRef
from pratique.core.verdict import Standing
from pratique.ecosystems import ECOSYSTEMS
from pratique.gate.decision.policy import Law
from pratique.intake.question import Expected, File, Party, Question
from pratique.net.registries.upstreams import Upstreams
from pratique.store.interface import Store


@dataclass(kw_only=True)
class Adopted:
    """Builds inspection tasks for the files of adopted lockfiles."""

    law: Law
    upstreams: Upstreams
    store: Store
    _elsewhere: set[str] = field(default_factory=set)
    """The registries whose file URLs differ from the usual URLs of the protocol."""

    def question(self, ref: ReleaseRef, filename: str) -> Question | None:
        """Return the inspection task for a file that the gate sees for the first time; None if the listing is needed.

        Raises StoreError if the state folder is unusable.
        """
        module, upstream = ECOSYSTEMS[ref.package.ecosystem], self.upstreams.of(ref.package)
        digests = self.law.adopted(ref)
        # Several digests may be those of several files, and several registries may have a name: one must be meant.
        if (
            len(digests) != 1
            or len(self.upstreams.all_of(ref.package)) != 1
            or upstream.url in self._elsewhere
        ):
            return None
        address = module.artifact_url(ref, upstream.url)
        if address is None or not address.endswith(f"/{filename}"):
            return None
        if self.store.artifacts.find(digests):
            # Met under another name: memory would answer for this one, and the listing tells whose bytes they are.
            return None
        file = File(
            ref=ref,
            ecosystem=ref.package.ecosystem,
            filename=filename,
            kind=module.kind_of(filename),
            urls=(address,),
            upstream=upstream,
            expected=(Expected(Party.LOCK, digests),),
        )
        return Question(
            file=file,
            standing=Standing.PINNED,
            listing=self.law.quarantine(ref.package),
            baseline_why=PINNED_NEEDS_NONE,
        )

    def listed(self, asked: Question, question: Question) -> None:
        """Record the registry if the download URLs in its listing differ from the usual URLs of the protocol."""
        upstream = asked.file.upstream
        if (
            upstream is not None
            and isinstance(question.listing, Known)
            and asked.file.urls != question.file.urls
        ):
            self._elsewhere.add(upstream.url)


def is_as_promised(assessment: Assessment) -> bool:
    """Return True if the bytes of an adopted file were fetched and match the adopted digest."""
    check = assessment.dossier.bytes_
    return isinstance(check, Known) and not check.value.mismatches
