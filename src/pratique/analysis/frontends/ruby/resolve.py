"""From a call in the source to what it calls: a method of the file, or a resolved name of the tables."""

from pratique.analysis.engine.evaluate import Arguments, At, Evaluator, Resolved
from pratique.analysis.engine.ir import Call, Node, Op, Scope, ScopeKind
from pratique.analysis.engine.marks import HIDING
from pratique.analysis.engine.resolved import arguments_of
from pratique.analysis.engine.values import Value
from pratique.analysis.frontends.ruby import apis, vocabulary

_FILE_METHODS = frozenset(
    ("rm", "rm_f", "rm_r", "rm_rf", "rmtree", "cp", "cp_r", "mv", "ln_s", "ln_sf", "chmod_R", "touch")
)
"""Methods of FileUtils that are called without a receiver where it is included, as in every Rakefile."""
_MOST_NAME = 160
_MOST_SENDS = 8
_MOST_ALIASES = 5
_MOST_BASES = 20


def resolve(evaluator: Evaluator, call: Call, at: At) -> Resolved:
    """Say what a call calls."""
    arguments, method, holder = arguments_of(call), call.method, call.first
    if method == "super" and holder is None:
        return _inherited(call, arguments, at.scope.frame)
    receiver = None
    if holder is not None and holder.op is not Op.SELF:
        receiver = evaluator.value(holder, at)
    for _ in range(_MOST_SENDS):
        if method not in vocabulary.SENDS or not arguments.positional:
            break
        named = evaluator.value(arguments.positional[0], at)
        arguments = arguments.rest()
        if not isinstance(named.const, str):
            return _computed(named, receiver, arguments, method)
        method = named.const
        known = _named(evaluator, receiver, method, arguments, at, holder)
        if (
            known.target is None
            and known.name not in apis.CAPABILITIES
            and f"Kernel.{method}" in apis.CAPABILITIES
        ):
            # `send` reaches the private methods that every object has.
            return Resolved(f"Kernel.{method}", None, receiver, arguments, method)
        if method not in vocabulary.SENDS:
            return known
    return _named(evaluator, receiver, method, arguments, at, holder)


def _inherited(call: Call, arguments: Arguments, frame: Scope) -> Resolved:
    """Say what `super` calls where a file defines one of the methods of every object again."""
    if frame.name not in vocabulary.INHERITED or frame.kind is not ScopeKind.METHOD:
        return Resolved("", None, None, arguments, "super")
    if call.forwards:
        given = (Node(Op.NAME, call.start, call.end, name) for name in frame.parameters if name)
        arguments = Arguments(tuple(given))
    owner = "Object" if frame.name in vocabulary.EVALUATORS else "Kernel"
    return Resolved(f"{owner}.{frame.name}", None, None, arguments, frame.name)


def _computed(named: Value, receiver: Value | None, arguments: Arguments, sent: str) -> Resolved:
    """Resolve a call whose name is computed; the name is `computed-call` if the text was hidden.

    `send` on something unknown is not: sockets have a `send` of their own, which is given packed bytes.
    """
    plain = (
        sent != "send"
        or receiver is None
        or receiver.known
        or (receiver.name and not receiver.name.endswith(")"))
    )
    if named.marks & HIDING and plain:
        return Resolved("computed-call", None, receiver, arguments, "", named.marks, named.origin)
    return Resolved("", None, receiver, arguments)


def _named(
    evaluator: Evaluator,
    receiver: Value | None,
    method: str,
    arguments: Arguments,
    at: At,
    holder: Node | None,
) -> Resolved:
    if receiver is None:
        return _implicit(evaluator, method, arguments, at)
    found = _on_object(evaluator, receiver, method, arguments)
    if found is not None:
        return found
    name = _name_on(evaluator, receiver, method, holder)
    return Resolved(name, None, receiver, arguments, method)


