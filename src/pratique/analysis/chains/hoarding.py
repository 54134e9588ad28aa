"""Credentials that code sends when it is called, and that no client has a use for: those of many owners, or the one of a wallet.

And those that a client has: what is named after the host that it is sent to.
"""

import re
from typing import TYPE_CHECKING

from pratique.analysis.chains.chain import Chain
from pratique.analysis.chains.template import TRUSTED
from pratique.analysis.facts import Capability, FileFacts, Flow, Taint, Use
from pratique.analysis.hosts import HostClass, class_of, registrable
from pratique.analysis.languages.python.credentials import is_never_sent
from pratique.analysis.languages.python.vocabulary import names_secret

if TYPE_CHECKING:  # a subject carries chains
    from pratique.analysis.subject import Subject

FEWEST = 3
"""Owners of credentials that one function takes from before it is a thief: a client has its own, and sometimes the one of before."""
_OWN = "own-mailbox-written-to"
_PRIVATE = frozenset((Taint.ENVIRONMENT, Taint.FILE, Taint.SECRETS, Taint.CLIPBOARD, Taint.PROCESS))
_MORE = frozenset((Taint.WHOLE_ENVIRONMENT, Taint.PROCESS, Taint.CLIPBOARD))
"""What else is sent where it is more than variables of one service."""
_SHORTEST = 4
"""Letters of a service's name that its host may begin with."""
_SENT = frozenset(("secrets-sent", "environment-sent", "files-sent"))
_PLACES = frozenset(
    (
        *(
            ".npmrc",
            ".pypirc",
            ".netrc",
            ".git-credentials",
            ".ssh",
            ".aws/credentials",
            ".azure",
            ".config/gcloud",
        ),
        *(".kube/config", ".docker/config.json", ".gnupg", ".vault-token", "/etc/shadow", "keychain"),
        *(
            "browser logins",
            "browser profiles",
            "wallet",
            "chat session",
            "password manager",
            "shell history",
        ),
    )
)
"""Where credentials of different owners lie in files."""
_GENERAL = frozenset(
    ("API", "AUTH", "ACCESS", "SECRET", "TOKEN", "PASSWORD", "DB", "APP", "CLIENT", "USER", "MY")
)
"""First words of variables that name no owner."""
_ANYBODYS = re.compile(r"_*(?:user|account|my|raw)?_?(?:priv(?:ate)?_?keys?|key_?pair)\Z", re.IGNORECASE)
"""Names that services give to what they hand out, too."""
_CHAINS = re.compile(
    r"(?:eth_?(?:account|keys|utils|keyfile)|web3|sol(?:ana|ders|athon)|anchorpy|bip[-_]?(?:utils|\d+)|mnemonic|hdwallet|bit(?:coin|coinlib)?"
    r"|pycoin|coincurve|secp256k1|ecdsa|base58|tron(?:py|pytool)|cosmpy|substrateinterface|algosdk|near_api|pysui|aptos_sdk)\Z"
)
"""Modules of wallets and of their keys, by the first part of the name."""


def sends_what_nobody_hands_out(subject: "Subject", chain: Chain) -> bool:
    """Whether the sink of a chain sends the key of a wallet, or credentials of several owners.

    Or something private, to an account whose key the source holds.
    """
    path, line = chain.places[0].path, chain.places[0].line
    facts = subject.contents.facts.get(path)
    if chain.host_class in TRUSTED or facts is None:
        return False
    flows = [flow for flow in facts.flows if flow.line == line and flow.sink is Capability.NETWORK]
    if chain.template == _OWN:
        return any(not _PRIVATE.isdisjoint(flow.taints) for flow in flows)
    if chain.template not in _SENT:
        return False
    if any(
        use.api == "credential-parameter" and use.line == line and _is_of_wallet(subject, use)
        for use in facts.uses
    ):
        return True
    return any(len(_owners(facts, flow)) >= FEWEST for flow in flows if Taint.SECRETS in flow.taints)


def sends_to_its_owner(facts: FileFacts, flow: Flow, host: str | None) -> bool:
    """Whether all credentials that a function takes are variables named after the service whose host it sends to.

    Not where the module names a file of credentials, and not where another host is the known one of that name.
    """
    kept = any(use.capability is Capability.SECRETS and use.api in _PLACES for use in facts.uses)
    if host is None or kept or not _MORE.isdisjoint(flow.taints):
        return False
    scopes = _scopes(facts, flow)
    names = [
        use.argument.upper()
        for use in facts.uses
        if use.scope in scopes and use.capability is Capability.ENVIRONMENT and use.argument
    ]
    owners = {name.partition("_")[0] for name in names if names_secret(name)}
    label = registrable(host).partition(".")[0].upper()
    return bool(owners) and all(
        len(owner) >= _SHORTEST
        and owner not in _GENERAL
        and label.startswith(owner)
        and class_of(f"{owner.lower()}.com") is HostClass.UNKNOWN
        for owner in owners
    )


def _is_of_wallet(subject: "Subject", use: Use) -> bool:
    """Whether a name is that of a wallet's key: by itself, or since the release has to do with wallets."""
    name = use.argument
    if name is None or not is_never_sent(name):
        return False
    return _ANYBODYS.match(name) is None or any(
        _CHAINS.match((one.module or "").partition(".")[0])
        for facts in subject.contents.facts.values()
        for one in facts.imports
    )


def _owners(facts: FileFacts, flow: Flow) -> set[str]:
    """Whose credentials the functions take in which a flow begins and ends, and whose files the module names.

    By places of files, and by the first words of variables.
    """
    scopes = _scopes(facts, flow)
    found: set[str] = set()
    for use in facts.uses:
        named = use.scope in scopes or (not use.scope and Taint.FILE in flow.taints)
        if named and use.capability is Capability.SECRETS and use.api in _PLACES:
            found.add(use.api)
        elif (
            named and use.capability is Capability.ENVIRONMENT and use.argument and names_secret(use.argument)
        ):
            owner = use.argument.upper().partition("_")[0]
            if owner not in _GENERAL:
                found.add(owner)
    return found


def _scopes(facts: FileFacts, flow: Flow) -> set[int]:
    """The functions in which a flow begins and ends."""
    return {flow.scope, *(use.scope for use in facts.uses if use.line == flow.origin_line)}
