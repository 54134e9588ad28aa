"""How clients rewrite a package.json."""

import json
from typing import Any

import pytest

from pratique.publishing.package_json import parsed, rewritten_by_clients

BEFORE: dict[str, Any] = {
    "name": "kite",
    "version": "1.0.0",
    "main": "src/index.ts",
    "scripts": {"build": "tsc", "prepare": "npm run build"},
    "dependencies": {"wind": "workspace:^", "sky": "^1.0.0"},
    "publishConfig": {"main": "dist/index.js"},
}


def rewritten(**fields: Any) -> bool:
    after = {name: value for name, value in {**BEFORE, **fields}.items() if value is not None}
    return rewritten_by_clients(json.dumps(BEFORE).encode(), json.dumps(after).encode())


@pytest.mark.parametrize(
    "fields",
    [
        {"dependencies": {"wind": "^2.0.0", "sky": "^1.0.0"}},
        {"main": "dist/index.js", "publishConfig": None},
        {"gitHead": "a" * 40},
        {"version": "1.1.0"},
        {"scripts": {"build": "tsc"}},
        {"scripts": None},
    ],
)
def test_what_pnpm_yarn_and_lerna_do_is_usual(fields: dict[str, Any]) -> None:
    assert rewritten(**fields)


@pytest.mark.parametrize(
    "fields",
    [
        {"scripts": {"build": "tsc", "postinstall": "node a.js"}},
        {"dependencies": {"wind": "^2.0.0", "sky": "^1.0.0", "storm": "1.0.0"}},
        {"dependencies": {"wind": "^2.0.0", "sky": "^9.0.0"}},
        {"main": "other.js"},
        {"bin": {"kite": "a.js"}},
    ],
)
def test_other_changes_are_not(fields: dict[str, Any]) -> None:
    assert not rewritten(**fields)


def test_text_that_is_no_object_is_empty() -> None:
    assert ({}, {}, {}) == (parsed(b"["), parsed(b"[]"), parsed(None))
    assert not rewritten_by_clients(b"{}", b"{}")
