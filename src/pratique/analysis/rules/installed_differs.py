"""Report installed code that differs from the artifact.

What it finds: the rule finds a file below `node_modules` or `site-packages` that can run (code, compiled code,
fields that select the code to load) and that was changed or added after the installation. The bytes of such a file
differ from those in the registry's artifact of the same name and version. The rule applies only if Pratique checks
installed trees (`pratique check --installed`).

Why it matters: the code that runs is not the code that Pratique judged. Attackers hide code in installed packages
because nobody reads them, lockfile updates do not show the change, and no install command has to run again.

Seen in: Shai-Hulud (2025-09) and wallet stealers that patch Electron applications and installed packages in place;
red teams use the same method to persist on build machines.

False alarms: the rule reports tools that change installed packages on purpose: patch-package, `pnpm patch`, `yarn
patch`, ngcc and generated clients. Legitimate differences (see `pratique help installed`) are installer metadata,
byte code and output of install scripts. For a package with an install script, a finding about an added file is a
note.

What to do: compare the reported file with the artifact (`pratique diff` downloads the artifact from the registry). If
you changed the file, add a waiver for this release. Otherwise, treat the machine as compromised, install the package
again, and find out which code ran since the change.
"""

from collections.abc import Iterator

from pratique.analysis.rule import Threat, rule
from pratique.core.finding import Confidence, Finding, Severity
from pratique.core.installed import Difference, InstalledCheck, in_words, wrong_words
from pratique.core.location import Location

_MOST_PLACES = 50
_MOST_EVIDENCE = 20


@rule(
    "installed-differs",
    "installed code differs from the artifact",
    severity=Severity.HIGH,
    confidence=Confidence.HIGH,
    threat=Threat.BAD_CODE,
)
def installed_differs(subject: InstalledCheck) -> Iterator[Finding]:
    """Yield findings for installed files that differ from the artifact: wrong code, possible output of hooks, and other files."""
    if subject.wrong:
        yield _finding(wrong_words(subject), subject.wrong, Severity.HIGH, Confidence.HIGH)
    if subject.doubtful:
        message = f"its install hook may have made what can run and is not the artifact's: {in_words(subject.doubtful)}"
        yield _finding(message, subject.doubtful, Severity.MEDIUM, Confidence.LOW)
    if subject.instead:
        yield installed_differs.finding(
            f"compared only with the record of its installer: {subject.instead}",
            *map(Location, subject.places),
            severity=Severity.LOW,
        )
    if subject.rest:
        message = f"installed files that are missing, or data that differs: {in_words(subject.rest)}"
        yield _finding(message, subject.rest, Severity.INFO, Confidence.HIGH)


def _finding(
    message: str, differences: tuple[Difference, ...], severity: Severity, confidence: Confidence
) -> Finding:
    return installed_differs.finding(
        message,
        *(Location(difference.path) for difference in differences[:_MOST_PLACES]),
        evidence=", ".join(f"{d.kind.value} {d.path}" for d in differences[:_MOST_EVIDENCE]),
        severity=severity,
        confidence=confidence,
    )
