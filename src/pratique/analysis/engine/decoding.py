"""Calls that turn data into text or back: decoders and ciphers."""

import zlib

from pratique.analysis.engine.byte_text import to_text
from pratique.analysis.engine.evaluate import At, Evaluator, Resolved
from pratique.analysis.engine.marks import COMPUTED, DECODED, DECRYPTED, KEY_MARKS, KEYED
from pratique.analysis.engine.operators import MOST_RESULT
from pratique.analysis.engine.resolved import argument
from pratique.analysis.engine.tables import Words
from pratique.analysis.engine.values import Value, constant, joined
from pratique.analysis.facts import Capability


def hides(words: Words, method: str, receiver: Value) -> int:
    """Return the marks that a method of a constant adds, for what it does to hide it.

    Quotes and line ends are written by their number in honest code, letters and digits are not.
    """
    const = receiver.const
    if method in words.characters and isinstance(const, int):
        return COMPUTED if 0 <= const < 128 and chr(const).isalnum() else 0
    return COMPUTED if method in words.hiding and isinstance(const, str) else 0


def decoded(evaluator: Evaluator, at: At, resolved: Resolved, line: int) -> Value:
    """Evaluate a decoder of the standard library; carry it out if its input is a constant."""
    data = argument(evaluator, resolved, 0, at)
    marks, origin = data.marks | DECODED, data.origin or line
    decoder = evaluator.model.decoders.get(resolved.name)
    if isinstance(data.const, str) and decoder is not None:
        found = decoder(data.const)
        if found is not None:
            return constant(found, line, marks=marks, origin=origin)
    name = evaluator.model.apis.gives.get(resolved.name, "")
    if not name and resolved.method in evaluator.model.words.makers:
        name = f"{resolved.name.partition('.')[0]}()"
    return Value(name=name, marks=marks, origin=origin)


def inflated(data: bytes, window: int) -> str | None:
    """Decompress data, up to a size; None if it is not compressed."""
    try:
        return to_text(zlib.decompressobj(window).decompress(data, MOST_RESULT))
    except zlib.error:
        return None


def deciphers(evaluator: Evaluator, resolved: Resolved) -> bool:
    """Return True if a call gives decrypted data."""
    receiver, apis, words = resolved.receiver, evaluator.model.apis, evaluator.model.words
    if receiver is not None and apis.ciphers and receiver.name.startswith(apis.ciphers):
        return resolved.method in words.cipher_steps and evaluator.unit.decrypts
    if apis.capabilities.get(resolved.name) is Capability.DECRYPT:
        return True
    return resolved.method in words.decrypting and bool(resolved.arguments.positional)


def decrypted(evaluator: Evaluator, at: At, resolved: Resolved, line: int) -> Value:
    """Evaluate a decryption; the receiver holds the key, or the arguments behind the first."""
    values = evaluator.values(resolved.arguments.everything(), at)
    marks, origin = joined(*values)
    keys = [*values[1:], *([resolved.receiver] if resolved.receiver is not None else [])]
    key, _ = joined(*keys)
    keyed = KEYED if key & (KEY_MARKS | KEYED) else 0
    return Value(marks=marks | DECRYPTED | keyed, origin=origin or line)
