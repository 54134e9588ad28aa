"""An advisory is found by its id, an incident by its name, and a withdrawn one is not searched for."""

from pratique.core.advisory import AdvisoryKind, Product, Span
from pratique.respond.wanted.advisories import NOT_FOUND, of_advisory, read
from tests.advisories.made import about, advisory
from tests.respond.wanted.asking import context, reasons, releases


def test_an_id_names_the_releases_of_the_advisory() -> None:
    found = read("mal-2026-1", context())
    assert found is not None
    assert ["pkg:npm/axios@1.14.1", "pkg:npm/axios@0.30.4"] == releases(found)
    assert {("MAL-2026-1", True)} == {(item.origin, item.malicious) for item in found.releases}


def test_an_incident_is_found_by_its_name_and_year() -> None:
    for text in ("event-stream-2018", "PRATIQUE-2018-event-stream"):
        found = read(text, context())
        assert found is not None
        assert ["pkg:npm/event-stream@3.3.6"] == releases(found)
        assert found.releases[0].since is not None


def test_an_unknown_id_is_reported() -> None:
    found = read("MAL-2099-1", context())
    assert found is not None
    assert [NOT_FOUND] == reasons(found)


def test_another_name_with_a_year_is_no_incident() -> None:
    assert read("colours-2031", context()) is None


def test_an_advisory_without_versions_is_reported() -> None:
    found = read("GHSA-aaaa-bbbb-cccc", context())
    assert found is not None
    assert ["the advisory lists no affected versions of untold"] == reasons(found)


def test_a_withdrawn_advisory_is_not_searched_for() -> None:
    found = read("MAL-2026-3", context())
    assert found is not None
    assert ([], ("MAL-2026-3 was withdrawn on 2026-01-01 and is not searched for.",)) == (
        releases(found),
        found.notes,
    )


def test_a_range_is_one_item() -> None:
    made = advisory("GHSA-1111-2222-3333", about(Product("npm", "left"), Span("1.0.0", "1.2.0")))
    found = of_advisory(made, context(origin="list.json"))
    (item,) = found.releases
    assert ("pkg:npm/left >= 1.0.0, < 1.2.0", "GHSA-1111-2222-3333 (list.json)", False) == (
        item.id,
        item.origin,
        item.malicious,
    )


def test_a_runtime_is_reported() -> None:
    made = advisory(
        "GHSA-1111-2222-3333",
        about(Product("generic", "node"), Span(high="22")),
        kind=AdvisoryKind.VULNERABILITY,
    )
    assert ["node is a runtime, which no place records"] == reasons(of_advisory(made, context()))
