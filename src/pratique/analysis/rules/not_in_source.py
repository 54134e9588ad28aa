"""Report code that is missing in the repository, although the package normally matches its repository.

What it finds: the rule finds a file that can run, an install script or a dependency that is in the artifact, but not
in the repository at the commit that the release claims, if all code that runs in the previous release came from the
repository (`pratique help source` defines this condition). The rule applies only if Pratique compares the repository
(`pratique inspect --source`).

Why it matters: people review the repository but run the artifact, so nobody reviews a payload that is only in the
artifact.

Seen in: bootstrap-sass 3.2.0.3 (2019), rand-user-agent 2.0.83 (2025-05-05), rest-client 1.6.13 (2019).

False alarms: the rule reported none of 143 releases of 15 packages, each with a predecessor (`python -m
bench.source_pairs`, 2026-11-26), so the true rate is at most 2 % with 95 % confidence. The finding of the rule is a
note; the signal `source-differs` extends the cooldown.

What to do: read the reported files; `pratique source` compares each file with the repository. Ask the maintainers in
the repository about the origin of the code, and stay on the previous release until they answer.
"""

from collections.abc import Iterator

from pratique.analysis.rule import Threat, rule
from pratique.core.finding import Confidence, Finding, Severity
from pratique.core.location import Location
from pratique.core.source import SourceReport

_MOST_PLACES = 50
_MOST_NAMED = 3


@rule(
    "not-in-source",
    "code that is not in its repository",
    severity=Severity.HIGH,
    confidence=Confidence.MEDIUM,
    threat=Threat.BAD_CODE,
)
def not_in_source(subject: SourceReport) -> Iterator[Finding]:
    """Yield one finding for all files that are not in the repository, if this is unusual for the package."""
    strong = subject.strong
    if not strong:
        return
    said = "; ".join(f"{claim.path}: {claim.text}" for claim in strong[:_MOST_NAMED])
    more = f"; and {len(strong) - _MOST_NAMED} more" if len(strong) > _MOST_NAMED else ""
    yield not_in_source.finding(
        f"differs from its source repository, unlike the baseline: {said}{more}",
        *(Location(claim.path, claim.line) for claim in strong[:_MOST_PLACES]),
    )
