"""From a listing to its timeline."""

from dataclasses import replace

import pytest
from hypothesis import given

from pratique.core.history import Entry, EventKind, Timeline
from pratique.core.release import Artifact, ArtifactKind, Dated, Listing, TimeSource
from pratique.ecosystems.npm import ecosystem as npm
from pratique.history.chronicle import chronicle_of
from pratique.history.timeline import timeline_of
from tests.history import event_stream
from tests.history.tales import listings
from tests.history.telling import DAY, START, listing, release, series


def told(*releases: object, **more: object) -> Timeline:
    return timeline_of(chronicle_of(listing(releases, **more)))  # type: ignore[arg-type]  # as the builder takes them


def stream(*, removed: bool = False) -> Timeline:
    data = event_stream.packument_bytes(removed=removed)
    found = npm.parse_listing(
        data,
        package=npm.normalise("event-stream"),
        registry="https://registry.example/",
        url="https://registry.example/x",
    )
    return timeline_of(chronicle_of(found))


def happened(value: Timeline, *kinds: EventKind) -> list[tuple[str | None, str]]:
    return [(event.version, event.subject) for event in value.events if event.kind in kinds]


def test_event_stream_is_told_in_order() -> None:
    value = stream()
    assert [
        ("3.3.5", "right9ctrl"), ("4.0.0", "dominictarr")
    ] == happened(value, EventKind.PERSON_IN, EventKind.PERSON_OUT)  # fmt: skip
    assert [("3.3.6", "flatmap-stream")] == happened(value, EventKind.DEPENDENCY_ADDED)
    assert [("4.0.0", "flatmap-stream")] == happened(value, EventKind.DEPENDENCY_REMOVED)
    assert {"3.3.5": 779, "3.3.6": 4, "4.0.0": 7} == {
        entry.version: entry.silence_days for entry in value.entries[-4:-1]
    }
    assert ["4.x", "3.x", "2.x", "1.x", "0.x"] == [line.name for line in value.lines]


def test_a_removed_release_keeps_its_place_and_nothing_else_is_told_of_it() -> None:
    value = stream(removed=True)
    entry = next(entry for entry in value.entries if entry.version == "3.3.6")
    assert (True, None, None, None) == (entry.removed, entry.publisher, entry.dependencies, entry.hooks)
    assert ["3.3.5", "3.3.6", "4.0.0"] == [entry.version for entry in value.entries[-4:-1]]
    assert [("3.3.6", "")] == happened(value, EventKind.REMOVED)
    assert "1 version was removed" in " ".join(value.untold)


def test_who_came_after_the_last_release_is_told_without_a_time() -> None:
    value = stream(removed=True)
    assert [(None, "npm"), (None, "right9ctrl")] == happened(
        value, EventKind.PERSON_IN, EventKind.PERSON_OUT
    )[-2:]
    assert {"npm": True, "right9ctrl": False, "dominictarr": False} == {
        person.name: person.still for person in value.people
    }


def test_a_backport_is_compared_with_its_own_line() -> None:
    value = told(
        release("1.0.0", START, needs="a"),
        release("2.0.0", START + DAY, needs="a b"),
        release("1.0.1", START + 2 * DAY, needs="a"),
    )
    assert [None, "1.0.0", "1.0.0"] == [entry.compared_with for entry in value.entries]
    assert [("2.0.0", "b")] == happened(value, EventKind.DEPENDENCY_ADDED, EventKind.DEPENDENCY_REMOVED)


def test_hooks_come_change_and_go() -> None:
    value = told(
        release("1.0.0", START),
        release("1.0.1", START + DAY, hooks={"postinstall": "node a.js"}),
        release("1.0.2", START + 2 * DAY, hooks={"postinstall": "node b.js"}),
        release("1.0.3", START + 3 * DAY),
    )
    kinds = [event.kind for event in value.events if event.kind is not EventKind.RELEASE]
    assert [EventKind.HOOK_ADDED, EventKind.HOOK_CHANGED, EventKind.HOOK_REMOVED] == kinds
    changed = next(event for event in value.events if event.kind is EventKind.HOOK_CHANGED)
    assert ("node a.js", "node b.js") == (changed.before, changed.after)


def test_a_hook_that_is_not_told_is_neither_new_nor_gone() -> None:
    first = release("1.0.0", START, hooks={"install": "x"})
    value = told(first, replace(release("1.0.1", START + DAY), hooks=None))
    assert [] == happened(value, EventKind.HOOK_REMOVED, EventKind.HOOK_ADDED)
    assert "install scripts: unknown for 1 of 2 releases" in value.untold


@pytest.mark.parametrize(
    ("before", "after", "jumps"),
    [
        (100_000, 5_000_000, True),
        (1_000, 5_000, False),
        (5_000_000, 6_000_000, False),
        (None, 9_000_000, False),
    ],
)
def test_a_size_jumps_when_it_grows_manifold_and_by_much(
    before: int | None, after: int, *, jumps: bool
) -> None:
    def sized(version: str, day: int, size: int | None) -> object:
        file = Artifact(filename="a", url="u", kind=ArtifactKind.NPM_TARBALL, unpacked_bytes=size)
        return release(version, START + day * DAY, artifacts=(file,))

    value = told(sized("1.0.0", 0, before), sized("1.0.1", 1, after))
    assert jumps == bool(happened(value, EventKind.SIZE_JUMP))


