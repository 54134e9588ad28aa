"""Files of the package that an exported object names for others to load."""

import pytest

from tests.analysis.languages.javascript.reading import facts


def asked(source: str) -> list[tuple[str | None, int]]:
    return [(item.module, item.line) for item in facts(source).imports]


@pytest.mark.parametrize(
    "source",
    [
        "\nmodule.exports = {testEnvironment: require.resolve('./environment')};",
        'const fs = require("fs");\nexport default {files: ["a", require.resolve( "./environment" )]};',
    ],
    ids=["in a file that does nothing", "in one that may"],
)
def test_they_are_asked_for(source: str) -> None:
    assert ("./environment", 2) in asked(source)


@pytest.mark.parametrize(
    "source",
    [
        "module.exports = {a: require.resolve('jest')};",
        "module.exports = {a: require.resolve(name)};",
        "module.exports = {a: f.resolve('./a')};",
        "module.exports = {};\nconst shim = require.resolve('./a');",
        "module.exports = {load() {\n  return bundler.add(require.resolve('./a'));\n}};",
        "module.exports = {load: () => bundler.add(require.resolve('./a'))};",
        "start({worker: require.resolve('./a')});",
    ],
    ids=[
        *("of others", "by a name", "another function", "its own", "in a method"),
        *("in a function", "handed to a call"),
    ],
)
def test_other_files_are_not(source: str) -> None:
    assert [] == asked(source)
