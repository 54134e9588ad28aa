"""Holds the current inputs of a decision: rules, policy, advisories, adopted files, approvals and denials."""

import hashlib
import logging
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from typing import Protocol

from pratique.analysis.inspection import RULESET
from pratique.core.act import heard
from pratique.core.evidence import PINNED_NEEDS_NONE, Dossier, Evidence, Known, KnownBad, NotAsked
from pratique.core.freeze import Freeze, lasting
from pratique.core.mode import Mode
from pratique.core.names import Digest, PackageRef, ReleaseRef
from pratique.core.policy import Policy
from pratique.core.release import Listing, ProjectStatus
from pratique.core.verdict import Standing
from pratique.ecosystems.target import parse_purl
from pratique.gate.background.index_leases import Leased
from pratique.intake.known_bad.acts import Acts
from pratique.intake.road import Road
from pratique.store.interface import Store
from pratique.store.record import GATE, Adopted, Adoption, AllowedBytes

_LOG = logging.getLogger(__name__)
_MOST_UNSERVED = 10_000
ADOPTED_BY_GATE = GATE
"""The key under which `gate adopt` stores lockfile entries."""


class Advice(Protocol):
    """Opens the advisory index. A sync replaces the index as a whole."""

    def stamp(self) -> str:
        """Return an identifier of the index without opening it."""

    def open(self) -> Leased:
        """Open the current index. The previous index stays open until it is retired and unused."""


