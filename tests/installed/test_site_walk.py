"""All that lies in site-packages."""

from typing import Any

from pratique.installed.site_walk import SiteWalk
from pratique.lockfiles.reading.problem_list import ProblemList
from tests.installed.memory import CLOSED, PIPE, Link, MemoryFiles


def walked(site: dict[str, Any]) -> tuple[SiteWalk, list[str]]:
    walk, problems = SiteWalk(), ProblemList()
    walk.run(MemoryFiles({"site": site}), "site", problems)
    return walk, [problem.what for problem in problems.listed()]


def test_files_have_sizes_and_everything_else_has_none() -> None:
    walk, problems = walked({"a": {"b.py": "12", "l": Link("../.."), "p": PIPE}, "c.py": ""})

    assert {"a/b.py": 2, "a/l": None, "a/p": None, "c.py": 0} == walk.sizes
    assert (["a"], []) == (walk.folders, problems)


def test_a_folder_that_is_closed_is_a_problem() -> None:
    walk, problems = walked({"a": CLOSED, "b.py": "1"})

    assert ({"b.py": 1}, ["site/a"]) == (walk.sizes, problems)


def test_folders_that_go_on_for_ever_end() -> None:
    deep: dict[str, Any] = {}
    for _ in range(300):
        deep = {"a": deep}

    assert 1 == len(walked(deep)[1])
