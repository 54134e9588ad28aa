"""Report a copy of a popular package with changes.

What it finds: the rule finds an artifact with at least 70 % of the source files of a popular package of another
name, together with files that differ or are new. By itself, the finding is only a note. The finding is more severe
if a file that differs or is new starts programs, connects to other machines or executes data as code when it is
loaded. The rule holds the release if installing or importing the package runs this file.

Why it matters: the best typosquat works like the real package, because it is the real package with a few additional
lines.

Seen in: souptools (PyPI, a copy of soupsieve), copies of logging and HTTP libraries (2025).

False alarms: the rule reports 7 of 8,492 npm and PyPI releases as copies: forks, siblings, parts and bundles of the
popular package. The findings for these copies are notes.

What to do: compare the artifact with the release of the popular package in the finding, file by file. Find out why
the copy has another name.
"""

from collections.abc import Iterator

from pratique.analysis.clones.identity import INDEX
from pratique.analysis.facts import Capability
from pratique.analysis.rule import Threat, rule
from pratique.analysis.subject import Subject
from pratique.core.finding import Confidence, Finding, Severity
from pratique.core.location import Location

_ACTING = frozenset((Capability.PROCESS, Capability.NETWORK, Capability.CODE))


@rule(
    "trojanised-copy",
    "copy of a popular package with changes",
    severity=Severity.HIGH,
    confidence=Confidence.MEDIUM,
    threat=Threat.HIJACK,
    revision=INDEX + 1,
)
def trojanised_copy(subject: Subject) -> Iterator[Finding]:
    """Yield a finding if the artifact is a changed copy of a popular package under another name."""
    contents = subject.contents
    for match in contents.clones.copies[:1]:
        acting = [
            Location(path, use.line)
            for path in sorted(match.differing, key=lambda path: contents.context(path).rank)
            if path in contents.facts
            for use in contents.facts[path].uses
            if use.at_load and use.capability in _ACTING
        ]
        early = bool(acting) and contents.context(acting[0].path).is_early
        changed = f"; {len(match.differing)} files are other or more" if match.differing else ""
        acts = ", among them code that acts when it is loaded" if acting else ""
        places = [*acting[:5], *(Location(path) for path in match.differing[:5])]
        yield trojanised_copy.finding(
            f"it has {match.share:.0%} of the files of {match.package} {match.version}{changed}{acts}",
            *(places or [Location(contents.manifest.path or subject.filename)]),
            evidence=match.package,
            severity=Severity.CRITICAL if early else Severity.HIGH if acting else Severity.MEDIUM,
            confidence=Confidence.MEDIUM if acting else Confidence.LOW,
        )
