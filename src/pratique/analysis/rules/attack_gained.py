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

from pratique.analysis.chains import find_chains
from pratique.analysis.chains.chain import Chain, Link
from pratique.analysis.chains.claims import believed
from pratique.analysis.chains.template import TRUSTED
from pratique.analysis.context import Context
from pratique.analysis.hosts import host_of, own_hosts
from pratique.analysis.reached import Reached
from pratique.analysis.rule import Need, Threat, rule
from pratique.analysis.subject import Contents, Subject
from pratique.core.finding import Confidence, Finding, Severity

SENT_TO_NEWS = frozenset(
    {
        *("browser-data-sent", "camera-sent", "chat-sessions-sent", "clipboard-sent", "environment-dumped"),
        *("keys-sent", "screen-sent", "sound-sent", "wallets-sent"),
    }
)
"""Templates that the rule reports if the chain contacts a host that the baseline does not contain."""
OF_ONE_FILE = frozenset({"hidden-address-asked", "hidden-address-told"})
"""Templates that the rule reports for a host that is not in the baseline, even if the parts are only in one file."""
GRAVE = frozenset(
    {
        *(
            "address-from-hidden-answer",
            "agent-sent-searching",
            "asked-in-anothers-name",
            "callback-host-told",
        ),
        *("identity-asked-of-name-server", "own-mailbox-written-to", "posted-to-webhook"),
        *("public-address-looked-up-and-sent", "secrets-searched-by-scanner", "sent-to-anonymous-host"),
        *("download-piped-to-interpreter", "download-started"),
        *(
            "download-written-and-started",
            "embedded-archive-unpacked-and-started",
            "embedded-executable-started",
        ),
        *("embedded-script-started", "encoded-command-started", "fetched-from-anybodys-host-and-run"),
        *("instructions-from-blockchain", "runtime-fetched-and-started", "started-out-of-sight"),
        *("commands-from-socket", "shell-tool-connected", "socket-flows-to-program"),
        *("socket-in-place-of-input", "socket-to-shell"),
        *("authorized-key-added", "program-scheduled", "run-key-set", "startup-place-written"),
        *("manifest-changed-then-published", "token-then-publish", "workflow-planted-with-token"),
        *("program-of-others-patched", "wallets-taken"),
        *(
            "bytecode-run",
            "code-put-into-memory",
            "decoded-constant-run",
            "decrypted-data-run",
        ),
        *("download-run-as-code", "encoded-code-run", "environment-keyed-code", "picture-decoded-and-run"),
        *("protection-turned-off", "traces-removed"),
        *("disk-wiped", "folders-walked-and-overwritten", "home-or-root-deleted"),
        *("miner-fetched", "miner-started"),
    }
)
"""Templates that the rule reports for every host."""


_MOMENTS = {Context.INSTALL: "at install", Context.IMPORT: "when imported"}


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
        if chain.template in known:
            continue
        if chain.link is Link.FILE and chain.template not in OF_ONE_FILE:
            continue
        if chain.template in SENT_TO_NEWS | OF_ONE_FILE:
            hosts = _hosts(subject.previous) if hosts is None else hosts
            if chain.host is None or chain.host in hosts or chain.host_class in TRUSTED:
                continue
        elif chain.template not in GRAVE:
            continue
        if chain.places[0].path not in reached:
            continue
        known.add(chain.template)
        yield attack_gained.finding(
            f"new in this release, {_moment(chain)}: it {chain.words}{_where(chain)}",
            *chain.places,
            evidence=f"{chain.template}, held together by {chain.link.value}; the baseline shows none",
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


def _moment(chain: Chain) -> str:
    if not chain.at_load:
        return "when it is called"
    return _MOMENTS.get(chain.context, "when its command is run")


def _where(chain: Chain) -> str:
    return f" ({chain.host})" if chain.host else ""
