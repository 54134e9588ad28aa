"""Report a chain of behaviour that only attacks show.

What it finds: the rule finds a chain (`pratique help chains`) that runs without a call, at install or when the
package is imported. The parts of the chain are proven to be connected, and benign releases do not match its template.
Examples are keys or wallets that are sent to a host, downloads that are executed, a shell on a socket, embedded
programs that are started, and data that is sent in the name of a host in a DNS lookup.

In Python, the rule also covers code that runs only when called, in these cases: the chain ends at a host with an
unknown owner; the code gives somebody a shell, keys, screenshots, browser data or wallets; or the code sends the key
of a wallet, credentials of three owners together, private data to an account with a hard-coded password, headers that
pass through a session of its own, or the memory of its callers. Code that sends environment variables, secrets and
the identity of the user to free hosting that is not the project's own also counts.

In Python, the chain is certain if code that runs without a call writes Git hooks, editor tasks, package manager
settings or interpreter startup files, or if the release installs a package from a host that few projects use. In
JavaScript and shell, the same rule applies to code that hooks and entry points reach. More templates are certain in
these languages: a hidden address, the key of a wallet or a form of a page that is sent, copied mail, and code from a
request.

A chain that the baseline also shows is a note. The start of a script that is missing from the release is also a note
if no code that runs without a call could create the script. A script that loads code for its caller is a note if the
score finds nothing else.

The rule blocks a release if the flow is proven from end to end. A proven flow runs at install or import, and waits
for no caller or event. Pratique follows each step from source to sink, and the host is a constant that is a webhook,
a paste, a tunnel, an IP address or a file drop. Stored credentials, the whole environment, and a download that is
decoded and executed also block if few projects use the host. No statement of the release about its own hosts excuses
such a flow. The message contains the source, the sink and the host with their lines.

Why it matters: each part of a chain is ordinary in benign code, but the parts together, without a call, are not.

Seen in: most malicious releases of the measured sets; see `pratique help chains` for the incidents of each template.

False alarms: the rule held ten of 9,208 benign releases (6,000 npm, 636 npm with install scripts, 2,572 PyPI). Six of
these ten download a program at install and start it or a command; one reports its user when it is loaded; one
executes text of a manifest that it downloads; the build script of one downloads with a token from the environment;
and one is a test that unpickles a constant. The lists of certain templates were chosen on two thirds of these
releases and contain no template with more than one false positive there. Of 8,900 releases that were drawn later and
used to correct the rule, it held 29 (`pratique help score`).

What to do: read the reported lines, the sink first. If the project documents this behaviour, add a waiver.
"""

from collections.abc import Iterator

from pratique.analysis.chains.chain import Chain, ChainFamily, Link
from pratique.analysis.chains.hoarding import sends_what_nobody_hands_out
from pratique.analysis.chains.left_out import starts_nothing
from pratique.analysis.chains.of_scripts import is_certain_in_scripts, is_script
from pratique.analysis.chains.proof import Proof, proof_of
from pratique.analysis.chains.template import ANONYMOUS
from pratique.analysis.context import Context
from pratique.analysis.facts import FileFacts
from pratique.analysis.hosts import HostClass, host_of, names_receiver
from pratique.analysis.reached import Reached
from pratique.analysis.rule import Threat, rule
from pratique.analysis.subject import Subject
from pratique.core.finding import Confidence, Finding, Severity
from pratique.core.names import Ecosystem

