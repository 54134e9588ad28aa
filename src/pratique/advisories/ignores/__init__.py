"""Reads ignore files of other tools and VEX documents, and applies them to findings.

To support the ignore file of another tool, add a module with `parse(data, origin) -> Ignores` and a line in `FILES`.
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
    """Mark each ignored finding with the first ignore that applies.

    `today` is the current date in UTC. Return the findings in unchanged order, and the ignores that expired, matched nothing, or
    are invalid. A finding is ignored only if ignores cover all its dependency paths. An ignore with a path pattern counts as used
    if it covers one path of a finding.
    """
    if not ignores:
        return tuple(findings), IgnoreUse()
    from pratique.advisories.ignores.applying import applied  # noqa: PLC0415 - most projects have no ignores

    return applied(findings, ignores, today=today)
