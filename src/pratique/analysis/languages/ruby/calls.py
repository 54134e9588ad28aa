"""What a call gives: the methods that matter for where data has been, and the general rule for all others.

A call gives a value named after it (`Net::HTTP()`), with the marks of its source if it is one, of its receiver if it is
a method, and of its arguments if it only transforms them.
"""

from collections.abc import Callable, Mapping

from pratique.analysis.facts import Capability
from pratique.analysis.languages.ruby import apis, decoding, folding, openings, reflection, sinks, vocabulary
from pratique.analysis.languages.ruby.blocks import mapped
from pratique.analysis.languages.ruby.evaluate import At, Evaluator, element
from pratique.analysis.languages.ruby.nodes import Node
from pratique.analysis.languages.ruby.operators import NotFoldedError
from pratique.analysis.languages.ruby.resolve import Resolved, argument, data_marks, resolve
from pratique.analysis.languages.ruby.scopes import ScopeKind
from pratique.analysis.languages.ruby.values import (
    ARGUMENTS,
    COMPUTED,
    ENVIRONMENT,
    FILE,
    NOTHING,
    UNKNOWN,
    Value,
    constant,
    joined,
)

_PROCS = frozenset(("Kernel.lambda", "Kernel.proc", "Proc.new", "Kernel.define_method"))
_MOST_NAME = 160
_MOST_BOUNDS = 10


def call(evaluator: Evaluator, node: Node, at: At) -> Value:
    """The value of a call."""
    resolved = resolve(evaluator, node, at)
    target = resolved.target
    if target is not None and target.kind is not ScopeKind.BODY:
        pairs = {key: evaluator.value(part, at) for key, part in resolved.arguments.pairs.items()}
        return evaluator.call(target, evaluator.values(resolved.arguments.positional, at), pairs, at)
    if target is not None:
        return Value(
            name=f"{resolved.receiver.name}()" if resolved.receiver else "", target=target, instance=True
        )
    special = CALLS.get(resolved.name)
    if special is not None:
        return special(evaluator, node, at, resolved)
    receiver = resolved.receiver
    by_method = reflection.METHODS.get(resolved.method)
    if by_method is not None:
        found = by_method(evaluator, node, at, resolved)
        if found is not None:
            return found
    if receiver is not None:
        return _on_value(evaluator, node, at, resolved, receiver)
    return _other(evaluator, node, at, resolved)


def _on_value(evaluator: Evaluator, node: Node, at: At, resolved: Resolved, receiver: Value) -> Value:
    """A method of a value: carried out on constants, else marks are passed on."""
    method, line = resolved.method, evaluator.line(node)
    transformed = decoding.transformed(evaluator, at, resolved)
    same = method in vocabulary.SAME and not (method == "to_s" and isinstance(receiver.const, int))
    if same and not resolved.arguments.pairs and resolved.name not in sinks.SOURCES:
        return receiver
    if receiver.known or receiver.items:
        block = mapped(evaluator, at, resolved, line, transformed)
        if block is not None:
            return block
        values = evaluator.values(resolved.arguments.positional, at)
        consts = tuple(value.const for value in values if value.const is not UNKNOWN)
        if receiver.const is not UNKNOWN and len(consts) == len(values) and resolved.arguments.block is None:
            marks, origin = joined(receiver, *values)
            try:
                folded = folding.method(receiver.const, method, consts)
            except NotFoldedError:
                pass
            else:
                more = decoding.hides(method, receiver)
                marks, origin = marks | transformed | more, origin or (line if transformed | more else 0)
                return constant(folded, line, marks=marks, origin=origin)
        if receiver.items and method in {"[]", "first", "last", "at", "fetch"} and len(values) <= 1:
            place = values[0].const if values else 0 if method == "first" else len(receiver.items) - 1
            return (
                element(receiver, place)
                if isinstance(place, int)
                else Value(marks=receiver.marks, origin=receiver.origin)
            )
    return _other(evaluator, node, at, resolved, transformed)


def _other(evaluator: Evaluator, node: Node, at: At, resolved: Resolved, transformed: int = 0) -> Value:
    name, line = resolved.name, evaluator.line(node)
    capability = apis.CAPABILITIES.get(name)
    receiver = resolved.receiver
    attribute = _attribute(evaluator, at, resolved)
    if attribute is not None:
        return attribute
    if decoding.deciphers(evaluator, resolved):
        return decoding.decrypted(evaluator, at, resolved, line)
    if capability is Capability.DECODE:
        return decoding.decoded(evaluator, at, resolved, line)
    if name and not name.startswith("."):
        folded = _function(evaluator, node, at, resolved)
        if folded is not None:
            return folded
    sources = [Value(marks=marks, origin=line)] if (marks := sinks.SOURCES.get(name, 0) | transformed) else []
    if receiver is not None and resolved.method not in vocabulary.ANSWERS:
        sources.append(receiver)
    owner = name.rpartition(".")[0]
    carries = owner in vocabulary.CARRYING_MODULES and (owner != "Kernel" or name in _CARRYING_FUNCTIONS)
    if (carries and name not in vocabulary.ENDING) or (receiver is not None and resolved.method in _JOINING):
        marks, origin = data_marks(evaluator, resolved, at)
        sources.append(Value(marks=marks, origin=origin))
    sources += decoding.block_value(evaluator, at, resolved)
    marks, origin = joined(*sources)
    return Value(name=_given_name(name, resolved), marks=marks, origin=origin)


