"""What an audit reads and puts together."""

import json
from dataclasses import replace

from pratique.advisories.interface import Detectors, Entry
from pratique.advisories.table import source_named
from tests.cli.auditing import ROWS, synced, with_index
from tests.cli.running import Machine


def lock(machine: Machine) -> None:
    packages = {
        "": {"dependencies": {"top": "^1.0.0"}},
        "node_modules/top": {
            "version": "1.0.0",
            "resolved": "https://registry.example/top/-/top-1.0.0.tgz",
            "dependencies": {"left": "^2.0.0"},
        },
        "node_modules/left": {
            "version": "2.0.0",
            "resolved": "https://registry.example/left/-/left-2.0.0.tgz",
            "deprecated": "use right",
        },
    }
    machine.write("package-lock.json", json.dumps({"lockfileVersion": 3, "packages": packages}))


def test_an_inventory_for_others_tells_who_asks_for_whom(machine: Machine) -> None:
    with_index()
    lock(machine)

    bom = machine.run("audit", "--format", "cyclonedx").json

    asks = {one["ref"]: one.get("dependsOn", []) for one in bom["dependencies"]}
    assert asks["pkg:npm/top@1.0.0"] == ["pkg:npm/left@2.0.0"]


def test_what_was_given_up_is_told_apart_and_stops_nothing(machine: Machine) -> None:
    with_index()
    lock(machine)

    ran = machine.run("audit", "--format", "json")

    assert ran.code == 0
    assert [(one["kind"], one["text"]) for one in ran.json["retired"]] == [("deprecated", "use right")]


def test_copies_are_not_clear_where_nothing_tells_how_to_recognise_them(machine: Machine) -> None:
    with_index()
    lock(machine)

    assert machine.run("audit", "--vendored").code == 3


def test_copied_libraries_are_found_and_held_against_the_index(machine: Machine) -> None:
    library = {
        "jquery": {
            "npmname": "jquery",
            "extractors": {"filecontent": [r"/\*!? jQuery v(§§version§§)"]},
            "vulnerabilities": [
                {
                    "below": "1.9.0",
                    "severity": "medium",
                    "identifiers": {"CVE": ["CVE-2012-6708"], "summary": "x"},
                }
            ],
        }
    }
    rows = tuple(source_named("retire").rows(Entry("jsrepository-v6.json", json.dumps(library).encode())))
    assert any(isinstance(row, Detectors) for row in rows)
    with_index((*ROWS, *rows))
    lock(machine)
    machine.write("static/vendor.js", "/*! jQuery v1.8.3 jquery.com */\n")

    ran = machine.run("audit", "--vendored", "--format", "json")

    assert ran.code == 1
    (finding,) = ran.json["findings"]
    assert finding["copy"]["path"] == "static/vendor.js"
    assert (finding["name"], finding["version"]) == ("jquery", "1.8.3")


def test_rows_that_could_not_be_read_are_told_in_every_audit(machine: Machine) -> None:
    with_index(sources=[replace(synced(), rows=5_000, imported=4_998, skipped={"not JSON": 2}, unread=2)])
    lock(machine)

    ran = machine.run("audit")

    assert ran.code == 0
    assert "2 of the 5,000 rows of osv-npm could not be read" in ran.out


def test_a_folder_without_lock_and_copy_is_nothing_to_audit_and_not_clear(machine: Machine) -> None:
    row = json.dumps(
        {"jquery": {"npmname": "jquery", "extractors": {"filename": [r"jquery-(§§version§§)\.js"]}}}
    )
    with_index((*ROWS, *source_named("retire").rows(Entry("jsrepository-v6.json", row.encode()))))
    machine.write("src/a.js", "export const a = 1;\n")

    ran = machine.run("audit", "--vendored")

    assert 3 == ran.code
    assert "Nothing checked: no lockfile and no copied library found" in ran.out
