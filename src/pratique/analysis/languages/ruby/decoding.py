"""Calls that turn data into text or back: decoders, ciphers, characters from numbers."""

import zlib
from collections.abc import Callable, Mapping

from pratique.analysis.facts import Capability
from pratique.analysis.languages.ruby import apis, packing, vocabulary
from pratique.analysis.languages.ruby.evaluate import At, Evaluator, tails
from pratique.analysis.languages.ruby.nodes import Node
from pratique.analysis.languages.ruby.operators import MOST_RESULT, NotFoldedError
from pratique.analysis.languages.ruby.resolve import Resolved, argument
from pratique.analysis.languages.ruby.scopes import Binding, ScopeKind
from pratique.analysis.languages.ruby.texts import expanded
from pratique.analysis.languages.ruby.values import (
    COMPUTED,
    DECODED,
    DECRYPTED,
    KEY_MARKS,
    KEYED,
    LITERAL,
    NOTHING,
    Value,
    constant,
    joined,
    to_bytes,
    to_text,
)

_FEWEST_TRANSLATED = 10
"""So many characters a `tr` changes when it hides text; a shorter one mends a name."""
_CIPHER_STEPS = frozenset(("update", "final", "<<", "finish"))
_HIDING = frozenset(("reverse", "reverse!", "succ", "next"))
_CIPHERS = ("OpenSSL::Cipher()",)
_OWN_VALUE = frozenset(
    (
        *("select", "filter", "reject", "partition", "find", "detect", "sort", "sort_by", "group_by"),
        *("count", "each", "each_with_index", "each_char", "each_byte", "each_line", "each_pair"),
        *("each_slice", "times", "upto", "any?", "all?", "none?"),
    )
)
"""Methods whose result is not made of what their block gives."""


def transformed(evaluator: Evaluator, at: At, resolved: Resolved) -> int:
    """The marks that a method of a value adds: it decodes, or makes characters of numbers."""
    method, first = resolved.method, resolved.arguments.at(0)
    if method in {"unpack", "unpack1", "pack"} and first is not None:
        form = argument(evaluator, resolved, 0, at).const
        if isinstance(form, str):
            return pack_marks(method, form)
    if method == "chr" and _of_many(at, resolved.receiver):
        return COMPUTED
    if method in {"tr", "tr!", "tr_s"} and rotates(evaluator, at, resolved):
        return DECODED
    passed = resolved.arguments.passed
    return _mapping(evaluator, at, passed) if passed is not None and method in vocabulary.MAPPERS else 0


def _mapping(evaluator: Evaluator, at: At, passed: Node) -> int:
    """The marks that each element gets: `map(&:chr)`, `map(&Base64.method(:decode64))`."""
    if evaluator.program.text(passed) == ":chr":
        return COMPUTED
    function = evaluator.value(passed, at).name
    known = apis.CAPABILITIES.get(function[1:]) if function.startswith("&") else None
    return DECODED if known is Capability.DECODE else 0


def _of_many(at: At, receiver: Value | None) -> bool:
    """Whether a character made of an unknown number is one of many: in a block or a loop, or of an exclusive or."""
    if receiver is None or receiver.known:
        return False
    loops = at.branch is not None and at.branch.loop_around() is not None
    return receiver.name == "xor" or at.scope.kind is ScopeKind.BLOCK or loops


def pack_marks(method: str, form: str) -> int:
    """The marks that packing or unpacking by a template adds."""
    if method != "pack":
        return DECODED if packing.unpack_decodes(form) else 0
    if packing.pack_decodes(form) == "hex-decode":
        return DECODED
    return COMPUTED if packing.packs_numbers(form) else 0


def spells(form: object) -> bool:
    """Whether a format makes characters of numbers: `'%c%c' % [101, 118]`."""
    return isinstance(form, str) and form.count("%c") > 1


def rotates(evaluator: Evaluator, at: At, resolved: Resolved) -> bool:
    """Whether a `tr` changes so many characters that it hides text, as rot13 does."""
    sets = [argument(evaluator, resolved, place, at).const for place in (0, 1)]
    if not all(isinstance(one, str) for one in sets):
        return False
    try:
        old, new = (expanded(str(one)) for one in sets)
    except NotFoldedError:
        return False
    changed = sum(before != after for before, after in zip(old, new, strict=False))
    # `tr("a-z", "A-Z")` only changes the case.
    return changed >= _FEWEST_TRANSLATED and old.lower() != new.lower()


