"""Report data that is sent to a host that the baseline does not contain.

What it finds: the rule finds a call that sends data to a constant address, or makes a request that can send data, in
code that hooks, entry points or commands reach. The rule applies if the host is neither the project's own according
to the manifest of the baseline nor widely used, and if no file of the baseline contains the host. The rule skips
projects with four or more such hosts in the baseline, because projects with many hosts often add new hosts.

Why it matters: stealing data with readable code (a key passed to a function, a form on a page) needs no new
capability and no disguise, but it needs a destination.

Seen in: electron-native-notify 1.1.6 (2019-03), @solana/web3.js 1.95.6 (2024-12-02), xrpl 4.2.1 (2025-04-21).

False alarms: the rule held one of 3,080 upgrades (2,178 npm, 902 PyPI), an upgrade over two major versions; it held
none of the 650 upgrades between neighbouring benign releases.

What to do: read the reported call and its arguments. If the project documents the host, add a waiver.
"""

from collections.abc import Iterator

from pratique.analysis.chains.acts import Act
from pratique.analysis.chains.atoms import read_atoms
from pratique.analysis.chains.template import ANONYMOUS
from pratique.analysis.facts import Capability, FileFacts
from pratique.analysis.hosts import HostClass, host_of, own_hosts
from pratique.analysis.reached import Reached
from pratique.analysis.rule import Need, Threat, rule
from pratique.analysis.subject import Contents, Subject
from pratique.core.finding import Confidence, Finding, Severity
from pratique.core.location import Location

_STRANGE = ANONYMOUS | {HostClass.UNKNOWN, HostClass.FREE_HOSTING, HostClass.SHORTENER, HostClass.IP_LOOKUP}
_OF_HOSTS = ("net.", "tls.", "dgram.", "dns.")
_MANY = 4
"""The number of third-party hosts in the baseline from which on the rule does not apply."""


@rule(
    "new-host-reached",
    "new code sends data to a host that the baseline does not contain",
    severity=Severity.CRITICAL,
    confidence=Confidence.MEDIUM,
    threat=Threat.BAD_CODE,
    needs=[Need.PREVIOUS],
    revision=3,
)
def new_host_reached(subject: Subject) -> Iterator[Finding]:
    """Yield a finding for each constant host that a call sends data to and that no file of the baseline contains."""
    assert subject.previous is not None
    fresh: dict[str, tuple[Location, str]] = {}
    # What the new manifest calls its own may be the thief's: the baseline's counts.
    own = own_hosts(subject.previous.tree, subject.previous.manifest)
    for host, place in _reached(subject.contents, own, subject):
        fresh.setdefault(host, place)
    if fresh:
        for facts in subject.previous.facts.values():
            for address in facts.addresses:
                fresh.pop(host_of(address.value) or "", None)
    if not fresh or len({host for host, _ in _reached(subject.previous, own)}) >= _MANY:
        return
    for host, (location, call) in fresh.items():
        yield new_host_reached.finding(
            f"new in this release: {call} contacts {host}, which the baseline does not contain",
            location,
            evidence=host,
        )


def _reached(
    contents: Contents, own: frozenset[str], subject: Subject | None = None
) -> Iterator[tuple[str, tuple[Location, str]]]:
    """Yield the third-party hosts to which reached code can send data. With a subject, search only new files."""
    reached = Reached(contents)
    for path in contents.in_order():
        if subject is not None and not subject.is_new(path):
            continue
        facts = contents.facts[path]
        named = _named(facts)
        for atom in read_atoms(facts, own).atoms if named and path in reached else ():
            if Act.SENDS in atom.acts and atom.host in named and atom.host_class in _STRANGE:
                assert atom.host is not None
                yield atom.host, (Location(path, atom.line or None), atom.told)


def _named(facts: FileFacts) -> set[str]:
    """Return the hosts of all absolute URLs of a file.

    The arguments of calls are also searched, because the facts contain only the first hundreds of the URLs of a file.
    """
    texts = [address.value for address in facts.addresses]
    texts += [use.argument for use in facts.uses if use.capability is Capability.NETWORK and use.argument]
    texts += [flow.target for flow in facts.flows if flow.sink is Capability.NETWORK and flow.target]
    words = {word for text in texts for word in text.split() if "://" in word or word.startswith("//")}
    # What a socket or a name server is given is a host without a scheme.
    words |= {use.argument for use in facts.uses if use.api.startswith(_OF_HOSTS) and use.argument}
    return {host for word in words if (host := host_of(word))}
