"""Which code a package.json makes run, apart from all else that stands in it."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.ecosystems.npm.load_fields import loading


def of(**fields: object) -> object:
    return loading(json.dumps(fields).encode())


def test_what_package_managers_write_changes_nothing() -> None:
    plain = of(name="a", main="x.js", scripts={"test": "t"})

    assert plain == of(
        name="a", main="x.js", _resolved="https://registry.example/a.tgz", _id="a@1", bugs={}, scripts={}
    )
    assert plain == of(main="x.js", scripts={"install": "node-gyp rebuild"})


@pytest.mark.parametrize(
    "fields",
    [
        {"main": "y.js"},
        {"main": "x.js", "type": "module"},
        {"main": "x.js", "exports": {".": "./y.js"}},
        {"main": "x.js", "imports": {"#a": "./y.js"}},
        {"main": "x.js", "unpkg": "y.js"},
        {"main": "x.js", "jsdelivr": "y.js"},
        {"main": "x.js", "browser": {"x.js": "y.js"}},
        {"main": "x.js", "scripts": {"postinstall": "node y.js"}},
        {},
    ],
)
def test_what_loads_other_code_changes_it(fields: dict[str, object]) -> None:
    assert of(main="x.js") != of(**fields)


def test_the_order_of_conditions_counts() -> None:
    assert of(exports={"node": "a", "default": "b"}) != of(exports={"default": "b", "node": "a"})


def test_a_byte_order_mark_is_skipped_as_npm_does() -> None:
    assert loading(b'{"main": "x.js"}') == loading(b'\xef\xbb\xbf{"main": "x.js"}')


@given(st.binary(max_size=30))
def test_any_bytes_give_fields_or_none(data: bytes) -> None:
    found = loading(data)

    assert found is None or all(len(digest) == 64 for digest in found.values())
