"""A snapshot as an index of advisories."""

from datetime import timedelta

import pytest

from pratique.advisories.coverage import gaps, needed
from pratique.advisories.interface import Advisories
from pratique.advisories.match import match
from pratique.advisories.memory import JoinedAdvisories, MemoryAdvisories
from pratique.advisories.snapshot.layout import write_file
from pratique.advisories.snapshot.reading import Snapshot
from pratique.core.advisory import NODE, AdvisoryKind, Cover, Product
from pratique.errors import Reference, StoreError
from tests.advisories.made import about
from tests.advisories.snapshot.samples import DIGEST, GEM, NOW, NPM, PYPI, ROWS, framed, malicious

DATA = write_file(framed())
SMALL: Advisories = Snapshot(DATA, origin="tests", at=NOW)
MANY = tuple(
    malicious(f"MAL-{number}", about(Product("npm", f"name-{number}"), versions=("1.0.0",)))
    for number in range(5_000)
)
BIG = Snapshot(write_file(framed(MANY)), origin="tests", at=NOW)


def test_it_answers_as_if_its_rows_were_in_memory() -> None:
    wanted = {NPM: {"1.0.0"}, PYPI: {"1.0", "2.0"}, GEM: {"0.1", "1.0", "2.0", "2.1", "3.0"}}

    assert match(SMALL, wanted) == match(MemoryAdvisories(ROWS), wanted)
    assert len(match(SMALL, wanted)) > 4


def test_every_name_is_found_in_its_block_and_no_other_is() -> None:
    assert len(BIG.header.blocks) > 3
    BIG.check()
    for one in MANY:
        (claim,) = BIG.claims([one.affected[0].product])
        assert BIG.advisories([claim.number])[claim.number] == one
    for name in ("a", "name-", "name-50000", "zzz", "name-1\t", "\ud800"):
        assert list(BIG.claims([Product("npm", name)])) == []
    assert list(BIG.claims([NODE])) == []


def test_numbers_survive_being_joined_with_another_index() -> None:
    joined = JoinedAdvisories((MemoryAdvisories(()), BIG))
    (claim,) = joined.claims([MANY[77].affected[0].product])

    assert joined.advisories([claim.number])[claim.number].id == "MAL-77"


def test_ids_and_aliases_are_found_whatever_their_capitals() -> None:
    assert [one.id for one in SMALL.by_id("ghsa-1")] == ["MAL-1"]
    assert [one.id for one in BIG.by_id("mal-77")] == ["MAL-77"]
    assert [one.affected[0].product for one in SMALL.by_id("MAL-4")] == [GEM, NPM]
    assert list(SMALL.by_id('no"such')) == []


def test_digests_are_found() -> None:
    made = Snapshot(DATA, origin="tests", at=NOW)

    assert made.digests([DIGEST.digest, "sha256:" + "00" * 32, "npm/@acme/bad"]) == [DIGEST]


def test_its_state_covers_the_malicious_releases_of_the_registries() -> None:
    (state,) = SMALL.sources()
    malware = [Cover(type_, AdvisoryKind.MALWARE) for type_ in ("npm", "pypi", "gem")]

    assert (state.name, state.origin, state.rows) == ("snapshot", "tests", 5)
    assert state.fresh_at == NOW - timedelta(hours=5)
    assert gaps([state], malware, now=NOW, max_age=timedelta(days=7)) == ()
    later = NOW + timedelta(days=8)
    assert "8 days old" in gaps([state], malware, now=later, max_age=timedelta(days=7))[0]
    missing = gaps([state], needed([NPM]), now=NOW, max_age=timedelta(days=7))
    assert missing == ("no source covers vulnerabilities of npm packages",)


def test_an_expired_one_names_what_is_malicious_and_covers_nothing() -> None:
    old = Snapshot(DATA, origin="tests", at=NOW + timedelta(days=7))

    assert old.expired
    assert old.sources()[0].covers == ()
    assert list(old.claims([NPM]))


def test_a_withdrawn_twin_is_a_withdrawn_claim() -> None:
    rows = (
        malicious("MAL-1", about(NPM), aliases=("GHSA-1",), withdrawn=True),
        malicious("GHSA-1", about(NPM)),
    )
    made = Snapshot(write_file(framed(rows)), origin="", at=NOW)

    assert sorted(claim.withdrawn for claim in made.claims([NPM])) == [False, True]


def test_it_holds_nothing_else() -> None:
    assert SMALL.exploitation(["CVE-1"]) == {}
    assert list(SMALL.lines(NODE)) == []
    assert list(SMALL.detectors()) == []


def test_damage_in_a_block_is_a_store_error() -> None:
    damaged = bytearray(DATA)
    damaged[-12] ^= 255
    made = Snapshot(bytes(damaged), origin="", at=NOW)

    with pytest.raises(StoreError) as caught:
        list(made.claims([NPM]))
    assert caught.value.reference is Reference.ADVISORIES_UNREADABLE
