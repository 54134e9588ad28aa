"""The evaluator: its bounds and its memory."""

from pratique.analysis.languages.javascript.means import evaluator_of
from pratique.analysis.languages.values import NOTHING, UNKNOWN
from tests.analysis.languages.javascript.reading import evaluated, facts, indexed, value


def test_names_that_mean_each_other_mean_nothing() -> None:
    assert NOTHING is value("var a = b, b = a; probe(a)")
    assert NOTHING is value("a = b; b = a; probe(a)")
    assert "" == value("function f(x) { return f(x) } probe(f(f))").name


def test_an_expression_that_is_nested_too_deep_is_not_known() -> None:
    assert UNKNOWN is value("probe(" + "(" * 200 + "1" + ")" * 200 + ")").const


def test_an_answer_that_lacked_steps_is_found_when_there_are_more() -> None:
    names = ";".join(f"var a{i} = a{i + 1}" for i in range(10))
    source = f"{names}; var a10 = [{','.join(['x'] * 100)}, require('fs')][100]; probe(a0)"
    index = indexed(source)
    evaluator = evaluator_of(source.encode(), index, {})
    call = index.named_calls[b"probe"][0]

    evaluator.glance()
    evaluator.called(call.node, call.scope)
    evaluator.study()

    assert "fs" == evaluator.argument(evaluator.called(call.node, call.scope), 0).name


def test_a_source_that_asks_too_much_says_so() -> None:
    found = facts("eval" + "(b)" * 60_000)

    assert found.problem is not None
    assert "too many to evaluate" in found.problem


def test_a_recursive_function_is_carried_out_once() -> None:
    assert NOTHING is value("function f(x) { return f(x + 'a') } probe(f('b'))")


def test_a_line_is_counted_from_one() -> None:
    evaluator, _ = evaluated("\n\nprobe(1)")

    assert 3 == evaluator.line(evaluator.index.named_calls[b"probe"][0].node)