def _name_on(evaluator: Evaluator, receiver: Value, method: str, holder: Node | None) -> str:
    """Return the name of a method: with its owner, if the owner is known."""
    if method in vocabulary.EVALUATORS:
        return f"Object.{method}"
    if receiver.name == "Kernel" and method not in {"new", "const_get"}:
        return f"Kernel.{evaluator.unit.aliases.get(method, method)}"
    if receiver.name and len(receiver.name) < _MOST_NAME:
        return f"{receiver.name}.{method}"
    if (
        method == "eval"
        and holder is not None
        and "binding" in evaluator.unit.text(max(holder.start, holder.end - 40), holder.end).lower()
    ):
        return "Binding().eval"
    return f".{method}" if receiver.marks or method in vocabulary.ANY_METHODS else ""


def _on_object(evaluator: Evaluator, receiver: Value, method: str, arguments: Arguments) -> Resolved | None:
    """Resolve a call of a method object, a block, a class of the file or a constant with a hidden name."""
    if receiver.name == "computed-const":
        return Resolved("computed-call", None, receiver, arguments, method, receiver.marks, receiver.origin)
    target = receiver.target
    if target is not None and target.kind is ScopeKind.BODY:
        return _on_body(evaluator, receiver, target, method, arguments)
    if method not in vocabulary.CALLERS:
        return None
    if receiver.name.startswith("&"):
        name = receiver.name[1:]
        return Resolved(name, target, None, arguments, method, receiver.marks, receiver.origin)
    return Resolved("", target, receiver, arguments, method) if target is not None else None


def _on_body(
    evaluator: Evaluator, receiver: Value, body: Scope, method: str, arguments: Arguments
) -> Resolved | None:
    """Resolve a call of a class of the file or an instance of it; the target of `new` is the class."""
    found = method_of(evaluator, body, method, singleton=not receiver.instance)
    if found is not None:
        return Resolved("", found, receiver, arguments, method)
    if method == "new" and not receiver.instance:
        name = f"{receiver.name}.new" if receiver.name else ""
        return Resolved(name, body, receiver, arguments, method)
    return None


def _implicit(evaluator: Evaluator, method: str, arguments: Arguments, at: At) -> Resolved:
    """Resolve a call without a receiver: a method of the class, of the file, or of every object."""
    called, method = method, _unaliased(evaluator, method)
    kernel = f"Kernel.{method}"
    known = kernel in apis.CAPABILITIES or kernel in apis.RETURNS_SELF
    # An alias is another name for what the method was before the file defined it again.
    target = None if known and called != method else _own(evaluator, method, at, only=not known)
    if target is not None:
        return Resolved("", target, None, arguments, method)
    if method in vocabulary.EVALUATORS:
        return Resolved(f"Object.{method}", None, None, arguments, method)
    if method in _FILE_METHODS:
        return Resolved(f"FileUtils.{method}", None, None, arguments, method)
    return Resolved(kernel, None, None, arguments, method)


def _unaliased(evaluator: Evaluator, method: str) -> str:
    unit = evaluator.unit
    for _ in range(_MOST_ALIASES):
        if method in unit.methods or method not in unit.aliases:
            break
        method = unit.aliases[method]
    return method


def _own(evaluator: Evaluator, method: str, at: At, *, only: bool) -> Scope | None:
    """Return the method in the class around the call or at the top level; with `only`, the only method of that name."""
    unit, owner = evaluator.unit, at.scope.owner
    candidates = unit.methods.get(method, ())
    near = next((found for found in candidates if found.owner in {owner, unit.scope}), None)
    return near or (candidates[0] if only and len(candidates) == 1 else None)


def method_of(evaluator: Evaluator, body: Scope, name: str, *, singleton: bool) -> Scope | None:
    """Return a method of a class of the file, or of its bases in the file."""
    unit = evaluator.unit
    candidates = unit.methods.get(name, ())
    if not candidates:
        return None
    waiting, seen = [body], set[int]()
    while waiting and len(seen) < _MOST_BASES:
        current = waiting.pop(0)
        last = current.name.rpartition("::")[2]
        same = unit.bodies.get(last, ()) if last else (current,)
        if id(current) in seen:
            continue
        seen.update(map(id, same))
        for found in candidates:
            if found.owner in same and (found.of_class == singleton or found.owner.is_module):
                return found
        for base in (base for part in same for base in part.bases):
            waiting.extend(unit.bodies.get(base.rpartition("::")[2], ())[:2])
    return None
