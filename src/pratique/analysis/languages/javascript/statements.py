"""What the walk does with statements: declarations, blocks, loops, classes, imports."""

from collections.abc import Iterable, Iterator
from itertools import islice

from tree_sitter import Node

from pratique.analysis.languages.javascript.escapes import unescape
from pratique.analysis.languages.javascript.expressions import is_environment, value
from pratique.analysis.languages.javascript.scopes import Asked, Bound, Class, Exported, Function, How, Scope
from pratique.analysis.languages.javascript.walker import FEW, MANY, Visit, Walker, children

_MOST_CAUGHT = 5_000
"""Bytes of a `catch` in which the answer of a request is looked for."""
_MOST_EXPORTED = 2_000
_DECLARING = frozenset(("const", "let", "var", "using"))


def _variables(walker: Walker, node: Node, scope: Scope, stack: list[Node]) -> None:
    _declaration(walker, node, scope, scope.function.scope, stack)


def _lexical(walker: Walker, node: Node, scope: Scope, stack: list[Node]) -> None:
    _declaration(walker, node, scope, scope, stack)


def _declaration(walker: Walker, node: Node, scope: Scope, into: Scope, stack: list[Node]) -> None:
    count = node.named_child_count
    if count <= FEW:
        declarators: Iterable[Node] = map(node.named_child, range(count))
    else:
        declarators = children(node) if node.child_count > MANY else node.named_children
    for declarator in declarators:
        if declarator.kind_id in walker.known.declarators:
            _declarator(walker, declarator, scope, into, stack)


def _declarator(walker: Walker, node: Node, scope: Scope, into: Scope, stack: list[Node]) -> None:
    pattern = node.child(0)
    last = node.child_count - 1
    held = node.child(last) if last > 1 else None
    if held is not None and held.kind_id in walker.known.types:
        held = None
    if pattern.kind_id not in walker.identifiers:
        _taken_apart(walker, node, held, scope, into, stack)
        return
    name = walker.name(pattern)
    bounds = into.names.setdefault(name, [])
    if held is None:
        return
    bounds.append(Bound(How.ASSIGN, scope, node.child(last)))
    if walker.environment and is_environment(walker, held):
        walker.index.kept_environments.append((held, scope))
        walker.index.environment_names.add(name)
        return
    function = value(walker, held, scope, stack)
    if function is not None:
        function.aliases.append((into, name))


def _taken_apart(
    walker: Walker, node: Node, held: Node | None, scope: Scope, into: Scope, stack: list[Node]
) -> None:
    """`const {a, b} = value`."""
    pattern = node.child(0)
    kept = node.child_by_field_name("value")
    for name, path in walker.bindings(pattern, scope):
        into.names.setdefault(name, []).append(Bound(How.ASSIGN, scope, kept, path))
        if path[-1:] == (b"env",):
            walker.index.environment_names.add(name)
    if held is not None and kept is not None:
        walker.index.unpacked.append((pattern, kept, scope))
        if not is_environment(walker, held):
            value(walker, held, scope, stack)


def _function(walker: Walker, node: Node, scope: Scope, _stack: list[Node]) -> None:
    function = walker.function(node, scope)
    name = node.child_by_field_name("name")
    if name is not None:
        bound = Bound(How.LOCAL, scope, target=function)
        function.aliases.append((scope, walker.name(name)))
        scope.names.setdefault(walker.name(name), []).append(bound)


def _return(walker: Walker, node: Node, scope: Scope, stack: list[Node]) -> None:
    for place in range(1, node.child_count):
        kept = node.child(place)
        if kept.kind_id in walker.comments:
            continue
        if kept.is_named:
            scope.function.returns.append((kept, scope))
            value(walker, node.child(place), scope, stack)
        return


def _block(walker: Walker, node: Node, scope: Scope, stack: list[Node]) -> None:
    if node.child_count > MANY:
        walker.later(children(node), walker.block(scope))
        return
    inside = node.named_children
    lexical = walker.known.lexical
    for child in inside:
        if child.kind_id in lexical:
            walker.later(inside, walker.block(scope))
            return
    stack += inside


def _yield(walker: Walker, node: Node, scope: Scope, stack: list[Node]) -> None:
    """What a generator gives one after the other; one that is handed on is what compilers make of an `async` function."""
    if not node.named_child_count:
        return
    kept = node.named_child(0)
    if scope.function.given is None:
        scope.function.returns.append((kept, scope))
    walker.push(kept, stack)


def _for(walker: Walker, node: Node, scope: Scope, stack: list[Node]) -> None:
    first = node.child_by_field_name("initializer")
    if first is not None and first.kind_id in walker.known.lexical:
        walker.later(node.named_children, walker.block(scope))
    else:
        stack += node.named_children


