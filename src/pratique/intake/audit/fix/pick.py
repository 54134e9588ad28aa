"""Predicts the release that a package manager installs for a range on an update."""

from pratique.ecosystems.interface import EcosystemModule
from pratique.intake.audit.fix.asks import Ask
from pratique.intake.audit.fix.market import Offer, Offers
from pratique.intake.audit.fix.ranges import Grammar


def pick(ask: Ask, offers: Offers, order: EcosystemModule) -> Offer | None:
    """Return the release that the package manager installs for a request; None if no release matches.

    npm, yarn, pnpm and bun prefer the target of the tag `latest` if it is in range. Deprecated and yanked releases come last.
    Pre-releases are chosen only if the range contains one.
    """
    inside = [offer for offer in offers.releases if ask.accepts(offer.version)]
    inside = [offer for offer in inside if not offer.retired] or inside
    if ask.grammar is not Grammar.NPM:
        inside = [offer for offer in inside if not order.is_prerelease(offer.version)] or inside
    latest = [offer for offer in inside if offer.version == offers.latest and ask.grammar is Grammar.NPM]
    return max(latest or inside, key=lambda offer: order.sort_key(offer.version), default=None)
