"""Literals that carry something that can run: programs, archives, code in base64 or hex, and what decoders give."""

import binascii
import re
import urllib.parse

from tree_sitter import Node

from pratique.analysis.facts import PayloadKind
from pratique.analysis.languages.folding import from_base64
from pratique.analysis.languages.javascript.evaluate import Evaluator
from pratique.analysis.languages.javascript.scopes import Call, Scope
from pratique.analysis.languages.javascript.source import Source
from pratique.analysis.languages.payload import payload_kind

_SHORTEST = 128
"""Bytes of a literal that is decoded to see what it is, though nothing is seen to decode it."""
_SHORTEST_DECODED = 24
_MOST_LOOKED_AT = 200
_MOST_DECODED = 98_304
_BASE64 = re.compile(rb"[\"'`](?:data:[\w/.+;=-]{0,80},)?([A-Za-z0-9+/_-]+={0,2})[\"'`]?\Z")
_INSTANTIATING = frozenset(
    f"WebAssembly.{name}" for name in ("Module", "compile", "instantiate", "validate", "Instance")
)
_PASSING = frozenset(("arguments", "ternary_expression", "parenthesized_expression", "await_expression"))
_OF_BYTES = frozenset(("Uint8Array", "Uint8Array.from"))
_MOST_HIGH = 8
_HEX = re.compile(rb"[\"'`]((?:[0-9A-Fa-f]{2})+)[\"'`]?\Z")


class Carried:
    """Looks at decoded constants and long literals of one source."""

    def __init__(self, source: Source) -> None:
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
        if kind is not None and not _is_module(data):
            self._note(kind, size, line, scope)

    def _note(self, kind: PayloadKind, size: int, line: int, scope: Scope) -> None:
        source = self._source
        source.facts.add_payload(
            kind, size, line, at_load=source.load.runs(scope), scope=source.scope_at(scope)
        )


def _is_module(data: bytes | str) -> bool:
    """Whether it is WebAssembly, which is no program to start: it has the powers that the code beside it hands to it, no others."""
    return data.startswith(b"\0asm") if isinstance(data, bytes) else data.startswith("\0asm")


def is_for_wasm(evaluator: Evaluator, call: Call) -> bool:
    """Whether what a decoder gives goes to WebAssembly where it stands, and nowhere else: nothing else can run it."""
    node = call.node
    for _ in range(_MOST_HIGH):
        above = node.parent
        if above is None:
            return False
        if above.type in {"call_expression", "new_expression"} and node.type == "arguments":
            name = evaluator.called(above, call.scope).function.name
            if name in _INSTANTIATING:
                return True
            if name not in _OF_BYTES:
                return False
        elif above.type not in _PASSING and not _is_last(above, node):
            return False
        node = above
    return False


def _is_last(above: Node, node: Node) -> bool:
    """Whether a node is the value of `(a, b, node)`."""
    return above.type == "sequence_expression" and above.child(above.child_count - 1).id == node.id


def in_address(address: str) -> tuple[str, bool]:
    """The text that a `data:` address holds, and whether it is encoded beyond what addresses need."""
    head, _, body = address.partition(",")
    if not head.endswith(";base64"):
        return urllib.parse.unquote(body), False
    return (from_base64(body) or b"").decode("utf-8", "replace"), True


def decoded_literal(raw: bytes) -> bytes | None:
    """The start of what a literal with its quotes is in hex or base64; None when it is neither."""
    found = _HEX.match(raw)
    if found is not None:
        return binascii.unhexlify(found.group(1)[:_MOST_DECODED])
    found = _BASE64.match(raw)
    if found is None:
        return None
    return from_base64(found.group(1)[:_MOST_DECODED].decode("ascii"))