def _for_in(walker: Walker, node: Node, scope: Scope, stack: list[Node]) -> None:
    left, right, body = (node.child_by_field_name(field) for field in ("left", "right", "body"))
    if left is None or right is None:
        return
    kept = node.child_by_field_name("right")
    declares = next((child.type for child in node.children if child.type in _DECLARING), None)
    inner = scope if declares in {None, "var"} else walker.block(scope)
    by_value = any(child.type == "of" for child in node.children)
    for name, path in walker.bindings(left, scope):
        bound = Bound(How.ELEMENT if by_value else How.OTHER, scope, kept, path)
        if declares is None:
            walker.index.assigned.setdefault(name, []).append(bound)
        else:
            names = scope.function.scope.names if declares == "var" else inner.names
            names.setdefault(name, []).append(bound)
    walker.push(right, stack)
    if body is not None:
        walker.later([body], inner)


def _catch(walker: Walker, node: Node, scope: Scope, stack: list[Node]) -> None:
    parameter, body = node.child_by_field_name("parameter"), node.child_by_field_name("body")
    if body is None:
        return
    if parameter is None:
        stack.append(body)
        return
    inner = walker.block(scope)
    start, end = body.start_byte, body.end_byte
    answers = end - start < _MOST_CAUGHT and walker.source.find(b".response", start, end) >= 0
    for name, _ in walker.bindings(parameter, scope):
        bound = Bound(How.CAUGHT, scope, node) if answers else Bound(How.OTHER, inner)
        inner.names[name] = [bound]
    walker.later([body], inner)


def _class(walker: Walker, node: Node, scope: Scope, stack: list[Node]) -> None:
    made = Class(Function(node, scope))
    walker.index.classes[node.id] = made
    name = node.child_by_field_name("name")
    if name is not None:
        made.constructor.aliases.append((scope, walker.name(name)))
        scope.names.setdefault(walker.name(name), []).append(Bound(How.LOCAL, scope, target=made))
    for child in node.named_children:
        if child.type == "class_heritage":
            made.base = Bound(How.ASSIGN, scope, _extended(child))
            walker.push(child, stack)
        elif child.type == "class_body":
            _class_body(walker, child, scope, made, stack)
        elif child.type == "decorator":
            stack.append(child)
    scope.function.inner.append(made.constructor)


def _extended(heritage: Node) -> Node | None:
    """What a class extends."""
    first = heritage.named_child(0) if heritage.named_child_count else None
    if first is not None and first.type == "extends_clause":  # as TypeScript has it
        first = first.child_by_field_name("value")
    return first


def _class_body(walker: Walker, node: Node, scope: Scope, made: Class, stack: list[Node]) -> None:
    for child in children(node):
        kind = child.type
        if kind == "method_definition":
            _class_method(walker, child, scope, made, stack)
        elif kind in {"field_definition", "public_field_definition"}:
            _field(walker, child, scope, made, stack)
        elif kind in {"class_static_block", "decorator"}:
            walker.push(child, stack)


def _class_method(walker: Walker, node: Node, scope: Scope, made: Class, stack: list[Node]) -> None:
    method = walker.function(node, scope, owner=made)
    key = node.child_by_field_name("name")
    if key is None:
        return
    if key.type == "computed_property_name":
        stack.append(key)
    name = walker.key(key)
    if name == b"constructor":
        made.constructor.inner.append(method)
        made.body = method
    elif name is not None:
        method.key = name
        made.methods[name] = method
        walker.index.methods.add(name)


def _field(walker: Walker, node: Node, scope: Scope, made: Class, stack: list[Node]) -> None:
    """A field; what an instance starts with runs when one is made."""
    key = node.child_by_field_name("property") or node.child_by_field_name("name")
    held = node.child_by_field_name("value")
    if held is None or key is None:
        return
    static = any(child.type == "static" for child in node.children)
    place = scope if static else made.constructor.scope
    name = walker.key(key)
    if held.kind_id in walker.functions:
        method = walker.function(held, place, owner=made)
        if name is not None:
            method.key = name
            made.methods[name] = method
            walker.index.methods.add(name)
        return
    if name is not None:
        made.fields[name] = Bound(How.ASSIGN, place, node.child_by_field_name("value"))
    if static:
        walker.push(held, stack)
    else:
        walker.later([held], place)


