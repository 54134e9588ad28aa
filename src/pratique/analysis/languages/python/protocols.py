"""Functions of a file that Python itself calls: when a class is made, when an object is called, when a module is asked for."""

import ast
from collections.abc import Iterator

from pratique.analysis.languages.python.evaluate import At, Evaluator
from pratique.analysis.languages.python.resolve import Resolver, lookup, method_of
from pratique.analysis.languages.python.scopes import Binding, Called, Scope

_MAKING = ("__prepare__", "__new__", "__init__")
"""What a metaclass does for a class that is made."""
FINDING = (
    *("find_spec", "find_module", "load_module", "exec_module", "create_module", "get_code", "get_source"),
    *("find_distributions", "__call__"),
)
"""What an import asks of a finder or loader."""
_FINDERS = frozenset(("sys.meta_path", "sys.path_hooks"))
_PUTTING = frozenset(("append", "insert", "extend"))


def of_class(scope: Scope) -> Iterator[Scope]:
    """What runs when a class of the file is made: its metaclass, `__init_subclass__` of its bases, `__set_name__` of its members."""
    if not isinstance(scope.node, ast.ClassDef) or scope.parent is None:
        return
    for word in scope.node.keywords:
        if word.arg == "metaclass":
            yield from _methods(word.value, scope.parent, _MAKING)
    for base in scope.node.bases:
        yield from _methods(base, scope.parent, ("__init_subclass__",))
    for called in scope.calls:
        yield from _methods(called.node.func, called.scope, ("__set_name__",))


def called_of(evaluator: Evaluator, called: Called) -> Iterator[Scope]:
    """The functions of the file that a call may run whose function is no plain name of one: `T["a"]()`, `made()`, `Made()()`."""
    func, at = called.node.func, At(called.scope, called.block)
    value = evaluator.value(func, at)
    if isinstance(value.target, Scope):
        method = method_of(value.target, "__call__") if value.instance else None
        yield method or value.target
    elif isinstance(func, ast.Subscript):
        base = evaluator.value(func.value, at)
        yield from (one.target for one in base.items if isinstance(one.target, Scope))


def importing(resolver: Resolver, evaluator: Evaluator, called: Called) -> Iterator[Scope]:
    """What imports will run of the finders and loaders that a call puts in (`sys.meta_path.insert(0, Finder())`)."""
    func = called.node.func
    if not isinstance(func, ast.Attribute) or func.attr not in _PUTTING:
        return
    if resolver.dotted(func.value, called.scope) not in _FINDERS:
        return
    for part in called.node.args:
        target = evaluator.value(part, At(called.scope, called.block)).target
        if not isinstance(target, Scope):
            continue
        if not target.is_class:
            yield target
        for name in FINDING:
            method = method_of(target, name)
            if method is not None:
                yield method


def _methods(node: ast.expr, scope: Scope, names: tuple[str, ...]) -> Iterator[Scope]:
    """The methods of a class of the file that an expression names."""
    found = lookup(node.id, scope) if isinstance(node, ast.Name) else None
    for bound in found[1] if found else ():
        if bound.how is Binding.LOCAL and bound.target is not None and bound.target.is_class:
            yield from (method for name in names if (method := method_of(bound.target, name)) is not None)
