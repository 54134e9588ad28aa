"""Whether a path lies inside the package."""

import pytest

from pratique.analysis.installing.places import is_inside, of_project, words_for


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
        ("scripts", "${cwd}/x.js", True),
        ("scripts", "${cwd}/../x.js", False),
        ("", "${INIT_CWD}/x", False),
        ("", "lib/${_}", False),
        ("", "a\\..\\..\\x", False),
        ("", "", False),
    ],
)
def test_paths(folder: str, path: str, inside: bool) -> None:
    assert inside is is_inside(folder, path)


@pytest.mark.parametrize(
    ("path", "inside"), [("lib/x.js", False), ("${cwd}/x.js", False), ("__dirname/x.js", True)]
)
def test_only_paths_from_a_file_are_known_where_a_script_goes_elsewhere(path: str, inside: bool) -> None:
    assert inside is is_inside("", path, moved=True)


@pytest.mark.parametrize(
    ("folder", "path", "name", "found"),
    [
        ("", "${cwd}/../../package.json", "kite", "package.json"),
        ("scripts", "__dirname/../../../package.json", "kite", "package.json"),
        ("", "${cwd}/../../../cypress/a.js", "@kite/kite", "cypress/a.js"),
        ("", "${cwd}/../../a.js", "@kite/kite", None),
        ("", "${cwd}/../../../a.js", "kite", None),
        ("", "${cwd}/a.js", "kite", None),
        ("", "${INIT_CWD}/a.js", "kite", "a.js"),
        ("", "a/../../../package.json", "kite", None),
        ("", "/a", None, None),
    ],
)
def test_paths_of_the_project(folder: str, path: str, name: str | None, found: str | None) -> None:
    assert found == of_project(folder, path, name)


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("~/.kite/x", "in the home folder"),
        ("${tmp}/x", "in the folder of temporary files"),
        ("~kite/x", "in places that are not known"),
        (None, "in places that are not known"),
    ],
)
def test_words_for_other_places(path: str | None, words: str) -> None:
    assert words == words_for(path)
