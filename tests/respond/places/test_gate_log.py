"""The search in the log of the gate."""

from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path

from pratique.core.ci_claim import CiClaim
from pratique.core.decision import Client, Decision
from pratique.core.names import Digest, PackageRef
from pratique.core.policy import Action
from pratique.respond.places.gate_log import GateLog
from pratique.respond.sighting import Basis, Contact
from pratique.respond.wanted.value import Wanted, WantedDigest
from pratique.store.folder.home import Home
from pratique.store.opening import open_store
from tests.respond.places.log_builders import item
from tests.store.gate.test_decisions import CALM, NOW, decided

WANTED = Wanted(releases=(item("npm", "calm", "1.0.0"),))
DAY = timedelta(days=1)


def stored(folder: Path, decisions: Iterable[Decision]) -> None:
    with open_store(Home(folder)) as store:
        store.decisions.add_many(decisions)


def by(address: str, who: str = "", ci: CiClaim | None = None) -> Client:
    return Client(address, "npm/11", "ci", who, ci)


def test_each_client_is_named_with_the_times_and_the_number_of_its_downloads(tmp_path: Path) -> None:
    job = CiClaim(system="github", repository="acme/shop", job="test", proven=True)
    stored(
        tmp_path,
        [
            decided(client=by("10.0.0.1", "jane")),
            decided(client=by("10.0.0.1", "jane"), at=NOW + DAY),
            decided(client=by("10.0.0.2", "ci-7", job)),
            decided(action=Action.BLOCK, client=by("10.0.0.3")),
            decided("2.0.0", client=by("10.0.0.4")),
            decided(ref=PackageRef(CALM.ecosystem, "calmer").at("1.0.0"), client=by("10.0.0.5")),
        ],
    )
    result = GateLog().search(tmp_path, WANTED)
    found = {one.who: one for one in result.sightings}
    assert {who: (one.contact, one.count, one.shared) for who, one in found.items()} == {
        "jane (10.0.0.1)": (Contact.FETCHED, 2, False),
        "ci-7 (10.0.0.2), repository acme/shop, job test (proven by OIDC)": (Contact.FETCHED, 1, True),
        "10.0.0.3": (Contact.REFUSED, 1, False),
    }
    jane = found["jane (10.0.0.1)"]
    assert (jane.first, jane.last) == (NOW, NOW + DAY)
    assert jane.digests == (Digest("sha256", "a" * 64),)
    (searched,) = result.searched
    assert (searched.units, searched.since, searched.until) == (6, NOW, NOW + DAY)
    assert searched.unchecked == ()


def test_wanted_bytes_are_found_under_any_name(tmp_path: Path) -> None:
    stored(tmp_path, [decided("9.0.0", sha256="b" * 64), decided("9.0.1")])
    digest = WantedDigest(id="bad bytes", digest=Digest("sha256", "b" * 64), origin="test")
    (one,) = GateLog().search(tmp_path, Wanted(digests=(digest,))).sightings
    assert (one.wanted, one.basis, str(one.ref)) == ("bad bytes", Basis.DIGEST, "calm@9.0.0")


def test_a_release_that_is_wanted_by_name_and_by_bytes_is_counted_once(tmp_path: Path) -> None:
    stored(tmp_path, [decided()])
    digest = WantedDigest(id="bad bytes", digest=Digest("sha256", "a" * 64), origin="test")
    (one,) = GateLog().search(tmp_path, Wanted(releases=WANTED.releases, digests=(digest,))).sightings
    assert (one.wanted, one.count) == ("pkg:npm/calm", 1)


def test_decisions_that_were_moved_out_of_the_database_count(tmp_path: Path) -> None:
    stored(
        tmp_path,
        [decided(client=by("10.0.0.1")), decided("2.0.0"), decided(at=NOW + 90 * DAY, client=by("10.0.0.1"))],
    )
    with open_store(Home(tmp_path)) as store:
        store.served.catch_up(epoch="one", ruleset="r")
        assert list(store.moving.move(before=NOW + 60 * DAY))
    result = GateLog().search(tmp_path, WANTED)
    (one,) = result.sightings
    assert (one.count, one.first, one.last) == (2, NOW, NOW + 90 * DAY)
    assert result.searched[0].units == 3

    for part in Home(tmp_path).log.glob("*.gz"):
        part.unlink()
    result = GateLog().search(tmp_path, WANTED)
    assert [one.count for one in result.sightings] == [1]
    assert "is missing" in result.searched[0].unchecked[0].why


def test_a_damaged_or_foreign_database_is_not_checked(tmp_path: Path) -> None:
    assert not GateLog().finds(tmp_path)
    database = Home(tmp_path).database
    for data in (b"no database", b""):
        database.write_bytes(data)
        assert GateLog().finds(tmp_path)
        result = GateLog().search(tmp_path, WANTED)
        assert result.sightings == ()
        assert result.searched[0].unchecked
        assert database.read_bytes() == data
