"""Decisions not to be stopped by an advisory: what other tools' files and VEX documents say, and what holds for a finding.

A new file of another tool is a module with `parse(data, origin) -> Ignores` and a line in `FILES`.
"""

from collections.abc import Sequence
from datetime import date

from pratique.advisories.ignores.files import FILES, IgnoreFile
from pratique.advisories.ignores.said import Ignores
from pratique.core.audit import AuditFinding, Ignore, IgnoreUse

__all__ = ["FILES", "IgnoreFile", "Ignores", "apply"]


def apply(
    findings: Sequence[AuditFinding], ignores: Sequence[Ignore], *, today: date
) -> tuple[tuple[AuditFinding, ...], IgnoreUse]:
    """Mark each finding that somebody decided to ignore with the first ignore that holds for it.

    `today` is in UTC. Gives the findings in their order, and the ignores that are over, that met nothing, and that
    cannot be used. An ignore with a pattern of paths met something if it covers one way in of a finding; the finding
    is ignored when every way in is covered, by one such ignore or by several together.
    """
    if not ignores:
        return tuple(findings), IgnoreUse()
    from pratique.advisories.ignores.applying import applied  # noqa: PLC0415 - most projects have no ignores

    return applied(findings, ignores, today=today)
