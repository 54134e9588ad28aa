"""What goes into a snapshot."""

from dataclasses import replace
from datetime import timedelta

from pratique.advisories.snapshot.building import build
from pratique.advisories.snapshot.layout import Frame, read_header, write_file
from pratique.advisories.snapshot.reading import Snapshot
from pratique.core.advisory import NODE, Advisory
from tests.advisories.made import about, advisory
from tests.advisories.snapshot.samples import MALICE, NOW, NPM, PYPI, framed, malicious, source


def ids(frame: Frame) -> list[tuple[str, bool]]:
    made = Snapshot(write_file(frame), origin="", at=NOW)
    made.check()
    return sorted((one.id, one.withdrawn is not None) for one in made.every())


def only(*rows: Advisory) -> Frame:
    return framed(rows, digests=())


def test_only_malicious_releases_of_the_three_registries_go_in() -> None:
    vulnerable = advisory("GHSA-2", about(NPM, versions=("1.0.0",)))

    assert ids(only(malicious("MAL-1", about(NPM)), vulnerable, malicious("MAL-2", about(NODE)))) == [
        ("MAL-1", False)
    ]


def test_a_withdrawn_record_is_left_out_unless_its_twin_is_not_withdrawn() -> None:
    withdrawn = malicious("MAL-1", about(NPM), aliases=("GHSA-1",), withdrawn=True)
    twin = malicious("GHSA-1", about(NPM, versions=("1.0.0",)))

    assert ids(only(withdrawn)) == []
    assert ids(only(withdrawn, twin)) == [("GHSA-1", False), ("MAL-1", True)]
    assert read_header(only(withdrawn, twin)).withdrawn == 1


def test_it_says_up_to_when_each_type_is_complete() -> None:
    old = source(MALICE, as_of=NOW - timedelta(days=3))
    synced = replace(source(MALICE[:1]), name="osv", synced=True, checked_at=NOW - timedelta(hours=1))
    header = read_header(
        build([], [old, synced, source(())], serial=1, issued_at=NOW, expires_at=NOW + timedelta(days=1))
    )

    assert header.covers == {
        "npm": NOW - timedelta(hours=1),
        "pypi": NOW - timedelta(days=3),
        "gem": NOW - timedelta(days=3),
    }


def test_its_sources_are_named_with_their_licences() -> None:
    rows = [malicious("MAL-1", about(NPM)), malicious("MAL-2", about(PYPI), source="unheard-of")]
    found = read_header(framed(rows)).sources

    assert [(one.name, one.rows) for one in found] == [("osv-npm", 1), ("unheard-of", 1)]
    assert found[0].licence == source().licence
    assert found[0].as_of == NOW.date().isoformat()
