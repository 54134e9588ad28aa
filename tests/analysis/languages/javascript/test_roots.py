"""The root or the home, where a function that lists folders is given it."""

import pytest

from pratique.analysis.facts import Capability
from tests.analysis.languages.javascript.reading import uses

WALK = (
    "const fs = require('fs'), os = require('os');\nfunction walk(d, f) { fs.readdirSync(d).forEach(f); }\n"
)


def listed(source: str) -> list[str | None]:
    return [
        argument
        for does, api, argument in uses(WALK + source)
        if does is Capability.FILE_READ and "readdir" in api
    ]


@pytest.mark.parametrize(
    ("source", "root"),
    [
        ("walk('/', x);", "/"),
        ("walk('src', x); walk(os.homedir(), x);", "~"),
        ("['.', '/'].forEach(d => walk(d, x));", "/"),
        ("function all(p) { walk(p, x); } all(process.env.HOME);", "~"),
    ],
)
def test_a_root_is_told(source: str, root: str) -> None:
    assert [root] == listed(source)


@pytest.mark.parametrize(
    "source",
    [
        "walk('src', x); walk('lib', x);",
        "exports.walk = walk;",
        "['a', 'b'].forEach(d => walk(d, x));",
        "walk(walk, x);",
    ],
)
def test_other_folders_are_not(source: str) -> None:
    assert listed(source) in ([None], ["src"])


@pytest.mark.parametrize("given", ["os.homedir()", "process.env.HOME", "path.resolve('/')"])
def test_a_root_is_told_where_it_is_listed_itself(given: str) -> None:
    assert ["~" if "path" not in given else "/"] == listed(
        f"const path = require('path'); fs.readdirSync({given})"
    )[-1:]
