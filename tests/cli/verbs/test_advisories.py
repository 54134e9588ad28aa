"""`pratique advisories`: the verbs as a whole, and `status`."""

import json
import sqlite3
from dataclasses import replace
from importlib import resources

import jsonschema
import pytest

from pratique.advisories.interface import Skip
from tests.advisories.indexes import write_index
from tests.advisories.made import advisory, state
from tests.cli.advising import Desk, osv_files


def test_the_verbs_are_listed(desk: Desk) -> None:
    ran = desk.run("--help")
    assert 0 == ran.code
    assert all(verb in ran.out for verb in ("sync", "import", "status", "export"))


def test_without_an_index_the_answer_is_incomplete_and_says_what_to_do(desk: Desk) -> None:
    for arguments in (["status"], ["status", "--format", "json"], ["export", "x.zip"]):
        ran = desk.run(*arguments)
        assert (3, "") == (ran.code, ran.out)
        assert "advisories-missing" in ran.err
        assert "pratique advisories sync" in ran.err
    assert not (desk.folder / "x.zip").exists()


def test_what_is_held_is_told_of_each_source(desk: Desk) -> None:
    desk.run("import", str(desk.zip("all.zip", {**osv_files(3), "x.json": b"?"})), "--as", "osv-npm")
    ran = desk.run("status")
    assert 0 == ran.code
    for words in (
        "osv-npm  OSV, npm",
        "4 rows: 3 imported, 1 skipped",
        "1  the file is not JSON",
        "newest row 2026-01-01",
    ):
        assert words in ran.out
    assert "not complete for any kind of advisory: 1 row could not be read" in ran.out


def test_a_handful_of_records_is_not_the_whole_source_whoever_says_so(desk: Desk) -> None:
    desk.run("import", str(desk.zip("all.zip", osv_files(3))), "--as", "osv-npm")
    told = desk.run("status").out
    assert "  not complete for any kind of advisory\n" in told
    assert (
        "  not complete for npm vulnerability: 3 records, but the complete source has at least 923\n" in told
    )
    assert "  not complete for npm malware: 0 records, but the complete source has at least 11,762\n" in told


def test_the_document_fits_its_schema_and_counts_all_rows(desk: Desk) -> None:
    desk.run("import", str(desk.zip("all.zip", {**osv_files(3), "x.json": b"?"})), "--as", "osv-npm")
    ran = desk.run("status", "--format", "json", "--verify")
    schema = resources.files("pratique.report.schemas").joinpath("advisories-status-1.schema.json")
    jsonschema.validate(ran.json, json.loads(schema.read_text()))
    (source,) = ran.json["sources"]
    assert (4, 3, 1) == (source["rows"], source["imported"], sum(source["skipped"].values()))
    assert [] == ran.json["problems"]


@pytest.mark.parametrize("left_bytes", [0, 50, -1, 4096])
def test_a_file_that_is_cut_off_is_told(desk: Desk, left_bytes: int) -> None:
    write_index(desk.index, {"osv-npm": [advisory("GHSA-1")]})
    desk.index.write_bytes(desk.index.read_bytes()[:left_bytes])
    ran = desk.run("status")
    assert (3, "") == (ran.code, ran.out)
    assert "advisories-unreadable" in ran.err


def test_verifying_finds_a_row_that_is_gone(desk: Desk) -> None:
    write_index(desk.index, {"osv-npm": [advisory("GHSA-1")]})
    assert 0 == desk.run("status", "--verify").code
    with sqlite3.connect(desk.index) as connection:
        connection.execute("DELETE FROM advisories")
    connection.close()
    assert 0 == desk.run("status").code
    ran = desk.run("status", "--verify")
    assert 3 == ran.code
    assert "a checksum of the index does not match" in ran.out


def test_what_sources_say_is_shown_escaped(desk: Desk) -> None:
    odd = "\x1b[2J\u202eevil\n"
    told = replace(state(), origin=odd, title=odd, licence=odd, digest=odd, rows=2, skipped={odd: 1})
    write_index(desk.index, {"osv-npm": [advisory("GHSA-1"), Skip("x", odd)]}, [told])
    for arguments in (["status"], ["status", "--verify", "--color", "never"], ["status", "-f", "json"]):
        ran = desk.run(*arguments)
        assert 0 == ran.code
        assert not {"\x1b", "\u202e"} & set(ran.out)
    assert "\\x1b[2J\\u202eevil\\n" in desk.run("status").out
