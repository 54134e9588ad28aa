"""Compiled code that names a host which anyone may use unseen.

What it finds: native binaries, and Python byte code without its source, that hold the address of a webhook, a paste, a tunnel, a
file drop, a dynamic name, a service that tells one's own address, or a bare public IP address. Looked at are the parts of a
file that hold data, 2 MiB of each, and the names that it imports. It holds where the same code shows that it talks to the network,
starts programs, writes into others, reads keys or credentials, or makes itself start; else it is a note.

Why it matters: compiled code is not read. The address of its owner is what it can hide least.

Seen in: installers and side-loaded libraries of PyPI and npm that post what they stole to a webhook (2021-25).

False alarms: none in 9,817 releases of npm and PyPI; programs that offer such a service may name their own.

What to do: ask what the program wants there. Compare with what the project says of the binary, and where it is built.
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
    "compiled code names a host that anyone may use unseen",
    severity=Severity.MEDIUM,
    confidence=Confidence.MEDIUM,
    threat=Threat.BAD_CODE,
)
def native_calls_home(subject: Subject) -> Iterator[Finding]:
    """Find compiled code with the address of a telling host."""
    inventory = subject.contents.inventory
    items: tuple[Native | Bytecode, ...] = (*inventory.natives, *inventory.bytecode)
    for item in items:
        if not item.telling or is_auxiliary(item.path):
            continue
        powers = sorted({power.value for power, _ in item.names})
        also = f"; it also shows {', '.join(powers)}" if powers else ""
        yield native_calls_home.finding(
            f"compiled code names {item.telling[0]}{also}",
            Location(item.path),
            evidence=" ".join(item.telling[:5]),
            severity=Severity.HIGH if powers else Severity.MEDIUM,
            confidence=Confidence.HIGH if powers else Confidence.MEDIUM,
        )
