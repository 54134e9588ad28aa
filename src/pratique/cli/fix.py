"""Fix advice that asks the registries: which versions can be had, and which of them the policy lets in."""

from collections.abc import Callable, Sequence

from pratique.advisories.interface import Advisories
from pratique.cli.clock import now
from pratique.cli.session import open_session
from pratique.cli.settings import tell_settings
from pratique.config import Settings
from pratique.core.audit import AuditFinding
from pratique.intake.audit.fix import advise
from pratique.intake.audit.market import RegistryMarket
from pratique.intake.audit.places import Met
from pratique.net.config_file import Project


async def advise_with_registries(
    met: Sequence[Met],
    index: Advisories,
    read: Callable[[str], bytes | None],
    settings: Settings,
    project: Project,
) -> tuple[AuditFinding, ...]:
    """The findings with advice; see `pratique.intake.audit.fix.advise`. Raises StoreError."""
    async with open_session(settings, project=project) as session:
        tell_settings(settings, session.problems)
        market = RegistryMarket(
            registry=session.questions.registry,
            upstreams=session.upstreams,
            policy=settings.policy,
            now=now,
        )
        return await advise(met, index, read, market)
