"""Bringing a source up to date, against a bucket on this machine."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from pratique.advisories.index import Index
from pratique.advisories.index.verification import problems
from pratique.advisories.index.writing import writer_at
from pratique.advisories.interface import Entry, Row
from pratique.core.advisory import Advisory, SourceState
from pratique.errors import PratiqueError, Reference
from pratique.intake.advisories.syncing import How, Sync
from pratique.net.advisories.origin import Origin, Place
from pratique.net.client.http import Http, HttpSettings
from pratique.net.client.route import Route
from tests.advisories.indexes import every
from tests.builders import zipped
from tests.intake.advisories import made
from tests.intake.advisories.made import NOW
from tests.loopback.advisory_bucket import AdvisoryBucket

ALL = "npm/all.zip"
LIST = "npm/modified_id.csv"


def rows(entry: Entry) -> Iterator[Row]:
    """Lines, of which each says when it was changed: `ID PACKAGE WORDS DAY`."""
    for row in made.rows(entry):
        if isinstance(row, Advisory):
            *_, day = entry.data.decode().split()
            yield replace(row, modified=datetime.fromisoformat(f"{day}T00:00:00+00:00"))
        else:
            yield row


@dataclass
class Bench:
    """A bucket of records, and an index that is brought up to date from it."""

    bucket: AdvisoryBucket
    folder: Path
    records: dict[str, tuple[str, str]]
    """Name -> text and day of change."""
    with_list: bool = True

    def publish(self, *, whole: bool = True) -> None:
        """Put the records into the bucket."""
        texts = {name: f"{text} {day}" for name, (text, day) in self.records.items()}
        if whole:
            self.bucket.objects[ALL] = zipped({f"{name}.json": text for name, text in texts.items()})
        for name in [path for path in self.bucket.objects if path != ALL]:
            del self.bucket.objects[name]
        for name, text in texts.items():
            self.bucket.objects[f"npm/{name}.json"] = text.encode()
        listed = sorted(self.records.items(), key=lambda item: item[1][1], reverse=True)
        if self.with_list:
            lines = [f"{day}T00:00:00Z,{name}\n" for name, (_, day) in listed]
            self.bucket.objects[LIST] = "".join(lines).encode()

    def sync(
        self, *, now: datetime = NOW, full: bool = False, accept_drop: bool = False
    ) -> tuple[How, SourceState]:
        self.bucket.requests.clear()
        source = replace(
            made.source(url=self.bucket.url(ALL), deltas=self.bucket.url(LIST) if self.with_list else None),
            rows=rows,
        )

        async def run() -> tuple[How, SourceState]:
            place = Place.at(source.url or "", source.deltas)
            async with Http(HttpSettings(pauses_s=()), configured=place.origins) as http:
                with writer_at(self.folder / "index") as writer:
                    sync = Sync(
                        source=source,
                        published=Origin(http, place, self.folder / "advisories/lines.part", Route()),
                        writer=writer,
                        now=now,
                        full=full,
                        accept_drop=accept_drop,
                        expect=lambda _: None,
                        step=lambda: None,
                    )
                    return await sync.run()

        return asyncio.run(run())

    def failure(self, *, accept_drop: bool = False) -> PratiqueError:
        with pytest.raises(PratiqueError) as raised:
            self.sync(accept_drop=accept_drop)
        return raised.value

    @property
    def held(self) -> dict[str, bool]:
        """The ids that the index has, and whether each is withdrawn; the index is whole and its counts are right."""
        with Index.open(self.folder / "index") as index:
            assert [] == list(problems(index))
            return {one.id: one.withdrawn is not None for one in every(index)}

    @property
    def asked(self) -> list[str]:
        return sorted(one.path.removeprefix("npm/") for one in self.bucket.requests)


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    records = {f"GHSA-{n:02}": (f"GHSA-{n:02} left", "2026-01-01") for n in range(30)}
    with AdvisoryBucket() as bucket:
        bench = Bench(bucket, tmp_path, records)
        bench.publish()
        yield bench


def test_a_first_sync_brings_the_whole(bench: Bench) -> None:
    how, state = bench.sync()
    assert How.WHOLE is how
    assert (30, 30, NOW, datetime(2026, 1, 1, tzinfo=UTC)) == (
        state.rows,
        state.imported,
        state.checked_at,
        state.as_of,
    )
    assert (True, bench.bucket.url(ALL)) == (state.synced, state.origin)
    assert (state.etag or "").startswith('"')
    assert ["all.zip"] == bench.asked
    assert [] == list((bench.folder / "advisories").iterdir())


def test_changes_are_brought_one_by_one(bench: Bench) -> None:
    bench.sync()
    del bench.records["GHSA-00"]
    bench.records["GHSA-01"] = ("GHSA-01 left withdrawn", "2026-02-01")
    bench.records["GHSA-NEW"] = ("GHSA-NEW right", "2026-02-02")
    bench.records["GHSA-ODD"] = ("?", "2026-02-02")
    bench.publish(whole=False)
    later = NOW + timedelta(days=1)
    how, state = bench.sync(now=later)
    assert How.CHANGES is how
    assert ["GHSA-01.json", "GHSA-NEW.json", "GHSA-ODD.json", "modified_id.csv"] == bench.asked
    assert (31, 30, 1, {"no row": 1}) == (state.rows, state.imported, state.withdrawn, state.skipped)
    assert (later, datetime(2026, 2, 2, tzinfo=UTC)) == (state.checked_at, state.as_of)
    assert bench.held["GHSA-01"]
    assert {"GHSA-NEW"} == bench.held.keys() - {f"GHSA-{n:02}" for n in range(30)}
    assert "GHSA-00" not in bench.held


def test_what_is_held_as_it_is_is_not_brought_again(bench: Bench) -> None:
    bench.sync()
    how, state = bench.sync(now=NOW + timedelta(days=2))
    assert (How.UNCHANGED, NOW + timedelta(days=2)) == (how, state.checked_at)
    assert ["modified_id.csv"] == bench.asked
    with Index.open(bench.folder / "index") as index:
        assert (state,) == index.sources()


def test_a_record_that_is_listed_and_gone_is_dropped(bench: Bench) -> None:
    bench.sync()
    bench.records["GHSA-01"] = ("GHSA-01 left", "2026-02-01")
    bench.publish(whole=False)
    del bench.bucket.objects["npm/GHSA-01.json"]
    how, state = bench.sync()
    assert (How.CHANGES, 29, 29) == (how, state.rows, state.imported)
    assert "GHSA-01" not in bench.held


def test_a_record_that_is_too_large_is_skipped(bench: Bench) -> None:
    bench.sync()
    bench.records["GHSA-01"] = ("GHSA-01 left " + "x" * 1001, "2026-02-01")
    bench.publish(whole=False)
    _, state = bench.sync()
    assert {"larger than 1,000 bytes": 1} == state.skipped
    assert 30 == state.rows


@pytest.mark.parametrize("listed", [b"", b"<html>", b"2026-02-01T00:00:00Z,../x"])
def test_a_list_that_cannot_be_used_leads_to_the_whole(bench: Bench, listed: bytes) -> None:
    bench.sync()
    bench.records["GHSA-NEW"] = ("GHSA-NEW right", "2026-02-02")
    bench.publish()
    bench.bucket.objects[LIST] = listed
    how, state = bench.sync()
    assert (How.WHOLE, 31) == (how, state.imported)
    assert ["all.zip", "modified_id.csv"] == bench.asked


def test_many_changes_lead_to_the_whole(bench: Bench) -> None:
    bench.sync()
    bench.records |= {f"MAL-{n}": (f"MAL-{n} left", "2026-02-02") for n in range(2000)}
    bench.publish()
    how, state = bench.sync()
    assert (How.WHOLE, 2030) == (how, state.imported)
    assert ["all.zip", "modified_id.csv"] == bench.asked


def test_without_a_list_an_unchanged_whole_is_not_brought(bench: Bench) -> None:
    bench.with_list = False
    bench.sync()
    later = NOW + timedelta(days=2)
    how, state = bench.sync(now=later)
    assert (How.UNCHANGED, later, later) == (how, state.checked_at, state.fresh_at)
    assert [304] == [one.status for one in bench.bucket.requests]
    how, _ = bench.sync(full=True)
    assert How.WHOLE is how
    assert [200] == [one.status for one in bench.bucket.requests]


def test_what_came_from_elsewhere_is_brought_anew(bench: Bench) -> None:
    _, state = bench.sync()
    for other in (replace(state, origin="https://registry.example/x"), replace(state, synced=False)):
        with writer_at(bench.folder / "index") as writer, writer.draft(state.name) as draft:
            writer.publish(draft, [other], at=NOW)
        how, _ = bench.sync()
        assert How.WHOLE is how


def test_a_drop_is_refused_by_changes_as_by_the_whole_and_nothing_is_lost(bench: Bench) -> None:
    bench.sync()
    for n in range(4):
        del bench.records[f"GHSA-{n:02}"]
    bench.publish()
    for with_list in (True, False):
        bench.with_list = with_list
        error = bench.failure()
        assert Reference.ADVISORIES_REFUSED is error.reference
        assert "4 fewer advisories than the 30" in error.message
        assert 30 == len(bench.held)
    assert [] == list((bench.folder / "advisories").iterdir())
    bench.sync(accept_drop=True)
    assert 26 == len(bench.held)


def test_many_withdrawals_are_refused(bench: Bench) -> None:
    bench.sync()
    for n in range(4):
        bench.records[f"GHSA-{n:02}"] = (f"GHSA-{n:02} left withdrawn", "2026-02-01")
    bench.records |= {f"NEW-{n}": (f"NEW-{n} left", "2026-02-01") for n in range(9)}
    bench.publish()
    assert "withdraws 4 of the 30" in bench.failure().message


def test_a_wrong_checksum_is_refused_and_the_old_index_stays(bench: Bench) -> None:
    bench.sync()
    bench.with_list = False
    bench.publish()
    bench.bucket.objects[ALL] += b"\0"
    bench.bucket.faults.told_md5[ALL] = "AAAAAAAAAAAAAAAAAAAAAA=="
    assert Reference.ADVISORIES_REFUSED is bench.failure().reference
    assert 30 == len(bench.held)


def test_a_download_that_is_cut_off_goes_on_in_the_next_run(bench: Bench) -> None:
    bench.bucket.faults.cut[ALL] = 1000
    assert Reference.BODY_TRUNCATED is bench.failure().reference
    assert not (bench.folder / "index").exists()
    bench.sync()
    assert [206] == [one.status for one in bench.bucket.requests]
    assert 30 == len(bench.held)


def test_a_page_in_place_of_the_zip_is_refused_and_not_kept(bench: Bench) -> None:
    bench.bucket.objects[ALL] = b"<html>sign in</html>"
    error = bench.failure()
    assert Reference.ADVISORIES_REFUSED is error.reference
    assert [] == list((bench.folder / "advisories").iterdir())


def test_a_record_that_cannot_be_had_fails_the_source_and_nothing_is_lost(bench: Bench) -> None:
    bench.sync()
    bench.records["GHSA-01"] = ("GHSA-01 left withdrawn", "2026-02-01")
    bench.publish(whole=False)
    bench.bucket.faults.status["npm/GHSA-01.json"] = 503
    assert Reference.REGISTRY_FAILED is bench.failure().reference
    assert not bench.held["GHSA-01"]
