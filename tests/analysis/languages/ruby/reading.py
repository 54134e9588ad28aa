"""Short ways to ask for the facts of a source, and for the parts they are made from, in these tests."""

from pratique.analysis.facts import Capability, FileFacts, Taint
from pratique.analysis.languages import ruby
from pratique.analysis.languages.ruby.blocks import parameter
from pratique.analysis.languages.ruby.evaluate import At, Evaluator
from pratique.analysis.languages.ruby.expressions import KINDS
from pratique.analysis.languages.ruby.grammar import parse
from pratique.analysis.languages.ruby.load import Load
from pratique.analysis.languages.ruby.nodes import Node, Program, build
from pratique.analysis.languages.ruby.scopes import Called, Index
from pratique.analysis.languages.ruby.values import Value
from pratique.analysis.languages.ruby.walk import collect


def facts(source: str) -> FileFacts:
    """The facts of a source."""
    return ruby.extract(source.encode())


def apis(source: str, capability: Capability) -> list[str]:
    """The names used for a capability."""
    return [use.api for use in facts(source).uses if use.capability is capability]


def flows(source: str) -> list[tuple[Capability, str, set[Taint]]]:
    """Sink, name and taints of every flow."""
    return [(flow.sink, flow.api, set(flow.taints)) for flow in facts(source).flows]


def tree(source: str | bytes) -> Program:
    """A source with its tree."""
    return build(*parse(source.encode() if isinstance(source, str) else source))


def indexed(source: str) -> Index:
    """What the walk finds in a source."""
    return collect(tree(source))


def evaluated(source: str) -> tuple[Index, Evaluator, Load]:
    """An index with an evaluator that knows who calls whom, and what runs at load."""
    index = indexed(source)
    evaluator = Evaluator(index, KINDS, parameter)
    return index, evaluator, Load(index, evaluator)


def last(index: Index) -> Node:
    """The expression that ends a source."""
    return index.program.root.children[-1]


def value(source: str) -> Value:
    """The value of the expression that ends a source."""
    index, evaluator, _ = evaluated(source)
    return evaluator.value(last(index), At(index.scope, index.scope.branch))


def calls(index: Index, method: str) -> list[Called]:
    """The calls of a method by its name."""
    return [called for scope in index.scopes for called in scope.calls if called.method == method]
