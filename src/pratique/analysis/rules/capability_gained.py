"""Report a capability that the previous release did not have.

What it finds: the rule finds a capability of this release (start programs, use the network, write files, read the
environment, turn data into code, ...) that the baseline did not have, or used only at a later moment. For example,
a network call may move from a function to an install script. Tests, examples and documentation do not count. The
rule holds a release that gains a typical combination of an attack: credentials or the environment with the network,
and programs with the network, if both capabilities are new and at least one of them runs without a caller.

Why it matters: an ordinary update rarely needs a new capability, but a release after an account takeover always does.

Seen in: eslint-scope 3.7.2, ua-parser-js 0.7.29, axios 1.14.1 (through its new dependency), chalk 5.6.1.

False alarms: the finding about a single new capability is a note. The page `pratique help crater` states how many
popular releases gain a capability, and how many of them the rule holds.

What to do: read the reported line. `pratique diff OLD NEW` shows all gained and lost capabilities with their lines.
"""

from collections.abc import Iterator

from pratique.analysis.context import Context
from pratique.analysis.facts import Capability
from pratique.analysis.rule import Need, Threat, rule
from pratique.analysis.subject import Gain, Subject
from pratique.core.finding import Confidence, Finding, Severity
from pratique.core.location import Location

_PAIRS: tuple[tuple[Capability, Capability, str], ...] = (
    (Capability.SECRETS, Capability.NETWORK, "reads credentials and uses the network"),
    (Capability.ENVIRONMENT, Capability.NETWORK, "reads the environment and uses the network"),
    (Capability.IDENTITY, Capability.NETWORK, "collects user and host names and uses the network"),
    (Capability.PROCESS, Capability.NETWORK, "uses the network and starts programs"),
    (Capability.DECRYPT, Capability.CODE, "decrypts data and runs data as code"),
)
_QUIET = frozenset({Capability.DECODE})
"""Capabilities that are too common to report, such as a new base64 call."""


@rule(
    "capability-gained",
    "the release has capabilities that its baseline does not have",
    severity=Severity.HIGH,
    confidence=Confidence.HIGH,
    threat=Threat.BAD_CODE,
    needs=[Need.PREVIOUS],
)
def capability_gained(subject: Subject) -> Iterator[Finding]:
    """Yield a finding for each suspicious pair of gained capabilities, and one for all other gains."""
    assert subject.capabilities is not None
    gains = {gain.capability: gain for gain in subject.capabilities.gained}
    told: set[Capability] = set()
    for first, second, words in _PAIRS:
        if first in gains and second in gains and _by_itself(gains[first], gains[second]):
            told |= {first, second}
            yield capability_gained.finding(
                f"new in this release, when it is {_moment(gains[first], gains[second])}: {words}",
                *(_place(gains[capability]) for capability in (first, second)),
                evidence=f"{gains[first].use.api}, {gains[second].use.api}",
            )
    rest = [gain for gain in gains.values() if gain.capability not in told | _QUIET]
    if rest:
        words = ", ".join(f"{gain.capability.value} ({gain.context.value})" for gain in rest)
        yield capability_gained.finding(
            f"new in this release: {words}",
            *(_place(gain) for gain in rest),
            evidence=", ".join(gain.use.api for gain in rest[:6]),
            severity=Severity.MEDIUM,
        )


def _by_itself(*gains: Gain) -> bool:
    """Return True if all gains run at install, or run at install or import and at least one runs at load."""
    if all(gain.context is Context.INSTALL for gain in gains):
        return True
    return any(gain.use.at_load for gain in gains) and all(
        gain.context in {Context.INSTALL, Context.IMPORT} for gain in gains
    )


def _moment(*gains: Gain) -> str:
    installs = all(gain.context is Context.INSTALL for gain in gains)
    return "installed" if installs else "imported"


def _place(gain: Gain) -> Location:
    return Location(gain.path, gain.use.line)
