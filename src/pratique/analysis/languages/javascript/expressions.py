"""What the walk does with expressions: calls, members, assignments, objects, texts."""

import re

from tree_sitter import Node

from pratique.analysis.languages.javascript.names import CALLED_KEYS, READ_KEYS
from pratique.analysis.languages.javascript.scopes import (
    Bound,
    Call,
    Function,
    Given,
    How,
    Scope,
    Set,
)
from pratique.analysis.languages.javascript.walker import FEW, MANY, Visit, Walker, children, into

_NUMBERS = re.compile(rb"(?:[\[\]0-9 \t\r\n,.+-]++|(?<=[0-9])[eE])*+\Z")
"""An array of numbers and of such arrays: no name can begin in it, hence no call, member or text."""
_EXTENDERS = frozenset((b"push", b"unshift"))
_FILLERS = frozenset((b"append", b"set"))
"""Of forms, and of the query of an address."""
_RUNNERS = frozenset((b"eval", b"Function", b"execScript"))
_ROOTS = frozenset((b"process", b"global", b"globalThis", b"window", b"self", b"module", b"require"))


def _call(walker: Walker, node: Node, scope: Scope, stack: list[Node]) -> None:
    callee = node.child(0)
    arguments = node.child(node.child_count - 1)
    kind = callee.kind_id
    if kind in walker.identifiers:
        name = walker.name(callee)
        walker.index.named_calls.setdefault(name, []).append(Call(node, scope, name))
    elif kind in walker.members:
        _member_call(walker, node, callee, scope, stack)
    else:
        _other_call(walker, node, callee, scope, stack)
    _arguments(walker, node, arguments, scope, stack)


def _new(walker: Walker, node: Node, scope: Scope, stack: list[Node]) -> None:
    callee = node.child_by_field_name("constructor")
    arguments = node.child_by_field_name("arguments")
    if callee is None:
        return
    if callee.kind_id in walker.identifiers:
        name = walker.name(callee)
        walker.index.named_calls.setdefault(name, []).append(Call(node, scope, name, new=True))
    elif callee.kind_id in walker.members:
        _member_call(walker, node, callee, scope, stack, new=True)
    else:
        walker.index.member_calls.append(Call(node, scope, b"", new=True))
        walker.push(callee, stack)
    if arguments is not None:
        _arguments(walker, node, arguments, scope, stack)


def _member_call(
    walker: Walker, node: Node, callee: Node, scope: Scope, stack: list[Node], *, new: bool = False
) -> None:
    last = callee.child(callee.child_count - 1)
    owner = callee.child(0)
    key = walker.name(last)
    index = walker.index
    (index.member_calls if key in CALLED_KEYS else index.method_calls).append(Call(node, scope, key, new))
    if key in _EXTENDERS and owner.kind_id in walker.identifiers:
        value = _first_argument(node)
        if value is not None:
            index.assigned.setdefault(walker.name(owner), []).append(Bound(How.EXTEND, scope, value))
    elif key in _FILLERS:
        _filled(walker, node, owner, scope, key)
    if owner.kind_id in walker.known.parentheses and key in {b"call", b"apply", b"bind"}:
        inner = walker.unwrapped(owner)
        if inner.kind_id in walker.functions:
            walker.function(inner, scope, given=Given(node, scope, None))
            return
    walker.push(owner, stack)


def _first_argument(node: Node) -> Node | None:
    arguments = node.child(node.child_count - 1)
    return arguments.named_child(0) if arguments.named_child_count else None


def _other_call(walker: Walker, node: Node, callee: Node, scope: Scope, stack: list[Node]) -> None:
    inner = walker.unwrapped(callee)
    if inner.kind_id in walker.functions:
        walker.function(inner, scope, given=Given(node, scope, None))
        return
    key = b""
    if inner.type == "sequence_expression":
        last = inner.child(inner.child_count - 1)
        if last.kind_id in walker.identifiers:
            key = walker.name(last)
            walker.index.named_calls.setdefault(key, []).append(Call(node, scope, key))
            walker.push(node.child(0), stack)
            return
        if last.kind_id in walker.members:
            key = walker.name(last.child(last.child_count - 1))
    telling = not key or key in CALLED_KEYS
    (walker.index.member_calls if telling else walker.index.method_calls).append(Call(node, scope, key))
    if inner.kind_id in walker.known.subscript:
        stack += inner.named_children
    else:
        walker.push(node.child(0), stack)


def _arguments(walker: Walker, call: Node, arguments: Node, scope: Scope, stack: list[Node]) -> None:
    table, functions, comments = walker.table, walker.functions, walker.comments
    if arguments.kind_id in walker.known.strings:
        stack.append(arguments)
        return
    if arguments.child_count > MANY:
        walker.later(children(arguments), scope)
        return
    count = arguments.named_child_count
    if not count:
        return
    place = 0
    for argument in map(arguments.named_child, range(count)) if count <= FEW else arguments.named_children:
        kind = argument.kind_id
        if kind in functions:
            walker.function(argument, scope, given=Given(call, scope, place))
        elif table[kind] is not None:
            stack.append(argument)
        elif walker.runs_text and kind in walker.identifiers and walker.slice(argument) in _RUNNERS:
            walker.index.handing.append(Call(call, scope, b""))
        elif kind in comments:
            continue
        place += 1


