"""What a source asks for and looks up: modules, variables of the environment, `exec` under another name."""

import ast

from pratique.analysis.engine.places import places_in
from pratique.analysis.facts import Capability
from pratique.analysis.languages.python import apis, vocabulary
from pratique.analysis.languages.python.evaluate import At
from pratique.analysis.languages.python.resolve import lookup
from pratique.analysis.languages.python.scopes import Asked, Seen
from pratique.analysis.languages.python.source import Source


def note_import(source: Source, asked: Asked) -> None:
    """Note a module that the source asks for."""
    source.facts.add_import(asked.module, asked.line, at_load=source.runs(asked.scope, asked.block))


def note_lookup(source: Source, seen: Seen, called_names: set[int]) -> None:
    """Note a read of the environment, or `exec` and its like standing somewhere else than before an argument list."""
    node, at = seen.node, At(seen.scope, seen.block)
    if isinstance(node, ast.Name) and node.id in apis.CAPABILITIES:
        if id(node) not in called_names and lookup(node.id, seen.scope) is None:
            source.use(Capability.CODE, node.id, seen)
        return
    environ: ast.expr = node
    key: ast.expr | None = None
    if isinstance(node, ast.Subscript):
        environ, key = node.value, node.slice
    elif isinstance(node, ast.Compare):
        environ, key = node.comparators[-1], node.left
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        environ, key = node.func.value, node.args[0] if node.args else None
    if source.resolver.dotted(environ, seen.scope) != "os.environ":
        return
    name = source.evaluator.value(key, at).const if key is not None else None
    if not isinstance(name, str) or not vocabulary.is_harmless_variable(name):
        source.use(Capability.ENVIRONMENT, "os.environ", seen, name)
        if isinstance(name, str):
            for place in places_in(name).secrets:
                source.use(Capability.SECRETS, place, seen, name)
