"""Dependency that is in no registry, in a project that had none.

What it finds: the manifest asks for a dependency, optional ones among them, by a git repository, an address or a file, and the baseline takes
none from there.

Why it matters: what comes from there is in no registry: it can change any day, nobody holds it back, and npm runs its `prepare`
script when it builds it.

Seen in: TanStack (2026-05-11): an optional dependency on a commit of a fork ran the worm, under valid provenance.

False alarms: one in 3,732 upgrades of npm packages that were measured, from one pinned release to the next: a fork with a fix.

What to do: ask for a release that depends on the registry alone. If the repository is the project's own, read the commit and add a waiver.
"""

import re
from collections.abc import Iterator

from pratique.analysis.rule import Need, Threat, rule
from pratique.analysis.subject import Contents, Subject
from pratique.core.finding import Confidence, Finding, Severity
from pratique.core.location import Location
from pratique.core.names import Ecosystem

_OUTSIDE = re.compile(
    r"(?:git(?:\+[a-z]{1,8})?:|git@|github:|gitlab:|bitbucket:|gist:|https?:|[\w.-]{1,100}/[\w.-]{1,100}(?:#|\Z))"
)


@rule(
    "outside-dependency-gained",
    "a dependency from outside the registry, in a project that had none",
    severity=Severity.CRITICAL,
    confidence=Confidence.MEDIUM,
    threat=Threat.BAD_CODE,
    ecosystems=[Ecosystem.NPM],
    needs=[Need.PREVIOUS],
)
def outside_dependency_gained(subject: Subject) -> Iterator[Finding]:
    """Find dependencies by repository or address where the baseline has none."""
    assert subject.previous is not None
    if _outside(subject.previous):
        return
    manifest = subject.contents.manifest
    for name, wanted in _outside(subject.contents).items():
        yield outside_dependency_gained.finding(
            f"new in this release: it takes {name} from {wanted[:100]}, which is in no registry",
            Location(manifest.path or subject.filename),
            evidence=wanted[:200],
        )


def _outside(contents: Contents) -> dict[str, str]:
    return {
        name: wanted
        for name, wanted in contents.manifest.dependencies.items()
        if _OUTSIDE.match(wanted.strip())
    }