def _member(walker: Walker, node: Node, scope: Scope, stack: list[Node]) -> None:
    source, members = walker.source, walker.members
    while True:
        last = node.child(node.child_count - 1)
        owner = node.child(0)
        key = source[last.start_byte : last.end_byte]
        kind = owner.kind_id
        if kind not in members:
            break
        if key in READ_KEYS:
            walker.index.reads.append((node, scope))
        else:
            end = owner.end_byte
            if source[end - 4 : end] == b".env":
                walker.index.reads.append((node, scope))
                return
            if key == b"env":
                walker.index.reads.append((node, scope))
        node = owner
    _last_member(walker, node, owner, key, scope, stack)


def _last_member(
    walker: Walker, node: Node, owner: Node, key: bytes, scope: Scope, stack: list[Node]
) -> None:
    """The member of something that is no member itself."""
    kind = owner.kind_id
    if key in READ_KEYS:
        walker.index.reads.append((node, scope))
    elif kind in walker.known.subscript and _is_root(walker, owner.child(0)):
        # `process['env'].SECRET`: the member tells all that its object does.
        walker.index.reads.append((node, scope))
        walker.push(owner.child_by_field_name("index"), stack)
        return
    elif key == b"env":
        walker.index.reads.append((node, scope))
    elif walker.environment and kind in walker.identifiers and key.isupper():
        walker.index.upper_reads.setdefault(walker.slice(owner), []).append((node, scope))
    if walker.table[kind] is not None:
        stack.append(owner)


def is_environment(walker: Walker, node: Node) -> bool:
    """Whether an expression ends in `.env`."""
    return node.kind_id in walker.members and walker.source[node.end_byte - 4 : node.end_byte] == b".env"


def _subscript(walker: Walker, node: Node, scope: Scope, stack: list[Node]) -> None:
    owner = node.child_by_field_name("object")
    index = node.child_by_field_name("index")
    if owner is None or index is None:
        return
    kind = index.type
    environment = is_environment(walker, owner) or (
        owner.kind_id in walker.known.subscript and _is_root(walker, owner.child(0))
    )
    plain = kind in {"number", "identifier"}
    if environment or (not plain and _worth_reading(walker, index, kind)) or _is_root(walker, owner):
        walker.index.reads.append((node, scope))
        walker.index.hides_globals = walker.index.hides_globals or kind not in {"string", "number"}
    if not environment:
        walker.push(owner, stack)
    walker.push(index, stack)


def _worth_reading(walker: Walker, index: Node, kind: str) -> bool:
    """Whether a name in brackets may be that of an API: a text that is one, or one that is put together."""
    if kind == "string":
        raw = walker.slice(index)
        return b"\\" in raw or raw[1:-1] in READ_KEYS or raw[1:-1] == b"env"
    return kind in {"template_string", "call_expression"} or (
        kind == "binary_expression" and b'"' in walker.slice(index)[:200]
    )


def _is_root(walker: Walker, owner: Node) -> bool:
    return owner.end_byte - owner.start_byte < 11 and walker.slice(owner) in _ROOTS


def _assignment(walker: Walker, node: Node, scope: Scope, stack: list[Node]) -> None:
    left, right = node.child(0), node.child(node.child_count - 1)
    bound = Bound(How.ASSIGN, scope, node.child(node.child_count - 1))
    if left.kind_id in walker.identifiers:
        walker.index.assigned.setdefault(walker.name(left), []).append(bound)
    elif left.kind_id in walker.members:
        _assigned_member(walker, left, right, bound, stack)
    elif left.kind_id in walker.known.subscript:
        _assigned_element(walker, left, bound, stack)
    else:
        for name, path in walker.bindings(walker.unwrapped(left), scope):
            taken = Bound(How.ASSIGN, scope, bound.node, path)
            walker.index.assigned.setdefault(name, []).append(taken)
        walker.index.unpacked.append((left, right, scope))
    function = value(walker, right, scope, stack)
    if function is not None and left.kind_id in walker.identifiers:
        function.aliases.append((scope, walker.name(left)))
    elif function is not None and left.kind_id in walker.members:
        function.key = walker.name(left.child(left.child_count - 1))


def _assigned_member(walker: Walker, left: Node, right: Node, bound: Bound, stack: list[Node]) -> None:
    last, owner = left.child(left.child_count - 1), left.child(0)
    key = walker.name(last)
    walker.index.properties.setdefault(key, []).append(Set(owner, bound))
    if right.kind_id in walker.functions:
        walker.index.methods.add(key)
    if not is_environment(walker, owner):
        walker.push(left.child(0), stack)


