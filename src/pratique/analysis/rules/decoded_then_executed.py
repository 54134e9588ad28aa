"""Report data that is decoded and then executed.

What it finds: the rule finds a constant or a downloaded text that passes through a decoder (base64, hex, character
codes, inflate, decryption, a decoder in the same file) and ends in code (`eval`, `Function`, `vm`, `exec`,
`module._compile`) or in the arguments of a started program. The rule holds a release if this code runs without a
call (a hook, or an entry point at load). The rule blocks a release with such code if the data is downloaded, if the
data is a constant that Pratique could not decode, or if the decoded constant contacts a constant host that few
projects use. The finding is only a note if the decoded code is in a function that waits for a call, or if the
baseline contains the same decoded code. In Ruby, the rule also holds a release with `eval` in a function that waits
for a call if the decoded data is neither a constant nor a file of the release, so that a request or a caller
supplies the data.

Why it matters: encoding hides code from reviewers and has no other benefit.

Seen in: most malicious PyPI releases since 2022, bootstrap-sass 3.2.0.3 (2019-03-26), rand-user-agent 2.0.83
(2025-05-05), lottie-player 2.0.5 (2024-10-30).

False alarms: the rule may report loaders of WebAssembly and workers that are stored as text; see `pratique help
crater` for the counts.

What to do: decode the constant that the finding reports as the origin, for example in an editor, and never run the
decoded code. If the project documents the decoded code, add a waiver.
"""

import base64
import re
from collections.abc import Iterator

from pratique.analysis.chains.proof import decoded_proof
from pratique.analysis.context import Context
from pratique.analysis.facts import Capability, FileFacts, Flow, PayloadKind, Taint
from pratique.analysis.rule import Threat, rule
from pratique.analysis.subject import Contents, Subject
from pratique.core.finding import Confidence, Finding, Severity
from pratique.core.location import Location

_SINKS = frozenset({Capability.CODE, Capability.PROCESS})
_DECODED = frozenset({Taint.DECODED, Taint.DECRYPTED, Taint.COMPUTED})
_CODE = frozenset({PayloadKind.CODE, PayloadKind.SCRIPT})
_STYLE = re.compile(r"data:text/css;base64,([A-Za-z0-9+/=]{1,150})\Z")
_DOES_NOTHING = re.compile(rb"[\w.:;{}#%,]*+\Z")
"""Matches text without a call, an assignment or two consecutive words."""
_FROM_OUTSIDE = frozenset({Taint.LITERAL, Taint.NETWORK})
_GIVEN = ("Kernel.eval", (Taint.DECODED,))
"""A sink for decoded data from outside the release. None of 52 measured gems has such a sink."""


@rule(
    "decoded-then-executed",
    "data is decoded and then run",
    severity=Severity.CRITICAL,
    confidence=Confidence.HIGH,
    threat=Threat.BAD_CODE,
    revision=3,
)
def decoded_then_executed(subject: Subject) -> Iterator[Finding]:
    """Yield a finding for each flow of decoded data into code or into a started program."""
    known = _shapes(subject.previous) if subject.previous is not None else frozenset()
    told: set[tuple[str, str]] = set()
    for path, context, flow in subject.contents.flows():
        if flow.sink not in _SINKS or not _DECODED & set(flow.taints) or (path, flow.api) in told:
            continue
        if _is_style(subject.contents.facts[path], flow):
            continue
        told.add((path, flow.api))
        facts = subject.contents.facts[path]
        proof = decoded_proof(facts, flow, path) if flow.at_load and context.is_early else None
        outside = bool(_FROM_OUTSIDE & set(flow.taints)) and not _is_read_again(facts, flow)
        severity, confidence = _gravity(
            flow, context, known=_shape(flow) in known, sure=bool(proof) or outside
        )
        words = f"; proven flow: {proof.words}" if proof else ""
        yield decoded_then_executed.finding(
            f"decoded data is passed to {flow.api}{_when(flow, context)}{words}",
            Location(path, flow.line),
            Location(path, flow.origin_line),
            evidence=" -> ".join(taint.value for taint in flow.taints),
            severity=severity,
            confidence=confidence,
        )


def _is_read_again(facts: FileFacts, flow: Flow) -> bool:
    """Return True if the analysis decoded the constant. The behaviour of the decoded code is then rated like that of other code."""
    lines = {flow.origin_line, flow.line}
    return Taint.NETWORK not in flow.taints and any(
        payload.kind in _CODE and payload.line in lines for payload in facts.payloads
    )


def _is_style(facts: FileFacts, flow: Flow) -> bool:
    """Return True if the decoded data is only one harmless style sheet in a `data:` URL."""
    asked = [use for use in facts.uses if use.capability is Capability.CODE and use.api == flow.api]
    if flow.taints != (Taint.DECODED,) or len(asked) != 1 or asked[0].line != flow.line:
        return False
    found = _STYLE.match(asked[0].argument or "")
    try:
        text = base64.b64decode(found[1], validate=True) if found is not None else None
    except ValueError:
        return False
    return text is not None and _DOES_NOTHING.match(text) is not None


def _gravity(flow: Flow, context: Context, *, known: bool, sure: bool) -> tuple[Severity, Confidence]:
    if context is Context.AUXILIARY:
        return Severity.LOW, Confidence.LOW
    if known:
        return Severity.MEDIUM, Confidence.LOW
    if flow.at_load and context in {Context.INSTALL, Context.IMPORT}:
        return Severity.CRITICAL, Confidence.HIGH if sure else Confidence.MEDIUM
    if _shape(flow) == _GIVEN and context in {Context.INSTALL, Context.IMPORT}:
        return Severity.CRITICAL, Confidence.MEDIUM
    return Severity.HIGH if context is Context.INSTALL else Severity.MEDIUM, Confidence.MEDIUM


def _when(flow: Flow, context: Context) -> str:
    if context is Context.INSTALL:
        return " at install"
    if context is Context.IMPORT and flow.at_load:
        return " when the package is imported"
    return ""


def _shape(flow: Flow) -> tuple[str, tuple[Taint, ...]]:
    return flow.api, flow.taints


def _shapes(contents: Contents) -> frozenset[tuple[str, tuple[Taint, ...]]]:
    return frozenset(_shape(flow) for _, _, flow in contents.flows())
