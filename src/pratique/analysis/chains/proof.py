"""Flows that are proven from end to end: source, sink, the data between them, and a constant host that is nobody's.

Three are known: private data that is sent, a download that is run, and decoded code that is run and asks the network. A release is
blocked for one that runs at install or import and in which a rule sees an attack already. No claim of the release counts. Tools that
fetch their own program fetch it from a registry, a code host or a domain.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pratique.analysis.chains.acts import Act
from pratique.analysis.chains.certainty import LOADING
from pratique.analysis.chains.chain import Chain
from pratique.analysis.chains.hoarding import sends_to_its_owner
from pratique.analysis.chains.template import ANONYMOUS, ANYBODYS, TRUSTED
from pratique.analysis.chains.vocabulary import BY_API
from pratique.analysis.facts import Capability, FileFacts, Flow, Taint, Use
from pratique.analysis.hosts import HostClass, class_of, host_of
from pratique.core.location import Location

if TYPE_CHECKING:  # a subject carries chains
    from pratique.analysis.subject import Contents

_PRIVATE = {
    Taint.SECRETS: "credentials",
    Taint.WHOLE_ENVIRONMENT: "the whole environment",
    Taint.CLIPBOARD: "the clipboard",
    Taint.FILE: "a file",
    Taint.PROCESS: "the output of a program",
    Taint.ENVIRONMENT: "an environment variable",
}
"""What is private, the gravest first. The name of a user or machine alone is not."""
_STORED = frozenset({Taint.FILE, Taint.PROCESS})
_RUNS = frozenset({Capability.CODE, Capability.PROCESS})
_DECODED = frozenset({Taint.DECODED, Taint.DECRYPTED, Taint.COMPUTED})
_FEW = ANYBODYS | {HostClass.UNKNOWN}
_NO_CLAIM: frozenset[str] = frozenset()
_MARK = "fetching-line"
"""A use that says what a line does, and names no host of its own."""
_BETWEEN = re.compile(r"[\s'\"()]+")
_MOST_WORDS = 40


@dataclass(frozen=True, slots=True)
class Proof:
    """A proven flow: source, sink and host with their places, in one line, and the place of the source."""

    words: str
    source: Location


def proof_of(contents: "Contents", chain: Chain) -> Proof | None:
    """Return the proven flow that ends where a chain ends; None where there is none, or where it waits for a caller."""
    end = chain.places[0]
    facts = contents.facts.get(end.path)
    if facts is None or not chain.at_load or not chain.context.is_early or chain.host_class in TRUSTED:
        return None
    ending = [flow for flow in facts.flows if flow.line == end.line and flow.at_load and not flow.waits]
    decoded = any(_runs_decoded(flow) for flow in ending)
    for flow in ending:
        proof = None
        if flow.sink is Capability.NETWORK:
            proof = _sent(facts, flow, end)
        elif flow.sink in _RUNS and Taint.NETWORK in flow.taints:
            proof = _fetched(facts, flow, end, _FEW if decoded else ANONYMOUS)
        if proof is not None:
            return proof
    return None


def decoded_proof(facts: FileFacts, flow: Flow, path: str) -> Proof | None:
    """Return the proof that code which is decoded and run at load reaches a constant host of few projects."""
    if not _runs_decoded(flow) or flow.waits:
        return None
    lines = {flow.line, flow.origin_line}
    inside = (use.argument for use in _asking(facts) if use.depth > flow.depth and use.line in lines)
    host = next((host for text in inside if (host := _host(text, _FEW))), None)
    source = Location(path, flow.origin_line)
    end = Location(path, flow.line)
    return Proof(f"decoded code ({source}) -> {flow.api} ({end}) -> {host}", source) if host else None


def _runs_decoded(flow: Flow) -> bool:
    """Whether decoded text is run as code: tools unpack modules and data that they have fetched."""
    return (
        flow.sink is Capability.CODE
        and not _DECODED.isdisjoint(flow.taints)
        and flow.api not in LOADING
        and Act.UNPICKLES not in BY_API.get(flow.api, ())
    )


def _sent(facts: FileFacts, flow: Flow, end: Location) -> Proof | None:
    private = next((words for taint, words in _PRIVATE.items() if taint in flow.taints), None)
    given = [use.argument for use in facts.uses if (use.line, use.api) == (flow.line, flow.api)]
    named = [flow.target] if flow.target else given
    # A client sends a token that it is given to the host of its owner; it keeps none, and never all variables.
    stored = Taint.SECRETS in flow.taints and not _STORED.isdisjoint(flow.taints)
    stored = stored and not sends_to_its_owner(facts, flow, _only(named, _FEW))
    host = _only(named, _FEW if stored or Taint.WHOLE_ENVIRONMENT in flow.taints else ANONYMOUS)
    source = Location(end.path, flow.origin_line)
    return (
        Proof(f"{private} ({source}) -> {flow.api} ({end}) -> {host}", source) if private and host else None
    )


def _fetched(facts: FileFacts, flow: Flow, end: Location, classes: frozenset[HostClass]) -> Proof | None:
    """A download comes from the line where its flow begins, else from one of the hosts that the file asks at load."""
    asking = _asking(facts)
    asking = [use for use in asking if use.line == flow.origin_line] or asking
    host = _only((use.argument for use in asking), classes)
    source = Location(end.path, asking[0].line if asking else flow.origin_line)
    return Proof(f"download from {host} ({source}) -> {flow.api} ({end})", source) if host else None


def _asking(facts: FileFacts) -> list[Use]:
    return [
        use for use in facts.uses if use.capability is Capability.NETWORK and use.at_load and use.api != _MARK
    ]


def _only(named: Iterable[str | None], classes: frozenset[HostClass]) -> str | None:
    """Return the first host if each of the texts names one of the classes."""
    hosts = [_host(text, classes) for text in named]
    return hosts[0] if all(hosts) and hosts else None


def _host(text: str | None, classes: frozenset[HostClass]) -> str | None:
    for word in _BETWEEN.split(text or "")[:_MOST_WORDS]:
        host, kind = host_of(word), class_of(word, _NO_CLAIM)
        # Names of files look like hosts of few projects.
        if host is not None and kind in classes and ("://" in word or kind is not HostClass.UNKNOWN):
            return host
    return None
