"""Report a payload that decrypts itself with a key from the environment.

What it finds: the rule finds data that is decrypted with a key from the environment, the command line or the identity
of the machine, and is then executed as code or started as a program.

Why it matters: nobody who reads or runs the package on another machine can see its behaviour, because the payload can
be decrypted only on the target machine.

Seen in: flatmap-stream 0.1.1 (2018-10-05), which used the description of a wallet package as its key.

False alarms: the rule reported none of the pinned popular releases (`pratique help crater`).

What to do: do not install the release. Store the archive, and report the release to the registry.
"""

from collections.abc import Iterator

from pratique.analysis.context import Context
from pratique.analysis.facts import Capability, Taint
from pratique.analysis.rule import Threat, rule
from pratique.analysis.subject import Subject
from pratique.core.finding import Confidence, Finding, Severity
from pratique.core.location import Location


@rule(
    "environment-keyed-payload",
    "payload decrypted with a key from the environment, then run",
    severity=Severity.CRITICAL,
    confidence=Confidence.HIGH,
    threat=Threat.BAD_CODE,
)
def environment_keyed_payload(subject: Subject) -> Iterator[Finding]:
    """Yield a finding for each flow of data that is decrypted with a key from the environment and then executed."""
    for path, context, flow in subject.contents.flows():
        if (
            flow.sink not in {Capability.CODE, Capability.PROCESS}
            or Taint.KEY_FROM_ENVIRONMENT not in flow.taints
        ):
            continue
        yield environment_keyed_payload.finding(
            f"data is decrypted with a key from the environment and passed to {flow.api}",
            Location(path, flow.line),
            Location(path, flow.origin_line),
            evidence=" -> ".join(taint.value for taint in flow.taints),
            confidence=Confidence.LOW if context is Context.AUXILIARY else Confidence.HIGH,
        )
