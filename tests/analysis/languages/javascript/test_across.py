"""What a file calls of other files, and what other files may call of it."""

import pytest

from pratique.analysis.facts import Language
from pratique.analysis.languages import javascript
from tests.analysis.languages.javascript.reading import facts

CORE = "const core = require('./core');\n"


def calls(source: str) -> set[tuple[str, bool]]:
    """What a quiet source calls of other files, each with whether it does so at load."""
    found = javascript.read_quiet(source.encode(), Language.JAVASCRIPT).calls
    return {(call.target, call.at_load) for call in found}


@pytest.mark.parametrize(
    ("source", "at_load"),
    [
        ("core.go()", True),
        ("function f() { core.go() } f()", True),
        ("(async () => { await core.go() })()", True),
        ("setTimeout(() => core.go())", True),
        ("exports.f = () => core.go()", False),
        ("class A { run() { core.go() } }", False),
    ],
)
def test_a_call_is_told_with_its_moment(source: str, at_load: bool) -> None:
    assert calls(CORE + source) == {("./core#go", at_load)}


def test_a_call_is_told_with_the_function_that_it_stands_in() -> None:
    found = facts(f"{CORE}eval(x)\nexports.f = () => core.go()").calls
    assert [call.scope for call in found] == [3]


def test_who_makes_an_instance_calls_the_class_that_its_own_extends() -> None:
    assert ("./core#", True) in calls(f"{CORE}class A extends core {{}}\nnew A()")
    assert ("./core#", False) in calls(f"{CORE}class A extends core {{}}")


@pytest.mark.parametrize(
    "source",
    [
        "core(function () { eval(x) })",
        "core.run(1, () => eval(x))",
        "function f() { eval(x) }\ncore(f)",
        "const f = () => eval(x)\ncore(f)",
        "const f = () => g(), g = () => eval(x)\ncore(f)",
    ],
)
def test_functions_that_a_call_is_given_are_told_with_it(source: str) -> None:
    found = facts(CORE + source)
    (waiting,) = {use.scope for use in found.uses if use.api == "eval"}
    assert any(waiting in call.hands for call in found.calls)


def test_a_definition_runs_what_its_function_calls_in_turn() -> None:
    source = (
        "exports.go = () => f()\nconst f = () => g()\nfunction g() {\n  eval(x)\n}\nfunction h() { eval(y) }"
    )
    (one,) = facts(source).definitions
    assert one.runs == (3,)


def test_a_definition_tells_what_it_calls_of_other_files() -> None:
    source = f"{CORE}exports.go = () => {{ core.go() }}"
    (one,) = javascript.read_quiet(source.encode(), Language.JAVASCRIPT).definitions
    assert (one.name, one.runs) == ("go", (2,))


@pytest.mark.parametrize(
    ("source", "calls_given"),
    [
        ("module.exports = function (f) { return f() }", True),
        ("exports.run = (a, f) => { if (a) f(a) }", True),
        ("exports.run = f => setTimeout(f, 5)", True),
        ("exports.run = f => new Promise((done) => { f(); done() })", True),
        ("exports.run = f => other()", False),
        ("exports.run = f => f.name", False),
    ],
)
def test_a_definition_tells_whether_it_calls_what_it_is_given(source: str, calls_given: bool) -> None:
    found = javascript.read_quiet(source.encode(), Language.JAVASCRIPT).definitions
    assert any(one.calls_given for one in found) is calls_given


def test_functions_that_several_calls_are_given_are_all_told() -> None:
    found = facts(f"{CORE}core(() => 1)\ncore(() => {{\n  eval(x)\n}})")
    (waiting,) = {use.scope for use in found.uses if use.api == "eval"}
    assert any(waiting in call.hands for call in found.calls)


@pytest.mark.parametrize(
    "source",
    [
        "".join(f"core.f{number}();exports.g{number} = () => core.f{number}();\n" for number in range(2_000)),
        f"{'other.f();' * 20_001}core.f()",
    ],
)
def test_where_calls_are_too_many_all_that_a_file_has_counts_as_called(source: str) -> None:
    found = javascript.read_quiet((CORE + source).encode(), Language.JAVASCRIPT)
    assert any((call.target, call.at_load) == ("./core#*", True) for call in found.calls)
    assert len(found.calls) <= 1_000
    assert len(found.definitions) <= 300
