"""Code that a source puts into the programs of others, where that code sends what passes through it.

Plugins of compilers and bundlers, and writers of files, hold such code in literals: a template of statements, a script for a page, lines that
are appended to another package. It is told by one request to a constant host beside what it takes: arguments, forms, cookies, keys.
"""

import re

from pratique.analysis.facts import Capability
from pratique.analysis.languages.javascript.source import Source

_PUTS = re.compile(
    rb"transformIndexHtml|\brenderChunk\b|\btransform\s{0,9}\(|\btemplate\.(?:statements?|ast|expression|program|smart)\b|\b(?:unshift|push)Container\b"
    rb"|\bappendFile(?:Sync)?\b|\bprocessAssets\b|\binsert(?:Before|After)\b"
)
_SENDS = re.compile(
    rb"(?:sendBeacon\s{0,9}\(|\bfetch\s{0,9}\(|\.src\s{0,9}=)\s{0,9}\\?[\"'`](?:https?:)?//((?:[\w-]{1,63}\.){1,6}[a-z]{2,24})(?=[/?\"'`\\])",
    re.IGNORECASE,
)
_TAKES = re.compile(
    rb"new FormData\s{0,9}\(|\barguments\b|\bdocument\.cookie\b|\.(?:privateKey|secretKey|mnemonic|password)\b|\b(?:local|session)Storage\b"
)
_LONGEST = 3_000
_MOST = 20
_NEAR = 300
"""Bytes behind the host in which it says what is sent."""


def read_injected(source: Source) -> None:
    """Note such code."""
    found = 0
    for raw, start, scope in source.index.texts:
        if len(raw) > _LONGEST or b"//" not in raw or found >= _MOST:
            continue
        match = _SENDS.search(raw)
        if match is None or not _TAKES.search(raw, match.end(), match.end() + _NEAR):
            continue
        found += 1
        if found == 1 and not _PUTS.search(source.evaluator.source):
            return
        source.facts.add_use(
            *(Capability.NETWORK, "injected-code-sends", source.line_at(start)),
            at_load=source.load.runs(scope),
            argument="https://" + match.group(1).decode("ascii") + "/",
            scope=source.scope_at(scope),
        )
