"""Report an archive that can be read in two ways or that contains paths outside its own folder.

What it finds: the rule finds absolute paths and parent paths, links that leave the package, devices, names with
control characters, contradicting headers, duplicate names, names that differ only by case, data after the end of the
archive, truncated or damaged archives, and archives that exceed a limit.

Why it matters: a scanner must read the same files that an installer writes. Because of an anomaly in the archive, the
scanner may read other files than the installer writes, or the installer may write outside the folder of the package.

Seen in: path traversal in tar readers (CVE-2021-32803 and CVE-2021-37701 in the reader of npm), wheel confusion by
duplicate entries (PyPI has refused such wheels since August 2025).

False alarms: findings about links that stay inside an sdist are notes, and so are findings about names that differ by
case in old releases; see `pratique help crater` for the counts.

What to do: do not install the artifact, and request a clean release from the maintainers. `pratique inspect
--no-cache` downloads a damaged file again.
"""

from collections import defaultdict
from collections.abc import Iterator

from pratique.analysis.rule import Threat, rule
from pratique.analysis.subject import Subject
from pratique.core.finding import Confidence, Finding, Severity
from pratique.core.location import Location
from pratique.core.tree import Anomaly, AnomalyKind

_GRAVITY: dict[AnomalyKind, tuple[Severity, Confidence]] = {
    AnomalyKind.ABSOLUTE_PATH: (Severity.HIGH, Confidence.HIGH),
    AnomalyKind.PARENT_PATH: (Severity.HIGH, Confidence.HIGH),
    AnomalyKind.LINK_ESCAPE: (Severity.HIGH, Confidence.HIGH),
    AnomalyKind.LINK: (Severity.INFO, Confidence.HIGH),
    AnomalyKind.DEVICE: (Severity.HIGH, Confidence.HIGH),
    AnomalyKind.DUPLICATE_NAME: (Severity.HIGH, Confidence.MEDIUM),
    AnomalyKind.CASE_CLASH: (Severity.LOW, Confidence.HIGH),
    AnomalyKind.CONTROL_CHARACTER: (Severity.HIGH, Confidence.HIGH),
    AnomalyKind.TRAILING_DATA: (Severity.MEDIUM, Confidence.HIGH),
    AnomalyKind.TRUNCATED: (Severity.HIGH, Confidence.HIGH),
    AnomalyKind.CORRUPT: (Severity.HIGH, Confidence.HIGH),
    AnomalyKind.LIMIT: (Severity.HIGH, Confidence.HIGH),
    AnomalyKind.OUTSIDE_ROOT: (Severity.LOW, Confidence.HIGH),
    AnomalyKind.HEADER_MISMATCH: (Severity.HIGH, Confidence.HIGH),
    AnomalyKind.ENCRYPTED: (Severity.HIGH, Confidence.HIGH),
}
_MOST_LOCATIONS = 10


@rule(
    "archive-anomaly",
    "ambiguous archive, or archive with paths outside its folder",
    severity=Severity.HIGH,
    confidence=Confidence.HIGH,
    threat=Threat.CORRUPTION,
)
def archive_anomaly(subject: Subject) -> Iterator[Finding]:
    """Yield a finding for each kind of anomaly in the archive."""
    by_kind: dict[AnomalyKind, list[Anomaly]] = defaultdict(list)
    for anomaly in subject.contents.tree.anomalies:
        by_kind[anomaly.kind].append(anomaly)
    for kind, anomalies in by_kind.items():
        severity, confidence = _GRAVITY[kind]
        more = f" (and {len(anomalies) - 1} more)" if len(anomalies) > 1 else ""
        yield archive_anomaly.finding(
            f"{kind.value.replace('-', ' ')}: {anomalies[0].detail}{more}",
            *(Location(anomaly.path or subject.filename) for anomaly in anomalies[:_MOST_LOCATIONS]),
            evidence=anomalies[0].path,
            severity=severity,
            confidence=confidence,
        )
