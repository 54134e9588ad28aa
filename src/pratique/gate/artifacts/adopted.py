"""What was adopted and never met here is asked for by its address and its digest alone: no listing is fetched for it.

A cold `npm ci` of a lock that was adopted asks for a thousand tarballs, and a listing is often ten times its tarball: to fetch and to
read them took 5 of the 13 CPU seconds that the gate's own process needs (docs/reference/gate.md). Nothing in a listing is stronger than the
digest that was adopted. Where that leaves a choice, the registry has its files elsewhere, or other bytes come, all is asked as ever.
"""

from dataclasses import dataclass, field

from pratique.core.assessment import Assessment
from pratique.core.evidence import Known
from pratique.core.names import ReleaseRef
from pratique.core.verdict import Standing
from pratique.ecosystems import ECOSYSTEMS
from pratique.gate.decision.policy import Law
from pratique.intake.question import Expected, File, Party, Question
from pratique.intake.questions import PINNED_NEEDS_NONE
from pratique.net.registries.upstreams import Upstreams
from pratique.store.interface import Store


@dataclass(kw_only=True)
class Adopted:
    """Makes questions about adopted files."""

    law: Law
    upstreams: Upstreams
    store: Store
    _elsewhere: set[str] = field(default_factory=set)
    """Registries whose files do not lie where their protocol's rule says."""

    def question(self, ref: ReleaseRef, filename: str) -> Question | None:
        """Return the question about a file seen for the first time; None if its listing is needed.

        Raises StoreError.
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
        """Note by the question that a listing gave whether its registry has its files elsewhere."""
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
