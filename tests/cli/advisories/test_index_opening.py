"""What releases are held against: the index of this machine and the catalogue that ships with Pratique."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from pratique.cli.advisories.index_opening import open_advisories
from pratique.config import Settings
from pratique.config.settings import AdvisorySettings
from pratique.core.advisory import AdvisoryKind, Product, Span
from pratique.errors import Reference
from tests.advisories.made import about, advisory
from tests.cli.auditing import with_index
from tests.cli.running import Machine

CALM = Product("npm", "calm")
STREAM = Product("npm", "event-stream")


def test_the_catalogue_is_there_without_an_index_and_can_be_switched_off() -> None:
    with open_advisories(Settings()) as opened:
        assert opened.trouble is not None
        assert opened.trouble.reference is Reference.ADVISORIES_MISSING
        assert [source.name for source in opened.index.sources()] == ["snapshot", "incidents"]
        assert any(claim.kind is AdvisoryKind.MALWARE for claim in opened.index.claims([STREAM]))

    with open_advisories(Settings(advisories=AdvisorySettings(incidents=False, snapshot=False))) as opened:
        assert list(opened.index.claims([STREAM])) == []


def test_an_index_and_the_catalogue_are_asked_together() -> None:
    with_index()

    with open_advisories(Settings()) as opened:
        assert opened.trouble is None
        assert {source.name for source in opened.index.sources()} == {"incidents", "osv-npm", "snapshot"}


def test_a_record_of_a_newer_index_counts_in_place_of_the_snapshots() -> None:
    with open_advisories(Settings()) as opened:
        assert opened.snapshot is not None
        first = next(one for one in opened.snapshot.every() if one.id.startswith("MAL-"))
        product = first.affected[0].product
        assert list(opened.index.claims([product]))
    with_index([replace(first, source="osv-npm", withdrawn=datetime.now(UTC))])

    with open_advisories(Settings()) as opened:
        assert all(claim.withdrawn for claim in opened.index.claims([product]))


MALICIOUS = advisory("MAL-1", about(CALM, versions=("1.0.0",)), kind=AdvisoryKind.MALWARE)
FAULTY = advisory("GHSA-1", about(CALM, Span(high="1.0.1")), score=9.8)


@pytest.mark.parametrize("standing", ["new", "pinned"])
def test_check_blocks_what_an_advisory_calls_malicious_whatever_its_standing(
    machine: Machine, standing: str
) -> None:
    with_index([MALICIOUS])
    machine.lock("calm@1.0.0")

    ran = machine.run("check", "--as", standing, "--min-age", "0", "--format", "json")

    assert ran.code == 1
    (package,) = ran.json["packages"]
    assert package["action"] == "block"
    assert package["reasons"][0]["code"] == "advisory"
    assert "MAL-1" in package["reasons"][0]["text"]


def test_check_tells_of_faults_and_lets_them_pass(machine: Machine) -> None:
    with_index([FAULTY])
    machine.lock("calm@1.0.0")

    told = machine.run("check", "--min-age", "0", "--format", "json")
    seen = machine.run("check", "--min-age", "0")

    assert told.code == 0
    assert [one["id"] for one in told.json["packages"][0]["advisories"]] == ["GHSA-1"]
    assert told.json["coverage"]["families"]["advisories"]["known"] == 1
    assert "1 advisory (critical" in seen.out.replace("1 critical", "critical")


def test_check_says_that_nobody_brought_advisories_and_goes_on(machine: Machine) -> None:
    machine.lock("calm@1.0.0")

    ran = machine.run("check", "--min-age", "0", "--format", "json")

    assert ran.code == 0
    assert "advisories sync" in ran.json["coverage"]["families"]["advisories"]["why"]


def test_check_is_incomplete_where_the_index_cannot_be_read(machine: Machine) -> None:
    path = with_index()
    path.write_bytes(path.read_bytes()[:2000])
    machine.lock("calm@1.0.0")

    assert machine.run("check", "--min-age", "0").code == 3


def test_explain_knows_advisories_by_any_of_their_names(machine: Machine) -> None:
    with_index([FAULTY])

    ran = machine.run("explain", "ghsa-1")

    assert ran.code == 0
    assert "pkg:npm/calm" in ran.out
    assert machine.run("explain", "CVE-1999-1").code == 2


def test_explain_says_that_there_is_no_index_to_look_in(machine: Machine) -> None:
    ran = machine.run("explain", "CVE-1999-1")

    assert ran.code == 3
    assert "advisories sync" in ran.err
