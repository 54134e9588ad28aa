"""Worms: each template is told by its facts, and not by a twin that lacks what makes it one."""

import pytest

from pratique.analysis.chains.worm import WORM
from pratique.analysis.facts import Language
from tests.analysis.chains.making import Case, load, place, read, send, start, start_place, told, write

CASES = (
    Case(
        "token-then-publish",
        [place("npm token"), start("npm publish --access public")],
        [place("npm token"), start("npm view x")],
    ),
    Case(
        "manifest-changed-then-published",
        [read("package.json"), write(), start("npm publish")],
        [read("package.json"), start("npm publish")],
    ),
    Case("published-by-itself", [load(start("npm publish"))], [start("npm publish")], Language.JAVASCRIPT),
    Case(
        "workflow-planted-with-token",
        [
            place("GitHub token"),
            start_place("CI workflow"),
            send("POST https://api.github.com/repos/a/b/contents/x"),
        ],
        [start_place("CI workflow"), send()],
    ),
    Case(
        "pushed-with-token",
        [load(place("GitHub token")), load(start("git push --force"))],
        [place("GitHub token"), start("git push --force")],
    ),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_facts_are_told(case: Case) -> None:
    assert 1 == len(told(case, case.facts))


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_twin_is_not(case: Case) -> None:
    assert [] == told(case, case.quiet)


def test_every_template_of_the_family_has_its_case() -> None:
    assert [template.id for template in WORM] == [case.template for case in CASES]
