"""Report an artifact that contains another package.

What it finds: the rule finds an artifact whose own manifest (package.json, METADATA or PKG-INFO, the metadata of a
gem) contains another package name than the requested one. The rule holds the artifact if the manifest of the baseline
contains the right name, or if there is no baseline.

Why it matters: a lockfile contains the URL and the digest of each entry, and an installer trusts both. An attacker
who can change a lockfile can make an installer install another artifact under a trusted name, with a matching digest.
Registries check the package name when a release is published, but the npm registry does not compare the name with the
manifest inside the archive.

Seen in: lockfile injection, shown by Liran Tal (2019-09); "manifest confusion" of the npm registry (Darcy Clarke,
2023-06).

False alarms: the rule holds a fork with the original name in its manifest until the fork has a baseline; see
`pratique help crater` for the count.

What to do: compare the URL of the lock entry with the name of the package, and find out who wrote that line of the
lockfile.
"""

from collections.abc import Iterator

from pratique.analysis.rule import Threat, rule
from pratique.analysis.subject import Contents, Subject
from pratique.core.finding import Confidence, Finding, Severity
from pratique.core.location import Location
from pratique.core.names import PackageRef
from pratique.ecosystems import ECOSYSTEMS
from pratique.errors import ParseError


@rule(
    "another-package-inside",
    "the manifest inside has another package name",
    severity=Severity.HIGH,
    confidence=Confidence.HIGH,
    threat=Threat.HIJACK,
)
def another_package_inside(subject: Subject) -> Iterator[Finding]:
    """Yield a finding if the manifest contains another package name than the requested one."""
    manifest = subject.contents.manifest
    if subject.ref is None or manifest.path is None or not _differs(subject.contents, subject.ref.package):
        return
    if subject.previous is not None and _differs(subject.previous, subject.ref.package):
        return
    yield another_package_inside.finding(
        f"the requested package is {subject.ref.package}, but the manifest inside names {manifest.name}",
        Location(manifest.path),
        evidence=manifest.name or "",
    )


def _differs(contents: Contents, asked: PackageRef) -> bool:
    """Return True if the manifest contains another name. Names of old npm packages may differ only in capital letters."""
    told = contents.manifest.name
    if told is None:
        return False
    try:
        found = ECOSYSTEMS[asked.ecosystem].normalise(told).name
    except ParseError:
        found = told
    return found.casefold() != asked.name.casefold()
