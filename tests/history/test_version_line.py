import pytest

from pratique.history.version_line import line_of


@pytest.mark.parametrize(
    ("version", "line"),
    [
        ("3.3.6", "3.x"),
        ("v2.0", "2.x"),
        ("1!4.0", "1!4.x"),
        ("007.1", "7.x"),
        ("latest", "other"),
        ("9" * 400, "other"),
    ],
)
def test_the_line_of_a_version(version: str, line: str) -> None:
    assert line == line_of(version)
