import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import pratique.advisories.sources.incidents as module
from pratique.advisories.interface import Entry
from pratique.advisories.sources.incidents import CATALOGUE, SOURCE
from pratique.advisories.versions import is_affected, is_broad
from pratique.core.advisory import Advisory, AdvisoryKind, Affected, Product, Span
from pratique.core.names import Ecosystem
from pratique.ecosystems import ECOSYSTEMS
from pratique.ecosystems.npm import ecosystem as npm
from pratique.ecosystems.pypi import ecosystem as pypi
from pratique.ecosystems.rubygems import ecosystem as rubygems
from tests.advisories.sources.osv_records import advisory_in, row_of, why
from tests.lockfiles.locks import shapes

INCIDENT: dict[str, object] = {
    "id": "PRATIQUE-2031-served",
    "published": "2031-02-03",
    "summary": "A stolen account published it.",
    "details": "For two hours.",
    "aliases": ["GHSA-aaaa-bbbb-cccc"],
    "urls": ["https://reports.example/1"],
    "affected": [
        {"type": "npm", "name": "served", "versions": ["1.0.1", "2.0.1"], "sole": True, "fixed": ["2.0.2"]},
        {"type": "npm", "name": "servedd", "every": True, "except": ["0.0.1-security"]},
        {"type": "pypi", "name": "Served_X", "every": True},
    ],
}
SHIPPED = Path(module.__file__).with_name(CATALOGUE).read_bytes()


def shipped() -> list[Advisory]:
    rows = list(SOURCE.rows(Entry(CATALOGUE, SHIPPED)))
    assert [] == [row for row in rows if not isinstance(row, Advisory)]
    return [row for row in rows if isinstance(row, Advisory)]


def test_an_incident_is_a_malicious_release_with_all_that_it_tells() -> None:
    advisory = advisory_in(SOURCE, [INCIDENT], CATALOGUE)
    taken, made, other = advisory.affected

    assert AdvisoryKind.MALWARE == advisory.kind
    assert ("PRATIQUE-2031-served", "GHSA-aaaa-bbbb-cccc") == advisory.ids
    assert "2031-02-03" == str(advisory.published)[:10]
    assert (
        Affected(product=Product("npm", "served"), versions=("1.0.1", "2.0.1"), sole=True, fixed=("2.0.2",))
        == taken
    )
    assert [True, False] == [is_affected(made, version) for version in ("3.1.4", "0.0.1-security")]
    assert Affected(product=Product("pypi", "served-x"), spans=(Span(),)) == other


@pytest.mark.parametrize(
    "change",
    [
        {"id": "CVE-2031-1"},
        {"id": None},
        {"affected": []},
        {"affected": [{"type": "npm", "name": "served"}]},
        {"affected": [{"type": "npm", "name": "../served", "versions": ["1.0.0"]}]},
        {"affected": [{"type": "deb", "name": "served", "versions": ["1.0.0"]}]},
    ],
)
def test_an_incident_that_does_not_say_what_was_bad_is_told(change: dict[str, object]) -> None:
    assert why(SOURCE, [{**INCIDENT, **change}], CATALOGUE)


def test_a_file_that_is_no_catalogue_is_told() -> None:
    assert "the file is empty or not the incident catalogue" == why(SOURCE, {}, CATALOGUE)
    assert why(SOURCE, b"{", CATALOGUE)


def test_the_catalogue_is_known_again_and_covers_nothing() -> None:
    assert SOURCE.recognises(Entry(CATALOGUE, SHIPPED))
    assert not SOURCE.recognises(Entry(CATALOGUE, b"[]"))
    assert not SOURCE.recognises(Entry("other.json", SHIPPED))
    assert SOURCE.wants(f"some/folder/{CATALOGUE}")
    assert not SOURCE.wants("some/folder/accidents.json")
    assert not SOURCE.covers


def test_what_ships_is_whole_and_in_order() -> None:
    ids = [advisory.id for advisory in shipped()]

    assert 30 <= len(ids) == len(json.loads(SHIPPED))
    assert sorted(set(ids)) == ids
    assert {"npm", "pypi", "gem"} == {one.product.type for row in shipped() for one in row.affected}


def test_what_ships_names_versions_that_there_can_be() -> None:
    valid = {
        npm: npm.valid_range,
        pypi: lambda text: pypi.valid_range(f"=={text}"),
        rubygems: rubygems.valid_range,
    }
    for row in shipped():
        assert row.summary.endswith(".")
        assert row.published is not None
        assert f"PRATIQUE-{row.published.year}-" == row.id[:14]
        for one in row.affected:
            ecosystem = ECOSYSTEMS[Ecosystem(one.product.type)]
            assert one.product.name == ecosystem.normalise(one.product.name).name
            assert one.tells
            assert all(valid[ecosystem](version) for version in (*one.versions, *one.fixed)), one  # type: ignore[index]


def test_what_ships_never_calls_a_sound_package_bad_as_a_whole() -> None:
    taken = [one for row in shipped() for one in row.affected if one.sole]

    assert taken
    assert not any(is_broad(one) or not one.versions for one in taken)
    assert not any(is_affected(one, fixed) for one in taken for fixed in one.fixed)


@pytest.mark.parametrize(
    ("product", "bad", "sound"),
    [
        (Product("npm", "event-stream"), "3.3.6", "4.0.1"),
        (Product("npm", "eslint-scope"), "3.7.2", "3.7.3"),
        (Product("npm", "chalk"), "5.6.1", "5.6.2"),
        (Product("npm", "node-ipc"), "10.1.1", "9.1.5"),
        (Product("npm", "flatmap-stream"), "0.1.1", "0.0.1-security"),
        (Product("pypi", "litellm"), "1.82.8", "1.82.6"),
        (Product("gem", "rest-client"), "1.6.13", "1.6.14"),
    ],
    ids=lambda value: value.name if isinstance(value, Product) else value,
)
def test_what_ships_knows_the_incidents_that_everybody_knows(product: Product, bad: str, sound: str) -> None:
    claims = [one for row in shipped() for one in row.affected if one.product == product]

    assert any(is_affected(one, bad) for one in claims)
    assert not any(is_affected(one, sound) for one in claims)


LEAVES = st.none() | st.sampled_from(["npm", "served", "1.0.0", "\ud800", True, 7])


@given(shapes(LEAVES, st.sampled_from([*INCIDENT, "type", "name", "versions", "every"])))
def test_anything_gives_rows_and_no_error(value: object) -> None:
    row_of(SOURCE, [{**INCIDENT, **value} if isinstance(value, dict) else value], CATALOGUE)


def test_what_it_reads_and_the_last_good_version_are_kept() -> None:
    affected = [{"type": "npm", "name": "served", "versions": ["1.0.1"], "sole": True, "good": ["1.0.0"]}]
    told = advisory_in(SOURCE, [{**INCIDENT, "reads": ["~/.npmrc"], "affected": affected}], CATALOGUE)

    assert ("~/.npmrc",) == told.reads
    assert ("1.0.0",) == told.affected[0].good
    assert advisory_in(SOURCE, [INCIDENT], CATALOGUE).reads is None
    assert () == advisory_in(SOURCE, [{**INCIDENT, "reads": []}], CATALOGUE).reads


def test_what_ships_calls_no_version_good_that_it_calls_bad() -> None:
    for row in shipped():
        for one in row.affected:
            order = ECOSYSTEMS[Ecosystem(one.product.type)]
            assert not any(is_affected(one, good) for good in one.good), one
            assert all(any(order.compare(good, bad) < 0 for bad in one.versions) for good in one.good), one
