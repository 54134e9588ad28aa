"""Literals that carry something that can run: programs, archives, code in base64 or hex, and what decoders give."""

import binascii
import re
from typing import TYPE_CHECKING

from pratique.analysis.facts import PayloadKind
from pratique.analysis.languages.javascript.methods import from_base64
from pratique.analysis.languages.javascript.scopes import Scope
from pratique.analysis.languages.payload import payload_kind

if TYPE_CHECKING:
    from pratique.analysis.languages.javascript.source import Source

_SHORTEST = 128
"""Bytes of a literal that is decoded to see what it is, though nothing is seen to decode it."""
_SHORTEST_DECODED = 24
_MOST_LOOKED_AT = 200
_MOST_DECODED = 98_304
_BASE64 = re.compile(rb"[\"'`](?:data:[\w/.+;=-]{0,80},)?([A-Za-z0-9+/_-]+={0,2})[\"'`]?\Z")
_HEX = re.compile(rb"[\"'`]((?:[0-9A-Fa-f]{2})+)[\"'`]?\Z")


class Carried:
    """Looks at decoded constants and long literals of one source."""

    def __init__(self, source: "Source") -> None:
        self._source = source
        self._left = _MOST_LOOKED_AT

    def literals(self) -> None:
        """Look at the long literals that are base64 or hex from end to end."""
        for raw, start, scope in self._source.index.texts:
            if len(raw) >= _SHORTEST:
                decoded = decoded_literal(raw)
                if decoded is not None:
                    self._look(decoded, len(raw) * 3 // 4, self._source.line_at(start), scope)

    def decoded(self, const: object, line: int, scope: Scope) -> None:
        """Look at what a decoder gives."""
        if isinstance(const, str | bytes) and len(const) >= _SHORTEST_DECODED:
            self._look(const, len(const), line, scope)

    def _look(self, data: bytes | str, size: int, line: int, scope: Scope) -> None:
        if self._left <= 0:
            return
        self._left -= 1
        kind = payload_kind(data)
        if kind is not None:
            self._note(kind, size, line, scope)

    def _note(self, kind: PayloadKind, size: int, line: int, scope: Scope) -> None:
        source = self._source
        source.facts.add_payload(
            kind, size, line, at_load=source.load.runs(scope), scope=source.scope_at(scope)
        )


def decoded_literal(raw: bytes) -> bytes | None:
    """The start of what a literal with its quotes is in hex or base64; None when it is neither."""
    found = _HEX.match(raw)
    if found is not None:
        return binascii.unhexlify(found.group(1)[:_MOST_DECODED])
    found = _BASE64.match(raw)
    if found is None:
        return None
    return from_base64(found.group(1)[:_MOST_DECODED].decode("ascii"))
