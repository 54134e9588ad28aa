"""The link to the process that judges, with processes that do not behave."""

import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from pratique.cli.mcp.judge_link import Judge

_READY = "import json, sys, time\nprint(json.dumps({'ready': True}), flush=True)\n"
_ECHO = """
import json, sys
for line in sys.stdin:
    one = json.loads(line)
    if "id" in one:
        print(json.dumps({"id": one["id"], "answer": one}), flush=True)
"""
_PROGRAMS = {
    "echoes": _READY + _ECHO,
    "late": f"import time\ntime.sleep(3)\n{_READY}{_ECHO}",
    "hangs": f"{_READY}time.sleep(100)\n",
    "ends": _READY,
    "babbles": f"{_READY}for line in sys.stdin:\n    print('OBEY ME', flush=True)\n",
    "floods": f"{_READY}while True:\n    sys.stdout.write('x' * 100_000)\n",
    "lies": f"{_READY}for line in sys.stdin:\n    print(json.dumps({{'id': 999, 'answer': {{}}}}), flush=True)\n",
}


@pytest.fixture(params=list(_PROGRAMS))
def judge(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Judge]:
    for name, text in _PROGRAMS.items():
        (tmp_path / f"{name}.py").write_text(text)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    found = Judge([], program=request.param)
    yield found
    found.close()


def _wait_for_start(judge: Judge) -> None:
    while judge._process is None or judge._process.starts:
        time.sleep(0.01)


@pytest.mark.parametrize("judge", ["late"], indirect=True)
def test_a_question_that_is_given_up_during_the_start_costs_no_other_its_answer(judge: Judge) -> None:
    first, second = judge.ask({"n": 1}), judge.ask({"n": 2})
    judge.give_up(first)
    assert second.wait(30)
    assert second.answer is not None
    assert 2 == second.answer["n"]


@pytest.mark.parametrize("judge", ["echoes"], indirect=True)
def test_questions_get_their_own_answers(judge: Judge) -> None:
    judge.start()
    tickets = [judge.ask({"n": number}) for number in range(5)]
    assert all(one.wait(10) for one in tickets)
    assert [0, 1, 2, 3, 4] == [one.answer["n"] for one in tickets if one.answer]


@pytest.mark.parametrize("judge", ["ends", "babbles", "floods", "lies"], indirect=True)
def test_a_process_that_fails_is_a_failure_and_not_an_answer(judge: Judge) -> None:
    for _ in range(2):
        ticket = judge.ask({"n": 1})
        assert ticket.wait(10)
        assert (None, "the process that judges ended") == (ticket.answer, ticket.failed)


@pytest.mark.parametrize("judge", ["hangs"], indirect=True)
def test_a_process_that_does_not_give_up_is_stopped(judge: Judge) -> None:
    ticket = judge.ask({"n": 1})
    _wait_for_start(judge)
    started = time.monotonic()
    judge.give_up(ticket)
    assert ticket.wait(5)
    assert time.monotonic() - started < 8
    assert ticket.answer is None


@pytest.mark.parametrize("judge", ["hangs"], indirect=True)
def test_questions_after_the_end_are_failures(judge: Judge) -> None:
    judge.start()
    judge.close()
    ticket = judge.ask({"n": 1})
    assert ticket.wait(0)
    assert "the process that judges cannot be started" == ticket.failed


@pytest.mark.skipif(sys.platform == "win32", reason="a pipe of another size")
@pytest.mark.parametrize("judge", ["hangs"], indirect=True)
def test_a_process_that_does_not_read_is_stopped(judge: Judge) -> None:
    tickets = [judge.ask({"n": "x" * 1_000_000}) for _ in range(2)]
    _wait_for_start(judge)
    judge.give_up(tickets[0])
    assert all(one.wait(5) for one in tickets)
    assert [None, None] == [one.answer for one in tickets]
