"""Short ways to ask for the facts of a source, and for the parts they are made from, in these tests."""

import ast

from pratique.analysis.facts import Capability, FileFacts, Taint
from pratique.analysis.languages import python
from pratique.analysis.languages.python.evaluate import At, Evaluator
from pratique.analysis.languages.python.expressions import KINDS
from pratique.analysis.languages.python.resolve import Resolver
from pratique.analysis.languages.python.scopes import Index
from pratique.analysis.languages.python.walk import collect
from pratique.analysis.languages.values import Value


def facts(source: str) -> FileFacts:
    """The facts of a source."""
    return python.extract(source.encode())


def apis(source: str, capability: Capability) -> list[str]:
    """The names used for a capability."""
    return [use.api for use in facts(source).uses if use.capability is capability]


def flows(source: str) -> list[tuple[Capability, str, set[Taint]]]:
    """Sink, name and taints of every flow."""
    return [(flow.sink, flow.api, set(flow.taints)) for flow in facts(source).flows]


def evaluated(source: str) -> tuple[ast.Module, Index, Evaluator]:
    """A tree, its index and an evaluator over it."""
    tree = ast.parse(source)
    index = collect(tree)
    return tree, index, Evaluator(index, Resolver(index), KINDS)


def value(source: str) -> Value:
    """The value of the expression that ends a source."""
    tree, index, evaluator = evaluated(source)
    last = tree.body[-1]
    assert isinstance(last, ast.Expr)
    return evaluator.value(last.value, At(index.module, index.block))
