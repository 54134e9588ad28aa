"""Methods of Ruby that decode a value, or make characters of numbers."""

from collections.abc import Callable, Mapping

from pratique.analysis.engine.byte_text import to_bytes
from pratique.analysis.engine.decoding import inflated
from pratique.analysis.engine.evaluate import At, Evaluator, Resolved
from pratique.analysis.engine.ir import Node, ScopeKind
from pratique.analysis.engine.marks import COMPUTED, DECODED
from pratique.analysis.engine.operators import NotFoldedError
from pratique.analysis.engine.resolved import argument
from pratique.analysis.engine.values import Value
from pratique.analysis.facts import Capability
from pratique.analysis.frontends.ruby import packing, vocabulary
from pratique.analysis.frontends.ruby.texts import expanded

_FEWEST_TRANSLATED = 10
"""So many characters a `tr` changes when it hides text; a shorter one mends a name."""


def transformed(evaluator: Evaluator, at: At, resolved: Resolved) -> int:
    """Return the marks that a method adds: it decodes, or makes characters of numbers."""
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
    """Return the marks that each element gets: `map(&:chr)`, `map(&Base64.method(:decode64))`."""
    if evaluator.value(passed, at).const == "chr":
        return COMPUTED
    function = evaluator.value(passed, at).name
    known = evaluator.model.apis.capabilities.get(function[1:]) if function.startswith("&") else None
    return DECODED if known is Capability.DECODE else 0


def _of_many(at: At, receiver: Value | None) -> bool:
    """Return True if a character of an unknown number is one of many: in a block, in a loop, or of an exclusive or."""
    if receiver is None or receiver.known:
        return False
    loops = at.branch is not None and at.branch.loop_around() is not None
    return receiver.name == "xor" or at.scope.kind is ScopeKind.BLOCK or loops


def pack_marks(method: str, form: str) -> int:
    """Return the marks that packing or unpacking by a template adds."""
    if method != "pack":
        return DECODED if packing.unpack_decodes(form) else 0
    if packing.pack_decodes(form) == "hex-decode":
        return DECODED
    return COMPUTED if packing.packs_numbers(form) else 0


def rotates(evaluator: Evaluator, at: At, resolved: Resolved) -> bool:
    """Return True if a `tr` changes so many characters that it hides text, as rot13 does."""
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


DECODERS: Mapping[str, Callable[[str], str | None]] = {
    "Base64.decode64": packing.decode64,
    "Base64.strict_decode64": packing.decode64,
    "Base64.urlsafe_decode64": lambda text: packing.decode64(text, urlsafe=True),
    "Zlib.inflate": lambda text: inflated(to_bytes(text), 15),
    "Zlib::Inflate.inflate": lambda text: inflated(to_bytes(text), 15),
    "Zlib::Inflate().inflate": lambda text: inflated(to_bytes(text), 15),
    "Zlib.gunzip": lambda text: inflated(to_bytes(text), 31),
    "Zlib::GzipReader.new": lambda text: inflated(to_bytes(text), 31),
}
