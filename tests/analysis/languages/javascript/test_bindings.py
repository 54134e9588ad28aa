"""Values of names."""

import pytest

from pratique.analysis.engine.marks import NETWORK, OWN
from pratique.analysis.languages.values import UNKNOWN
from tests.analysis.languages.javascript.reading import evaluated, value


@pytest.mark.parametrize(
    "source",
    [
        "const a = require('fs'); probe(a)",
        "var a; a = require('fs'); probe(a)",
        "a = require('fs'); probe(a)",
        "const {b: a} = {b: require('fs')}; probe(a)",
        "const [, a] = [1, require('fs')]; probe(a)",
        "import a from 'fs'; probe(a)",
        "import * as a from 'node:fs'; probe(a)",
        "import {promises as a} from 'fs'; probe(a)",
        "function f(a) { probe(a) } f(require('fs'))",
        "(function (a) { probe(a) })(require('fs'))",
        "(function (a) { probe(a) }).call(this, require('fs'))",
        "(a => probe(a))(require('fs'))",
        "function f(a = require('fs')) { probe(a) }",
        "function f({a}) { probe(a) } f({a: require('fs')})",
        "for (const a of [require('fs')]) probe(a)",
        "class A { m(a) { probe(a) } } new A().m(require('fs'))",
        "class A { constructor(a) { probe(a) } } new A(require('fs'))",
        "const f = function (a) { probe(a) }; f(require('fs'))",
    ],
)
def test_a_module_is_recognised_through_every_kind_of_name(source: str) -> None:
    assert "fs" == value(source).name


def test_a_name_of_another_scope_is_another_name() -> None:
    assert "" == value("function f() { const a = require('fs') } probe(a)").name
    assert "" == value("const eval = x => x; probe(eval)").name


def test_a_parameter_called_with_different_constants_is_none() -> None:
    evaluator, found = evaluated("function f(a) { probe(a) } f('x'); f('y')")

    assert UNKNOWN is evaluator.const(found)


def test_parameters_named_like_globals_hold_them() -> None:
    assert "require" == value("define(function (require, exports, module) { probe(require) })").name
    assert "" == value("define(function (other) { probe(other) })").name


def test_this_is_the_global_object_only_outside_of_methods() -> None:
    assert "globalThis" == value("probe(this)").name
    assert "globalThis" == value("(function () { probe(this) })()").name
    assert "" == value("const o = {m() { probe(this) }}").name


def test_the_own_folder_is_known() -> None:
    assert OWN == value("probe(__dirname)").marks


def test_a_function_that_writes_itself_anew_is_the_new_one() -> None:
    evaluator, found = evaluated(
        "function f() { const a = ['x']; f = function () { return a }; return f() } probe(f())"
    )

    assert ("x",) == evaluator.const(found)


def test_data_is_not_followed_through_many_functions_that_many_call() -> None:
    chain = "function f0(x) { probe(x) }" + "".join(
        f"function f{i}(x) {{ f{i - 1}(x) }}" for i in range(1, 9)
    )

    assert NETWORK == value(chain + "fetch(u).then(r => f1(r))").marks
    assert 0 == value(chain + "fetch(u).then(r => f8(r))").marks