def _assigned_element(walker: Walker, left: Node, bound: Bound, stack: list[Node]) -> None:
    owner, index = left.child_by_field_name("object"), left.child_by_field_name("index")
    if owner is None or index is None:
        return
    key = walker.key(index) if index.type == "string" else None
    if key is not None:
        walker.index.properties.setdefault(key, []).append(Set(owner, bound))
    else:
        if (
            index.type in {"call_expression", "identifier"}
            and bound.node is not None
            and bound.node.kind_id in walker.functions
        ):
            walker.index.computed.append((owner, index, bound))
        if owner.kind_id in walker.identifiers:
            element = Bound(How.EXTEND, bound.scope, bound.node)
            walker.index.assigned.setdefault(walker.name(owner), []).append(element)
    walker.push(left.child_by_field_name("object"), stack)
    walker.push(left.child_by_field_name("index"), stack)


def _filled(walker: Walker, node: Node, owner: Node, scope: Scope, key: bytes) -> None:
    """`form.append(name, value)`, `address.searchParams.set(name, value)`: what is named holds the value from then on."""
    arguments = node.child(node.child_count - 1)
    if owner.kind_id in walker.members and walker.name(owner.child(owner.child_count - 1)) == b"searchParams":
        owner = owner.child(0)
    elif key != b"append":
        return
    if owner.kind_id in walker.identifiers and arguments.named_child_count > 1:
        bound = Bound(How.FILLED, scope, arguments.named_child(1))
        walker.index.assigned.setdefault(walker.name(owner), []).append(bound)


def _augmented(walker: Walker, node: Node, scope: Scope, stack: list[Node]) -> None:
    left, right = node.child(0), node.child(node.child_count - 1)
    bound = Bound(How.EXTEND, scope, node)
    if left.kind_id in walker.identifiers:
        walker.index.assigned.setdefault(walker.name(left), []).append(bound)
    elif left.kind_id in walker.members:
        _assigned_member(walker, left, right, bound, stack)
    elif left.kind_id in walker.known.subscript:
        _assigned_element(walker, left, bound, stack)
    value(walker, right, scope, stack)


def _update(walker: Walker, node: Node, scope: Scope, stack: list[Node]) -> None:
    """`name++`: the name holds no constant."""
    for number in range(node.child_count):
        child = node.child(number)
        if child.kind_id in walker.identifiers:
            walker.index.assigned.setdefault(walker.name(child), []).append(Bound(How.EXTEND, scope, node))
        elif child.is_named:
            walker.push(child, stack)


def value(walker: Walker, node: Node, scope: Scope, stack: list[Node]) -> Function | None:
    """Walk the value of a variable or property; give the function that it is."""
    kind = node.kind_id
    if kind in walker.functions:
        return walker.function(node, scope)
    if walker.table[kind] is not None:
        stack.append(node)
    return None


def _pair(walker: Walker, node: Node, scope: Scope, stack: list[Node]) -> None:
    key, held = node.child(0), node.child(node.child_count - 1)
    kind = held.kind_id
    if kind in walker.functions:
        name = walker.key(key) or b""
        walker.index.methods.add(name)
        walker.function(held, scope).key = name
    elif walker.table[kind] is not None:
        stack.append(held)
    if key.kind_id in walker.known.computed:
        stack.append(key)


def _method(walker: Walker, node: Node, scope: Scope, stack: list[Node]) -> None:
    function = walker.function(node, scope)
    key = node.child_by_field_name("name")
    if key is not None:
        function.key = walker.key(key) or b""
        walker.index.methods.add(function.key)
        if key.type == "computed_property_name":
            stack.append(key)


def _function(walker: Walker, node: Node, scope: Scope, _stack: list[Node]) -> None:
    walker.function(node, scope)


def _string(walker: Walker, node: Node, scope: Scope, _stack: list[Node]) -> None:
    walker.text(node, scope)


def _template(walker: Walker, node: Node, scope: Scope, stack: list[Node]) -> None:
    if node.child_count > MANY:
        walker.later(children(node), scope)
        return
    inside = node.named_children
    stack.extend(part for part in inside if part.type == "template_substitution")
    for part in inside:
        if part.type == "escape_sequence":
            # Texts with escapes are looked at as a whole, the holes in them included.
            walker.text(node, scope)
            return
        if part.type == "string_fragment":
            walker.text(part, scope)


def _array(walker: Walker, node: Node, scope: Scope, stack: list[Node]) -> None:
    """An array. One of numbers alone is passed over, unless some of it does not parse: tables of thousands are common."""
    start, end = node.start_byte, node.end_byte
    if not node.has_error and walker.spare_bytes >= end - start:
        if _NUMBERS.match(walker.source, start, end):
            return
        walker.spare_bytes -= end - start
    into(walker, node, scope, stack)


HANDLERS: dict[str, Visit] = {
    "array": _array,
    "call_expression": _call,
    "new_expression": _new,
    "member_expression": _member,
    "subscript_expression": _subscript,
    "assignment_expression": _assignment,
    "augmented_assignment_expression": _augmented,
    "update_expression": _update,
    "pair": _pair,
    "method_definition": _method,
    "function_expression": _function,
    "arrow_function": _function,
    "generator_function": _function,
    "string": _string,
    "template_string": _template,
}
