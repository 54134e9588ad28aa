"""Features: where data goes, and what literals turn out to be."""

import math
from collections.abc import Callable, Collection

from pratique.analysis.facts import Capability, PayloadKind, Taint
from pratique.analysis.features.feature import ABSENT, Feature, Measured
from pratique.analysis.features.moment import Moment
from pratique.analysis.features.view import View

_RUNS = frozenset({Capability.CODE, Capability.PROCESS})
_HIDDEN = frozenset({Taint.DECODED, Taint.DECRYPTED, Taint.COMPUTED})

_FLOWS: tuple[tuple[str, str, Collection[Taint], Collection[Capability]], ...] = (
    ("decoded-runs", "runs decoded data", _HIDDEN, _RUNS),
    ("download-runs", "runs downloaded data", {Taint.NETWORK}, _RUNS),
    ("download-written", "writes downloaded data to a file", {Taint.NETWORK}, {Capability.FILE_WRITE}),
    ("secrets-sent", "sends credentials", {Taint.SECRETS}, {Capability.NETWORK}),
    ("identity-sent", "sends the host name, user name or platform", {Taint.IDENTITY}, {Capability.NETWORK}),
    ("file-sent", "sends the contents of files", {Taint.FILE}, {Capability.NETWORK}),
)  # fmt: skip

_PAYLOADS: tuple[tuple[str, str, Collection[PayloadKind]], ...] = (
    ("payload-code", "contains encoded code", {PayloadKind.CODE, PayloadKind.BYTECODE}),
    ("payload-script", "contains a script or command line in a string", {PayloadKind.SCRIPT}),
    (
        "payload-binary",
        "contains a program, an archive or a pickle in a string",
        {PayloadKind.EXECUTABLE, PayloadKind.ARCHIVE, PayloadKind.PICKLE},
    ),
)


def _flow(taints: Collection[Taint], sinks: Collection[Capability]) -> Callable[[View], Measured]:
    def measure(view: View) -> Measured:
        found = [
            flow
            for flow in view.flows
            if flow.moment and flow.fact.sink in sinks and any(taint in taints for taint in flow.fact.taints)
        ]
        if not found:
            return ABSENT
        return Measured(float(found[0].moment), tuple(flow.place for flow in found[:3]))

    return measure


def _literal_runs(view: View) -> Measured:
    """The moment at which a long constant runs that was hidden: plain ones are templates, as in named tuples."""
    found = [
        flow
        for flow in view.flows
        if flow.moment
        and flow.fact.sink in _RUNS
        and Taint.LITERAL in flow.fact.taints
        and not _HIDDEN.isdisjoint(flow.fact.taints)
    ]
    return Measured(float(found[0].moment), tuple(flow.place for flow in found[:3])) if found else ABSENT


def _payload(kinds: Collection[PayloadKind]) -> Callable[[View], Measured]:
    def measure(view: View) -> Measured:
        found = [payload for payload in view.payloads if payload.moment and payload.fact.kind in kinds]
        if not found:
            return ABSENT
        return Measured(float(found[0].moment), tuple(payload.place for payload in found[:3]))

    return measure


def _payload_size(view: View) -> Measured:
    """Decimal logarithm of the bytes of the largest decoded literal in code that runs by itself."""
    found = [payload for payload in view.payloads if payload.moment >= Moment.REACHED]
    if not found:
        return ABSENT
    largest = max(found, key=lambda payload: payload.fact.size_bytes)
    return Measured(round(math.log10(1 + largest.fact.size_bytes), 2), (largest.place,))


FEATURES: tuple[Feature, ...] = (
    *(Feature(id=id_, words=words, measure=_flow(taints, sinks)) for id_, words, taints, sinks in _FLOWS),
    Feature(id="literal-runs", words="runs a long encoded constant", measure=_literal_runs),
    *(Feature(id=id_, words=words, measure=_payload(kinds)) for id_, words, kinds in _PAYLOADS),
    Feature(id="payload-size", words="contains a large payload", measure=_payload_size),
)
