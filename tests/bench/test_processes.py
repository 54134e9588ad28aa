"""Work in processes of their own."""

import time

from bench.inspect.processes import ChildLimits, Ended, run_each


def ran(work: object, *, wall_s: float = 900.0, cpu_s: int = 30) -> dict[str, Ended[str]]:
    limits = ChildLimits(memory_bytes=0, cpu_s=cpu_s, wall_s=wall_s)
    ended = run_each(["a", "b", "c"], work, limits=limits, processes=2)  # type: ignore[arg-type]
    return {one.task: one for one in ended}


def test_every_task_answers_whatever_its_length() -> None:
    found = ran(lambda task: task.encode() * 1_000_000)
    assert {"a": 1_000_000, "b": 1_000_000, "c": 1_000_000} == {t: len(e.answer) for t, e in found.items()}
    assert {""} == {one.why for one in found.values()}


def test_a_task_that_fails_takes_no_other_with_it() -> None:
    def work(task: str) -> bytes:
        if task == "b":
            raise SystemExit(3)
        return b"done"

    found = ran(work)

    assert {"a": "", "b": "it ended with 1 and without an answer", "c": ""} == {
        task: one.why for task, one in found.items()
    }


def test_a_task_that_hangs_is_stopped_by_the_clock() -> None:
    def work(task: str) -> bytes:
        time.sleep(600 if task == "a" else 0)
        return b"done"

    assert "the wall clock limit was reached" == ran(work, wall_s=3.0)["a"].why


def test_a_task_that_spins_is_stopped_by_its_cpu_limit() -> None:
    def work(task: str) -> bytes:
        while task == "b":
            pass
        return b"done"

    assert "the CPU limit was reached" == ran(work, cpu_s=1)["b"].why
