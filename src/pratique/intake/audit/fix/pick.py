"""Which release a client takes for a range when it looks anew: the highest, as a rule."""

from pratique.ecosystems.interface import EcosystemModule
from pratique.intake.audit.fix.asks import Ask
from pratique.intake.audit.fix.market import Offer, Offers
from pratique.intake.audit.fix.ranges import Grammar


def pick(ask: Ask, offers: Offers, order: EcosystemModule) -> Offer | None:
    """The release that a client takes for what is asked; None when it finds none.

    npm and its kin prefer what `latest` points at, if it is in the range. Deprecated and yanked ones come last,
    pre-releases where the range names one.
    """
    inside = [offer for offer in offers.releases if ask.accepts(offer.version)]
    inside = [offer for offer in inside if not offer.retired] or inside
    if ask.grammar is not Grammar.NPM:
        inside = [offer for offer in inside if not order.is_prerelease(offer.version)] or inside
    latest = [offer for offer in inside if offer.version == offers.latest and ask.grammar is Grammar.NPM]
    return max(latest or inside, key=lambda offer: order.sort_key(offer.version), default=None)
