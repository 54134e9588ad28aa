"""From paths that code names to files."""

import pytest

from pratique.analysis.named_files import named_files
from pratique.core.tree import File, Tree

TREE = Tree(tuple(File(path, b"") for path in ("kite/v.txt", "v.txt", "VERSION", "kite/sub/x.py")))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("v.txt", ["kite/v.txt"]),
        ("VERSION", ["VERSION"]),
        ("{}/v.txt", ["kite/v.txt"]),
        ("{}/{}/sub/x.py", ["kite/sub/x.py"]),
        ("{}/../VERSION", ["VERSION"]),
        ("sub\\x.py", ["kite/sub/x.py"]),
        ("/etc/v.txt", []),
        ("{}", []),
        ("other.txt", []),
    ],
)
def test_a_path_is_looked_for_beside_the_code_and_then_at_the_root(text: str, found: list[str]) -> None:
    assert found == list(named_files(TREE, "kite", text))