CERTAIN_BY_FLOW = frozenset(
    {
        *("anonymous-host-asked", "callback-host-told", "decoded-constant-run", "decrypted-data-run"),
        *("download-piped-to-interpreter", "download-run-as-code", "encoded-command-started"),
        *("environment-keyed-code", "environment-sent", "fetched-from-anybodys-host-and-run", "files-sent"),
        *("folders-searched-and-sent", "identity-asked-of-name-server", "other-package-changed"),
        *("own-file-decoded-and-run", "posted-to-webhook", "program-output-sent", "protection-turned-off"),
        *("public-address-looked-up-and-sent", "secrets-sent", "sent-to-anonymous-host"),
        *("shell-profile-changed", "shell-tool-connected", "socket-flows-to-program", "socket-to-shell"),
        *("started-out-of-sight-when-loaded", "startup-place-written"),
        *("address-from-hidden-answer", "asked-in-anothers-name", "credentials-read-by-command"),
        *("own-mailbox-written-to", "shipped-program-started-out-of-sight"),
        *("authorized-key-added", "agent-configuration-written", "system-file-changed"),
        *("home-or-root-deleted", "payment-address-swapped"),
        *("package-installed-from-elsewhere", "saved-download-started"),
        *("shipped-library-started", "shipped-program-started-unwatched"),
    }
)
"""Templates that are certain where data is proven to go from one part to the other."""
CERTAIN_IN_PYTHON = frozenset(
    {
        *("decoded-data-started", "editor-task-written", "git-hook-written", "interpreter-start-changed"),
        "download-started",
        "git-set-everywhere",
        "package-configuration-written",
    }
)
"""Templates that are so in Python: what npm runs at install sets up hooks and editors of the project around it."""
CERTAIN_BY_SCOPE = frozenset(
    {
        *("browser-data-sent", "browser-data-taken", "bytecode-run", "camera-sent", "chat-sessions-sent"),
        *("clipboard-sent", "embedded-archive-unpacked-and-started", "embedded-executable-started"),
        *("encoded-code-run", "environment-dumped", "fetched-from-anybodys-host-and-run"),
        *(
            "folders-walked-and-overwritten",
            "identity-asked-of-name-server",
            "keys-sent",
            "picture-decoded-and-run",
            "posted-to-webhook",
        ),
        *("program-of-others-patched", "public-address-looked-up-and-sent", "run-key-set", "screen-sent"),
        *("sent-to-anonymous-host", "socket-to-shell", "startup-place-written", "token-then-publish"),
        *("wallets-sent", "wallets-taken", "workflow-written", "code-put-into-memory-and-started"),
        *("folders-walked-and-deleted", "key-files-sent"),
    }
)
"""Templates that are certain where their parts stand in one function, or run at load of one file, in order."""
CERTAIN_IN_ALL = frozenset({"key-files-and-host-asked", "host-asked-and-code-run"})
"""Templates that are certain wherever in the release their parts stand that run at load."""
_SENT = frozenset({ChainFamily.EXFILTRATION, ChainFamily.WALLET, ChainFamily.SURVEILLANCE})
_FETCHED = frozenset({ChainFamily.DROPPER, ChainFamily.HIDDEN_LOADER})
_FETCHED_FROM = ANONYMOUS | {HostClass.SHORTENER, HostClass.FREE_HOSTING}
_NEVER_ASKED_FOR = frozenset(
    {
        *("browser-data-sent", "chat-sessions-sent", "clipboard-sent", "keys-sent", "screen-sent"),
        *("camera-sent", "sound-sent", "wallets-sent", "key-files-sent"),
        *("socket-to-shell", "shell-tool-connected", "socket-flows-to-program"),
        *("decoded-constant-run", "encoded-code-run", "environment-dumped"),
        *("wallets-taken", "miner-started", "mail-copied", "cloud-files-sent", "memory-searched-and-sent"),
    }
)
"""Templates that no release of the measured sets has even in code that waits to be called."""
_OF_BROWSERS = frozenset({"browser-data-sent", "browser-data-taken"})
_OF_OTHERS = frozenset({"chat-sessions-sent", "wallets-sent", "wallets-taken"})
"""Tools read the cookies of browsers; those of chat programs or wallets beside them only thieves do."""
_WATCHES = frozenset({"keys-sent", "screen-sent", "camera-sent", "sound-sent", "clipboard-sent"})
_OWN_MAILBOX = "own-mailbox-written-to"
"""Who holds the password of the account that is sent to has what is sent; a program that watches its user has no other mailbox."""
_BY_NAME = "identity-asked-of-name-server"
"""What asks where it is reaches name servers of everybody, by their numbers."""
_HIDDEN = frozenset({"hidden-address-asked", "hidden-address-told"})
_OF_FEW = frozenset({HostClass.UNKNOWN, HostClass.CODE_HOST_RAW})
_BY_THEMSELVES = frozenset({"started-out-of-sight-when-loaded"})
"""Certain where a file does it by itself: an install script that asks a function for what is installed starts programs unseen."""
_LOADED = "download-run-as-code"
_LITTLE = 0.004
"""Twice the rate at which the score is calibrated (docs/explanation/score.md). A feature that speaks against a release never lowers the score, so nothing
that is added to an attack brings it below."""
_PYTHON = (".py", ".pyw", ".pth")
_STARTED = frozenset({Context.INSTALL, Context.IMPORT})
_ASKED_OF_SCRIPTS = frozenset({"decoded-constant-run"})
"""Bundles of JavaScript carry parts of themselves encoded."""


@rule(
    "attack-chain",
    "a chain of behaviour that only attacks show",
    severity=Severity.CRITICAL,
    confidence=Confidence.HIGH,
    threat=Threat.BAD_CODE,
    revision=4,
)
def attack_chain(subject: Subject) -> Iterator[Finding]:
    """Find chains of certain templates that run by themselves."""
    known = {(chain.template, chain.host) for chain in subject.chains_before}
    reached = Reached(subject.contents)
    proven: set[Proof | None] = set()
    for chain in subject.chains:
        facts = subject.contents.facts.get(chain.places[0].path)
        if chain.template in _BY_THEMSELVES and _is_called(chain, facts):
            continue
        if not (_is_certain(chain) or is_certain_in_scripts(chain, facts) or _waits(subject, chain, reached)):
            continue
        old = (
            (chain.template, chain.host) in known
            or starts_nothing(subject.contents, chain)
            or _loads_for_others(subject, chain)
        )
        proof = None if old else proof_of(subject.contents, chain)
        proof = None if proof in proven else proof
        proven.add(proof)
        where = f" ({chain.host})" if chain.host else ""
        told = f"; proven from end to end: {proof.words}" if proof else ""
        yield attack_chain.finding(
            f"{_moment(chain)} it {chain.words}{where}{told}",
            *dict.fromkeys((*chain.places, *((proof.source,) if proof else ()))),
            evidence=f"{chain.template}, held together by {chain.link.value}",
            severity=Severity.MEDIUM if old else Severity.CRITICAL,
            confidence=Confidence.HIGH if proof else Confidence.MEDIUM,
        )


