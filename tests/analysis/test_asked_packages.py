"""Which packages an artifact asks for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.analysis.asked_packages import package_of
from pratique.core.asked import AskedPackages
from tests.analysis.inspecting import npm, package_json, wheel


def asked(**files: str) -> AskedPackages:
    found = npm({path.replace("_", "."): text for path, text in files.items()}).inspection.asked
    assert found is not None
    return found


def test_imports_and_words_of_hooks_are_told() -> None:
    code = (
        "import a from 'a/lib/x.js'; const b = require('@acme/b/c'); require('./own'); require('node:fs')\n"
    )
    manifest = package_json(scripts={"postinstall": "run-built --fast && node x.js"})
    found = asked(index_js=code, package_json=manifest)
    assert {"a", "@acme/b", "run-built"} <= found.names
    assert "" == found.gap


def test_a_name_that_is_computed_may_be_any() -> None:
    found = asked(index_js="module.exports = name => require(name)\n")
    assert "index.js:1 asks for a name that is computed when it runs" == found.gap


def test_what_could_not_be_read_may_ask_for_anything() -> None:
    assert asked(index_js="require('a'); function (((((\n").gap.startswith("index.js was not read whole: ")


def test_names_of_python_imports_are_not_those_of_packages() -> None:
    assert wheel({"sample/__init__.py": "import yaml\n"}).inspection.asked is None


@pytest.mark.parametrize(
    ("module", "expected"),
    [
        ("a", "a"),
        ("@acme/tool/lib/x", "@acme/tool"),
        ("./a", None),
        ("#inside", None),
        ("@acme", None),
        ("", None),
        ("a b", None),
        ("c:\\\\x", None),
        ("https://cdn.example/x.js", None),
        ("a" * 300, None),
    ],
)
def test_the_package_of_a_specifier(module: str, expected: str | None) -> None:
    assert expected == package_of(module)


@given(st.text(max_size=60))
def test_any_specifier_is_of_a_package_or_of_none(module: str) -> None:
    found = package_of(module)
    assert found is None or module.startswith(found)
