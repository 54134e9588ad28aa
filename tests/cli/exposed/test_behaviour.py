"""The answer of `exposed` tells what a found release does, or that its bytes are not here."""

import jsonschema
import pytest

from pratique.cli.exposed import behaviour
from tests.cli.running import Machine
from tests.report.formats.test_json_contract import schema


@pytest.fixture
def locked(machine: Machine) -> Machine:
    machine.lock("calm@1.0.1", "@acme/tool@2.0.0")
    return machine


def test_without_bytes_the_answer_says_how_to_get_them(locked: Machine) -> None:
    ran = locked.run("exposed", "calm@1.0.1", ".")
    told = " ".join(ran.out.split())
    assert 1 == ran.code
    assert "What it does: calm@1.0.1: not known, because the store has no file of calm@1.0.1." in told
    assert "`pratique inspect calm@1.0.1` downloads it" in told
    assert [] == locked.registry.requests


def test_the_bytes_of_the_store_are_described(locked: Machine) -> None:
    locked.run("inspect", "calm@1.0.1")
    ran = locked.run("exposed", "calm@1.0.1", ".")
    assert "What it does:\n  calm-1.0.1.tgz\n    " in ran.out

    ran = locked.run("exposed", "calm@1.0.1", ".", "-f", "json")
    jsonschema.validate(ran.json, schema("exposed"))
    assert ["pkg:npm/calm@1.0.1"] == [one["purl"] for one in ran.json["behaviours"]]
    assert [] == ran.json["behaviours_unknown"]
    for form in ("markdown", "html"):
        page = locked.run("exposed", "calm@1.0.1", ".", "-f", form).out
        assert page.index("What it does") < page.index("sha256:") < page.index("What to do")


def test_only_releases_that_reached_a_place_are_described(locked: Machine) -> None:
    assert "What it does" not in locked.run("exposed", "calm@9.9.9", ".").out


def test_what_is_left_out_is_said(locked: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(behaviour, "_MOST_RELEASES", 1)
    monkeypatch.setattr(behaviour, "_MOST_BYTES", 1)
    locked.run("inspect", "@acme/tool@2.0.0")
    told = " ".join(locked.run("exposed", "calm@1.0.1", "@acme/tool@2.0.0", ".").out.split())
    assert "1 other file: run `pratique inspect` on the release" in told
    assert "1 other release: run `pratique inspect` on each" in told