def _loads_for_others(subject: Subject, chain: Chain) -> bool:
    """Whether a script loads code for whoever calls it, from an address that is theirs, and the score finds nothing else in the release."""
    return (
        chain.template == _LOADED
        and not chain.host
        and not chain.at_load
        and not chain.places[0].path.endswith(_PYTHON)
        and subject.score is not None
        and subject.score.probability < _LITTLE
    )


def _is_called(chain: Chain, facts: FileFacts | None) -> bool:
    """Whether a function of a script does it that runs at load since another file calls it."""
    return facts is not None and any(
        use.line == chain.places[0].line and use.scope in facts.called for use in facts.uses
    )


def _is_certain(chain: Chain) -> bool:
    if not chain.at_load or chain.context not in {Context.INSTALL, Context.IMPORT}:
        return False
    return (
        chain.template in CERTAIN_IN_ALL
        or (chain.link is Link.FLOW and chain.template in CERTAIN_BY_FLOW)
        or (
            chain.link is Link.FLOW
            and chain.template in CERTAIN_IN_PYTHON
            and chain.places[0].path.endswith(_PYTHON)
        )
        or (chain.link is not Link.FILE and chain.template in CERTAIN_BY_SCOPE)
    )


def _waits(subject: Subject, chain: Chain, reached: Reached) -> bool:
    """Whether code that somebody has to call does what nobody asks of a package."""
    kind = chain.host_class
    if chain.template == _BY_NAME or not (
        _python_waits(subject, chain) or _script_waits(subject, chain, reached)
    ):
        return False
    if chain.template in _HIDDEN and kind in ANONYMOUS | {HostClass.FREE_HOSTING}:
        return True
    if _takes_from_others(subject, chain) or (
        chain.template in _WATCHES and _writes_to_own_mailbox(subject, chain)
    ):
        return True
    if chain.link is Link.FILE or chain.template in _NEVER_ASKED_FOR:
        return chain.link is not Link.FILE
    if chain.family in _FETCHED:
        return kind in _FETCHED_FROM or (chain.places[0].path.endswith(_PYTHON) and _starts_fetched(chain))
    return chain.family in _SENT and (
        _sent_unseen(subject, chain) or sends_what_nobody_hands_out(subject, chain)
    )


def _takes_from_others(subject: Subject, chain: Chain) -> bool:
    """Whether what takes from browsers takes from chat programs or wallets, too."""
    return chain.template in _OF_BROWSERS and any(other.template in _OF_OTHERS for other in subject.chains)


def _writes_to_own_mailbox(subject: Subject, chain: Chain) -> bool:
    """Whether the file that watches its user holds the password of the account that it sends to."""
    return any(
        other.template == _OWN_MAILBOX and other.places[0].path == chain.places[0].path
        for other in subject.chains
    )


def _python_waits(subject: Subject, chain: Chain) -> bool:
    """Whether Python waits for somebody: where modules are what is shipped, or what a hook starts."""
    return chain.places[0].path.endswith(_PYTHON) and (
        subject.ecosystem is Ecosystem.PYPI or chain.context in _STARTED
    )


def _script_waits(subject: Subject, chain: Chain, reached: Reached) -> bool:
    """Whether a script that waits is held to the same: one that entry points, hooks or the package's own programs reach."""
    path = chain.places[0].path
    facts = subject.contents.facts.get(path)
    return is_script(path, facts) and chain.template not in _ASKED_OF_SCRIPTS and path in reached


def _sent_unseen(subject: Subject, chain: Chain) -> bool:
    """Whether it is sent to a host whose owner nobody knows, or to one that the file names only in an encoding."""
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
    """Whether what comes from a host that few projects use is started, or run as code by an imported file or a literal."""
    if chain.link is not Link.FLOW or chain.host_class not in _OF_FEW:
        return False
    if chain.template == "download-run-as-code":
        return chain.depth > 0 or chain.context in {Context.INSTALL, Context.IMPORT}
    return chain.template == "download-written-and-started"


def _has_receiver(subject: Subject, host: str | None) -> bool:
    """Whether code that can run holds the whole address of a mailbox: a library for messages leaves it to its user who gets them."""
    facts = [
        facts
        for path, facts in subject.contents.facts.items()
        if subject.contents.context(path) is not Context.AUXILIARY
    ]
    texts = [address.value for file in facts for address in file.addresses]
    texts += [use.argument for file in facts for use in file.uses if use.argument]
    return any(host_of(text) == host and names_receiver(text, HostClass.WEBHOOK) for text in texts)


def _moment(chain: Chain) -> str:
    if not chain.at_load or chain.context not in {Context.INSTALL, Context.IMPORT}:
        return "when called"
    return "at install" if chain.context is Context.INSTALL else "when imported"
