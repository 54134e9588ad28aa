"""Which files may carry a payload: those alone are compared with known malware, and those alone are in the index."""

from pratique.analysis.facts import Capability, FileFacts, Flow, Language, Taint
from pratique.analysis.languages.shell import SHELLS

_STARTS = frozenset((Capability.PROCESS, Capability.NETWORK))
_GETS = frozenset((Capability.SECRETS, Capability.IDENTITY, Capability.PERSISTENCE))
_DECODES = frozenset((Capability.DECODE, Capability.DECRYPT))
_SINKS = frozenset((Capability.PROCESS, Capability.NETWORK, Capability.CODE))
_COUNTED = _STARTS | _GETS | _DECODES | {Capability.CODE, Capability.NATIVE}
_FOREIGN = frozenset(
    (
        *(Taint.NETWORK, Taint.DECODED, Taint.DECRYPTED, Taint.COMPUTED, Taint.KEY_FROM_ENVIRONMENT),
        *(Taint.SECRETS, Taint.IDENTITY, Taint.CLIPBOARD, Taint.PROCESS),
    )
)
_LANGUAGES = SHELLS | {
    *(Language.JAVASCRIPT, Language.TYPESCRIPT, Language.PYTHON, Language.PTH),
    Language.RUBY,
}


def payload_lines(facts: FileFacts) -> frozenset[int]:
    """Lines of a file that may be its payload; empty for a file that carries none.

    A file carries one when something foreign (fetched, decoded, decrypted, computed) reaches code or a program, or something private
    reaches the network; when it starts a program or talks to another machine while it is loaded; or when it decodes or
    collects and runs or sends, in whatever order.
    """
    if facts.language not in _LANGUAGES:
        return frozenset()
    flows = foreign_flows(facts)
    found = {use.capability for use in facts.uses}
    starts = any(use.at_load and use.capability in _STARTS for use in facts.uses)
    pairs = (found & _STARTS and found & (_GETS | _DECODES)) or (
        Capability.CODE in found and found & _DECODES
    )
    if not (flows or starts or pairs or facts.payloads):
        return frozenset()
    lines = {use.line for use in facts.uses if use.capability in _COUNTED}
    lines.update(line for flow in flows for line in (flow.line, flow.origin_line))
    lines.update(payload.line for payload in facts.payloads)
    return frozenset(lines)


def foreign_flows(facts: FileFacts) -> tuple[Flow, ...]:
    """Flows in which something foreign or private reaches code, a program or the network."""
    return tuple(flow for flow in facts.flows if flow.sink in _SINKS and _FOREIGN.intersection(flow.taints))


def is_proven(facts: FileFacts) -> bool:
    """Whether a payload is proven by what flows, or by a literal that decodes to something that runs."""
    return bool(foreign_flows(facts) or facts.payloads)
