"""Bytes that changed under one name and version.

What it finds: a downloaded file whose digest differs from that in the lockfile, in the registry's listing or in the
first-seen record of this installation.

Why it matters: a published file never changes on an honest registry. Either the download was damaged, or a proxy or a
registry account serves something other than what was judged and locked.

Seen in: re-pointed tags of tj-actions (2025-03-14) and laravel-lang (2026-05-22); registries refuse it for releases,
so it shows a broken cache or a hostile one.

False alarms: none known for strong digests. A mirror that repacks files must be configured as its own registry.

What to do: do not install it. Download again (`pratique inspect --no-cache`); if it stays, compare with another
mirror and report it to the registry. It cannot be waived, and it stops artifacts in use, too.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from pratique.analysis.rule import Threat, rule
from pratique.core.evidence import ByteCheck
from pratique.core.finding import Confidence, Finding, Severity
from pratique.core.location import Location


@dataclass(frozen=True, slots=True)
class Bytes:
    """What this rule looks at: a file's name and what its bytes were compared with."""

    filename: str
    check: ByteCheck


@rule(
    "changed-bytes",
    "bytes differ from those that were locked, listed or seen before",
    severity=Severity.CRITICAL,
    confidence=Confidence.HIGH,
    threat=Threat.CORRUPTION,
)
def changed_bytes(subject: Bytes) -> Iterator[Finding]:
    """Report each party whose digest differs."""
    for mismatch in subject.check.mismatches:
        yield changed_bytes.finding(
            mismatch,
            Location(subject.filename),
            evidence=" ".join(str(digest) for digest in subject.check.got),
        )
