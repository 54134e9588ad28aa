"""Report a chain of behaviour that only attacks show.

What it finds: the rule finds a chain (`pratique help chains`) that runs without a call, at install or when the
package is imported. Pratique proves that the parts of the chain are connected, and benign releases do not match the
template of the chain. Examples are keys or wallets that are sent to a host, downloads that are executed, a shell on a
socket, embedded programs that are started, and data that is sent in the name of a host in a DNS lookup.

In Python, the rule also covers code that runs only when called, in these cases: the chain ends at a host with an
unknown owner; the code gives somebody a shell, keys, screenshots, browser data or wallets; or the code sends the key
of a wallet, credentials of three owners together, private data to an account with a hard-coded password, headers that
pass through a session of its own, or the memory of its callers. Code that sends environment variables, secrets and
the identity of the user to free hosting that is not the project's own is also reported.

In JavaScript, shell and Ruby, the rule also covers code that runs only when called in files that hooks, entry points
and programs reach, for the templates whose page says *when called*, and for hosts with an unknown owner.

In Python, a chain is also certain (the score need not support it) if code that runs without a call writes Git
hooks, editor tasks, package manager settings or interpreter startup files. In all languages, a chain is certain if
such code installs a package from a host that few projects use. In JavaScript, a chain that writes one of these files is certain in all code that hooks and entry
points reach if the same function contains a command that downloads and executes code. In JavaScript and shell, more
templates of chains are certain in code that hooks and entry points reach: a hidden address, the key of a wallet
that is sent, copied mail, and code from a request.

The finding about a chain is only a note if the baseline also shows the chain, or if no incident and no measured set
of malware shows it. The finding is also only a note if the code starts a script that is missing from the release, and no code that runs without a call could create this
script. The finding about a script that loads code for its caller is a note if the score finds nothing else.

The rule blocks a release if the flow is proven from end to end. A proven flow runs at install or import, and waits
for no caller or event. Pratique follows each step from source to sink, and the host is a constant that is a webhook,
a paste, a tunnel, an IP address or a file drop. The rule also blocks a proven flow of stored credentials or of the
whole environment, and a download that is decoded and executed, if few projects use the host. No statement of the
release about its own hosts excuses a proven flow. The message of the finding contains the source, the sink and the
host with their lines.

Why it matters: each part of a chain is ordinary in benign code, but the parts together, without a call, are not.

Seen in: most malicious releases of the measured sets; see `pratique help chains` for the incidents of each template.

False alarms: the rule held ten of 9,208 benign releases (6,000 npm, 636 npm with install scripts, 2,572 PyPI). Six of
these ten releases download a program at install and start this program or a command. Of the other four held releases,
one reports its user when it is loaded, one executes text from a downloaded manifest, one downloads with a token from
the environment in its build script, and one contains a test that unpickles a constant. Two thirds of the 9,208 benign
releases were used to choose the certain templates; none of these templates has more than one false positive among
them. Of 8,900 other releases, which were drawn afterwards and used to correct the rule, the rule held 29
(`pratique help score`). The rule held none of 78 trees of benign gems (14,030 Ruby files).

What to do: read the reported lines, the sink first. If the project documents this behaviour, add a waiver.
"""

from collections.abc import Collection, Iterator, Sequence

from pratique.analysis.chains import BY_ID
from pratique.analysis.chains.certainty import is_certain
from pratique.analysis.chains.chain import Chain, ChainFamily, Link
from pratique.analysis.chains.hoarding import sends_what_nobody_hands_out
from pratique.analysis.chains.left_out import starts_nothing
from pratique.analysis.chains.policy import PYTHON_SUFFIXES, STARTED, Code, When, code_of
from pratique.analysis.chains.proof import Proof, proof_of
from pratique.analysis.chains.template import ANONYMOUS
from pratique.analysis.context import Context
from pratique.analysis.facts import FileFacts
from pratique.analysis.features.behaviour import rank
from pratique.analysis.hosts import HostClass, host_of, names_receiver
from pratique.analysis.reached import Reached
from pratique.analysis.rule import Threat, rule
from pratique.analysis.subject import Subject
from pratique.core.finding import Confidence, Finding, Severity
from pratique.core.location import Location
from pratique.core.names import Ecosystem

