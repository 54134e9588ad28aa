"""`pratique holds`."""

import csv
import io
import json
from dataclasses import replace
from importlib import resources

import jsonschema
import pytest

from pratique.core.decision import Client
from pratique.core.policy import Action
from pratique.core.verdict import HoldKind
from pratique.store.interface import Store
from tests.cli.running import Machine
from tests.cli.verbs.test_release import HELD, REF, store

__all__ = ["store"]


@pytest.fixture(autouse=True)
def _decisions(store: Store) -> None:
    other = REF.package.at("2.0.0")
    store.decisions.add_many(
        [
            replace(HELD, client=Client("10.0.0.8", "\x1b[2J")),
            replace(HELD, ref=other, filename="=cmd()", sha256="d" * 64, kind=HoldKind.REVIEW),
            replace(HELD, ref=other, filename="b.tgz", sha256=None, action=Action.BLOCK, kind=None),
        ]
    )


def test_the_queue_is_read_by_people_and_programs(machine: Machine) -> None:
    text = machine.run("holds")
    told = machine.run("holds", "--format", "json").json
    lines = machine.run("holds", "--format", "jsonl").lines
    rows = list(csv.DictReader(io.StringIO(machine.run("holds", "--format", "csv").out)))

    assert (0, "") == (text.code, text.err)
    assert text.out.startswith(f"for review: 2 files\n  {REF.purl}  hooked-1.0.1.tgz\n")
    assert "wanted: requested 2 times by 2 clients, last 2 h ago, held for 2 h" in text.out
    schema = resources.files("pratique.report.schemas").joinpath("holds-1.schema.json").read_text()
    jsonschema.validate(told, json.loads(schema))
    assert [2, 1] == [one["use"]["times"] for one in told["holds"]]
    assert [one["purl"] for one in told["holds"]] == [one["purl"] for one in lines]
    assert ["hooked-1.0.1.tgz", "'=cmd()"] == [row["filename"] for row in rows]


@pytest.mark.parametrize(
    ("words", "count"),
    [
        ([], 2),
        (["--all"], 3),
        (["--package", "hooked"], 2),
        (["--package", "hooked@2.0.0"], 1),
        (["--package", "hooked@2.0.0", "--all"], 2),
        (["--package", "other"], 0),
    ],
)
def test_the_queue_is_asked(machine: Machine, words: list[str], count: int) -> None:
    assert count == len(machine.run("holds", "--format", "jsonl", *words).lines)


def test_what_is_released_leaves_the_queue_and_comes_back(machine: Machine) -> None:
    machine.run("release", REF.purl, "--reason", "read")
    after = machine.run("holds", "--package", REF.purl).out
    everything = machine.run("holds", "--package", REF.purl, "--all", "--format", "jsonl").lines
    machine.run("release", "--undo", REF.purl, "--reason", "read again")

    assert "no requested artifact is held\n" == after
    assert ["released"] == [one["state"] for one in everything]
    assert 1 == len(machine.run("holds", "--package", REF.purl, "--format", "jsonl").lines)