def _attribute(evaluator: Evaluator, at: At, resolved: Resolved) -> Value | None:
    """`object.name` of a class of the file that defines no such method: what it keeps in `@name`."""
    receiver = resolved.receiver
    owner = at.scope.owner if receiver is None else receiver.target if receiver.instance else None
    name = f"@{resolved.method}"
    bounds = owner.names.get(name) if owner is not None else None
    if owner is None or bounds is None:
        return None
    return evaluator.bounds(bounds[-_MOST_BOUNDS:], name, At(owner))


_CARRYING_FUNCTIONS = frozenset(
    (
        *("Kernel.format", "Kernel.sprintf", "Kernel.String", "Kernel.Array", "Kernel.Integer", "Kernel.URI"),
        "Kernel.eval",
    )
)
_JOINING = frozenset(
    ("+", "<<", "concat", "join", "zip", "merge", "gsub", "sub", "update", "insert", "prepend", "%")
)


_BUILDERS = frozenset(("with", "headers", "basic_auth", "decrypt", "encrypt", "reset"))
"""Methods of what a module made that give it again."""


def _given_name(name: str, resolved: Resolved) -> str:
    known = apis.RETURNS_SELF.get(name)
    if known is not None:
        return known
    if resolved.method in {"binding", "get_binding"}:
        return "Binding()"
    owner, _, method = name.rpartition(".")
    if method == "new" and owner:
        return f"{owner}()"[:_MOST_NAME]
    if not owner or owner == "Kernel" or name.startswith(".") or len(name) > _MOST_NAME:
        return ""
    if owner.endswith("()"):
        # Builders give themselves: `client.headers(x).get(y)`.
        return owner if method in _BUILDERS else ""
    return f"{name}()" if method in {"open", "start", "connect", "fetcher"} else ""


def _function(evaluator: Evaluator, node: Node, at: At, resolved: Resolved) -> Value | None:
    """A method of a module, carried out on constants."""
    values = evaluator.values(resolved.arguments.positional, at)
    consts = tuple(value.const for value in values if value.const is not UNKNOWN)
    if not values or len(consts) != len(values):
        return None
    try:
        found = folding.function(resolved.name, consts)
    except NotFoldedError:
        return None
    marks, origin = joined(*values)
    line = evaluator.line(node)
    if resolved.method in {"format", "sprintf"} and decoding.spells(consts[0]):
        marks, origin = marks | COMPUTED, origin or line
    return constant(found, line, marks=marks, origin=origin)


# The special calls. Each is handed the evaluator, the call, where it stands and what it calls.


def _variable(evaluator: Evaluator, node: Node, at: At, resolved: Resolved) -> Value:
    name = argument(evaluator, resolved, 0, at)
    if isinstance(name.const, str) and vocabulary.is_harmless_variable(name.const):
        return NOTHING
    return Value(marks=ENVIRONMENT, origin=evaluator.line(node))


def _arguments(evaluator: Evaluator, node: Node, _at: At, _resolved: Resolved) -> Value:
    return Value(marks=ARGUMENTS, origin=evaluator.line(node))


def _data(evaluator: Evaluator, node: Node, at: At, _resolved: Resolved) -> Value:
    """`DATA.read`: what stands behind `__END__`."""
    last = evaluator.program.root.children[-1:]
    if last and last[0].kind == "uninterpreted":
        return evaluator.value(last[0], at)
    return Value(marks=FILE, origin=evaluator.line(node))


def _first(evaluator: Evaluator, _node: Node, at: At, resolved: Resolved) -> Value:
    """The first argument, as it is."""
    return argument(evaluator, resolved, 0, at)


def _procedure(evaluator: Evaluator, _node: Node, at: At, resolved: Resolved) -> Value:
    block = resolved.arguments.block
    if block is not None:
        return Value(target=evaluator.index.by_node.get(id(block)))
    passed = resolved.arguments.passed
    return evaluator.value(passed, at) if passed is not None else NOTHING


def _address(evaluator: Evaluator, node: Node, at: At, resolved: Resolved) -> Value:
    value = argument(evaluator, resolved, 0, at)
    return Value(value.const, "URI()", value.marks, value.origin or evaluator.line(node))


def _sequence(evaluator: Evaluator, _node: Node, at: At, resolved: Resolved) -> Value:
    value = argument(evaluator, resolved, 0, at)
    return Value(name="RubyVM::InstructionSequence()", marks=value.marks, origin=value.origin)


CALLS: Mapping[str, Callable[[Evaluator, Node, At, Resolved], Value]] = {
    **dict.fromkeys(("ENV.[]", "ENV.fetch", "ENV.dig", "ENV.delete"), _variable),
    **dict.fromkeys(
        ("ARGV.[]", "ARGV.shift", "ARGV.first", "ARGV.last", "ARGF.read", "STDIN.read"), _arguments
    ),
    **dict.fromkeys(("DATA.read", "DATA.readlines", "DATA.each_line", "DATA.gets"), _data),
    **dict.fromkeys(("Kernel.open", "File.open", "File.new", "IO.open"), openings.opened),
    **dict.fromkeys(
        ("Kernel.`", "IO.popen", "Open3.capture2", "Open3.capture2e", "Open3.capture3"), openings.output
    ),
    **dict.fromkeys(("CGI.unescape", "URI.decode", "URI.decode_www_form_component", "StringIO.new"), _first),
    **dict.fromkeys(
        ("Marshal.load", "Shellwords.escape", "CGI.unescapeHTML", "Ractor.make_shareable"), _first
    ),
    **dict.fromkeys(("open().path", "open().to_path"), lambda _evaluator, _node, _at, _resolved: NOTHING),
    **dict.fromkeys(_PROCS, _procedure),
    **dict.fromkeys(("Kernel.URI", "URI.parse"), _address),
    **dict.fromkeys(
        ("RubyVM::InstructionSequence.compile", "RubyVM::InstructionSequence.load_from_binary"), _sequence
    ),
}