def test_sizes_that_were_measured_in_different_ways_are_not_compared() -> None:
    packed = Artifact(filename="a", url="u", kind=ArtifactKind.NPM_TARBALL, size_bytes=1_000)
    unpacked = Artifact(filename="a", url="u", kind=ArtifactKind.NPM_TARBALL, unpacked_bytes=9_000_000)
    value = told(
        release("1.0.0", START, artifacts=(packed,)), release("1.0.1", START + DAY, artifacts=(unpacked,))
    )
    assert [] == happened(value, EventKind.SIZE_JUMP)


def test_provenance_that_is_gained_and_lost_is_told() -> None:
    value = told(
        release("1.0.0", START, provenance=False),
        release("1.0.1", START + DAY, provenance=True),
        release("1.0.2", START + 2 * DAY, provenance=None),
        release("1.0.3", START + 3 * DAY, provenance=False),
        release("1.0.4", START + 4 * DAY, provenance=True),
        release("1.0.5", START + 5 * DAY, provenance=False),
    )
    assert [("1.0.1", ""), ("1.0.4", "")] == happened(value, EventKind.PROVENANCE_GAINED)
    assert [("1.0.5", "")] == happened(value, EventKind.PROVENANCE_LOST)


def test_what_was_done_afterwards_is_known_to_lie_later() -> None:
    yanked = Artifact(filename="a", url="u", kind=ArtifactKind.WHEEL, yanked="broken")
    value = told(
        release("1.0.0", START, deprecated="use kite2"), release("1.0.1", START + DAY, artifacts=(yanked,))
    )
    later = [(event.kind, event.subject) for event in value.events if event.later]
    assert [(EventKind.DEPRECATED, "use kite2"), (EventKind.YANKED, "broken")] == later


def test_a_latest_that_lags_behind_is_told() -> None:
    releases = series(3)
    behind = told(*releases, tags={"latest": "1.0.1"})
    assert [(None, "latest")] == happened(behind, EventKind.TAG_BEHIND)
    assert [] == happened(told(*releases, tags={"latest": "1.0.2"}), EventKind.TAG_BEHIND)


def test_times_of_a_mirror_give_no_order_and_no_silence() -> None:
    at = START + 900 * DAY
    mirrored = [
        replace(release(version, None, by=None, maintainers=None), published=Dated(at, TimeSource.MIRROR))
        for version in ("1.2.0", "1.10.0", "1.0.0")
    ]
    value = told(*mirrored, times=TimeSource.MIRROR)
    assert (False, ["1.0.0", "1.2.0", "1.10.0"]) == (
        value.by_time,
        [entry.version for entry in value.entries],
    )
    assert {None} == {entry.silence_days for entry in value.entries}
    assert not value.answered
    assert any(
        words.startswith("publish times: the publish times come from a mirror") for words in value.untold
    )


def test_a_release_without_a_time_stands_first() -> None:
    value = told(release("1.0.0", START), release("3.0.0", None), release("2.0.0", START + DAY))
    assert ["3.0.0", "1.0.0", "2.0.0"] == [entry.version for entry in value.entries]
    assert (
        "publish times: unknown for 1 of 3 releases; releases without a time are listed first" in value.untold
    )


def test_how_many_releases_each_person_published() -> None:
    value = told(*series(3), release("1.1.0", START + 60 * DAY, "bob", maintainers="ada bob"))
    assert [("ada", 0, 3, 3), ("bob", 3, 3, 1)] == [
        (p.name, p.first, p.last, p.releases) for p in value.people
    ]


def test_a_long_history_is_told_in_little_time() -> None:
    releases = series(3_000)
    value = told(*releases)
    assert 3_000 == len(value.entries)


@pytest.mark.fuzz
@given(listings())
def test_any_listing_gives_a_timeline_in_order_and_nothing_is_lost(value: Listing) -> None:
    found = timeline_of(chronicle_of(value))
    versions = [entry.version for entry in found.entries]
    assert {*value.releases, *value.removed} == {*versions}
    assert len(versions) == len({*versions})
    places = {version: place for place, version in enumerate(versions)}
    dated = [places[event.version] for event in found.events if event.version is not None]
    assert dated == sorted(dated)
    published = [event.version for event in found.events if event.kind is EventKind.RELEASE]
    assert versions == published
    if found.by_time:
        times = [entry.published.at for entry in timed(found, value) if entry.published]
        assert times == sorted(times)
    assert {*value.removed} - {*value.releases} == {entry.version for entry in found.entries if entry.removed}
    assert len(versions) == sum(line.releases for line in found.lines)
    assert all(0 <= person.first <= person.last < max(1, len(versions)) for person in found.people)


def timed(found: Timeline, value: Listing) -> list[Entry]:
    """The entries whose place is that of their time: the registry tells it, and it can be."""
    places = chronicle_of(value).places
    return [entry for entry in found.entries if entry.removed or entry.version in places]


@pytest.mark.fuzz
@given(listings())
def test_what_is_not_told_is_never_said(value: Listing) -> None:
    found = timeline_of(chronicle_of(value))
    for entry in found.entries:
        release_ = value.releases.get(entry.version)
        if release_ is None or release_.publisher is None:
            assert entry.publisher is None
        if release_ is None or release_.provenance is None:
            assert entry.provenance is None
    if not found.by_time:
        assert all(entry.silence_days is None for entry in found.entries)
