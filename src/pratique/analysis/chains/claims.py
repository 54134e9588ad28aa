"""What a release claims as its own, and when the claim does not count."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from pratique.analysis.chains.chain import Chain, Link
from pratique.analysis.chains.dropper import DROPPER
from pratique.analysis.chains.exfiltration import EXFILTRATION
from pratique.analysis.chains.finding import find_chains_of
from pratique.analysis.chains.surveillance import SURVEILLANCE
from pratique.analysis.chains.wallet import WALLET
from pratique.analysis.context import Context
from pratique.analysis.facts import FileFacts

if TYPE_CHECKING:  # a subject carries chains
    from pratique.analysis.subject import Contents

_THEFT = frozenset(
    {
        *("secrets-sent", "cloud-secrets-sent", "metadata-service-asked", "environment-dumped", "files-sent"),
        *("key-files-sent", "cloud-files-sent", "key-files-and-host-asked", "folders-searched-and-sent"),
        *("files-packed-and-sent", "program-output-sent", "memory-searched-and-sent"),
        *("keys-sent", "screen-sent", "camera-sent", "sound-sent", "browser-data-sent", "chat-sessions-sent"),
        *("clipboard-sent", "wallets-sent", "wallet-key-sent"),
    }
)
"""Credentials, the whole environment, private files and what somebody types or shows, sent."""
_CODE = frozenset({"download-saved-and-loaded", "package-installed-from-elsewhere", "started-out-of-sight"})
"""Code that is fetched and loaded, installed or started unseen. A program that is fetched, saved and started is left to the claim:
packages of compiled tools do that."""
_NO_CLIENTS = frozenset(
    {
        *("environment-dumped", "key-files-sent", "cloud-files-sent", "memory-searched-and-sent"),
        *("keys-sent", "camera-sent", "sound-sent", "browser-data-sent"),
        *("chat-sessions-sent", "wallets-sent", "wallet-key-sent"),
    }
)
"""Thefts that no client commits for its own service either: these count in code that waits for a call, too."""
_EXCUSED = tuple(
    template
    for template in (*EXFILTRATION, *SURVEILLANCE, *WALLET, *DROPPER)
    if template.id in _THEFT | _CODE
)
_BY_ITSELF = frozenset({Context.INSTALL, Context.IMPORT})


def believed(contents: "Contents", own: frozenset[str]) -> frozenset[str]:
    """Return the hosts in `own`, or none where they would excuse a theft or fetched code that runs by itself.

    The author of a release writes `own`: it may make telemetry and downloads weigh less, and nothing else.
    """
    if not own or not _are_named(contents, own):
        return own
    without = _grave(contents, frozenset())
    return frozenset() if without and without - _grave(contents, own) else own


def _grave(contents: "Contents", own: frozenset[str]) -> set[tuple[str, str]]:
    """Return template and file of each chain that no claim excuses."""
    return {
        (chain.template, chain.places[0].path)
        for chain in find_chains_of(_EXCUSED, contents, own)
        if _is_grave(chain)
    }


def _is_grave(chain: Chain) -> bool:
    by_itself = chain.at_load and chain.context in _BY_ITSELF
    return chain.link is not Link.FILE and (by_itself or chain.template in _NO_CLIENTS)


def _are_named(contents: "Contents", own: frozenset[str]) -> bool:
    hosts = {claim.partition("/")[0] for claim in own}
    return any(host in text for facts in contents.facts.values() for text in _texts(facts) for host in hosts)


def _texts(facts: FileFacts) -> Iterator[str]:
    """Return what may name the host of a call, in lower case."""
    yield from (address.value.lower() for address in facts.addresses)
    yield from (use.argument.lower() for use in facts.uses if use.argument)
    yield from (flow.target.lower() for flow in facts.flows if flow.target)
    yield from (word.lower() for command in facts.commands for word in command.arguments)
