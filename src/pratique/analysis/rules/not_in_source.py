"""Code that is missing in the repository, although the package normally matches it.

What it finds: a file that can run, an install script or a dependency that the artifact has and its repository lacks
at the claimed commit, if everything that runs in the previous release came from the repository (`pratique help
source` defines the habit). It applies only if the repository is compared (`pratique inspect --source`).

Why it matters: people review the repository and run the artifact. Nobody reviews a payload that is only in the
artifact.

Seen in: bootstrap-sass 3.2.0.3 (2019), rand-user-agent 2.0.83 (2025-05-05), rest-client 1.6.13 (2019).

False alarms: of 143 releases of 15 packages, each with a predecessor, none breaks with its habit (`python -m
bench.source_pairs`, 2026-11-26); so with 95 % confidence not more than 2 % do. It is a note: the signal
`source-differs` extends the cooldown.

What to do: read what is named; `pratique source` compares each file with the repository. Ask in the repository where
it comes from, and keep the previous release until there is an answer.
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
    """Report what breaks with the habit of the package: one finding for all of it."""
    strong = subject.strong
    if not strong:
        return
    said = "; ".join(f"{claim.path}: {claim.text}" for claim in strong[:_MOST_NAMED])
    more = f"; and {len(strong) - _MOST_NAMED} more" if len(strong) > _MOST_NAMED else ""
    yield not_in_source.finding(
        f"not as in its repository, and the release before was: {said}{more}",
        *(Location(claim.path, claim.line) for claim in strong[:_MOST_PLACES]),
    )
