"""Report attack behaviour that the baseline does not have, in any code that the release uses.

What it finds: the rule finds a chain (`pratique help chains`) that the release shows and its baseline does not, in
code that hooks, entry points or commands reach, even if the code runs only when called. The rule covers these chains:
the whole environment, or credentials of browsers and wallets, sent to a host that the baseline does not contain; a
program that is downloaded and executed; data that is downloaded, decoded or decrypted and executed as code; a shell
on a socket; a miner; a release that publishes itself. The steps of such a chain are connected by a data flow, or are
in one function. The rule `attack-chain` also covers code that runs without a call, and first releases, which have no
baseline.

Why it matters: code that waits for a call is as dangerous as a hook if every user calls it, and attackers use such
code to avoid hooks. An established project rarely gains such behaviour from one release to the next.

Seen in: node-ipc 10.1.1 (2022-03-07), ctx 0.2.2 (2022-05-14), ultralytics 8.3.41 (2024-12-04).

False alarms: the rule held one of 3,080 upgrades (2,178 npm, 902 PyPI), an upgrade to another major version with a
bundle that decodes and executes a constant. The rule held none of the 650 upgrades between neighbouring benign
releases. The rule excludes every other chain template that had a false positive in the measured upgrades.

What to do: read the reported lines, the sink first, and look for the change in the repository. If the project
documents this behaviour, add a waiver.
"""

from collections.abc import Iterator

from pratique.analysis.chains import BY_ID, find_chains
from pratique.analysis.chains.chain import Chain
from pratique.analysis.chains.claims import believed
from pratique.analysis.chains.template import TRUSTED
from pratique.analysis.hosts import host_of, own_hosts
from pratique.analysis.reached import Reached
from pratique.analysis.rule import Need, Threat, rule
from pratique.analysis.subject import Contents, Subject
from pratique.core.finding import Confidence, Finding, Severity


@rule(
    "attack-gained",
    "a behaviour of attacks that the baseline does not have",
    severity=Severity.CRITICAL,
    confidence=Confidence.MEDIUM,
    threat=Threat.BAD_CODE,
    needs=[Need.PREVIOUS],
    revision=3,
)
def attack_gained(subject: Subject) -> Iterator[Finding]:
    """Yield a finding for each template of a severe chain that the baseline does not show."""
    assert subject.previous is not None
    known = {chain.template for chain in subject.chains_before}
    reached = Reached(subject.contents)
    hosts: set[str] | None = None
    for chain in _chains(subject, subject.previous):
        gained = BY_ID[chain.template].gained
        if gained is None or chain.template in known or chain.link.rank > gained.link.rank:
            continue
        if gained.new_host:
            hosts = _hosts(subject.previous) if hosts is None else hosts
            if chain.host is None or chain.host in hosts or chain.host_class in TRUSTED:
                continue
        if chain.places[0].path not in reached:
            continue
        known.add(chain.template)
        yield attack_gained.finding(
            f"new in this release: {chain.sentence}",
            *chain.places,
            evidence=f"{chain.template}, linked by {chain.link.value}; not in the baseline",
        )


def _chains(subject: Subject, previous: Contents) -> tuple[Chain, ...]:
    """Return the chains of the release, and treat only hosts in the manifest of the baseline as the project's own."""
    own = own_hosts(previous.tree, previous.manifest)
    if own_hosts(subject.contents.tree, subject.contents.manifest) <= own:
        return subject.chains
    return find_chains(subject.contents, believed(subject.contents, own))


def _hosts(contents: Contents) -> set[str]:
    """Return all hosts in the URLs of an artifact."""
    named = (host_of(address.value) for facts in contents.facts.values() for address in facts.addresses)
    return {host for host in named if host is not None}
