import json

import pytest

from pratique.core.lock import ROOT
from pratique.errors import ParseError
from pratique.lockfiles.npm.pnpm.importer import Importer, Need, Want, folder_of, read_importers
from pratique.lockfiles.npm.pnpm.problems import PnpmProblems
from pratique.lockfiles.reading.document import MOST_ENTRIES
from pratique.lockfiles.reading.yaml_document import read_yaml


def importers(**value: object) -> tuple[dict[str, Importer], PnpmProblems]:
    problems = PnpmProblems()
    return read_importers(read_yaml(json.dumps(value, indent=1).encode(), what="x"), problems), problems


def test_each_section_says_why_it_is_needed() -> None:
    found, problems = importers(
        importers={
            ".": {
                "dependencies": {"a": {"specifier": "^1", "version": "1.0.0"}},
                "devDependencies": {"b": "2.0.0"},
                "optionalDependencies": {"c": "3.0.0"},
                "configDependencies": {"d": {"version": "4.0.0"}},
                "packageManagerDependencies": {"pnpm": {"version": "11.0.0"}},
                "dependenciesMeta": {"a": {"injected": True}},
            },
            "packages/x": {},
        }
    )
    assert [] == problems.told
    assert {
        Want("a", "1.0.0", Need.RUN, "^1"),
        Want("b", "2.0.0", Need.DEV),
        Want("c", "3.0.0", Need.OPTIONAL),
        Want("d", "4.0.0", Need.CONFIG),
        Want("pnpm", "11.0.0", Need.MANAGER),
    } == set(found[ROOT].wants)
    assert Importer(path="packages/x", wants=(), line=32) == found["packages/x"]


def test_a_lock_of_one_project_has_its_sections_at_the_top() -> None:
    found, _ = importers(dependencies={"a": "1.0.0"}, specifiers={"a": "^1"})
    assert {ROOT: Importer(path=ROOT, wants=(Want("a", "1.0.0", Need.RUN),), line=None)} == found


@pytest.mark.parametrize("path", ["../beside", "a/b c", "__proto__"])
def test_a_folder_may_lie_beside_the_project_and_be_called_anything(path: str) -> None:
    found, problems = importers(importers={path: {}})
    assert ([path], []) == (list(found), problems.told)


@pytest.mark.parametrize("path", ["a/../../b", "/etc", "a//b", "./a", "a\\b", "x/" * 300 + "x"])
def test_a_folder_that_is_no_plain_path_is_a_problem(path: str) -> None:
    found, problems = importers(importers={path: {}, "a": {}})
    assert (["a"], 1) == (list(found), len(problems.told))


@pytest.mark.parametrize("raw", [None, [], "x"])
def test_a_folder_that_is_no_mapping_is_a_problem(raw: object) -> None:
    found, problems = importers(importers={"a": raw, "b": {}})
    assert (["b"], ["a"]) == (list(found), [problem.what for problem in problems.told])


def test_more_folders_than_any_project_has_are_refused() -> None:
    with pytest.raises(ParseError, match="more than 200000 entries of `importers`"):
        importers(importers=dict.fromkeys(map(str, range(MOST_ENTRIES + 1))))


@pytest.mark.parametrize("section", [[], "x", True])
def test_importers_that_are_no_mapping_are_refused(section: object) -> None:
    with pytest.raises(ParseError, match=r"`importers` of .* is not a mapping"):
        importers(importers=section)


def test_only_a_dot_is_the_project() -> None:
    found, problems = importers(importers={".": {"dependencies": {"a": "1.0.0"}}, "": {}})
    assert ([Want("a", "1.0.0", Need.RUN)], [""]) == (
        list(found[ROOT].wants),
        [problem.what for problem in problems.told],
    )


def test_a_dependency_without_a_version_is_a_problem_and_the_others_stand() -> None:
    found, problems = importers(
        importers={
            ".": {"dependencies": {"a": {}, "b": None, "c": ["1"], "d": "1.0.0"}, "devDependencies": []}
        }
    )
    assert [Want("d", "1.0.0", Need.RUN)] == list(found[ROOT].wants)
    assert ["a", "b", "c"] == [problem.what for problem in problems.told]


@pytest.mark.parametrize(
    ("reference", "path", "expected"),
    [
        ("link:packages/a", ROOT, "packages/a"),
        ("link:../b", "packages/a", "packages/b"),
        ("link:../..", "packages/a", ROOT),
        ("link:.", ROOT, ROOT),
        ("link:", "a", "a"),
        ("link:../x", ROOT, "../x"),
        ("link:/opt/x", "packages/a", "/opt/x"),
        ("link:../../../x", "packages/a", "../x"),
    ],
)
def test_a_link_leads_from_the_folder_that_asks(reference: str, path: str, expected: str) -> None:
    assert expected == folder_of(reference, path)
