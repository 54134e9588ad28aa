"""Queries the registries for deprecated and yanked releases of a project."""

from collections.abc import Sequence

from pratique.cli.output.terminal import Progress
from pratique.cli.run.session import open_session
from pratique.cli.run.settings import tell_settings
from pratique.config import Settings
from pratique.core.audit import Audited, Retired
from pratique.intake.audit.given_up import given_up
from pratique.net.configuration.config_file import Project


async def ask_registries(
    inventory: Sequence[Audited], settings: Settings, project: Project
) -> tuple[tuple[Retired, ...], tuple[str, ...]]:
    """Query the registries for deprecated packages (see `pratique.intake.audit.given_up`). Raise StoreError."""
    async with open_session(settings, project=project) as session:
        tell_settings(settings, session.problems)
        with Progress(0, "packages looked up") as progress:
            return await given_up(
                session.questions.registry, inventory, expect=progress.expect, step=progress.step
            )
