"""What the gate decides by at the moment: rules, policy, advisories, and what was adopted."""

import hashlib
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import Protocol

from pratique.analysis.inspection import RULESET
from pratique.core.names import Digest, ReleaseRef
from pratique.core.policy import Policy
from pratique.core.verdict import Standing
from pratique.intake.advised import Warnings
from pratique.intake.road import Road
from pratique.store.interface import Store
from pratique.store.record import Adopted, Adoption, AllowedBytes

ADOPTED_BY_GATE = "gate"
"""The key under which `gate adopt` keeps what locks held."""


class Advice(Protocol):
    """Opens the index of advisories, which is replaced as a whole."""

    def stamp(self) -> str:
        """Tell one index from the next without opening it."""

    def open(self) -> Warnings:
        """Open the present one; the one before is closed."""


class Law:
    """Made anew, as a whole, when what it is made of has changed; `epoch` names it."""

    def __init__(self, road: Road, *, store: Store, advice: Advice) -> None:
        self._store = store
        self._advice = advice
        self._stamp = advice.stamp()
        self._adoption = store.adoptions.get(ADOPTED_BY_GATE)
        self.road = replace(road, warnings=advice.open())
        self.epoch = self._name()

    @property
    def policy(self) -> Policy:
        """The operator's rules."""
        return self.road.policy

    def now(self) -> datetime:
        """The present."""
        return self.road.now()

    def renew(self) -> bool:
        """Look whether advisories or adoptions have changed; True when the epoch is another one. Raises StoreError."""
        stamp, adoption = self._advice.stamp(), self._store.adoptions.get(ADOPTED_BY_GATE)
        if stamp == self._stamp and _moment(adoption) == _moment(self._adoption):
            return False
        if stamp != self._stamp:
            self.road = replace(self.road, warnings=self._advice.open())
        self._stamp, self._adoption = stamp, adoption
        self.epoch = self._name()
        return True

    def standing(self, ref: ReleaseRef, digests: Iterable[Digest]) -> Standing:
        """Tell whether bytes with these digests are in use already: adopted, or allowed here before. Raises StoreError."""
        strong = [digest for digest in digests if digest.strong]
        if self._adoption is not None and any(
            Adopted(ref.purl, str(digest)) in self._adoption.entries for digest in strong
        ):
            return Standing.PINNED
        met = {seen.sha256 for seen in self._store.artifacts.find(strong).values()}
        entries = [AllowedBytes(sha256, ref.purl) for sha256 in met]
        return Standing.PINNED if self._store.allowed.contains_many(entries) else Standing.NEW

    def _name(self) -> str:
        text = "\n".join((RULESET, repr(self.policy), self._stamp, _moment(self._adoption)))
        return hashlib.sha256(text.encode("utf-8", "backslashreplace")).hexdigest()[:16]


def _moment(adoption: Adoption | None) -> str:
    return "" if adoption is None else adoption.at.isoformat()