_SENT = frozenset({ChainFamily.EXFILTRATION, ChainFamily.WALLET, ChainFamily.SURVEILLANCE})
_FETCHED = frozenset({ChainFamily.DROPPER, ChainFamily.HIDDEN_LOADER})
_FETCHED_FROM = ANONYMOUS | {HostClass.SHORTENER, HostClass.FREE_HOSTING}
_OF_BROWSERS = frozenset({"browser-data-sent", "browser-data-taken"})
_OF_OTHERS = frozenset({"chat-sessions-sent", "wallets-sent", "wallets-taken"})
"""Templates about chat programs and wallets. Benign tools read browser cookies, but only malware also reads chat or wallet data."""
_WATCHES = frozenset({"keys-sent", "screen-sent", "camera-sent", "sound-sent", "clipboard-sent"})
_OWN_MAILBOX = "own-mailbox-written-to"
"""The template of code that contains the password of the account to which it sends data."""
_BY_NAME = "identity-asked-of-name-server"
"""A template that does not count in called code, because benign code asks public name servers for its own IP address."""
_HIDDEN = frozenset({"hidden-address-asked", "hidden-address-told"})
_OF_FEW = frozenset({HostClass.UNKNOWN, HostClass.CODE_HOST_RAW})
_BY_THEMSELVES = frozenset({"started-out-of-sight-when-loaded"})
"""Templates that are certain only outside called functions, in which benign install scripts also start hidden programs."""
_LOADED = "download-run-as-code"
_MOST_OTHERS = 2
"""The number of chains of other families at the same place that the message describes."""
_LITTLE = 0.004
"""Twice the base rate of the calibrated score (docs/explanation/score.md). Added code never lowers the score, so an attacker
cannot reach a score below this limit by adding code."""


@rule(
    "attack-chain",
    "a chain of behaviour that only attacks show",
    severity=Severity.CRITICAL,
    confidence=Confidence.HIGH,
    threat=Threat.BAD_CODE,
    revision=5,
)
def attack_chain(subject: Subject) -> Iterator[Finding]:
    """Yield a finding for each place where a chain ends that is certain without support by the score."""
    known = {(chain.template, chain.host) for chain in subject.chains_before}
    reached = Reached(subject.contents)
    ending: dict[tuple[Location, bool], list[Chain]] = {}
    for chain in subject.chains:
        facts = subject.contents.facts.get(chain.places[0].path)
        if chain.template in _BY_THEMSELVES and _is_called(chain, facts):
            continue
        if is_certain(chain, facts) or _waits(subject, chain, reached):
            ending.setdefault((chain.places[0], _is_note(subject, chain, known)), []).append(chain)
    proven: set[Proof | None] = set()
    for (_, note), chains in ending.items():
        proof = (
            None if note else next(filter(None, (proof_of(subject.contents, one) for one in chains)), None)
        )
        proof = None if proof in proven else proof
        proven.add(proof)
        yield _told(chains, note=note, proof=proof)


def _is_note(subject: Subject, chain: Chain, known: Collection[tuple[str, str | None]]) -> bool:
    """Return True if a certain chain holds nothing."""
    return (
        not BY_ID[chain.template].seen
        or (chain.template, chain.host) in known
        or starts_nothing(subject.contents, chain)
        or _loads_for_others(subject, chain)
    )


def _told(chains: Sequence[Chain], *, note: bool, proof: Proof | None) -> Finding:
    """Return the finding about the chains that end at one place. The weightiest chain with the most steps is described in full."""
    first, *others = sorted(chains, key=rank, reverse=True)
    by_family = {other.family: other for other in reversed(others) if other.family is not first.family}
    more = [BY_ID[other.template].words for other in by_family.values() if not _adds_nothing(other, first)]
    also = "".join(f"; it also {words}" for words in more[:_MOST_OTHERS])
    proven = f"; proven flow: {proof.words}" if proof else ""
    places = (*(place for chain in chains for place in chain.places), *((proof.source,) if proof else ()))
    return attack_chain.finding(
        f"{first.sentence}{also}{proven}",
        *dict.fromkeys(places),
        evidence="; ".join(f"{chain.template}, linked by {chain.link.value}" for chain in chains),
        severity=Severity.MEDIUM if note else Severity.CRITICAL,
        confidence=Confidence.HIGH if proof else Confidence.MEDIUM,
    )


def _adds_nothing(chain: Chain, told: Chain) -> bool:
    """Return True if a chain only names a host that the described chain also contacts."""
    return len(BY_ID[chain.template].steps) == 1 and chain.host is not None and chain.host == told.host


def _loads_for_others(subject: Subject, chain: Chain) -> bool:
    """Return True if a script loads code from a URL of its caller, and the score finds nothing else in the release."""
    return (
        chain.template == _LOADED
        and not chain.host
        and not chain.at_load
        and not chain.places[0].path.endswith(PYTHON_SUFFIXES)
        and subject.score is not None
        and subject.score.probability < _LITTLE
    )


