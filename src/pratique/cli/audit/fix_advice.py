"""Finds fixed versions with registry queries or in cached listings."""

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace

from pratique.advisories.interface import Advisories
from pratique.cli.run.clock import now
from pratique.cli.run.session import open_session
from pratique.cli.run.settings import tell_settings
from pratique.config import Settings
from pratique.core.advisory import AdvisoryKind
from pratique.core.audit import AuditFinding
from pratique.core.names import PackageRef
from pratique.errors import PratiqueError, StoreError
from pratique.intake.audit.fix import advise
from pratique.intake.audit.fix.market import Offers
from pratique.intake.audit.market import RegistryMarket
from pratique.intake.audit.places import Met
from pratique.net.configuration.config_file import Project
from pratique.store.folder.home import Home, data_home


async def advise_with_registries(
    met: Sequence[Met],
    index: Advisories,
    read: Callable[[str], bytes | None],
    settings: Settings,
    project: Project,
) -> tuple[AuditFinding, ...]:
    """Return the findings with fix advice (see `pratique.intake.audit.fix.advise`). Raise StoreError."""
    async with open_session(settings, project=project) as session:
        tell_settings(settings, session.problems)
        market = RegistryMarket(
            registry=session.questions.registry,
            upstreams=session.upstreams,
            policy=settings.policy,
            now=now,
        )
        return await advise(met, index, read, market)


def has_listings() -> bool:
    """Return True if registry listings may be cached on this machine."""
    return Home(data_home(os.environ)).database.is_file()


async def kept_offers(
    met: Sequence[Met], settings: Settings, project: Project
) -> Mapping[PackageRef, Offers]:
    """Return the versions of malicious packages and their dependents from cached listings, without requests.

    Raise StoreError.
    """
    offline = replace(settings, run=replace(settings.run, offline=True))
    found: dict[PackageRef, Offers] = {}
    async with open_session(offline, project=project) as session:
        market = RegistryMarket(
            registry=session.questions.registry,
            upstreams=session.upstreams,
            policy=settings.policy,
            now=now,
        )
        for package in dict.fromkeys(_about_malware(met)):
            try:
                found[package] = await market.offers(package)
            except StoreError:
                raise
            except PratiqueError:
                continue  # no listing was kept
    return found


def _about_malware(met: Sequence[Met]) -> Iterator[PackageRef]:
    """Yield the malicious packages and the packages that depend on them."""
    for one in met:
        if one.finding.match.kind is AdvisoryKind.MALWARE:
            for place in one.places:
                yield place.entry.package
                parents = set(place.entry.parents)
                yield from (entry.package for entry in place.lock.packages if entry.key in parents)
