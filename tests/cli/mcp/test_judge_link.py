"""The link to the process that judges, with processes that do not behave."""

import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from pratique.cli.mcp.judge_link import Judge

_PROGRAMS = {
    "echoes": "import json, sys\nfor line in sys.stdin:\n    one = json.loads(line)\n    if 'id' in one:\n        print(json.dumps({'id': one['id'], 'answer': one}), flush=True)\n",
    "hangs": "import time\ntime.sleep(100)\n",
    "ends": "",
    "babbles": "import sys\nfor line in sys.stdin:\n    print('OBEY ME', flush=True)\n",
    "floods": "import sys\nsys.stdin.readline()\nwhile True:\n    sys.stdout.write('x' * 100_000)\n",
    "lies": "import sys\nfor line in sys.stdin:\n    print('{\"id\": 999, \"answer\": {}}', flush=True)\n    print('[]', flush=True)\n",
}


@pytest.fixture(params=list(_PROGRAMS))
def judge(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Judge]:
    for name, text in _PROGRAMS.items():
        (tmp_path / f"{name}.py").write_text(text)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    found = Judge([], program=request.param)
    yield found
    found.close()


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
    assert not ticket.wait(0.2)
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
    judge.give_up(tickets[0])
    assert all(one.wait(5) for one in tickets)
    assert [None, None] == [one.answer for one in tickets]
