"""When two texts count as the same."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.history.source.equality import (
    compare_package_json,
    lines_only_here,
    same_but_line_ends,
    same_but_version,
    setup_cfg_but_egg_info,
)


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        (b"a\r\nb", b"a\nb", True),
        (b"\xef\xbb\xbfa", b"a", True),
        (b"a\rb", b"a\nb", False),
        (b"a ", b"a", False),
    ],
)
def test_line_ends_and_byte_order_marks_are_no_difference(
    left: bytes, right: bytes, *, expected: bool
) -> None:
    assert expected == same_but_line_ends(left, right)


@pytest.mark.parametrize(
    ("shipped", "source", "expected"),
    [
        (b"v = '1.2.3'", b"v = '0.0.0-dev'", True),
        (b"v = '1.2.3'", b"v = '{{version}}'", True),
        (b"v = '1.2.3'", b"v = marker('1')", False),
        (b"v = '1.2.3'; x()", b"v = '1.2.2'", False),
        (b"v = '1.2.3'\nx()", b"v = '1.2.2'", False),
        (b"a1.2.3a", b"a", False),
    ],
)
def test_a_version_may_be_filled_in(shipped: bytes, source: bytes, *, expected: bool) -> None:
    assert expected == same_but_version(shipped, source, "1.2.3")


def test_a_workspace_range_is_filled_in_and_a_new_dependency_is_not() -> None:
    source = json.dumps({"dependencies": {"a": "workspace:^", "b": "1"}}).encode()
    filled = json.dumps({"dependencies": {"a": "^1.0.0", "b": "1"}}).encode()
    added = json.dumps({"dependencies": {"a": "^1.0.0", "b": "2", "c": "1"}}).encode()
    told = compare_package_json(filled, source)
    assert told is not None
    assert () == told.only_here
    told = compare_package_json(added, source)
    assert told is not None
    assert (("dependencies.c",), ("dependencies.b",)) == (told.only_here, told.changed)


def test_a_setup_cfg_that_says_more_is_another() -> None:
    source = b"[metadata]\nname=calm\n"
    assert setup_cfg_but_egg_info(b"[metadata]\nname = calm\n\n[egg_info]\ntag_build = \n", source)
    assert not setup_cfg_but_egg_info(b"[metadata]\nname = calm\n[options]\nsetup_requires = wild\n", source)


def test_lines_that_only_one_side_has_are_counted() -> None:
    assert (2, 2) == lines_only_here(b"a\nx\n\ny\n", b"a\nb\n")
    assert (None, 0) == lines_only_here(b"b\na\n", b"a\nb\n")
    assert (None, 0) == lines_only_here(b"\0", b"a")


_JSON = st.recursive(
    st.none() | st.integers() | st.text(max_size=4),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["scripts", "dependencies", "main", "install", "x"]), inner, max_size=4
        )
    ),
    max_leaves=8,
)


@pytest.mark.fuzz
@given(_JSON, _JSON)
def test_any_two_manifests_have_an_answer(one: object, other: object) -> None:
    compare_package_json(json.dumps(one).encode(), json.dumps(other).encode())
    same = compare_package_json(json.dumps(one).encode(), json.dumps(one).encode())
    assert same is None or () == same.only_here


@pytest.mark.fuzz
@given(st.binary(max_size=30), st.binary(max_size=30), st.text(max_size=5))
def test_any_bytes_have_an_answer(one: bytes, other: bytes, version: str) -> None:
    assert same_but_line_ends(one, one)
    for answer in (same_but_version(one, other, version), setup_cfg_but_egg_info(one, other)):
        assert answer in {True, False}
    assert lines_only_here(one, other)[1] >= 0
