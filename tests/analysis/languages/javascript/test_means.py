"""The evaluator with all that it asks."""

from pratique.analysis.facts import Language
from pratique.analysis.languages.javascript.grammar import parse
from pratique.analysis.languages.javascript.means import evaluator_of
from pratique.analysis.languages.javascript.walk import collect


def test_an_evaluator_knows_what_expressions_are() -> None:
    source = b"const a = ['b', 'c'].join(''); f(a)"
    index = collect(source, parse(source, Language.JAVASCRIPT), Language.JAVASCRIPT)
    evaluator = evaluator_of(source, index, {})
    call = index.named_calls[b"f"][0]

    assert "bc" == evaluator.argument(evaluator.called(call.node, call.scope), 0).const
