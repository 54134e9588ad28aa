"""Short ways to ask for the facts of a source, and for the parts they are made from, in these tests."""

from collections.abc import Mapping

from pratique.analysis.facts import Address, Capability, FileFacts, Language, Taint
from pratique.analysis.languages import javascript
from pratique.analysis.languages.javascript.evaluate import Evaluator
from pratique.analysis.languages.javascript.grammar import parse
from pratique.analysis.languages.javascript.means import evaluator_of
from pratique.analysis.languages.javascript.scopes import Index
from pratique.analysis.languages.javascript.walk import collect
from pratique.analysis.languages.values import Constant, Value

C, P, N, W = Capability.CODE, Capability.PROCESS, Capability.NETWORK, Capability.FILE_WRITE
R, E, D = Capability.FILE_READ, Capability.ENVIRONMENT, Capability.DECODE

FlatFlow = tuple[Capability, str, set[Taint]]


def facts(
    source: str, language: Language = Language.JAVASCRIPT, *, modules: Mapping[str, object] | None = None
) -> FileFacts:
    """The facts of a source."""
    return javascript.extract(source.encode(), language, modules=modules)


def uses(source: str) -> list[tuple[Capability, str, str | None]]:
    """Capability, name and argument of every use."""
    return [(use.capability, use.api, use.argument) for use in facts(source).uses]


def apis(source: str, capability: Capability) -> set[str]:
    """The names used for a capability."""
    return {use.api for use in facts(source).uses if use.capability is capability}


def at_load(source: str, api: str = "eval") -> bool:
    """Whether a name is used when the source is loaded."""
    return any(use.at_load for use in facts(source).uses if use.api == api)


def imported(source: str) -> list[str | None]:
    """The modules that a source asks for."""
    return [item.module for item in facts(source).imports]


def flows(source: str, *, modules: Mapping[str, object] | None = None) -> list[FlatFlow]:
    """Sink, name and taints of every flow."""
    return [(flow.sink, flow.api, set(flow.taints)) for flow in facts(source, modules=modules).flows]


def addresses(source: str) -> list[Address]:
    """The addresses that a source names, without their lines."""
    return [Address(item.value, 1, item.encoded) for item in facts(source).addresses]


def indexed(source: str, language: Language = Language.JAVASCRIPT) -> Index:
    """What the walk finds in a source."""
    data = source.encode()
    return collect(data, parse(data, language), language)


def evaluated(source: str) -> tuple[Evaluator, Value]:
    """An evaluator, and the value of what a source hands to `probe(...)`."""
    data = source.encode()
    index = collect(data, parse(data, Language.JAVASCRIPT), Language.JAVASCRIPT)
    evaluator = evaluator_of(data, index, {})
    call = index.named_calls[b"probe"][0]
    evaluator.study()
    called = evaluator.called(call.node, call.scope)
    return evaluator, evaluator.argument(called, 0)


def value(source: str) -> Value:
    """The value of what a source hands to `probe(...)`."""
    return evaluated(source)[1]


def const(source: str) -> Constant:
    """The constant that an expression is."""
    evaluator, found = evaluated(f"probe({source})")
    return evaluator.const(found)