def _import(walker: Walker, node: Node, scope: Scope, _stack: list[Node]) -> None:
    module = asked_by(walker.source, node)
    if module is None:
        return
    clauses = [
        child for child in node.named_children if child.type in {"import_clause", "import_require_clause"}
    ]
    walker.index.imports.append(Asked(module, node.start_point[0] + 1))
    for clause in clauses:
        for name, path in _imported(walker, clause):
            bound = Bound(How.IMPORT, scope, path=path, module=module)
            if path == (b"env",):
                walker.index.environment_names.add(name)
            walker.index.imported.append((bound, node.start_point[0] + 1))
            scope.names.setdefault(name, []).append(bound)


def _imported(walker: Walker, clause: Node) -> list[tuple[bytes, tuple[bytes | int, ...]]]:
    found: list[tuple[bytes, tuple[bytes | int, ...]]] = []
    for child in clause.named_children:
        if child.type == "identifier":
            found.append((walker.name(child), (b"default",) if clause.type == "import_clause" else ()))
        elif child.type == "namespace_import":
            found.extend((walker.name(inner), ()) for inner in child.named_children[-1:])
        elif child.type == "named_imports":
            for specifier in children(child):
                name, alias = (specifier.child_by_field_name(field) for field in ("name", "alias"))
                if name is not None:
                    found.append((walker.name(alias or name), (walker.key(name) or b"",)))
    return found


def _export(walker: Walker, node: Node, scope: Scope, stack: list[Node]) -> None:
    if node.child_by_field_name("source") is None:
        walker.index.exported.extend(islice(_exported(walker, node, scope), _MOST_EXPORTED))
        stack += node.named_children
        return
    module = asked_by(walker.source, node)
    if module is not None:
        walker.index.imports.append(Asked(module, node.start_point[0] + 1))
        walker.index.exported.extend(
            Exported(name, scope, module=module, path=path) for name, path in _handed_on(walker, node)
        )


def _exported(walker: Walker, node: Node, scope: Scope) -> Iterator[Exported]:
    """What an export statement gives names to: a declaration, a list of names, the value of the whole module."""
    for child in node.named_children:
        kind = child.type
        if kind == "export_clause":
            for name, alias in _specified(walker, child):
                yield Exported(alias, scope, local=name)
        elif kind in {"lexical_declaration", "variable_declaration"}:
            for declarator in child.named_children:
                if declarator.type == "variable_declarator":
                    for name, _ in walker.bindings(declarator.child(0), scope):
                        yield Exported(name, scope, local=name)
        elif kind not in {"comment", "decorator"}:
            named = child.child_by_field_name("name") if kind.endswith("_declaration") else None
            local = walker.name(named) if named is not None else b""
            whole = any(part.type in {"default", "="} for part in node.children)
            if whole or local:
                kept = None if local else child.walk().node
                yield Exported(b"default" if whole else local, scope, local=local, node=kept)


def _handed_on(walker: Walker, node: Node) -> Iterator[tuple[bytes, tuple[bytes, ...]]]:
    """The names under which `export ... from` hands on what a module has, each with its name there."""
    for child in node.named_children:
        if child.type == "export_clause":
            yield from ((alias, (name,)) for name, alias in islice(_specified(walker, child), _MOST_EXPORTED))
            return
        if child.type == "namespace_export":
            yield from ((walker.name(inner), ()) for inner in child.named_children[-1:])
            return
    yield b"", ()


def _specified(walker: Walker, clause: Node) -> Iterator[tuple[bytes, bytes]]:
    """The names in braces, each with the one that it is known by."""
    for specifier in children(clause):
        name, alias = (specifier.child_by_field_name(field) for field in ("name", "alias"))
        if name is not None:
            # `default` is a word of the language there.
            known, other = (
                (walker.key(node) or walker.slice(node)) if node is not None else b""
                for node in (name, alias)
            )
            yield known, other or known


def asked_by(source: bytes, node: Node) -> str | None:
    """The module that an import or export statement asks for; None when it asks for none, or only for types."""
    named = node.child_by_field_name("source")
    if named is None:
        clauses = [child for child in node.named_children if child.type == "import_require_clause"]
        named = clauses[0].child_by_field_name("source") if clauses else None
    if named is None or any(child.type in {"type", "typeof"} for child in node.children):
        return None
    return unescape(source[named.start_byte + 1 : named.end_byte - 1])


HANDLERS: dict[str, Visit] = {
    "variable_declaration": _variables,
    "lexical_declaration": _lexical,
    "using_declaration": _lexical,
    "function_declaration": _function,
    "generator_function_declaration": _function,
    "return_statement": _return,
    "yield_expression": _yield,
    "statement_block": _block,
    "for_statement": _for,
    "for_in_statement": _for_in,
    "catch_clause": _catch,
    "class": _class,
    "class_declaration": _class,
    "abstract_class_declaration": _class,
    "import_statement": _import,
    "export_statement": _export,
}
