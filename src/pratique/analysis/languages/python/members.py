"""`base.name` and `base[index]`: members of modules, of classes of the file, and of what holds the names of both."""

import ast

from pratique.analysis.engine.marks import ARGUMENTS, ENVIRONMENT, EVERY, FILE, HIDING, PROCESS
from pratique.analysis.languages.python import folding, sinks, vocabulary
from pratique.analysis.languages.python.evaluate import At, Evaluator
from pratique.analysis.languages.python.options import PARSED, option
from pratique.analysis.languages.python.origins import variable
from pratique.analysis.languages.python.resolve import lookup, method_of
from pratique.analysis.languages.python.scopes import Binding, Scope
from pratique.analysis.languages.values import NOTHING, UNKNOWN, Value, constant, joined

_MOST_NAME = 160
_MOST_ENTRIES = 100
_FUNCTIONS = (ast.Name, ast.Attribute, ast.Lambda, ast.Call)
CONSTANT_METHOD = "constant-method"
"""The name of a method of a constant, held in a name of its own (`join = "".join`): its items are constant and name."""
_SAYS_LITTLE = frozenset(
    ("returncode", "status_code", "ok", "status", "pid", "closed", "st_size", "st_mtime")
)
"""Attributes of what came from outside that carry none of it."""
_PARSED_ADDRESSES = frozenset(("urllib.parse.urlparse()", "urllib.parse.urlsplit()"))
_HOSTS = frozenset(("hostname", "netloc"))


def attribute(  # noqa: PLR0911 - one answer for each kind of owner
    evaluator: Evaluator, base: Value, name: str, at: At, line: int = 0
) -> Value:
    """`base.name`."""
    if isinstance(base.target, Scope) and base.target.is_class:
        return _member(evaluator, base, name, at)
    if base.name in {"globals()", "__builtins__", "builtins"} and name in {"__dict__", "get", "__getitem__"}:
        return base if name == "__dict__" else Value(name=f"{base.name}.{name}")
    if base.name == "pathlib.Path()" and name == "parent":
        return Value(name=base.name, form=f"{base.form}/.." if base.form else "")
    if isinstance(base.const, str | bytes):
        return Value(
            name=CONSTANT_METHOD, items=(base, Value(const=name)), marks=base.marks, origin=base.origin
        )
    if name in _SAYS_LITTLE and base.marks:
        return NOTHING
    if is_host_of(base, name):
        # The host of an address that somebody has set is whom to ask, and no data.
        return Value(marks=base.marks & ~(ENVIRONMENT | FILE | PROCESS), origin=base.origin)
    if base.name == PARSED:
        return option(evaluator, name)
    full = f"{base.name}.{name}" if base.name and len(base.name) < _MOST_NAME else ""
    if full in evaluator.given:
        return constant(evaluator.given[full], line, folded=True)
    full = vocabulary.canonical(full) if full else ""
    marks = base.marks | sinks.VARIABLES.get(full, 0)
    form = base.form if name in {"name", "value"} else ""
    return Value(name=full, marks=marks, origin=base.origin or (line if marks else 0), form=form)


def is_host_of(base: Value, name: str) -> bool:
    """Return True if an attribute is the host of a parsed address: `urlparse(x).hostname`."""
    return base.name in _PARSED_ADDRESSES and name in _HOSTS


def _member(evaluator: Evaluator, base: Value, name: str, at: At) -> Value:
    owner = base.target
    assert isinstance(owner, Scope)
    method = method_of(owner, name)
    if method is not None:
        return Value(target=method, given=(base,) if base.instance else ())
    bounds = [*owner.attributes.get(name, ()), *owner.names.get(name, ())]
    if bounds:
        return evaluator.bounds(bounds[-20:], At(owner, calls=at.calls))
    return Value(marks=base.marks, origin=base.origin)


def item(evaluator: Evaluator, base: Value, index: Value, line: int, at: At) -> Value:  # noqa: PLR0911 - one answer for each container
    """`base[index]`."""
    if base.name == "os.environ":
        return variable(index, line)
    if base.name == "sys.argv":
        return Value(marks=ARGUMENTS, origin=line)
    if isinstance(index.const, str):
        found = _by_key(evaluator, base, index.const, at)
        if found is not None:
            return found
    marks, origin = joined(base, index)
    hidden = marks & HIDING
    if base.name in {"__builtins__", "builtins"} or (base.name.endswith(".__dict__") and hidden):
        return Value(name="computed-call", marks=marks, origin=origin or line)
    if isinstance(index.const, int) and base.items and -len(base.items) <= index.const < len(base.items):
        return base.items[index.const]
    if base.known and index.known:
        folded = folding.subscript(base.const, index.const)
        if folded is not UNKNOWN:
            return Value(const=folded, marks=marks, origin=origin, folded=True)
    return Value(marks=base.marks & ~EVERY, origin=base.origin)


def entry(evaluator: Evaluator, base: ast.expr, key: object, at: At) -> Value | None:
    """A function that a dictionary of the source has under a key (`{"go": os.system}["go"]`); None for anything else."""
    found = lookup(base.id, at.scope) if isinstance(base, ast.Name) else None
    if found is not None:
        bound = found[1][0]
        if len(found[1]) != 1 or bound.how is not Binding.ASSIGN or bound.node is None:
            return None
        base, at = bound.node, At(bound.scope, bound.block)
    if not isinstance(base, ast.Dict):
        return None
    for named, value in list(zip(base.keys, base.values, strict=True))[:_MOST_ENTRIES]:
        if isinstance(named, ast.Constant) and named.value == key and isinstance(value, _FUNCTIONS):
            there = evaluator.value(value, at)
            return there if there.name or there.target is not None else None
    return None


def _by_key(evaluator: Evaluator, base: Value, key: str, at: At) -> Value | None:
    if base.name == "sys.modules":
        return Value(name=vocabulary.canonical(key))
    if base.name == "globals()":
        found = lookup(key, evaluator.index.module)
        if found is not None:
            return evaluator.bounds(found[1][-20:], At(evaluator.index.module, calls=at.calls))
        return Value(name=key if key in vocabulary.BUILTINS or key == "__builtins__" else "")
    if base.name in {"__builtins__", "builtins"}:
        return Value(name=key)
    if base.name.endswith(".__dict__"):
        return Value(name=vocabulary.canonical(f"{base.name.removesuffix('.__dict__')}.{key}"))
    return None
