"""What npm runs by the words after it, as npm 11.19 was seen to run it."""

import pytest

from pratique.analysis.languages.shell import parse_command
from pratique.analysis.npm_words import Told, told

WORDS = [
    ("npm run b", Told(scripts=("b",))),
    ("npm --prefix . run b", Told(".", True, scripts=("b",))),
    ("npm -C sub run b", Told("sub", True, scripts=("b",))),
    ("npm run b --prefix=sub", Told("sub", True, scripts=("b",))),
    ("npm --loglevel silent run b", Told(scripts=("b",))),
    ("npm --silent run b", Told(scripts=("b",))),
    ("npm -s run b -- x", Told(scripts=("b",))),
    ("npm --foreground-scripts true run b", Told(scripts=("b",))),
    ("npm run-script b", Told(scripts=("b",))),
    ("npm rum b", Told(scripts=("b",))),
    ("npm urn b", Told(scripts=("b",))),
    ("npm t", Told(scripts=("test",))),
    ("npm tst", Told(scripts=("test",))),
    ("npm start", Told(scripts=("start",))),
    ("npm stop", Told(scripts=("stop",))),
    ("npm restart", Told(scripts=("restart",))),
    ("npm exec -c 'node x'", Told(line="node x")),
    ("npx -c 'node x'", Told(line="node x")),
    ("node $npm_execpath run b", Told(scripts=("b",))),
    ('node "${npm_execpath}" run b', Told(scripts=("b",))),
    ("$npm_execpath run b", Told(scripts=("b",))),
    ("node --run b", Told(scripts=("b",))),
    ("yarn b", Told(scripts=("b",))),
    ("pnpm run b", Told(scripts=("b",))),
    ("run-s b c", Told(scripts=("b", "c"))),
    ("npm install-test", None),
    ("npm run", Told()),
    ("npm install lodash", None),
    ("npm view run", None),
    ("npm config set b", None),
    ("npm version patch", Told(scripts=("version",))),
    ("npm version", None),
    ("npm exec b", None),
    ("npx only-allow pnpm", None),
    ("npm", None),
    ("node x.js run b", None),
    ("echo npm run b", None),
]


@pytest.mark.parametrize(("line", "expected"), WORDS, ids=[line for line, _ in WORDS])
def test_words_are_read_as_npm_does(line: str, expected: Told | None) -> None:
    found = told(parse_command(line)[-1])
    if line == "npm install-test":
        assert found is not None
        assert {"postinstall", "prepare", "test"} <= set(found.scripts)
    else:
        assert expected == found


def test_an_install_runs_what_npm_runs_of_the_package_itself() -> None:
    found = told(parse_command("npm ci")[0])
    assert found is not None
    assert "prepare" in found.scripts
