"""A blind copy of mail to an address that the source holds, where the receiver is somebody's own: who reads it is not asked."""

import re

from pratique.analysis.facts import Capability
from pratique.analysis.languages.javascript.source import Source

_KEYED = re.compile(rb"\b(?:[Bb]cc|BCC|bCC)[\"']?\s{0,9}[:=]\s{0,9}\[?\s{0,9}`?\Z")
_MAIL = re.compile(rb"[\"'`]?[^\s\"'`@<>]{1,64}@((?:[\w-]{1,63}\.){1,6}[a-z]{2,24})[\"'`]?\Z", re.IGNORECASE)
_ASKED_FOR = re.compile(rb"\b[Tt][Oo][\"']?\s{0,9}(?:[,}]|:\s{0,9}[^\"'`\s\[]|:\s{0,9}\[\s{0,9}[^\"'`\s\]])")
_OF_EXAMPLES = re.compile(
    rb"(?:\A|\.)(?:example(?:\.\w{2,6})?|test|localhost)\Z|\A(?:your|my|some)[\w-]*\.", re.IGNORECASE
)
_NEAR = 600
"""Bytes around in which the receiver of the message is named."""


def read_mail(source: Source) -> None:
    """Note blind copies to a constant address beside a receiver that is none."""
    data = source.evaluator.source
    if not (b"bcc" in data or b"Bcc" in data or b"BCC" in data):
        return
    for raw, start, scope in source.index.texts:
        found = _MAIL.match(raw) if b"@" in raw[:66] else None
        if found is None or _OF_EXAMPLES.search(found.group(1)):
            continue
        if _KEYED.search(data[max(start - 40, 0) : start]) and _ASKED_FOR.search(
            data[max(start - _NEAR, 0) : start + _NEAR]
        ):
            source.facts.add_use(
                *(Capability.NETWORK, "blind-copy", source.line_at(start)),
                at_load=source.load.runs(scope),
                argument=found.group(1).decode("ascii", "replace").lower(),
                scope=source.scope_at(scope),
            )
