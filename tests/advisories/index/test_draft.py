"""Changes to the rows of one source."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import pytest

from pratique.advisories.index import Index
from pratique.advisories.index.draft import Draft
from pratique.advisories.index.writing import writer_at
from pratique.core.advisory import NODE, AdvisoryKind, Exploitation, RuntimeLine, Span
from pratique.errors import Reference, StoreError
from tests.advisories.indexes import every, write_index
from tests.advisories.made import GEM, LEFT, THEN, about, advisory, state


@contextmanager
def changed(path: Path, source: str = "osv-npm") -> Iterator[Draft]:
    """A draft that is published at the end."""
    with writer_at(path) as writer, writer.draft(source) as draft:
        yield draft
        writer.publish(draft, [state(source)], at=THEN)


def held(path: Path, source: str = "osv-npm") -> list[str]:
    """Ids and summaries of a source's advisories."""
    with Index.open(path) as index:
        return [f"{one.id} {one.summary}".strip() for one in index.every(source)]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    many = [advisory(f"GHSA-{n}", about(LEFT, Span(str(n))), aliases=(f"CVE-{n}",)) for n in range(100)]
    return write_index(tmp_path / "index", {"osv-npm": many, "other": [advisory("GHSA-7", about())]})


def test_the_later_of_two_that_say_the_same_counts_and_nothing_is_left_of_the_earlier(path: Path) -> None:
    with changed(path) as draft:
        first = draft.add(advisory("NEW-1", about(), aliases=("CVE-X",), summary="first"))
        second = draft.add(advisory("NEW-1", about(), summary="second"))
    assert first is None
    assert second is not None
    assert second.summary == "first"
    with Index.open(path) as index:
        assert ["second"] == [one.summary for one in index.by_id("new-1")]
        assert () == index.by_id("CVE-X")
        assert 102 == len(list(index.claims([LEFT])))


def test_rows_of_one_id_about_other_packages_or_versions_stay_beside_each_other(path: Path) -> None:
    rows = [
        advisory("CVE-2", about(LEFT, Span(high="1"))),
        advisory("CVE-2", about(LEFT, Span("2", "3"))),
        advisory("CVE-2", about(GEM, Span(high="1"))),
    ]
    with changed(path) as draft:
        assert [None, None, None] == [draft.add(row) for row in rows]
    with Index.open(path) as index:
        assert rows == [one for one in index.by_id("CVE-2") if one.id == "CVE-2"]
    with changed(path) as draft:
        assert set(rows) == set(draft.remove("CVE-2"))


def test_ids_that_differ_in_capitals_alone_are_two(path: Path) -> None:
    with changed(path) as draft:
        draft.add(advisory("ghsa-1", summary="small"))
    with Index.open(path) as index:
        assert {"GHSA-1", "ghsa-1"} == {one.id for one in index.by_id("Ghsa-1")}


def test_one_is_removed_by_its_id_and_not_by_an_alias_or_from_another_source(path: Path) -> None:
    with changed(path) as draft:
        (gone,) = draft.remove("GHSA-7")
        assert ((), ()) == (draft.remove("GHSA-7"), draft.remove("CVE-8"))
    assert gone.aliases == ("CVE-7",)
    assert 99 == len(held(path))
    assert ["GHSA-7"] == held(path, "other")
    with Index.open(path) as index:
        assert () == index.by_id("CVE-7")


def test_the_rows_of_a_source_are_forgotten_and_those_of_others_stay(path: Path) -> None:
    with changed(path) as draft:
        draft.exploitation(Exploitation(cve="CVE-1", epss=0.1))
        draft.line(RuntimeLine(product=NODE, line="18", start=None, end=None))
        draft.detectors(b"{}")
        draft.skip("a.json", "odd")
        draft.forget()
        draft.add(advisory("ONLY"))
    assert ["ONLY"] == held(path)
    assert ["GHSA-7"] == held(path, "other")
    with Index.open(path) as index:
        assert ({}, (), ()) == (index.exploitation(["CVE-1"]), index.lines(NODE), index.detectors())
        assert 1 == len(list(index.claims([LEFT])))


def test_what_is_told_twice_of_a_cve_or_a_line_is_kept_once(path: Path) -> None:
    line = RuntimeLine(product=NODE, line="18", start=None, end=None)
    later = RuntimeLine(product=NODE, line="18", start=None, end=date(2025, 4, 30))
    with changed(path) as draft:
        assert not draft.exploitation(Exploitation(cve="CVE-1", epss=0.1))
        assert draft.exploitation(Exploitation(cve="cve-1", epss=0.2))
        assert (False, True) == (draft.line(line), draft.line(later))
    with Index.open(path) as index:
        assert 0.2 == index.exploitation(["CVE-1"])["CVE-1"].epss
        assert (later,) == index.lines(NODE)


def test_what_was_not_imported_is_known_by_file(path: Path) -> None:
    with changed(path) as draft:
        draft.skip("a.json", "odd")
        draft.skip("a.json", "odd")
        draft.skip("b.json", "odd")
    with changed(path) as draft:
        assert {"odd": 2} == draft.forget_skips("a.json")
        assert {} == draft.forget_skips("a.json")
        assert {"odd": 1} == draft.forget_skips("b.json")


def test_the_ids_of_a_source_are_told_those_that_were_just_added_too(path: Path) -> None:
    with changed(path, "other") as draft:
        draft.add(advisory("MAL-1", kind=AdvisoryKind.MALWARE))
        assert {"GHSA-7", "MAL-1"} == draft.ids()


def test_text_that_utf_8_cannot_say_changes_nothing(path: Path) -> None:
    with changed(path) as draft:
        for odd in (advisory("GHSA-1", aliases=("\ud800",)), advisory("GHSA-1", summary="\udfff")):
            with pytest.raises(UnicodeEncodeError):
                draft.add(odd)
    assert 100 == len(held(path))


def test_few_and_many_of_a_kind_come_back_after_each_change(tmp_path: Path) -> None:
    # A dictionary is made of the first 64 of a kind, or of what there is.
    path = tmp_path / "kinds"
    expected = set()
    for count, kind in (
        (1, AdvisoryKind.MALWARE),
        (64, AdvisoryKind.UNMAINTAINED),
        (150, AdvisoryKind.VULNERABILITY),
    ):
        with changed(path) as draft:
            for n in range(count):
                one = advisory(f"{kind.value}-{n}", about(), kind=kind, summary=f"number {n} of {count}")
                draft.add(one)
                expected.add(one)
    with changed(path) as draft:
        again = advisory("malware-again", kind=AdvisoryKind.MALWARE)
        draft.add(again)
    with Index.open(path) as index:
        assert expected | {again} == set(every(index))


def _fill(draft: Draft) -> None:
    for n in range(1000):
        draft.add(advisory(f"X-{n}", about(), summary="x" * 1000))


def test_a_full_disk_is_told(path: Path) -> None:
    with writer_at(path) as writer, writer.draft("osv-npm") as draft:
        draft._connection.execute("PRAGMA max_page_count=1")
        with pytest.raises(StoreError) as raised:
            _fill(draft)
    assert Reference.DISK_FULL is raised.value.reference
    assert 100 == len(held(path))
