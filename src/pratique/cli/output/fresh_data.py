"""Requires fresh data on malicious releases for exit code 0 in CI."""

from collections.abc import Iterable, Mapping

import click

from pratique.cli.output.exit_codes import Exit
from pratique.config import Settings
from pratique.core.assessment import Assessment
from pratique.core.evidence import NotAsked
from pratique.report.parts.escape import escape

_PASSES = frozenset({Exit.CLEAR, Exit.WAITS})


def in_ci(env: Mapping[str, str]) -> bool:
    """Return True if `CI=true` is set, as in common CI services."""
    return env.get("CI", "").strip().lower() in {"true", "1", "yes"}


def lacking(
    code: Exit, assessments: Iterable[Assessment], settings: Settings, env: Mapping[str, str]
) -> str | None:
    """Return the reason why CI lacks fresh data on malicious releases, or None if the exit code does not depend on such data."""
    if code not in _PASSES or not settings.advisories.require_in_ci or not in_ci(env):
        return None
    answers = (one.dossier.advisories for one in assessments)
    return next((one.why for one in answers if isinstance(one, NotAsked) and one.gap), None)


def demanded(
    code: Exit, assessments: Iterable[Assessment], settings: Settings, env: Mapping[str, str]
) -> Exit:
    """Return exit code 3 instead of 0 or 5 if CI lacks fresh data on malicious releases, and print a hint."""
    why = lacking(code, assessments, settings, env)
    if why is None:
        return code
    click.echo(
        f"incomplete (exit code 3): CI requires fresh data on malicious releases: {escape(why)}",
        err=True,
    )
    click.echo(
        "hint: set advisories.snapshot_url (PRATIQUE_SNAPSHOT_URL), or run `pratique advisories sync` first; to "
        "disable this requirement, set advisories.require_in_ci = false (PRATIQUE_REQUIRE_ADVISORIES_IN_CI=0)",
        err=True,
    )
    return Exit.INCOMPLETE
