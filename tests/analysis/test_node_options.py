"""Files that node runs by its options alone."""

import pytest

from pratique.analysis.languages.shell import parse_command
from pratique.analysis.node_options import told_files
from pratique.core.tree import File, Tree

TREE = Tree(
    (
        File("x.env", b"A=1\nNODE_OPTIONS=--require ./lib/e.js\n"),
        File("plain.env", b"A=1\n"),
        *(
            File(path, b"1")
            for path in ("lib/e.js", "test/a.js", "b.test.mjs", "c.js", "d-test.js", "sub/test/x.js")
        ),
    )
)
TOLD = [
    ("node --env-file=x.env c.js", "", ["lib/e.js"]),
    ("node --env-file x.env c.js", "", ["lib/e.js"]),
    ("node --env-file=plain.env c.js", "", []),
    ("node --test", "", ["b.test.mjs", "d-test.js", "sub/test/x.js", "test/a.js"]),
    ("node --test", "sub", ["sub/test/x.js"]),
    ("node --test c.js", "", []),
    ("node c.js", "", []),
]


@pytest.mark.parametrize(("line", "folder", "expected"), TOLD)
def test_what_options_run(line: str, folder: str, expected: list[str]) -> None:
    (command,) = parse_command(line)

    assert expected == list(told_files(TREE, folder, command))
