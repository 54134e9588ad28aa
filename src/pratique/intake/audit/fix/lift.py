"""Finds compatible upgrades for the direct and indirect dependents of a package."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from pratique.advisories.versions import order_of
from pratique.core.advisory import Product
from pratique.core.lock import LockedPackage, SourceKind
from pratique.core.names import ReleaseRef
from pratique.intake.audit.fix.asks import Ask
from pratique.intake.audit.fix.market import Offer, Offers
from pratique.intake.audit.fix.pick import pick
from pratique.intake.audit.fix.ranges import accepts
from pratique.intake.audit.fix.situation import Situation

_MOST_LEVELS = 4
_MOST_STEPS = 3_000
_MOST_NEWER = 200
"""The maximum number of newer releases of one package to examine, starting with the lowest."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """A condition for a newer release: it must accept one of `versions` of the package `name`, or not depend on that package."""

    name: str
    versions: tuple[str, ...]
    but_not: str | None = None
    """A version that the newer release must not accept."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lift:
    """An upgrade of a lockfile entry to a newer release."""

    entry: LockedPackage
    offer: Offer
    bumps: tuple[Ask, ...] = ()
    """Requests in the project's manifests that the upgrade changes."""

    @property
    def newer(self) -> ReleaseRef:
        """Return the release to upgrade to."""
        return self.entry.package.at(self.offer.version)


Lifts = dict[str, Lift]
"""Maps the key of a lockfile entry to the upgrade of the entry."""


@dataclass(slots=True)
class Lifter:
    """Searches for newer releases of the dependents in one lockfile."""

    at: Situation
    bumps: bool = True
    """Whether requests in the project's manifests may change."""
    _left: int = _MOST_STEPS
    _known: dict[tuple[str, Need], Lifts | None] = field(default_factory=dict)
    _takes: dict[str, str | None] = field(default_factory=dict)

    def lift(self, entry: LockedPackage, need: Need, levels: int = _MOST_LEVELS) -> Lifts | None:
        """Return the upgrades after which an entry accepts the needed versions; None if no such upgrades are known."""
        known = (entry.key, need)
        if known not in self._known:
            self._known[known] = None  # in a circle, nobody helps
            self._known[known] = self._found(entry, need, levels)
        return self._known[known]

    def _found(self, entry: LockedPackage, need: Need, levels: int) -> Lifts | None:
        if entry.source is not SourceKind.REGISTRY or entry.version is None or levels == 0:
            return None
        offers = self.at.desk.offers(entry.package)
        asks = [self.at.informed(ask) for ask in self.at.askers.of(entry)]
        if offers is None or not asks:
            return None
        if entry.key not in self._takes:
            self._takes[entry.key] = self._taken(entry, asks, offers)
        taken = self._takes[entry.key]
        for offer in self._fitting(entry, need, offers, taken):
            self._left -= 1
            if self._left < 0:
                return None
            lifts = self._with_askers(entry, offer, asks, taken, levels)
            if lifts is not None:
                return lifts
        return None

    def _taken(self, entry: LockedPackage, asks: Sequence[Ask], offers: Offers) -> str | None:
        order = order_of(Product.of(entry.package))
        if order is None:
            return None
        taken = {found.version if (found := pick(ask, offers, order)) else None for ask in asks}
        return taken.pop() if len(taken) == 1 else None

    def _fitting(
        self, entry: LockedPackage, need: Need, offers: Offers, taken: str | None
    ) -> Iterator[Offer]:
        newer = sorted(self.newer(entry, offers), key=lambda offer: offer.version != taken)
        if any(offer.dependencies is None for offer in newer):
            # Each would have to be read by itself: the client's own choice and the newest are enough.
            newer = [newer[0], newer[-1]] if newer[0] is not newer[-1] else newer[:1]
        for offer in newer:
            asked = offer.dependencies
            if asked is None:
                asked = self.at.desk.asks(entry.package.at(offer.version))
            if asked is not None and self._is_met(asked.get(need.name), need):
                yield offer

    def newer(self, entry: LockedPackage, offers: Offers) -> tuple[Offer, ...]:
        """Return the releases above the locked version that have no advisories and that the policy allows, lowest first."""
        product, ref = Product.of(entry.package), entry.ref
        order = order_of(product)
        if order is None or ref is None:
            return ()
        if ref not in self.at.desk.newer:
            present, early = order.sort_key(ref.version), order.is_prerelease(ref.version)
            found = [
                offer
                for offer in offers.releases
                if not (offer.stop or offer.retired)
                and (early or not order.is_prerelease(offer.version))
                and present < order.sort_key(offer.version)
            ][:_MOST_NEWER]
            self.at.sieve.learn({product: [offer.version for offer in found]})
            sound = (offer for offer in found if not self.at.sieve.met(product, offer.version))
            self.at.desk.newer[ref] = tuple(sound)
        return self.at.desk.newer[ref]

    def can_meet(self, entry: LockedPackage, need: Need) -> bool:
        """Return True if a newer release accepts the needed versions, or might accept them."""
        offers = self.at.desk.offers(entry.package)
        if offers is None:
            return True
        newer = self.newer(entry, offers)
        if any(offer.dependencies is None for offer in newer):
            return True
        told = {(offer.dependencies or {}).get(need.name) for offer in newer}
        return any(self._is_met(wanted, need) for wanted in told)

    def _is_met(self, wanted: str | None, need: Need) -> bool:
        if wanted is None:
            return True
        grammar = self.at.grammar
        if need.but_not is not None and accepts(grammar, wanted, need.but_not) is not False:
            return False
        return any(accepts(grammar, wanted, version) for version in need.versions)

    def _with_askers(
        self,
        entry: LockedPackage,
        offer: Offer,
        asks: Sequence[Ask],
        taken: str | None,
        levels: int,
    ) -> Lifts | None:
        refusing = [ask for ask in asks if ask.accepts(offer.version) is not True]
        if not refusing and offer.version != taken:
            # It has to be named, or the client takes another one.
            refusing = list(asks) if all(ask.own for ask in asks) else []
            if not refusing:
                return None
        bumps = tuple(ask for ask in refusing if ask.own)
        if bumps and not self.bumps:
            return None
        found: Lifts = {entry.key: Lift(entry=entry, offer=offer, bumps=bumps)}
        for ask in refusing:
            if ask.parent is None:
                continue
            above = self.lift(ask.parent, Need(name=ask.name, versions=(offer.version,)), levels - 1)
            if above is None or not joined(found, above):
                return None
        return found


def joined(found: Lifts, more: Lifts) -> bool:
    """Add more upgrades to `found`; return False if both sets contain different releases for one entry."""
    found |= {key: lift for key, lift in more.items() if key not in found}
    return all(found[key].offer.version == lift.offer.version for key, lift in more.items())
