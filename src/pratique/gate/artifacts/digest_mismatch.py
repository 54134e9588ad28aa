"""Logs an alarm when a listed digest differs from the digest of the first-seen bytes."""

import logging
from dataclasses import dataclass, field

from pratique.core.decision import ALARM, Client, Decision, Ground
from pratique.core.policy import Action
from pratique.core.reason import ReasonCode
from pratique.core.release import Release
from pratique.gate.decision.listing_decision import Cheap, changes
from pratique.gate.decision.policy import Law
from pratique.gate.decision.refusal import one_line
from pratique.store.interface import Store
from pratique.store.record import FileName, Seen

_LOG = logging.getLogger(__name__)
NOBODY = Client("gate", "", "listing")
"""The recorded client of a decision that was caused by a listing, not by a client's request."""
_MOST_KNOWN = 10_000


@dataclass(kw_only=True)
class CorruptionLog:
    """Records each changed digest once, as a `block` decision. Methods raise StoreError if the state folder is unusable."""

    store: Store
    law: Law
    _known: set[tuple[FileName, str]] = field(default_factory=set)

    def note(self, cheap: Cheap) -> None:
        """Record the files of a listing whose digest changed."""
        told = [
            self._decision(release, seen, text)
            for release, seen, text in changes(cheap)
            if self._is_new(release, FileName(seen.purl, seen.filename), text)
        ]
        if told:
            self.store.decisions.add_many(told)

    def _is_new(self, release: Release, name: FileName, text: str) -> bool:
        if (name, text) in self._known:
            return False
        if len(self._known) < _MOST_KNOWN:
            self._known.add((name, text))
        earlier = self.store.decisions.read(
            package=release.ref.package, version=release.ref.version, action=Action.BLOCK
        )
        return not any(
            one.note == ALARM and one.filename == name.filename and one.grounds[0].text == text
            for one in earlier
        )

    def _decision(self, release: Release, seen: Seen, text: str) -> Decision:
        _LOG.error("%s: %s of %s: %s", ALARM, one_line(seen.filename, most=200), release.ref, text)
        return Decision(
            at=self.law.now(),
            ref=release.ref,
            filename=seen.filename,
            sha256=None,
            action=Action.BLOCK,
            grounds=(Ground(ReasonCode.CHANGED_BYTES.value, text, "the record on this machine"),),
            standing=self.law.standing(release.ref, seen.digests),
            epoch=self.law.epoch,
            client=NOBODY,
            note=ALARM,
        )
