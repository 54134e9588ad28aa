"""Report a dependency from a repository or URL instead of the registry.

What it finds: the rule finds a manifest that requests a dependency by a Git repository or a URL, while the baseline
has no dependency by a Git repository or URL. Without a baseline, the rule holds the release if the host is neither a
code host nor widely used; otherwise the finding is a note. Optional dependencies and peers count, because npm
installs them automatically; development dependencies and extras do not count.

Why it matters: a dependency from a repository or URL is in no registry. Such a dependency can change at any time,
nobody quarantines it, and npm runs its `prepare` script when it builds the dependency.

Seen in: TanStack (2026-05-11): an optional dependency on a commit of a fork ran the worm, under valid provenance.

False alarms: the rule held one of 3,732 measured upgrades of npm packages from one pinned release to the next, which
added a fork with a fix. The rule held none of 1,779 npm releases without a baseline; three of these releases have a
dependency from a code host.

What to do: request a release that depends only on the registry. If the repository is the project's own, read the
commit and add a waiver.
"""

import re
from collections.abc import Iterator
from typing import Any

import msgspec

from pratique.analysis.hosts import HostClass, class_of
from pratique.analysis.rule import Threat, rule
from pratique.analysis.subject import Contents, Subject
from pratique.core.finding import Confidence, Finding, Severity
from pratique.core.location import Location
from pratique.core.names import Ecosystem
from pratique.ecosystems.reading.json_values import read_fields, table, text_table

_ELSEWHERE = re.compile(r"[/:]")
"""Characters that appear in no version range and no tag. For npm, `owner/name` is a repository."""
_HERE = re.compile(r"(?:npm|workspace|catalog|file|link|portal|patch):|[.\\/]|~/|[A-Z]:[\\/]", re.IGNORECASE)
"""Dependencies from the registry under another name, or from the installing machine."""
_MOST_BYTES = 4 * 1024 * 1024
_MOST_SHOWN = 100
_ADDRESS = re.compile(r"(\A|@ *|\+)https?://", re.IGNORECASE)
"""The start of a URL: at the beginning, after the `@` of a Python requirement, or after a tool prefix (`git+https:`)."""
_USED = frozenset({HostClass.WIDE, HostClass.CODE_HOST_RAW, HostClass.PRIVATE})


class _Peers(msgspec.Struct, rename="camel"):
    peer_dependencies: Any = None
    peer_dependencies_meta: Any = None


@rule(
    "outside-dependency-gained",
    "a dependency from outside the registry",
    severity=Severity.CRITICAL,
    confidence=Confidence.MEDIUM,
    threat=Threat.BAD_CODE,
    ecosystems=[Ecosystem.NPM, Ecosystem.PYPI],
    revision=3,
)
def outside_dependency_gained(subject: Subject) -> Iterator[Finding]:
    """Yield a finding for each dependency by repository or URL if the baseline has no such dependency."""
    if subject.previous is not None and _outside(subject.previous):
        return
    manifest = subject.contents.manifest
    new = "new in this release: " if subject.previous is not None else ""
    for name, wanted in _outside(subject.contents).items():
        yield outside_dependency_gained.finding(
            f"{new}the dependency {name[:_MOST_SHOWN]} comes from {wanted[:_MOST_SHOWN]}, not from a registry",
            Location(manifest.path or subject.filename),
            evidence=wanted[: 2 * _MOST_SHOWN],
            severity=Severity.CRITICAL if new or _is_strange(wanted) else Severity.MEDIUM,
        )


def _is_strange(wanted: str) -> bool:
    start = _ADDRESS.search(wanted)
    return start is not None and class_of(wanted[start.end(1) :]) not in _USED


def _outside(contents: Contents) -> dict[str, str]:
    return {
        name: wanted
        for name, wanted in {**_peers(contents), **contents.manifest.dependencies}.items()
        if _ELSEWHERE.search(wanted) and not _HERE.match(wanted.strip())
    }


def _peers(contents: Contents) -> dict[str, str]:
    """Return the peer dependencies that npm installs automatically, which are all except the optional ones."""
    path = contents.manifest.path
    file = None if path is None or contents.manifest.problem is not None else contents.tree.get(path)
    if file is None or file.size_bytes > _MOST_BYTES:
        return {}
    fields = read_fields(file.data.removeprefix(b"\xef\xbb\xbf"), _Peers)
    if fields is None:
        return {}
    about = table(fields.peer_dependencies_meta)
    peers = text_table(fields.peer_dependencies)
    return {
        name: wanted for name, wanted in peers.items() if table(about.get(name)).get("optional") is not True
    }
