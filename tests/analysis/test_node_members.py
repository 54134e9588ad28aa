"""From a name in another file of an npm package to the functions that it may stand for."""

import pytest

from pratique.analysis.facts import Definition, FileFacts, Language
from pratique.analysis.node_members import node_members
from pratique.core.tree import File, Tree


def file(*definitions: Definition) -> FileFacts:
    return FileFacts(language=Language.JAVASCRIPT, definitions=definitions)


def does(name: str, line: int = 1) -> Definition:
    return Definition(name, (line,))


def found(target: str, files: dict[str, FileFacts], folder: str = "") -> list[tuple[str, str]]:
    tree = Tree(tuple(File(path, b"") for path in files))
    return [(path, one.name) for path, one in node_members(tree, files, folder, target)]


@pytest.mark.parametrize(
    ("target", "name"),
    [
        ("./a#go", "go"),
        ("./a#", "default"),
        ("./a#default", "default"),
        ("./a#default.go", "go"),
        ("./a.js#Core.run", "Core.run"),
        ("./a#*", "go"),
        ("./a#Core.*", "Core.run"),
    ],
)
def test_a_name_stands_for_what_the_file_has_under_it(target: str, name: str) -> None:
    files = {"a.js": file(does("go"), does("default"), does("Core.run"))}
    assert ("a.js", name) in found(target, files)


def test_another_name_stands_for_nothing() -> None:
    files = {"a.js": file(does("go")), "b.js": file(does("other"))}
    assert found("./a#other", files) == found("./c#go", files) == found("a#go", files) == []


@pytest.mark.parametrize(
    ("target", "passed"),
    [
        ("./a#go", Definition("go", (), "./lib/b#run")),
        ("./a#run", Definition("*", (), "./lib/b#")),
        ("./a#run", Definition("default", (), "./lib/b#")),
        ("./a#b.run", Definition("b", (), "./lib/b#")),
        ("./a#b.run", Definition("b.*", (), "./lib/b#")),
        ("./a#default.run", Definition("*", (), "./lib/b#")),
        ("./a#*", Definition("go", (), "./lib/b#run")),
    ],
)
def test_what_a_file_hands_on_is_looked_for_where_it_is(target: str, passed: Definition) -> None:
    files = {"a.js": file(passed), "lib/b.js": file(does("run"))}
    assert set(found(target, files)) == {("lib/b.js", "run")}


def test_files_that_hand_on_each_other_end() -> None:
    files = {
        "a.js": file(Definition("*", (), "./b#"), Definition("x", (), "./b#x.x")),
        "b.js": file(Definition("*", (), "./a#"), Definition("x", (), "./a#x.x")),
    }
    assert found("./a#x", files) == []


def test_a_path_is_taken_from_the_folder_of_the_file_that_asks() -> None:
    files = {"lib/a.js": file(does("go")), "a.js": file(does("other"))}
    assert found("./a#go", files, "lib") == [("lib/a.js", "go")]
