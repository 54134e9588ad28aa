"""Records of the collector against a request."""

from datetime import UTC, datetime

import pytest

from pratique.collect.record import Gap, Looked, Record
from pratique.core.names import Digest
from pratique.respond.places.records import Records, Tally, joined
from pratique.respond.sighting import Basis, Contact, PlaceKind, Sighting
from pratique.respond.wanted.value import Indicator, IndicatorKind, Wanted
from tests.respond.places.wanting import digest, releases

SHA512 = "ab" * 64
CALM = Record("npm-cache", "npm", "calm", "1.0.1", "/c/calm", at=0.0)


def only(record: Record, wanted: Wanted) -> Sighting:
    found = Records(wanted).sighting(record)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("source", "state", "kind", "contact", "current"),
    [
        ("npm-cache", "cached", PlaceKind.CACHE, Contact.FETCHED, True),
        ("node_modules", "installed", PlaceKind.INSTALLED, Contact.INSTALLED, True),
        ("pnpm-store", "ran", PlaceKind.CACHE, Contact.EXECUTED, True),
        ("npm-log", "cached", PlaceKind.DEBUG_LOG, Contact.FETCHED, None),
        ("npm-log", "ran", PlaceKind.DEBUG_LOG, Contact.EXECUTED, None),
    ],
)
def test_the_state_tells_the_contact(
    source: str, state: str, kind: PlaceKind, contact: Contact, *, current: bool | None
) -> None:
    found = only(CALM._replace(source=source, state=state), releases("calm@1.0.1"))

    assert (kind, contact, current, Basis.RELEASE) == (found.kind, found.contact, found.current, found.basis)
    assert ("pkg:npm/calm@1.0.1", "/c/calm") == (found.wanted, found.place)
    assert datetime(1970, 1, 1, tzinfo=UTC) == found.first


def test_a_name_is_compared_as_its_registry_does() -> None:
    record = Record("site-packages", "pypi", "Sample_Pkg", "1.0.0", "/s", state="installed")

    assert "pkg:pypi/sample-pkg@1.0" == only(record, releases("sample-pkg@1.0", type_="pypi")).wanted
    assert Records(releases("sample-pkg@1.0")).sighting(record) is None


@pytest.mark.parametrize("name", ["", "../x", "\x00", "a" * 300])
def test_a_name_of_no_package_is_nothing(name: str) -> None:
    assert Records(releases("calm@1.0.1")).sighting(CALM._replace(name=name)) is None


@pytest.mark.parametrize(
    ("written", "found"),
    [
        (f"sha512:{SHA512}", True),
        (f"sha512:{SHA512[:64]}*", True),
        (f"sha512:{SHA512[:8]}*", False),
        ("sha512:*", False),
        (f"sha512:{'cd' * 32}*", False),
        (f"sha256:{SHA512[:64]}*", False),
    ],
)
def test_a_digest_or_half_of_one_is_enough(written: str, *, found: bool) -> None:
    record = CALM._replace(name="", version="", digests=(written,))
    sighting = Records(digest(f"sha512:{SHA512}")).sighting(record)

    assert found == (sighting is not None)
    assert sighting is None or (Basis.DIGEST, None) == (sighting.basis, sighting.ref)


def test_a_file_of_persistence_is_known_by_its_hash() -> None:
    indicator = Indicator(id="a" * 64, kind=IndicatorKind.FILE_HASH, value="a" * 64, origin="a test")
    record = Record("persistence", "", "", "", "/h/.bashrc", (f"sha256:{'a' * 64}",), state="installed")
    found = only(record, Wanted(indicators=(indicator,)))

    assert (PlaceKind.PERSISTENCE, Basis.INDICATOR) == (found.kind, found.basis)
    # A package's file is not compared with the hash of another file.
    assert Records(Wanted(indicators=(indicator,))).sighting(record._replace(source="npm-cache")) is None


def test_times_and_digests_that_are_none_are_left_out() -> None:
    found = only(CALM._replace(at=1e300, digests=("sha1:x", f"sha512:{SHA512}")), releases("calm@1.0.1"))

    assert (None, (Digest("sha512", SHA512),)) == (found.first, found.digests)


def test_a_sighting_of_another_machine_names_it() -> None:
    found = Records(releases("calm@1.0.1"), "laptop-7", "ada").sighting(CALM)

    assert found is not None
    assert (PlaceKind.MACHINE, "laptop-7", "/c/calm", "ada") == (
        found.kind,
        found.place,
        found.inside,
        found.who,
    )


def test_equal_sightings_are_counted() -> None:
    one = only(CALM, releases("calm@1.0.1"))
    other = only(CALM._replace(path="/d"), releases("calm@1.0.1"))

    assert [2, 1] == [found.count for found in joined([one, other, one])]


def test_what_was_searched_is_told_for_each_source() -> None:
    tally = Tally(
        looked=[Looked("npm-cache", "/a", 2), Looked("npm-cache", "/b", 3), Looked("persistence", "/c", 4)],
        gaps=[Gap("walk", f"/{number}", "closed") for number in range(60)],
    )
    cache, files = tally.searched(PlaceKind.INSTALLED, "/")

    assert (PlaceKind.CACHE, 5, "packages") == (cache.kind, cache.units, cache.unit)
    assert (PlaceKind.PERSISTENCE, 4, "files", "persistence") == (
        files.kind,
        files.units,
        files.unit,
        files.format,
    )
    assert (51, "10 more places cannot be read") == (len(cache.unchecked), cache.unchecked[-1].why)
    assert () == files.unchecked


def test_persistence_that_was_only_listed_says_so() -> None:
    [found] = Tally(looked=[Looked("persistence", "/c", 4)], compared=False).searched(
        PlaceKind.INSTALLED, "/"
    )

    assert "persistence, listed only: there are no indicators" == found.format


def test_an_empty_folder_was_searched() -> None:
    [found] = Tally().searched(PlaceKind.INSTALLED, "/")

    assert (PlaceKind.INSTALLED, 0, ()) == (found.kind, found.units, found.unchecked)
