"""Report a staged release whose package.json names another release than the registry's record.

What it finds: the rule finds a staged npm tarball whose package.json has another name or version than the registry's
record of the staged release, or has none.

Why it matters: a maintainer approves the record, and the world installs the tarball. npm writes the record from
package.json, so the two agree unless something else than npm made the upload.

Seen in: manifest confusion in npm (2023-06-27), where the registry's data and the tarball differ.

False alarms: no false positive is known. Build metadata of a version (`1.0.0+build`), which npm omits, does not count.

What to do: do not approve the release. Find out who staged it and with which client, reject it with
`npm stage reject`, and stage it again with npm.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from pratique.analysis.rule import Threat, rule
from pratique.core.finding import Confidence, Finding, Severity
from pratique.core.location import Location
from pratique.core.names import Ecosystem, ReleaseRef
from pratique.ecosystems.npm.manifest import MANIFEST_PATH
from pratique.ecosystems.npm.versions import compare, parse_version

_MOST_SHOWN = 100


@dataclass(frozen=True, slots=True)
class StagedManifest:
    """The release of a stage record, and the name and version in the staged package.json ("" for none)."""

    record: ReleaseRef
    name: str
    version: str


@rule(
    "staged-record-differs",
    "the staged package.json names another release than the registry's record",
    severity=Severity.HIGH,
    confidence=Confidence.HIGH,
    threat=Threat.HIJACK,
    ecosystems=[Ecosystem.NPM],
)
def staged_record_differs(subject: StagedManifest) -> Iterator[Finding]:
    """Yield a finding if the name or the version differs."""
    record = subject.record
    if subject.name == record.package.name and _is_same(subject.version, record.version):
        return
    named = f"{subject.name[:_MOST_SHOWN] or '(no name)'}@{subject.version[:_MOST_SHOWN] or '(no version)'}"
    yield staged_record_differs.finding(
        f"the staged package.json names {named}, and the registry's record names {record}",
        Location(MANIFEST_PATH),
        evidence=named,
    )


def _is_same(version: str, recorded: str) -> bool:
    return version == recorded or (parse_version(version) is not None and compare(version, recorded) == 0)