class Law:
    """The current inputs of decisions. `epoch` identifies the current state of all inputs, and changes if any input changes."""

    def __init__(
        self,
        road: Road,
        *,
        store: Store,
        advice: Advice,
        mode: Mode = Mode.ENFORCE,
        registries: str = "",
    ) -> None:
        """Load the current inputs. `registries` identifies the configured registries and is part of the identifier `epoch`."""
        self._registries = registries
        self.mode = mode
        self._store = store
        self._advice = advice
        self._stamp = advice.stamp()
        self._adoption = store.adoptions.get(ADOPTED_BY_GATE)
        self._adopted_by: Adoption | None = None
        self._adopted: Mapping[str, tuple[str, ...]] = {}
        self._quarantines = dict(store.quarantines.all())
        self._unserved: OrderedDict[PackageRef, str] = OrderedDict()
        """The packages in quarantine that the gate never served.

        If this set of packages changes, `epoch` stays the same, so no re-evaluation starts.
        """
        self._leased = advice.open()
        # A person's release may lift what stops an artifact later: the gate decides by inspections that count for that, too.
        self.road = replace(
            road,
            warnings=self._leased.warnings,
            borrows=False,
            in_use=lambda ref, digests: self.standing(ref, digests) is Standing.PINNED,
        )
        self.acts = Acts(store)
        self.acts.renew(road.now())
        self._refusal = self.acts.last_refusal
        self._freezes, self._freeze = store.freezes.read(), store.freezes.last()
        self.epoch = self._name()

    @property
    def policy(self) -> Policy:
        """Return the operator's policy."""
        return self.road.policy

    def now(self) -> datetime:
        """Return the current time."""
        return self.road.now()

    def renew(self) -> bool:
        """Reload changed inputs, such as advisories and newly adopted lockfiles.

        Return True if an input has changed. Raises StoreError if the state folder is unusable.
        """
        stamp, adoption = self._advice.stamp(), self._present_adoption()
        quarantines = dict(self._store.quarantines.all())
        self.acts.renew(self.now())
        if self.road.memory is not None:
            self.road.memory.renew()
        same = stamp == self._stamp and _moment(adoption) == _moment(self._adoption)
        freeze = self._store.freezes.last()
        same = same and self._refusal == self.acts.last_refusal and self._freeze == freeze
        if same and quarantines == self._quarantines:
            return False
        if stamp != self._stamp:
            before, self._leased = self._leased, self._advice.open()
            self.road = replace(self.road, warnings=self._leased.warnings)
            before.retire()
        self._stamp, self._adoption = stamp, adoption
        self._quarantines = quarantines
        self._refusal = self.acts.last_refusal
        if freeze != self._freeze:
            self._freezes, self._freeze = self._store.freezes.read(), freeze
        self.epoch = self._name()
        return True

    def blocked(
        self, ref: ReleaseRef, digests: Sequence[Digest] = (), *, private: bool
    ) -> tuple[KnownBad, ...]:
        """Return the earlier blocks of a release if the records of malicious releases are lost.

        Raises StoreError if the state folder is unusable.
        """
        memory, lost = self.road.memory, self.road.warnings.trouble is not None
        if memory is None or not lost:
            return ()
        return memory.blocks(ref, digests, private=private, judged=False)

    def heard(self, dossier: Dossier, digests: Iterable[Digest]) -> Dossier:
        """Return the evidence after adding the active freezes, and the approvals and denials for these digests.

        Raises StoreError if the state folder is unusable.

        Approvals are looked up at every decision and never cached, because they expire.
        """
        return heard(replace(dossier, freezes=self.freezes), self.acts.word(digests, self.now()))

    @property
    def freezes(self) -> tuple[Freeze, ...]:
        """Return the active freezes."""
        return lasting(self._freezes, self.now())

    def state_of(self, package: PackageRef) -> str:
        """Return an identifier of the inputs of a listing: `epoch`, and the approvals and denials for the package.

        Raises StoreError if the state folder is unusable.
        """
        return f"{self.epoch} {self.acts.stamp(package, self.now())}"

    def _present_adoption(self) -> Adoption | None:
        """Return the files of lockfiles that were adopted with `gate adopt`. Read the stored entries only if they changed."""
        at, known = self._store.adoptions.at(ADOPTED_BY_GATE), self._adoption
        if known is not None and known.at == at:
            return known
        return None if at is None else self._store.adoptions.get(ADOPTED_BY_GATE)

    def hear(self, listing: Listing) -> None:
        """Record whether a package is in quarantine according to its listing.

        A change of the package's quarantine triggers a re-evaluation. Raises StoreError if the state folder is
        unusable.
        """
        package, held = listing.package, listing.status is ProjectStatus.QUARANTINED
        self._unserved.pop(package, None)
        if held == (package in self._quarantines):
            return
        if held and not self._store.served.any_of(package):
            self._unserved[package] = listing.status_reason or ""
            while len(self._unserved) > _MOST_UNSERVED:
                self._unserved.popitem(last=False)
            return
        if held:
            self._store.quarantines.put(package, listing.status_reason or "", at=self.now())
            self._quarantines[package] = listing.status_reason or ""
        else:
            self._store.quarantines.remove(package)
            del self._quarantines[package]
        _LOG.warning("the registry %s %s", "quarantines" if held else "has released", package)
        self.epoch = self._name()

    def quarantine(self, package: PackageRef) -> Evidence[Listing]:
        """Return the listing of a package in quarantine, and NotAsked for any other package. This method sends no request."""
        why = self._quarantines.get(package, self._unserved.get(package))
        if why is None:
            return NotAsked(PINNED_NEEDS_NONE)
        told = Listing(
            package=package,
            registry="",
            releases={},
            status=ProjectStatus.QUARANTINED,
            status_reason=why,
        )
        return Known(told, "the registry")

    @contextmanager
    def leased(self) -> Iterator[Road]:
        """Yield the inspection pipeline for the current policy, for work that awaits other tasks.

        The advisory index of the pipeline stays open until the `with` block ends.
        """
        with self._leased.lease():
            yield self.road

    def is_adopted(self, ref: ReleaseRef) -> bool:
        """Return True if an adopted lockfile lists any file of a release; `standing` checks a specific file."""
        return ref.purl in self._adopted_digests()

    def adopted_releases(self) -> list[ReleaseRef]:
        """Return the releases that adopted lockfiles list."""
        found = map(parse_purl, self._adopted_digests())
        return [ref for ref in found if isinstance(ref, ReleaseRef)]

    def adopted(self, ref: ReleaseRef) -> tuple[Digest, ...]:
        """Return the strong digests that adopted lockfiles list for files of a release."""
        told = (text.partition(":") for text in self._adopted_digests().get(ref.purl, ()))
        found = (Digest(algorithm, digits) for algorithm, _, digits in told if digits)
        return tuple(digest for digest in found if digest.strong)

    def adopted_at(self) -> datetime | None:
        """Return when lockfiles were last adopted; None if none were adopted."""
        return None if self._adoption is None else self._adoption.at

    def _adopted_digests(self) -> Mapping[str, tuple[str, ...]]:
        """Return the digests in adopted lockfiles by purl, computed once for each `gate adopt`."""
        if self._adopted_by is not self._adoption:
            made: dict[str, tuple[str, ...]] = {}
            for one in self._adoption.entries if self._adoption is not None else ():
                made[one.purl] = (*made.get(one.purl, ()), one.digest)
            self._adopted_by, self._adopted = self._adoption, made
        return self._adopted

    def standing(self, ref: ReleaseRef, digests: Iterable[Digest]) -> Standing:
        """Return whether bytes with these digests are already in use, because they were adopted or allowed before.

        Raises StoreError if the state folder is unusable.
        """
        strong = [digest for digest in digests if digest.strong]
        if self._adoption is not None and any(
            Adopted(ref.purl, str(digest)) in self._adoption.entries for digest in strong
        ):
            return Standing.PINNED
        met = {seen.sha256 for seen in self._store.artifacts.find(strong).values()}
        entries = [AllowedBytes(sha256, ref.purl) for sha256 in met]
        return Standing.PINNED if self._store.allowed.contains_many(entries) else Standing.NEW

    def _name(self) -> str:
        moment = _moment(self._adoption)
        parts = (RULESET, repr(self.policy), self._stamp, moment, self.mode.value, self._registries)
        held = (f"{one.purl}\t{why}" for one, why in sorted(self._quarantines.items()))
        text = "\n".join((*parts, *held, f"{self._refusal} {self._freeze}"))
        return hashlib.sha256(text.encode("utf-8", "backslashreplace")).hexdigest()[:16]


def _moment(adoption: Adoption | None) -> str:
    return "" if adoption is None else adoption.at.isoformat()
