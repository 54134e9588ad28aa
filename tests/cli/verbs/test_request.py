"""`pratique request`, as far as it asks nobody."""

from pathlib import Path

import pytest

from tests.cli.running import Machine

GATE = ["--gate", "http://127.0.0.1:9/npm/", "--reason", "a demo"]


@pytest.mark.parametrize(
    "words",
    [
        ["calm@1.1.0", "--reason", "a demo"],
        ["calm@1.1.0", "--gate", "http://127.0.0.1:9"],
        ["calm@1.1.0", "--gate", "ftp://gate.example", "--reason", "a demo"],
        ["calm@1.1.0", "--gate", "http://127.0.0.1:9", "--reason", ""],
        ["calm@1.1.0", *GATE, "--wait", "soon"],
        ["pkg:npm/calm", *GATE],
        ["calm", *GATE],
        ["no-such-folder/package-lock.json", *GATE],
        GATE,
    ],
    ids=lambda words: " ".join(words)[:40],
)
def test_what_cannot_be_meant_is_told(machine: Machine, words: list[str]) -> None:
    assert (2, "") == (machine.run("request", *words).code, machine.run("request", *words).out)


def test_a_gate_that_does_not_answer_is_exit_3(machine: Machine, tmp_path: Path) -> None:
    ran = machine.run("request", "calm@1.1.0", *GATE)

    assert (3, "") == (ran.code, ran.out)
    assert "registry-unreachable: " in ran.err
