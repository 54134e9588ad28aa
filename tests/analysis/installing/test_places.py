"""Whether a path lies inside the package."""

import pytest

from pratique.analysis.installing.places import is_inside


@pytest.mark.parametrize(
    ("folder", "path", "inside"),
    [
        ("", "lib/x.js", True),
        ("scripts", "../lib/x.js", True),
        ("scripts", "__dirname/../lib/x.js", True),
        ("scripts", "__dirname/../../x.js", False),
        ("", "/etc/passwd", False),
        ("", "C:/x", False),
        ("", "~/x", False),
        ("", "lib/${_}", False),
        ("", "a\\..\\..\\x", False),
        ("", "", False),
    ],
)
def test_paths(folder: str, path: str, inside: bool) -> None:
    assert inside is is_inside(folder, path)
