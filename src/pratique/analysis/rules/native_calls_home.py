"""Report compiled code that contains a host which anybody can use anonymously.

What it finds: the rule finds native binaries, and Python byte code without its source, that contain a bare public IP
address or the URL of one of these services: a webhook, a paste, a tunnel, a file drop, dynamic DNS, or a service that
returns the IP address of its caller. The rule reads 2 MiB of each data part of a file, and the imported names. The
rule holds the release if the same code also uses the network, starts programs, writes into other processes, reads
keys or credentials, or configures itself to start automatically; otherwise the finding is a note.

Why it matters: Pratique does not analyse compiled code, but an attacker can hardly hide a URL in compiled code.

Seen in: installers and side-loaded libraries of PyPI and npm that post stolen data to a webhook (2021-25).

False alarms: the rule reported none of 9,817 npm and PyPI releases; a program that offers one of these services may
contain its own URL.

What to do: find out how the program uses the host. Compare the finding with the project's documentation of the
binary, and with the build of the binary.
"""

from collections.abc import Iterator

from pratique.analysis.inventory.inventory import Bytecode, Native
from pratique.analysis.kinds import is_auxiliary
from pratique.analysis.rule import Threat, rule
from pratique.analysis.subject import Subject
from pratique.core.finding import Confidence, Finding, Severity
from pratique.core.location import Location


@rule(
    "native-calls-home",
    "compiled code contains a host that anybody can use anonymously",
    severity=Severity.MEDIUM,
    confidence=Confidence.MEDIUM,
    threat=Threat.BAD_CODE,
)
def native_calls_home(subject: Subject) -> Iterator[Finding]:
    """Yield a finding for each compiled file that contains a suspicious host."""
    inventory = subject.contents.inventory
    items: tuple[Native | Bytecode, ...] = (*inventory.natives, *inventory.bytecode)
    for item in items:
        if not item.telling or is_auxiliary(item.path):
            continue
        powers = sorted({power.value for power, _ in item.names})
        also = f"; it also shows {', '.join(powers)}" if powers else ""
        yield native_calls_home.finding(
            f"compiled code contains {item.telling[0]}{also}",
            Location(item.path),
            evidence=" ".join(item.telling[:5]),
            severity=Severity.HIGH if powers else Severity.MEDIUM,
            confidence=Confidence.HIGH if powers else Confidence.MEDIUM,
        )
