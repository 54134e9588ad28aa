"""What `exports` and `imports` make of a name."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.ecosystems.npm.exports import split_name, subpath_targets

EXPORTS = {
    ".": {"import": "./a.mjs", "default": "./a.js"},
    "./x/*": "./test/*.js",
    "./x/deep/*": "./deep/*.js",
    "./no/*": None,
    "./*.css": "./styles/*/*.css",
    "./old/": "./lib/",
    "./types": {"types": "./t.d.ts", "require": ["./t.js", "./u.js"]},
}


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        (".", ["./a.mjs", "./a.js"]),
        ("./x/e", ["./test/e.js"]),
        ("./x/deep/e", ["./deep/e.js"]),
        ("./x/", []),
        ("./no/e", []),
        ("./a.css", ["./styles/a/a.css"]),
        ("./old/e.js", ["./lib/e.js"]),
        ("./types", ["./t.js", "./u.js"]),
        ("./none", []),
    ],
)
def test_a_subpath_is_its_key_or_the_longest_pattern(key: str, expected: list[str]) -> None:
    assert expected == list(subpath_targets(EXPORTS, key))


def test_exports_without_paths_are_those_of_the_package() -> None:
    assert ["./a.js"] == list(subpath_targets("./a.js", "."))
    assert ["./a.js"] == list(subpath_targets({"node": "./a.js"}, "."))
    assert [] == list(subpath_targets("./a.js", "./b"))
    assert [] == list(subpath_targets(None, "."))


def test_imports_are_told_by_their_keys() -> None:
    assert ["dep"] == list(subpath_targets({"#x": {"node": "dep"}}, "#x"))
    assert ["./test/e.js"] == list(subpath_targets({"#*": "./*"}, "#test/e.js"))
    assert [] == list(subpath_targets("./a.js", "#x"))


@pytest.mark.parametrize(
    ("module", "expected"),
    [
        ("dep", ("dep", "")),
        ("dep/a/b", ("dep", "/a/b")),
        ("@of/dep", ("@of/dep", "")),
        ("@of/dep/a", ("@of/dep", "/a")),
        ("@of", ("@of", "")),
    ],
)
def test_names_of_modules_begin_with_that_of_their_package(module: str, expected: tuple[str, str]) -> None:
    assert expected == split_name(module)


maps = st.recursive(
    st.none() | st.booleans() | st.text("./*#x", max_size=6),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text("./*#x", max_size=4), inner, max_size=4)
    ),
    max_leaves=15,
)


@pytest.mark.fuzz
@given(maps, st.text("./*#x", max_size=6))
def test_any_map_gives_texts(mapping: object, key: str) -> None:
    assert all(isinstance(target, str) for target in subpath_targets(mapping, key))
