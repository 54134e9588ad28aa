"""The evaluator with all that it asks, and that asks it in turn."""

from collections.abc import Mapping

from pratique.analysis.languages.javascript import (
    bindings,
    callbacks,
    calls,
    compiled,
    literals,
    members,
    operators,
    pickers,
)
from pratique.analysis.languages.javascript.evaluate import Evaluator, Means
from pratique.analysis.languages.javascript.scopes import Index

_MEANS = Means(
    handlers={
        **bindings.HANDLERS,
        **literals.HANDLERS,
        **operators.HANDLERS,
        **members.HANDLERS,
        **calls.HANDLERS,
    },
    called=calls.called,
    argument=calls.argument,
    plain_argument=calls.plain_argument,
    arguments=calls.arguments,
    result_of=calls.result_of,
    returned=calls.returned,
    value_of=bindings.value_of,
    bound_value=bindings.bound_value,
    member=members.member,
    resolved=callbacks.resolved,
    elements_of=literals.elements_of,
    leading_texts=literals.leading_texts,
    constant_of=literals.constant_of,
    with_content=literals.with_content,
    picked=pickers.picked,
    is_compiled=compiled.is_compiled,
)


def evaluator_of(source: bytes, index: Index, modules: Mapping[str, object]) -> Evaluator:
    """Return an evaluator of a source. `modules` gives the constants that other files export, by the names it asks for."""
    return Evaluator(source, index, modules, _MEANS)
