"""What a release claims as its own, and when the claim does not count."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from pratique.analysis.chains import BY_ID, TEMPLATES
from pratique.analysis.chains.chain import Chain, Link
from pratique.analysis.chains.finding import find_chains_of
from pratique.analysis.chains.policy import When
from pratique.analysis.context import Context
from pratique.analysis.facts import FileFacts

if TYPE_CHECKING:  # a subject carries chains
    from pratique.analysis.subject import Contents

_EXCUSED = tuple(template for template in TEMPLATES if template.despite_claim is not None)
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
    return chain.link is not Link.FILE and (by_itself or BY_ID[chain.template].despite_claim is When.CALLED)


def _are_named(contents: "Contents", own: frozenset[str]) -> bool:
    hosts = {claim.partition("/")[0] for claim in own}
    return any(host in text for facts in contents.facts.values() for text in _texts(facts) for host in hosts)


def _texts(facts: FileFacts) -> Iterator[str]:
    """Return what may name the host of a call, in lower case."""
    yield from (address.value.lower() for address in facts.addresses)
    yield from (use.argument.lower() for use in facts.uses if use.argument)
    yield from (flow.target.lower() for flow in facts.flows if flow.target)
    yield from (word.lower() for command in facts.commands for word in command.arguments)
