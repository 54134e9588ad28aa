"""What was searched is counted by kind, and each gap has its reason."""

from pratique.respond.report.coverage import covered, unread
from pratique.respond.sighting import PlaceKind, Searched, Unchecked
from tests.respond.found import GAP, SEARCHED, asked, made


def test_places_of_a_kind_are_counted_together_with_their_units_and_times() -> None:
    assert [
        "2 repositories (30,413 revisions, 2026-03-31 to 2026-04-01)",
        "1 folder (1 package)",
    ] == [part.words for part in covered(SEARCHED)]


def test_irregular_units_are_counted() -> None:
    searched = [Searched(kind=PlaceKind.CACHE, place="a", units=count, unit="entries") for count in (1,)]
    assert ["1 cache (1 entry)"] == [part.words for part in covered(searched)]


def test_every_gap_is_named_the_unread_request_first() -> None:
    found = made(wanted=asked("axios@1.14.1", "what is this?"), gaps=(GAP,))
    first, second = unread(found)
    assert first.startswith("argument: what is this?: not a release")
    assert second == "/srv/api: bun.lock: unknown lockfile format"


def test_many_gaps_are_counted_by_reason() -> None:
    gaps = tuple(Unchecked("/srv/api", f"{number}.lock", "too large") for number in range(9))
    assert ("/srv/api: 0.lock: too large, and 8 other parts",) == unread(made(gaps=gaps), most=5)
    assert 9 == len(unread(made(gaps=gaps)))


def test_the_caches_of_several_clients_in_one_folder_are_counted() -> None:
    searched = [
        Searched(kind=PlaceKind.CACHE, place="~", format=name, units=2, unit="packages")
        for name in ("npm", "uv")
    ]
    assert ["2 caches (4 packages)"] == [part.words for part in covered(searched)]
