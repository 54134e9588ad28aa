"""How many lines of a bundle the source has."""

import pytest
from hypothesis import given

from pratique.core.tree import File, Tree
from pratique.history.source.shared_lines import SharedLines
from tests.history.source.sides import tree, trees

LINES = "".join(f"const value{n} = compute{n}(input)\n" for n in range(20))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (LINES, (20, 20)),
        (LINES.replace("\n", ",\n").replace("const", "  const"), (20, 20)),
        ("// const value1 = compute1(input)\n}\n\nreturn 1\n", (0, 0)),
        ("const marker1 = marker(input)\n", (0, 1)),
        ("\0" + LINES, (0, 0)),
    ],
)
def test_lines_count_without_their_indent_and_end(text: str, expected: tuple[int, int]) -> None:
    lines = SharedLines(tree({"src/a.ts": LINES, "docs/a.md": "const marker1 = marker(input)\n"}), ("",))
    assert expected == lines.count(File("dist/a.js", text.encode()))


@pytest.mark.fuzz
@given(trees(), trees())
def test_no_file_has_more_lines_of_the_source_than_it_has(artifact: Tree, source: Tree) -> None:
    lines = SharedLines(source, ("src/", ""))
    for file in artifact:
        known, told = lines.count(file)
        assert 0 <= known <= told
