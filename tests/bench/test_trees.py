"""What the locks of the real clients name."""

import json

from bench.inspect.trees import packages_of, pins_of


def test_a_lock_of_npm_names_what_comes_from_a_registry() -> None:
    packages = {
        "": {"name": "draw", "version": "1.0.0"},
        "node_modules/a": {"version": "1.0.0", "integrity": "sha512-x"},
        "node_modules/a/node_modules/@s/b": {"version": "2.0.0", "integrity": "sha512-x"},
        "node_modules/alias": {"name": "c", "version": "3.0.0", "integrity": "sha512-x"},
        "node_modules/git": {"version": "4.0.0", "resolved": "git+ssh://git@code.invalid/x.git#1"},
        "node_modules/linked": {"version": "5.0.0", "integrity": "sha512-x", "link": True},
    }

    assert [("a", "1.0.0"), ("@s/b", "2.0.0"), ("c", "3.0.0")] == packages_of(
        json.dumps({"packages": packages}).encode()
    )


def test_pins_are_read_without_markers_and_addresses() -> None:
    text = "Ruamel.YAML==0.18.1\nfoo @ https://code.invalid/foo.whl\nbar==1.0 ; python_version < '3'\n"

    assert [("ruamel-yaml", "0.18.1"), ("bar", "1.0")] == pins_of(text)
