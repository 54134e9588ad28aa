"""Whether a path lies inside the package."""

import pytest

from pratique.analysis.installing.places import elsewhere, is_inside, of_project


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
    ("path", "words", "name"),
    [
        ("~/.kite/x", "in the home folder", ""),
        ("${tmp}/x", "in the folder of temporary files", ""),
        ("${APPDATA}/npm/${_}", "in the folder that APPDATA names", ""),
        ("/etc/kite", "outside its package:", "/etc/kite"),
        ("__dirname/../other/x", "of the package", "other"),
        ("__dirname/../../x/${_}", "of the project:", "x/${_}"),
        ("__dirname/../../../x", "outside its package:", "../../../x"),
        ("lib/${_}/x", "below folders of its package:", "lib"),
        ("__dirname/${_}", "below the folder of its package", ""),
        ("~kite/x", "", ""),
        ("/plugin.xml", "", ""),
        ("../x", "", ""),
        ("${_}/x", "", ""),
        (None, "", ""),
    ],
)
def test_words_for_other_places(path: str | None, words: str, name: str) -> None:
    assert (words, name) == elsewhere("", path, "kite")
