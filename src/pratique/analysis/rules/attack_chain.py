"""Chain of behaviour that only attacks show.

What it finds: a chain (docs/chains.md) that runs by itself, at install or when the package is imported, whose parts are proven to hold
together, and whose template ordinary releases do not show: keys or wallets that are sent away, downloads that are
run as code, shells that are handed over a socket, programs that a literal carries and that are started, data sent in the name of a
host that is looked up. A chain that the baseline shows too is a note.

Why it matters: each part alone is ordinary; together, unasked, they are not.

Seen in: most malicious releases of the measured sets; each template names its incidents in docs/chains.md.

False alarms: two in 6,708 ordinary releases (3,500 npm, 636 npm with install scripts, 2,572 PyPI), where build scripts fetch with a
token of the environment. The list was chosen on these releases: templates with more than one hit there are not in it.

What to do: read the places named, the sink first. If it is what the project says, add a waiver.
"""

from collections.abc import Iterator

from pratique.analysis.chains.chain import Chain, Link
from pratique.analysis.context import Context
from pratique.analysis.rule import Threat, rule
from pratique.analysis.subject import Subject
from pratique.core.finding import Confidence, Finding, Severity

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
    }
)
"""Templates that are certain where data is proven to go from one part to the other."""
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
        *("wallets-sent", "wallets-taken", "workflow-written"),
    }
)
"""Templates that are certain where their parts stand in one function, or run at load of one file, in order."""


@rule(
    "attack-chain",
    "a chain of behaviour that only attacks show",
    severity=Severity.CRITICAL,
    confidence=Confidence.MEDIUM,
    threat=Threat.BAD_CODE,
)
def attack_chain(subject: Subject) -> Iterator[Finding]:
    """Find chains of certain templates that run by themselves."""
    known = {(chain.template, chain.host) for chain in subject.chains_before}
    for chain in subject.chains:
        if not _is_certain(chain):
            continue
        old = (chain.template, chain.host) in known
        where = f" ({chain.host})" if chain.host else ""
        yield attack_chain.finding(
            f"{_moment(chain)} it {chain.words}{where}",
            *chain.places,
            evidence=f"{chain.template}, held together by {chain.link.value}",
            severity=Severity.MEDIUM if old else Severity.CRITICAL,
            confidence=Confidence.MEDIUM,
        )


def _is_certain(chain: Chain) -> bool:
    if not chain.at_load or chain.context not in {Context.INSTALL, Context.IMPORT}:
        return False
    return (chain.link is Link.FLOW and chain.template in CERTAIN_BY_FLOW) or (
        chain.link is not Link.FILE and chain.template in CERTAIN_BY_SCOPE
    )


def _moment(chain: Chain) -> str:
    return "at install" if chain.context is Context.INSTALL else "when imported"
