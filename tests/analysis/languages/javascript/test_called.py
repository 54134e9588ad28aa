"""A call as the evaluator describes it."""

from tests.analysis.languages.javascript.reading import evaluated


def test_a_call_is_described_with_its_function_object_and_arguments() -> None:
    evaluator, _ = evaluated("probe(); require('fs').unlink('x', done)")
    call = evaluator.index.member_calls[0]

    called = evaluator.called(call.node, call.scope)

    assert ("fs.unlink", "fs", "unlink") == (called.function.name, called.receiver.name, called.key)
    assert "x" == evaluator.argument(called, 0).text
    assert 2 == len(called.arguments)
