"""Names and what they are bound to, as the walk meets them."""

import ast
from collections.abc import Callable, Iterable

from pratique.analysis.languages.python.scopes import Binding, Block, Bound, Index, Scope, Seen, class_of

KEY_NAMES = frozenset(
    (
        *("from_key", "from_mnemonic", "from_seed", "from_secret_key", "from_private_key", "from_bytes"),
        *("from_base58_string", "from_seed_phrase", "from_seed_and_derivation_path", "from_json"),
        *("create", "create_with_mnemonic", "generate", "sign", "sign_message", "sign_transaction"),
        *("sign_msg", "sign_digest", "sign_hash", "to_seed", "unsafe_sign_hash"),
    )
)
"""Names of functions by which libraries make and use keys."""

_GROWS = frozenset(
    (
        *("append", "extend", "insert", "appendleft", "add"),
        *("attach", "set_payload", "set_content", "add_attachment", "add_field"),
    )
)
"""Methods that put their last argument into what they are called on."""
PACKING = frozenset(("write", "writestr", "add"))
"""Methods that put a file or data into an archive."""
Look = Callable[[ast.expr, Scope, Block], None]
"""Looks at an expression; the walk hands it in."""


class Binder:
    """Puts bindings into the scopes of an index."""

    def __init__(self, index: Index, look: Look) -> None:
        self._index = index
        self._look = look

    def scope(self, node: ast.AST, parent: Scope, name: str) -> Scope:
        """A new scope inside another."""
        scope = Scope(node, parent, name)
        self._index.scopes.append(scope)
        return scope

    def parameters(self, arguments: ast.arguments, inner: Scope, scope: Scope, block: Block) -> None:
        """Bind the parameters of a function; their defaults stand in the scope around it."""
        plain = [*arguments.posonlyargs, *arguments.args]
        inner.parameters = tuple(argument.arg for argument in plain)
        rest = [argument for argument in (arguments.vararg, arguments.kwarg) if argument is not None]
        own, names = Block(), inner.names
        for argument in (*plain, *arguments.kwonlyargs, *rest):
            bound = Bound(Binding.PARAMETER, inner, own, getattr(argument, "lineno", 0))
            names.setdefault(argument.arg, []).append(bound)
        if arguments.defaults:
            last = inner.parameters[-len(arguments.defaults) :]
            inner.defaults.update(zip(last, arguments.defaults, strict=False))
        for argument, default in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=False):
            if default is not None:
                inner.defaults[argument.arg] = default
        for default in inner.defaults.values():
            self._look(default, scope, block)

    def bind(self, name: str, bound: Bound) -> None:
        """Note one more place where a name gets a value."""
        scope = bound.scope
        if name in scope.elsewhere:
            scope = self._index.module
        known = scope.names.get(name)
        if known is None:
            scope.names[name] = [bound]
        else:
            known.append(bound)

    def packed(self, archive: str, node: ast.Call, scope: Scope, block: Block) -> None:
        """Note what a call puts into an archive that is made in memory: it becomes a part of the buffer below."""
        bounds = scope.names.get(archive)
        made = bounds[-1].node if bounds else None
        if bounds and bounds[-1].how is Binding.GROW:  # `add` has been noted as growth of the archive
            made = bounds[0].node
        buffer = _buffer(made) if isinstance(made, ast.Call) else None
        if buffer is None:
            return
        assert isinstance(node.func, ast.Attribute)
        data = node.args[0]
        if node.func.attr == "writestr":
            data = node.args[-1]
        else:
            data = ast.copy_location(ast.Call(ast.copy_location(ast.Name("open"), node), [data], []), node)
        self.bind(buffer, Bound(Binding.GROW, scope, block, node.lineno, data))

    def assign(self, target: ast.expr, how: Binding, value: ast.expr, scope: Scope, block: Block) -> None:
        """Bind what a target names to a value."""
        line = target.lineno
        if isinstance(target, ast.Name):
            self.bind(target.id, Bound(how, scope, block, line, value))
        elif isinstance(target, ast.Attribute):
            self._attribute(target, Bound(how, scope, block, line, value))
        elif isinstance(target, ast.Tuple | ast.List):
            self._unpack(target.elts, how, value, scope, block)
        elif isinstance(target, ast.Starred):
            self.assign(target.value, Binding.OTHER, value, scope, block)
        elif isinstance(target, ast.Subscript):
            self._look(target.slice, scope, block)
            if isinstance(target.value, ast.Name):
                if how is Binding.ASSIGN:
                    self.bind(target.value.id, Bound(Binding.GROW, scope, block, line, value))
            elif not (isinstance(target.value, ast.Attribute) and target.value.attr == "environ"):
                self._look(target.value, scope, block)

    def _attribute(self, target: ast.Attribute, bound: Bound) -> None:
        owner = class_of(bound.scope)
        plain = isinstance(target.value, ast.Name) and target.value.id in {"self", "cls"}
        if owner is not None and plain:
            owner.attributes.setdefault(target.attr, []).append(bound)
            return
        self._look(target.value, bound.scope, bound.block)
        if target.attr in KEY_NAMES or isinstance(bound.node, ast.Name):
            self._index.replaced.append((Seen(target, bound.scope, bound.block), bound.node))
        if isinstance(bound.node, ast.Name):
            self._index.patched.append((target.attr, bound.node, bound.scope))

    def _unpack(
        self, targets: Iterable[ast.expr], how: Binding, value: ast.expr, scope: Scope, block: Block
    ) -> None:
        for place, target in enumerate(targets):
            if how is Binding.ASSIGN and isinstance(target, ast.Name):
                bound = Bound(Binding.UNPACK, scope, block, target.lineno, value, place=place)
                self.bind(target.id, bound)
            elif how is Binding.ASSIGN and not isinstance(target, ast.Tuple | ast.List):
                self.assign(target, Binding.OTHER, value, scope, block)
            elif isinstance(target, ast.Name):
                self.bind(target.id, Bound(Binding.OTHER, scope, block, target.lineno, value))
            else:
                pending = [target]
                while pending:
                    part = pending.pop()
                    if isinstance(part, ast.Tuple | ast.List):
                        pending.extend(part.elts)
                    elif isinstance(part, ast.Name):
                        self.bind(part.id, Bound(Binding.OTHER, scope, block, part.lineno, value))


def grows(method: str, name: str, scope: Scope) -> bool:
    """Whether a method puts what it is given into what a name holds; `update` does so to a dictionary, and not to a digest."""
    if method != "update":
        return method in _GROWS
    bounds = scope.names.get(name)
    made = bounds[0].node if bounds else None
    return isinstance(made, ast.Dict) or (
        isinstance(made, ast.Call) and isinstance(made.func, ast.Name) and made.func.id == "dict"
    )


def _buffer(made: ast.Call) -> str | None:
    """The name of the buffer that an archive is made in: `ZipFile(buffer, "w")`, `tarfile.open(fileobj=buffer)`."""
    func = made.func
    last = func.attr if isinstance(func, ast.Attribute) else func.id if isinstance(func, ast.Name) else ""
    given: ast.expr | None = None
    if last == "ZipFile" and made.args:
        given = made.args[0]
    elif last in {"open", "TarFile"}:
        given = next((word.value for word in made.keywords if word.arg == "fileobj"), None)
    return given.id if isinstance(given, ast.Name) else None