def _is_called(chain: Chain, facts: FileFacts | None) -> bool:
    """Return True if the first part of the chain is in a function that runs at load because another file calls it."""
    return facts is not None and any(
        use.line == chain.places[0].line and use.scope in facts.called for use in facts.uses
    )


def _waits(subject: Subject, chain: Chain, reached: Reached) -> bool:
    """Return True if the chain is certain although its code runs only when called."""
    if chain.template == _BY_NAME or not (
        _python_waits(subject, chain) or _script_waits(subject, chain, reached)
    ):
        return False
    return _is_certain_in_any_file(subject, chain) or (
        chain.link is not Link.FILE and _is_certain_when_called(subject, chain)
    )


def _is_certain_in_any_file(subject: Subject, chain: Chain) -> bool:
    """Return True if other chains or the host make the chain certain, even if its parts are only in one file."""
    return (
        (chain.template in _HIDDEN and chain.host_class in ANONYMOUS | {HostClass.FREE_HOSTING})
        or _takes_from_others(subject, chain)
        or (chain.template in _WATCHES and _writes_to_own_mailbox(subject, chain))
    )


def _is_certain_when_called(subject: Subject, chain: Chain) -> bool:
    """Return True if the template, or the host of the chain, makes a chain in called code certain."""
    place = chain.places[0]
    called = [row for row in BY_ID[chain.template].certain if row.when is When.CALLED]
    if called:
        code = code_of(place.path, subject.contents.facts.get(place.path))
        return any(row.covers(chain, code) for row in called)
    if chain.family in _FETCHED:
        by_python = place.path.endswith(PYTHON_SUFFIXES)
        return chain.host_class in _FETCHED_FROM or (by_python and _starts_fetched(chain))
    return chain.family in _SENT and (
        _sent_unseen(subject, chain) or sends_what_nobody_hands_out(subject, chain)
    )


def _takes_from_others(subject: Subject, chain: Chain) -> bool:
    """Return True if the release reads data of browsers and also of chat programs or wallets."""
    return chain.template in _OF_BROWSERS and any(other.template in _OF_OTHERS for other in subject.chains)


def _writes_to_own_mailbox(subject: Subject, chain: Chain) -> bool:
    """Return True if the file also contains the password of the account to which it sends data."""
    return any(
        other.template == _OWN_MAILBOX and other.places[0].path == chain.places[0].path
        for other in subject.chains
    )


def _python_waits(subject: Subject, chain: Chain) -> bool:
    """Return True if the chain is in Python code of a PyPI package, or in Python code that runs at install or import."""
    return chain.places[0].path.endswith(PYTHON_SUFFIXES) and (
        subject.ecosystem is Ecosystem.PYPI or chain.context in STARTED
    )


def _script_waits(subject: Subject, chain: Chain, reached: Reached) -> bool:
    """Return True if the chain is in a script or in Ruby that entry points, hooks or programs of the package reach."""
    path = chain.places[0].path
    facts = subject.contents.facts.get(path)
    return code_of(path, facts) is not Code.PYTHON and path in reached


def _sent_unseen(subject: Subject, chain: Chain) -> bool:
    """Return True if the chain sends data to a host with an unknown owner, or to a host that the file contains only encoded."""
    if chain.host_class is HostClass.FREE_HOSTING:
        # The project's own is of another class, and files are what a demonstration is sent.
        return chain.link is Link.FLOW and chain.template != "files-sent"
    if chain.host_class in ANONYMOUS:
        return chain.host_class is not HostClass.WEBHOOK or _has_receiver(subject, chain.host)
    return chain.host is not None and any(
        other.template in _HIDDEN and (other.host, other.places[0].path) == (chain.host, chain.places[0].path)
        for other in subject.chains
    )


def _starts_fetched(chain: Chain) -> bool:
    """Return True if data from a host that few projects use is started, or executed as code by an imported file or a literal."""
    if chain.link is not Link.FLOW or chain.host_class not in _OF_FEW:
        return False
    if chain.template == "download-run-as-code":
        return chain.depth > 0 or chain.context in STARTED
    return chain.template == "download-written-and-started"


def _has_receiver(subject: Subject, host: str | None) -> bool:
    """Return True if runnable code contains a complete webhook URL. A benign messaging library lets its user set the receiver."""
    facts = [
        facts
        for path, facts in subject.contents.facts.items()
        if subject.contents.context(path) is not Context.AUXILIARY
    ]
    texts = [address.value for file in facts for address in file.addresses]
    texts += [use.argument for file in facts for use in file.uses if use.argument]
    return any(host_of(text) == host and names_receiver(text, HostClass.WEBHOOK) for text in texts)
