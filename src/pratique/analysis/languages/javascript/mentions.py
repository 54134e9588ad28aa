"""What a source reads without calling it: the environment, and APIs that are handed on."""

from tree_sitter import Node

from pratique.analysis.engine.places import places_in
from pratique.analysis.facts import Capability
from pratique.analysis.languages.javascript import names
from pratique.analysis.languages.javascript.apis import APIS
from pratique.analysis.languages.javascript.candidates import Candidates
from pratique.analysis.languages.javascript.members import UNNAMED
from pratique.analysis.languages.javascript.scopes import Scope
from pratique.analysis.languages.javascript.source import Source
from pratique.analysis.languages.javascript.variables import is_harmless_variable
from pratique.analysis.languages.values import Value

_ENVIRONMENT = "process.env"
_MENTIONED = frozenset((Capability.PROCESS, Capability.CODE, Capability.NETWORK, Capability.NATIVE))


def read_mentions(source: Source, candidates: Candidates, called: set[str]) -> None:
    """Note the reads of a source. `called` are the names of APIs that are called: their mentions say nothing new."""
    index, evaluator = source.index, source.evaluator
    variables = _read_members(source, candidates, called)
    kept: list[tuple[int, Scope]] = []
    for pattern, node, scope in index.unpacked:
        if _worth_unpacking(source, candidates, pattern, node):
            value = evaluator.ask(node, scope)
            if value.name:
                variables = _unpacked(source, value, pattern, scope, called, kept) or variables
    for node, scope in index.kept_environments:
        if evaluator.ask(node, scope).name == _ENVIRONMENT:
            kept.append((evaluator.line(node), scope))
    for bound, line in index.imported:
        evaluator.glance()
        value = evaluator.bound(bound)
        if value.name == _ENVIRONMENT:
            kept.append((line, bound.scope))
        elif value.name in APIS and value.name not in called:
            _note(source, value.name, line, bound.scope, called)
    # An environment that is kept in a variable is told by the variables that are read of it, when there are any.
    for line, scope in () if variables else kept:
        _variable(source, None, line, scope)


def _read_members(source: Source, candidates: Candidates, called: set[str]) -> bool:
    """Note the members that are read; tell whether a variable of the environment is among them."""
    index, evaluator = source.index, source.evaluator
    variables = False
    kept = [read for name in sorted(index.environment_names) for read in index.upper_reads.get(name, ())]
    for node, scope in (*index.reads, *kept):
        if node.type == "member_expression":
            key = evaluator.slice(node.child(node.child_count - 1))
            if key in names.READ_KEYS and not candidates.possible(key):
                continue
        value = evaluator.ask(node, scope)
        variables = _environment(source, value, node, scope) or variables
        _mention(source, value.name, node, scope, called)
    return variables


def _worth_unpacking(source: Source, candidates: Candidates, pattern: Node, node: Node) -> bool:
    return _ends_in_environment(source, node) or any(
        key == "env" or candidates.possible(key.encode("utf-8", "replace")) for key in _keys(source, pattern)
    )


def _ends_in_environment(source: Source, node: Node) -> bool:
    """Whether an expression ends in `.env`, or is a variable that keeps the environment."""
    text = source.evaluator.source[max(node.start_byte, node.end_byte - 4) : node.end_byte]
    if text == b".env":
        return True
    return node.type == "identifier" and source.evaluator.slice(node) in source.index.environment_names


def _environment(source: Source, value: Value, node: Node, scope: Scope) -> bool:
    """Note a read of the environment; tell whether it is one of a variable that is named."""
    name = value.name
    if name == _ENVIRONMENT:
        _variable(source, None, source.evaluator.line(node), scope)
    elif name.startswith(f"{_ENVIRONMENT}."):
        variable = name.removeprefix(f"{_ENVIRONMENT}.")
        _variable(source, None if variable == UNNAMED else variable, source.evaluator.line(node), scope)
        return variable != UNNAMED
    return False


def _variable(source: Source, variable: str | None, line: int, scope: Scope) -> None:
    if variable is not None and is_harmless_variable(variable):
        return
    at_load, where = source.load.runs(scope), source.scope_at(scope)
    source.facts.add_use(
        Capability.ENVIRONMENT, _ENVIRONMENT, line, at_load=at_load, argument=variable, scope=where
    )
    for place in places_in(variable or "").secrets:
        source.facts.add_use(Capability.SECRETS, place, line, at_load=at_load, argument=variable, scope=where)


def _mention(source: Source, name: str, node: Node, scope: Scope, called: set[str]) -> None:
    if "." in name and name in APIS and name not in called:
        _note(source, name, source.evaluator.line(node), scope, called)


def _note(source: Source, name: str, line: int, scope: Scope, called: set[str]) -> None:
    capability = APIS[name].capability
    if capability in _MENTIONED:
        called.add(name)
        source.facts.add_use(
            capability, name, line, at_load=source.load.runs(scope), scope=source.scope_at(scope)
        )


def _unpacked(
    source: Source, value: Value, pattern: Node, scope: Scope, called: set[str], kept: list[tuple[int, Scope]]
) -> bool:
    """Note what `const {a, b} = value` takes."""
    variables = False
    if value.name == _ENVIRONMENT and any(
        child.type == "rest_pattern" for child in pattern.named_children[:200]
    ):
        _variable(source, None, source.evaluator.line(pattern), scope)
    for key in _keys(source, pattern):
        if value.name == _ENVIRONMENT:
            variables = True
            _variable(source, key, source.evaluator.line(pattern), scope)
        else:
            _mention(source, names.member_name(value.name, key), pattern, scope, called)
            if names.member_name(value.name, key) == _ENVIRONMENT:
                kept.append((source.evaluator.line(pattern), scope))
    return variables


def _keys(source: Source, pattern: Node) -> list[str]:
    found: list[str] = []
    if pattern.type != "object_pattern":
        return found
    for child in pattern.named_children[:200]:
        node: Node | None = child
        if child.type in {"pair_pattern", "object_assignment_pattern"}:
            node = child.child(0)
        if node is not None and node.type in {"shorthand_property_identifier_pattern", "property_identifier"}:
            found.append(source.evaluator.slice(node).decode("utf-8", "replace"))
    return found
