"""The size of code: what a reader has to read, in tokens."""

from pathlib import Path

import pytest
from bench.inspect.code_size import CodeSize, code_size, count_tokens


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("", 0),
        ("a = 1\n", 3),
        ("a = 1  # why\n\n\n# more\n", 3),
        ('"""What it is."""\n\na = 1\n', 3),
        ('def f():\n    """Do it."""\n    return 1\n', 7),
        ('def f():\n    """Do it."""\n', 5),
        ('class A:\n    b: int\n    """What b is."""\n', 6),
        ('"""One""" "two"\n', 0),
        ("f(\n    'x',\n)\n", 5),
        ("print('no docstring')\n", 4),
        ("a = 'text'", 3),
        ("a = 1; b = 2\n", 7),
    ],
)
def test_comments_docstrings_and_line_ends_are_no_tokens(text: str, tokens: int) -> None:
    assert count_tokens(text) == tokens


def test_a_folder_is_the_sum_of_its_python_files(tmp_path: Path) -> None:
    (tmp_path / "deep").mkdir()
    (tmp_path / "a.py").write_text("a = 1\n")
    (tmp_path / "deep" / "b.py").write_text("# why\n\nb = 2\n")
    (tmp_path / "models.json").write_text("{}\n")
    assert code_size(tmp_path) == CodeSize(files=2, lines=4, tokens=6)
