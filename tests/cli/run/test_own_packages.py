"""`pratique history --own`."""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import jsonschema

from tests.cli.running import Machine
from tests.loopback import NpmPackage, NpmRelease
from tests.report.formats.test_json_contract import schema

TODAY = datetime.now(UTC)


def settings(text: str) -> None:
    folder = Path(os.environ["XDG_CONFIG_HOME"]) / "pratique"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "pratique.toml").write_text(text)


def kite(name: str = "@acme/kite", *, by: str = "eve") -> NpmPackage:
    old = [
        NpmRelease(version=f"1.0.{n}", published_at=TODAY - timedelta(days=300 - 10 * n), publisher="ada")
        for n in range(12)
    ]
    new = NpmRelease(version="1.1.0", published_at=TODAY - timedelta(days=3), publisher=by)
    return NpmPackage(
        name=name, releases=(*old, new), maintainers=("ada", by), created_at=TODAY - timedelta(days=400)
    )


def test_a_surprise_release_of_a_stranger_stops(machine: Machine) -> None:
    machine.registry.put_npm(kite())
    settings('[own]\npackages = ["npm:@acme/kite"]\npublishers = ["ada"]\n')
    ran = machine.run("history", "--own", "-f", "json")
    assert 1 == ran.code
    jsonschema.validate(ran.json, schema("own"))
    (mine,) = ran.json["packages"]
    assert ["1.1.0"] == mine["published"]
    assert {"stranger-published", "stranger-may-publish"} <= {notice["alarm"] for notice in mine["notices"]}


def test_ours_alone_is_clear(machine: Machine) -> None:
    machine.registry.put_npm(kite(by="ada"))
    settings('[own]\npublishers = ["ada"]\n')
    ran = machine.run("history", "--own", "@acme/kite")
    assert 0 == ran.code
    assert "may publish: ada (13 releases)" in ran.out


def test_a_scope_is_what_settings_and_locks_name_of_it(machine: Machine) -> None:
    machine.registry.put_npm(kite(by="ada"))
    machine.registry.put_npm(kite("@acme/other", by="ada"))
    settings('[own]\npackages = ["npm:@acme/kite"]\n')
    machine.lock("@acme/other@1.1.0")
    ran = machine.run("history", "--own", "@acme", "-f", "json")
    assert ["pkg:npm/%40acme/kite", "pkg:npm/%40acme/other"] == [
        item["purl"] for item in ran.json["packages"]
    ]


def test_a_scope_of_which_nothing_is_known_is_said(machine: Machine) -> None:
    ran = machine.run("history", "--own", "@nobody")
    assert 3 == ran.code
    assert "the packages of a scope" in ran.out


def test_a_day_narrows_what_is_looked_at(machine: Machine) -> None:
    machine.registry.put_npm(kite(by="ada"))
    ran = machine.run("history", "--own", "@acme/kite", "--since", f"{TODAY - timedelta(days=1):%Y-%m-%d}")
    assert "published: no release in this period" in ran.out


def test_what_cannot_be_looked_up_is_told_beside_the_rest(machine: Machine) -> None:
    machine.registry.put_npm(kite(by="ada"))
    ran = machine.run("history", "--own", "@acme/kite", "@acme/lost")
    assert 3 == ran.code
    assert "pkg:npm/%40acme/lost" in ran.out


def test_without_a_name_or_in_a_picture_it_is_refused(machine: Machine) -> None:
    assert 2 == machine.run("history", "--own").code
    ran = machine.run("history", "--own", "@acme/kite", "-f", "svg")
    assert (2, "") == (ran.code, ran.out)
    assert "--own does not support the format svg" in ran.err
    assert 2 == machine.run("history", "kite", "--since", "2026-01-01").code
    assert 2 == machine.run("history").code
    assert 2 == machine.run("history", "--own", "@acme/kite", "--from", "x.json").code
