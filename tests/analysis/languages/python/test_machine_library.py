"""Built-ins and methods on plain values."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.analysis.languages.python.machine_library import (
    LIBRARY,
    MOST_SIZE,
    items_of,
    library,
    method,
    named_method,
    operate,
)
from pratique.analysis.languages.python.machine_values import UNKNOWN, Cycle, Method, Named

ATOMS = st.one_of(st.integers(), st.text(max_size=9), st.binary(max_size=9), st.none(), st.floats())
VALUES = st.one_of(ATOMS, st.lists(ATOMS, max_size=4), st.dictionaries(st.integers(), ATOMS, max_size=3))


@pytest.mark.parametrize(
    ("expected", "name", "arguments"),
    [
        ("a", "chr", (97,)),
        (97, "ord", ("a",)),
        (b"ab", "bytes", ([97, 98],)),
        ([("a", "x"), ("b", "y"), ("c", "x")], "zip", ("abc", Cycle(["x", "y"]))),
        (b"abc", "base64.b64decode", ("YWJj",)),
        ("0b101", "bin", (5,)),
        (5, "int", ("101", 2)),
        ({97: 98}, "str.maketrans", ("a", "b")),
        (UNKNOWN, "os.system", ("id",)),
        (UNKNOWN, "range", (10**12,)),
        (UNKNOWN, "ord", ("ab",)),
        (UNKNOWN, "bytes", (10**12,)),
    ],
)
def test_a_built_in_gives_what_python_gives_or_nothing(
    expected: object, name: str, arguments: tuple[object, ...]
) -> None:
    assert expected == library(name, arguments, {})


@pytest.mark.parametrize(
    ("expected", "value", "name", "arguments"),
    [
        ("b", "a", "translate", ({97: 98},)),
        ("ab", "", "join", (["a", "b"],)),
        (None, [1], "append", (2,)),
        (2, {"a": 2}, "get", ("a",)),
        ("007", "7", "zfill", (3,)),
        (UNKNOWN, "7", "zfill", (10**12,)),
        (UNKNOWN, "a", "no_such", ()),
        (UNKNOWN, "a", "join", ([1],)),
    ],
)
def test_a_method_gives_what_python_gives_or_nothing(
    expected: object, value: object, name: str, arguments: tuple[object, ...]
) -> None:
    assert expected == method(value, name, arguments)


def test_what_would_grow_beyond_the_bounds_is_unknown() -> None:
    assert UNKNOWN is operate("Mult", "a" * 1000, MOST_SIZE)
    assert UNKNOWN is operate("Pow", 10, 10**9)
    assert UNKNOWN is operate("LShift", 1, 10**9)
    assert UNKNOWN is operate("Add", "a" * MOST_SIZE, "b")
    assert None is items_of(5)


def test_members_of_libraries_are_names_and_of_values_methods() -> None:
    assert Named("os.path") == named_method(Named("os"), "path")
    assert "0123456789" == named_method(Named("string"), "digits")
    assert Method("a", "upper") == named_method("a", "upper")


@given(st.sampled_from(sorted(LIBRARY)), st.lists(VALUES, max_size=3))
def test_no_built_in_raises(name: str, arguments: list[object]) -> None:
    library(name, tuple(arguments), {})


@given(
    VALUES,
    st.sampled_from(["join", "replace", "translate", "format", "pop", "get", "sort", "insert"]),
    st.lists(VALUES, max_size=3),
)
def test_no_method_raises(value: object, name: str, arguments: list[object]) -> None:
    method(value, name, tuple(arguments))


@given(
    st.sampled_from(["Add", "Sub", "Mult", "Mod", "Pow", "BitXor", "LShift", "FloorDiv", "Div"]),
    VALUES,
    VALUES,
)
def test_no_operator_raises(name: str, left: object, right: object) -> None:
    operate(name, left, right)


@pytest.mark.parametrize("right", [(UNKNOWN,), ("a", UNKNOWN), [UNKNOWN], {"a": UNKNOWN}])
def test_what_is_not_known_has_no_text(right: object) -> None:
    assert UNKNOWN is operate("Mod", "%s", right)


def test_the_length_of_a_number_is_known() -> None:
    assert 10 == method(1_023, "bit_length", ())
