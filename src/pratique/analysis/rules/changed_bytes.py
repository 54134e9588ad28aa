"""Report bytes that changed under the same name and version.

What it finds: the rule finds a downloaded file whose digest differs from the digest in the lockfile, in the listing
of the registry, or in the first-seen record of this installation.

Why it matters: a benign registry never changes a published file. Either the download was damaged, or a proxy or a
registry account serves other bytes than those that were judged and locked.

Seen in: re-pointed tags of tj-actions (2025-03-14) and laravel-lang (2026-05-22); registries refuse such changes for
releases, so changed bytes indicate a broken or malicious cache.

False alarms: no false positive is known for strong digests. A mirror that repacks files must be configured as its own
registry.

What to do: do not install the file. Download the file again (`pratique inspect --no-cache`); if the bytes still
differ, compare them with another mirror and report the difference to the registry. Changed bytes cannot be waived,
and they also stop artifacts in use.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from pratique.analysis.rule import Threat, rule
from pratique.core.evidence import ByteCheck
from pratique.core.finding import Confidence, Finding, Severity
from pratique.core.location import Location


@dataclass(frozen=True, slots=True)
class Bytes:
    """The name of a file, and the comparison of its bytes with the expected digests."""

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
    """Yield a finding for each expected digest that differs from the digest of the bytes."""
    for mismatch in subject.check.mismatches:
        yield changed_bytes.finding(
            mismatch,
            Location(subject.filename),
            evidence=" ".join(str(digest) for digest in subject.check.got),
        )
