"""Functions that make objects."""

import pytest

from tests.analysis.languages.javascript.reading import N, at_load, uses

_METHOD = "A.prototype.go = function () { eval(x) };"


@pytest.mark.parametrize(
    "source",
    [
        f"function A() {{ this.go() }} {_METHOD} new A()",
        f"function A() {{ var me = this; me.go() }} {_METHOD} new A()",
        f"function A() {{ var me = B.call(this) || this; [1].map(function () {{ me.go() }}) }} {_METHOD} new A()",
        f"function A() {{ [1].map(function () {{ this.go() }}, this) }} {_METHOD} new A()",
        f"var A = (function () {{ function A() {{ this.go() }} {_METHOD} return A }}()); exports.a = new A()",
        f"function A() {{}} {_METHOD} new A().go()",
        f"function A() {{}} {_METHOD} (new A).go()",
        f"function A() {{}} {_METHOD} var a = new A(); a.go()",
        f"function A() {{}} {_METHOD} exports.a = new A(); exports.a.go()",
        f"function A() {{}} A.prototype.start = function () {{ this.go() }}; {_METHOD} new A().start()",
        f"function A() {{}} function B() {{ this.go() }} {_METHOD} extend(B, A); new B()",
    ],
)
def test_a_method_runs_that_an_object_made_at_load_calls(source: str) -> None:
    assert at_load(source)


@pytest.mark.parametrize(
    "source",
    [
        f"function A() {{}} {_METHOD} new A()",
        f"function A() {{ this.go() }} {_METHOD}",
        f"function A() {{}} function B() {{ this.go() }} {_METHOD} B.prototype.go = f; new B()",
        f"function A() {{}} function C() {{}} function B() {{ this.go() }} {_METHOD} C.prototype.go = f; new B()",
        f"function A() {{}} {_METHOD} b.go()",
        f"function A() {{ [1].map(function () {{ this.go() }}) }} function B() {{}} {_METHOD} B.prototype.go = f; new A()",
    ],
    ids=["not called", "not made", "another's", "whose is unknown", "of another object", "another this"],
)
def test_others_wait(source: str) -> None:
    assert not at_load(source)


def test_what_a_maker_keeps_its_methods_read() -> None:
    source = (
        "function A() { this.at = 'https://a.invalid/x' } A.prototype.go = function () { fetch(this.at) }"
    )
    assert (N, "fetch", "https://a.invalid/x") in uses(source)
