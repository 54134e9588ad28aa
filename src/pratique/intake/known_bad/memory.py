"""Stores the artifacts that Pratique blocked, and looks up the artifacts that users denied."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from pratique.core.act import Act
from pratique.core.assessment import Assessment
from pratique.core.decision import Ground
from pratique.core.evidence import BadKind, Known, KnownBad, Unknown
from pratique.core.names import Digest, ReleaseRef
from pratique.core.policy import Action
from pratique.core.reason import ReasonCode
from pratique.intake.known_bad.acts import Acts
from pratique.store.interface import Store
from pratique.store.record import Block

_KEPT = frozenset({ReasonCode.ADVISORY.value, ReasonCode.QUARANTINED.value, ReasonCode.FINDING.value})
"""The reasons for which a block is stored.

Policy rules and denials are not stored as blocks but looked up every time.
"""
_OF_BYTES = frozenset({ReasonCode.ADVISORY.value, ReasonCode.QUARANTINED.value})
"""Reasons for a block that apply to the same bytes under any name."""


_ADOPTED = Ground(
    ReasonCode.ADVISORY.value,
    "advisories reported the release as malicious when they were last read",
    "advisories",
)
"""The reason stored for a release in an adopted lockfile that no client requested."""


_CHANGED = (-1, -1)
"""Marks a change by this process, after which `renew` reloads all blocks."""


class Memory:
    """The blocks and denials in the local store.

    Every method raises StoreError if the store cannot be read or written.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._acts = Acts(store)
        self._stamp: tuple[int, int] | None = None
        self._by_purl: dict[str, list[Block]] = {}
        self._by_sha256: dict[str, list[Block]] = {}

    def renew(self) -> bool:
        """Reload the blocks if another process changed them; return True if it did."""
        stamp = self._store.blocks.stamp()
        if stamp == self._stamp:
            return False
        self._by_purl, self._by_sha256 = {}, {}
        for block in self._store.blocks.all():
            self._take(block)
        self._stamp = stamp
        return True

    def refusal(self, digests: Iterable[Digest], now: datetime) -> Act | None:
        """Return the valid denial of bytes with any of these digests; None if there is none."""
        return self._acts.word(digests, now).refusal

    def blocks(
        self, ref: ReleaseRef | None, digests: Sequence[Digest], *, private: bool, judged: bool
    ) -> tuple[KnownBad, ...]:
        """Return the blocks that apply to an artifact.

        A block by name applies only if the artifact cannot be judged now (`judged` is False), because a new judgement replaces the
        earlier one. A block by an advisory or a registry applies to the same bytes under any name. Names of private packages are
        not compared, because a package in another registry may have the same name.
        """
        if self._stamp is None:
            self.renew()
        if not self._by_purl:
            return ()
        found: list[Block] = []
        if ref is not None and not private and not judged:
            found += self._by_purl.get(ref.purl, ())
        for sha256 in self._sha256s(digests, judged=judged):
            found += (one for one in self._by_sha256.get(sha256, ()) if not judged or _elsewhere(one, ref))
        return tuple(dict.fromkeys(map(_known_bad, found)))

    def block(self, blocks: Iterable[Block]) -> None:
        """Store each new block that has a reason in `_KEPT`."""
        if self._stamp is None:
            self.renew()
        kept = []
        for one in blocks:
            grounds = tuple(ground for ground in one.grounds if ground.code in _KEPT)
            if grounds and not any(_codes(known.grounds) == _codes(grounds) for known in self._same(one)):
                kept.append(replace(one, grounds=grounds))
        if kept:
            self._store.blocks.put(kept)
            # Read again with the next renewal: thousands may be blocked one after another.
            for one in kept:
                self._drop(self._same(one))
                self._take(one)
            self._stamp = _CHANGED

    def forget(self, files: Iterable[tuple[ReleaseRef, str, str]]) -> None:
        """Remove the blocks of files, each given by its release, filename and SHA-256."""
        wanted = set(files)
        ended = [one for one in self._store.blocks.all() if (one.ref, one.filename, one.sha256) in wanted]
        if ended:
            self._store.blocks.remove(ended)
            self.renew()

    def keep_adopted(
        self, bad: Collection[ReleaseRef], at: datetime, *, answered: Collection[ReleaseRef]
    ) -> None:
        """Store the adopted releases that advisories currently report as malicious.

        `answered` contains the releases that were matched against complete and fresh advisories. Earlier blocks of the
        releases in `answered` are removed if no advisory reports those releases any more.
        """
        known = {one.ref: one for one in self._store.blocks.all() if not one.filename}
        fresh = [
            Block(ref=ref, filename="", sha256="", grounds=(_ADOPTED,), at=at)
            for ref in bad
            if ref not in known
        ]
        ended = [known[ref] for ref in answered if ref in known and ref not in bad]
        if fresh:
            self._store.blocks.put(fresh)
        if ended:
            self._store.blocks.remove(ended)
        if fresh or ended:
            self.renew()

    def note(self, assessment: Assessment, at: datetime) -> None:
        """Store that an artifact is blocked, or remove the block if a complete judgement finds nothing against it."""
        ref, verdict = assessment.dossier.ref, assessment.verdict
        if ref is None or (verdict.action is not Action.BLOCK and ref.purl not in self._by_purl):
            return
        block = Block(
            ref=ref,
            filename=assessment.dossier.filename,
            sha256=next((one.hex for one in assessment.digests if one.algorithm == "sha256"), ""),
            grounds=tuple(Ground(one.code.value, one.text, one.source) for one in verdict.reasons),
            at=at,
        )
        if verdict.action is Action.BLOCK:
            self.block([block])
            return
        known = [*self._same(block), *self._same(replace(block, sha256=""))]
        if ended := [one for one in known if _is_over(one, assessment)]:
            self._store.blocks.remove(ended)
            self.renew()

    def _same(self, block: Block) -> list[Block]:
        name = (block.filename, block.sha256)
        return [one for one in self._by_purl.get(block.ref.purl, ()) if (one.filename, one.sha256) == name]

    def _sha256s(self, digests: Sequence[Digest], *, judged: bool) -> set[str]:
        found = {one.hex for one in digests if one.algorithm == "sha256"}
        if not found and not judged:
            # A lock of npm names sha512 alone: what was met here has all digests.
            found = {
                seen.sha256
                for seen in self._store.artifacts.find(one for one in digests if one.strong).values()
            }
        return found

    def _drop(self, blocks: Iterable[Block]) -> None:
        for one in blocks:
            self._by_purl[one.ref.purl].remove(one)
            if one.sha256:
                self._by_sha256[one.sha256].remove(one)

    def _take(self, block: Block) -> None:
        self._by_purl.setdefault(block.ref.purl, []).append(block)
        if block.sha256:
            self._by_sha256.setdefault(block.sha256, []).append(block)


def _elsewhere(block: Block, ref: ReleaseRef | None) -> bool:
    return block.ref != ref and any(one.code in _OF_BYTES for one in block.grounds)


def _known_bad(block: Block) -> KnownBad:
    first = block.grounds[0]
    text = f"{block.ref} was blocked on this machine on {block.at:%Y-%m-%d}: {first.text}"
    return KnownBad(BadKind.REMEMBERED, text, first.source)


def _codes(grounds: Iterable[Ground]) -> set[tuple[str, str]]:
    return {(one.code, one.source) for one in grounds}


def _is_over(block: Block, assessment: Assessment) -> bool:
    dossier = assessment.dossier
    if any(one.waived for one in assessment.verdict.notes) or not isinstance(dossier.inspection, Known):
        return False
    if any(one.code in _OF_BYTES for one in block.grounds):
        return isinstance(dossier.advisories, Known)
    return not isinstance(dossier.advisories, Unknown)
