"""`pratique log --acts`."""

import csv
import io

import pytest

from pratique.store.interface import Store
from tests.cli.running import Machine
from tests.cli.verbs.test_release import REF, store

__all__ = ["store"]


@pytest.fixture(autouse=True)
def _acts(machine: Machine, store: Store) -> None:
    machine.run("release", REF.purl, "--reason", "=read", "--by", "ada")
    machine.run("refuse", "f" * 64, "--reason", "bad", "--by", "bo")


@pytest.mark.parametrize(
    ("words", "acts"),
    [
        ([], ["release", "refuse"]),
        (["--package", "hooked"], ["release"]),
        (["--package", "hooked@1.0.1"], ["release"]),
        (["--package", "hooked@1.0.2"], []),
        (["--since", "1h"], ["release", "refuse"]),
        (["--until", "2020-01-01"], []),
    ],
)
def test_acts_are_asked_for(machine: Machine, words: list[str], acts: list[str]) -> None:
    assert acts == [one["act"] for one in machine.run("log", "--acts", "--format", "jsonl", *words).lines]


def test_a_spreadsheet_runs_nothing_and_acts_are_no_decisions(machine: Machine) -> None:
    rows = list(csv.DictReader(io.StringIO(machine.run("log", "--acts", "--format", "csv").out)))

    assert [("ada", "'=read", "no"), ("bo", "bad", "no")] == [
        (row["who"], row["reason"], row["even_blocked"]) for row in rows
    ]
    assert 2 == machine.run("log", "--acts", "--action", "allow").code
    assert 2 == machine.run("log", "--acts", "--who", "ci").code
    assert ["hold"] == [one["action"] for one in machine.run("log", "--format", "jsonl").lines]
