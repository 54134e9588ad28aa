"""From a command line to an answer."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from pratique.cli.hook.agents.interface import Line
from pratique.cli.hook.answer import Action
from pratique.cli.hook.deciding import Decider, plain


class Judge:
    """Gives each subject the same answer, and notes the requests."""

    def __init__(self, action: str = "allow", *, kept: bool = True) -> None:
        self.requests: list[Mapping[str, Any]] = []
        self._answer = (action, ["why"], kept)

    def __call__(self, request: Mapping[str, Any], deadline_s: float) -> Any:
        assert deadline_s > 0
        self.requests.append(request)
        subjects = [*request["packages"], *request["projects"]]
        return {"answers": [[str(one), *self._answer] for one in subjects], "files": []}


def decider(tmp_path: Path, judge: Any) -> Decider:
    return Decider(env={}, memory=lambda: tmp_path / "hook.json", judge=judge, clock=lambda: 1.0)


def test_a_line_without_a_client_asks_nobody(tmp_path: Path) -> None:
    judge = Judge("deny")
    for line in ("ls -la", "cat x | grep npm", ""):
        assert Action.ALLOW is decider(tmp_path, judge).decide(Line(line)).action
    assert [] == judge.requests


def test_packages_of_two_folders_are_two_requests_and_answers_are_kept(tmp_path: Path) -> None:
    judge = Judge()
    line = Line("npm i a && cd x && npm ci && pip install b==1", str(tmp_path))
    assert Action.ALLOW is decider(tmp_path, judge).decide(line).action
    assert [
        {"folder": str(tmp_path), "packages": [["npm", "a", ""]], "projects": []},
        {"folder": f"{tmp_path}/x", "packages": [["pypi", "b", "==1"]], "projects": [f"{tmp_path}/x"]},
    ] == judge.requests
    decider(tmp_path, judge).decide(line)
    assert 2 == len(judge.requests)


def test_an_answer_that_must_not_be_kept_is_asked_for_again(tmp_path: Path) -> None:
    judge = Judge("ask", kept=False)
    for _ in range(2):
        assert Action.ASK is decider(tmp_path, judge).decide(Line("npm i a", str(tmp_path))).action
    assert 2 == len(judge.requests)


def test_a_doubt_asks_even_if_all_packages_are_allowed(tmp_path: Path) -> None:
    found = decider(tmp_path, Judge()).decide(Line("npm i a $B", str(tmp_path)))
    assert Action.ASK is found.action
    assert "why" not in found.reasons


def test_a_denial_outranks_a_doubt(tmp_path: Path) -> None:
    assert Action.DENY is decider(tmp_path, Judge("deny")).decide(Line("npm i a $B", str(tmp_path))).action


def test_more_than_thirty_packages_are_asked_about(tmp_path: Path) -> None:
    line = "npm i " + " ".join(f"a{number}" for number in range(31))
    assert Action.ASK is decider(tmp_path, Judge()).decide(Line(line, str(tmp_path))).action


@pytest.mark.parametrize(
    "told", [{"answers": [], "files": []}, {}, {"answers": [["a", "yes", [], True]], "files": []}, []]
)
def test_an_answer_of_another_form_raises(tmp_path: Path, told: Any) -> None:
    with pytest.raises((ValueError, KeyError, TypeError)):
        decider(tmp_path, lambda *_: told).decide(Line("npm i a", str(tmp_path)))


@pytest.mark.parametrize(
    "text", ["npm i a", "x/npm", "A=npm i", "x | y", "$X", "ls 'a'", "n\\pm", "x; y", "python -m pip"]
)
def test_a_line_that_may_install_is_not_plain(text: str) -> None:
    assert not plain(text)


@pytest.mark.parametrize("text", ["", "ls -la", "git status", "python -m pytest -q", "make -j2 A=b"])
def test_a_line_of_plain_words_is(text: str) -> None:
    assert plain(text)
