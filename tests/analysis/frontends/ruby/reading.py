"""Short ways to ask for the facts of a source, and for the parts they are made from, in these tests."""

from pratique.analysis.engine.blocks import parameter
from pratique.analysis.engine.evaluate import At, Evaluator
from pratique.analysis.engine.expressions import KINDS
from pratique.analysis.engine.ir import Call, Node, Unit
from pratique.analysis.engine.load import Load
from pratique.analysis.engine.values import Value
from pratique.analysis.facts import Capability, FileFacts, Taint
from pratique.analysis.frontends import ruby
from pratique.analysis.frontends.ruby.grammar import parse
from pratique.analysis.frontends.ruby.lower import lower
from pratique.analysis.frontends.ruby.model import MODEL
from pratique.analysis.frontends.ruby.nodes import Program, build


def facts(source: str) -> FileFacts:
    """Return the facts of a source."""
    return ruby.extract(source.encode())


def apis(source: str, capability: Capability) -> list[str]:
    """Return the names used for a capability."""
    return [use.api for use in facts(source).uses if use.capability is capability]


def flows(source: str) -> list[tuple[Capability, str, set[Taint]]]:
    """Return sink, name and taints of every flow."""
    return [(flow.sink, flow.api, set(flow.taints)) for flow in facts(source).flows]


def tree(source: str | bytes) -> Program:
    """Return a source with its tree."""
    return build(*parse(source.encode() if isinstance(source, str) else source))


def lowered(source: str) -> Unit:
    """Return the representation of a source."""
    return lower(tree(source))


def evaluated(source: str) -> tuple[Unit, Evaluator, Load]:
    """Return a source with an evaluator that knows who calls whom, and what runs at load."""
    unit = lowered(source)
    evaluator = Evaluator(unit, MODEL, KINDS, parameter)
    return unit, evaluator, Load(unit, evaluator)


def last(unit: Unit) -> Node | None:
    """Return the expression that ends a source; None for what is no expression."""
    return unit.scope.results[0]


def value(source: str) -> Value:
    """Return the value of the expression that ends a source; NOTHING for what is no expression."""
    unit, evaluator, _ = evaluated(source)
    return evaluator.value(last(unit), At(unit.scope, unit.scope.branch))


def calls(unit: Unit, method: str) -> list[Call]:
    """Return the calls of a method by its name."""
    return [call for scope in unit.scopes for call in scope.calls if call.method == method]
