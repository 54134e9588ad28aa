"""Constants that a module exports."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.analysis.languages.javascript import exported_constant


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("module.exports = ['6372', 1, 'x']", ["6372", 1, "x"]),
        ("module.exports = {a: 'b', c() {}, d: ['e']}", {"a": "b", "d": ["e"]}),
        ("exports.a = 'b'; exports.c = x; module.exports.d = 1", {"a": "b", "d": 1}),
        ("const a = 'x'; module.exports = a + 'y'", "xy"),
        ('{"a": [1, null]}', {"a": [1, None]}),
        ('["a"]', ["a"]),
        ("module.exports = function () {}", None),
        ("function f() { module.exports = 'x' }", None),
        ("module.exports = 'x'; module.exports = 'y'", None),
        ("", None),
        ("((((", None),
    ],
)
def test_what_a_module_exports(source: str, expected: object) -> None:
    assert expected == exported_constant(source.encode())


def test_a_large_file_exports_nothing() -> None:
    assert exported_constant(b'"' + b"a" * 3_000_000 + b'"') is None


@pytest.mark.fuzz
@given(
    st.recursive(
        st.text(max_size=8) | st.integers(-1000, 1000) | st.booleans(),
        lambda inner: st.lists(inner, max_size=4),
        max_leaves=8,
    )
)
def test_any_constant_that_is_written_out_is_found_again(data: object) -> None:
    assert data == exported_constant(b"module.exports = " + json.dumps(data).encode())


@pytest.mark.fuzz
@given(st.binary(max_size=200))
def test_any_bytes_export_something_or_nothing(source: bytes) -> None:
    exported_constant(source)