def hides(method: str, receiver: Value) -> int:
    """The marks that a method of a constant adds, for what it does to hide it.

    Quotes and line ends are written by their number in honest code, letters and digits are not.
    """
    const = receiver.const
    if method == "chr" and isinstance(const, int):
        return COMPUTED if 0 <= const < 128 and chr(const).isalnum() else 0
    return COMPUTED if method in _HIDING and isinstance(const, str) else 0


def decoded(evaluator: Evaluator, at: At, resolved: Resolved, line: int) -> Value:
    """A decoder of the standard library, carried out when its input is a constant."""
    data = argument(evaluator, resolved, 0, at)
    marks, origin = data.marks | DECODED, data.origin or line
    decoder = _DECODERS.get(resolved.name)
    if isinstance(data.const, str) and decoder is not None:
        found = decoder(data.const)
        if found is not None:
            return constant(found, line, marks=marks, origin=origin)
    name = resolved.name.partition(".")[0]
    return Value(
        name=f"{name}()" if resolved.method in {"new", "wrap", "open"} else "", marks=marks, origin=origin
    )


def inflated(data: bytes, window: int) -> str | None:
    """Compressed data unpacked, up to a size."""
    try:
        machine = zlib.decompressobj(window)
        return to_text(machine.decompress(data, MOST_RESULT))
    except zlib.error:
        return None


_DECODERS: Mapping[str, Callable[[str], str | None]] = {
    "Base64.decode64": packing.decode64,
    "Base64.strict_decode64": packing.decode64,
    "Base64.urlsafe_decode64": lambda text: packing.decode64(text, urlsafe=True),
    "Zlib.inflate": lambda text: inflated(to_bytes(text), 15),
    "Zlib::Inflate.inflate": lambda text: inflated(to_bytes(text), 15),
    "Zlib::Inflate().inflate": lambda text: inflated(to_bytes(text), 15),
    "Zlib.gunzip": lambda text: inflated(to_bytes(text), 31),
    "Zlib::GzipReader.new": lambda text: inflated(to_bytes(text), 31),
}


def deciphers(evaluator: Evaluator, resolved: Resolved) -> bool:
    """Whether a call gives decrypted data."""
    receiver = resolved.receiver
    if receiver is not None and receiver.name.startswith(_CIPHERS):
        return resolved.method in _CIPHER_STEPS and evaluator.index.says_decrypt
    if apis.CAPABILITIES.get(resolved.name) is Capability.DECRYPT:
        return True
    return resolved.method in {"decrypt", "decrypt_and_verify"} and bool(resolved.arguments.positional)


def decrypted(evaluator: Evaluator, at: At, resolved: Resolved, line: int) -> Value:
    """A decryption; the receiver holds the key, or the arguments behind the first."""
    values = evaluator.values(resolved.arguments.everything(), at)
    marks, origin = joined(*values)
    keys = [*values[1:], *([resolved.receiver] if resolved.receiver is not None else [])]
    key, _ = joined(*keys)
    keyed = KEYED if key & (KEY_MARKS | KEYED) else 0
    return Value(marks=marks | DECRYPTED | keyed, origin=origin or line)


def block_value(evaluator: Evaluator, at: At, resolved: Resolved) -> list[Value]:
    """What the block of a call adds to what the call gives."""
    block = resolved.arguments.block
    scope = evaluator.index.by_node.get(id(block)) if block is not None else None
    if scope is None or resolved.method in _OWN_VALUE | vocabulary.DEFERRED_BLOCKS:
        return []
    inner = At(scope, None, at.names, at.calls, at.memo)
    if resolved.method == "tap":
        name = scope.parameters[0] if scope.parameters else ""
        sets = [bound for bound in scope.names.get(name, ()) if bound.how in {Binding.SET, Binding.GROW}]
        return [evaluator.bound(bound, name, inner) for bound in sets[:20]]
    values = [evaluator.value(part, inner) for part in tails(scope.node)]
    marks, origin = joined(*values)
    return [Value(marks=marks & ~LITERAL, origin=origin)] if marks else [NOTHING]
