"""What signals say together: of event-stream, of ordinary releases, and of listings that nobody should believe."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.core.evidence import Known, NotAsked, Unknown
from pratique.core.history import Weight
from pratique.core.names import Ecosystem, PackageRef
from pratique.core.release import Account, Dated, Hook, Listing, Release, TimeSource
from pratique.ecosystems.npm import ecosystem as npm
from pratique.errors import Reference
from pratique.history import EVERY, JOINT, SIGNALS, signals_of
from pratique.history.chronicle import chronicle_of
from pratique.history.surroundings import Surroundings
from tests.history.event_stream import packument_bytes
from tests.history.telling import DAY, START, at_once, codes, last, listing, read, release, series, silenced

EVENT_STREAM = npm.parse_listing(
    packument_bytes(),
    package=PackageRef(Ecosystem.NPM, "event-stream"),
    registry="https://registry.example/",
    url="https://registry.example/event-stream",
)


def said(version: str, about: Surroundings | None = None) -> dict[str, str]:
    reading = signals_of(EVENT_STREAM, version, about or Surroundings())
    return {signal.code: signal.text for signal in reading.signals}


def test_event_stream_3_3_5_is_by_a_new_publisher_after_long_silence() -> None:
    assert (
        "right9ctrl published the package for the first time, after 779 d without releases"
        == said("3.3.5")["publisher-after-silence"]
    )


def test_event_stream_3_3_6_has_a_dependency_that_a_newcomer_adds() -> None:
    assert (
        "right9ctrl first published the package 4 d earlier, and adds flatmap-stream"
        == said("3.3.6")["newcomer-adds-dependency"]
    )


def test_event_stream_3_3_6_is_held_once_the_age_of_its_dependency_is_known() -> None:
    package = PackageRef(Ecosystem.NPM, "flatmap-stream")
    young = listing(
        [
            release(
                "0.1.0", datetime(2018, 8, 20, tzinfo=UTC), "hugeglass", of=package, maintainers="hugeglass"
            )
        ]
    )
    about = Surroundings(dependencies={"flatmap-stream": Known(young, "registry.example")})
    (gravest, *_) = signals_of(EVENT_STREAM, "3.3.6", about).signals

    assert ("newcomer-adds-strangers-young-dependency", True) == (gravest.code, gravest.holds)


def test_event_stream_4_0_0_has_lost_its_old_owner() -> None:
    assert "maintainer-replaced" in said("4.0.0")


def test_what_was_not_looked_up_is_told() -> None:
    reading = signals_of(EVENT_STREAM, "3.3.6")

    assert {"dependency-young", "strangers-young-dependency", "source-differs"} <= silenced(reading)
    assert "flatmap-stream: the listing of the dependency was not fetched" in {
        skipped.why for skipped in reading.not_told
    }


def test_an_ordinary_release_shows_nothing_that_lengthens_its_wait() -> None:
    assert [] == [signal for signal in read(series(12)).signals if signal.lengthens]


def test_of_several_dependencies_what_is_known_speaks_and_what_is_missing_is_told() -> None:
    before = series(3)
    of = PackageRef(Ecosystem.NPM, "young")
    young = listing([release("1.0.0", last(before), "eve", of=of, maintainers="eve")])
    about = Surroundings(
        dependencies={
            "young": Known(young, "registry.example"),
            "gone": Unknown("no answer", Reference.REGISTRY_UNREACHABLE, "registry.example"),
        }
    )
    reading = read([*before, release("1.1.0", last(before) + DAY, needs="gone young")], about=about)

    assert "dependency-young" in codes(reading)
    assert "dependency-young" in silenced(reading)
    assert "dependency-young" not in reading.ran


def test_every_signal_is_either_asked_or_told_as_not_asked() -> None:
    reading = read(series(3))

    assert {rule.id for rule in SIGNALS} == {*reading.ran, *silenced(reading)}


def test_a_version_that_is_not_listed_is_an_error() -> None:
    with pytest.raises(KeyError):
        read(series(3), "9.9.9")


def test_joint_signals_have_parts_that_exist() -> None:
    assert {part for joint in JOINT for part in joint.parts} <= {rule.id for rule in SIGNALS}
    assert [] == sorted({joint.id for joint in JOINT} & {rule.id for rule in SIGNALS})


def test_only_what_is_measured_to_be_rare_holds() -> None:
    told = [rule.base_rate for rule in EVERY if rule.weight is Weight.HOLDS]

    assert told
    for releases, version in ((series(3), "1.0.2"),):
        for signal in read(releases, version).signals:
            assert signal.holds <= (signal.base_rate is not None and signal.base_rate < 0.001)


# Histories that nobody should believe.

names = st.sampled_from(["ada", "bob", "eve", "", "a" * 300, "\u202e", "<x>"])
whens = st.one_of(
    st.none(),
    st.datetimes(datetime(1970, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC)),
    st.integers(0, 400).map(lambda days: START + days * DAY),
)
numbers = st.sampled_from(
    ["1.0.0", "1.0.1", "1.1.0", "2.0.0", "2.0.0-rc.1", "99.0.0", "0.0.1-security", "x", "1"]
)


@st.composite
def releases(draw: st.DrawFn, package: PackageRef) -> Release:
    at = draw(whens)
    accounts = st.one_of(st.none(), st.lists(names.map(Account), max_size=3).map(tuple))
    hooks = st.lists(st.builds(Hook, st.sampled_from(["install", "postinstall"]), names), max_size=2)
    return Release(
        ref=package.at(draw(numbers)),
        published=None if at is None else Dated(at, draw(st.sampled_from(TimeSource))),
        publisher=draw(st.one_of(st.none(), names.map(Account))),
        maintainers=draw(accounts),
        dependencies=draw(st.dictionaries(st.sampled_from(["a", "b/c", "", "kite"]), names, max_size=3)),
        hooks=draw(st.one_of(st.none(), hooks.map(tuple))),
        provenance=draw(st.sampled_from([None, True, False])),
        trusted_publisher=draw(st.sampled_from([None, "github"])),
        tool=draw(st.sampled_from([None, "npm/10.0.0", "/"])),
    )


@st.composite
def histories(draw: st.DrawFn) -> Listing:
    package = PackageRef(draw(st.sampled_from(Ecosystem)), "kite")
    told = draw(st.lists(releases(package), min_size=1, max_size=9))
    gone = draw(st.dictionaries(numbers, whens, max_size=3))
    return Listing(
        package=package,
        registry="https://registry.example/",
        releases={one.ref.version: one for one in told},
        times=draw(st.one_of(st.none(), st.sampled_from(TimeSource))),
        removed={v: Dated(at, TimeSource.REGISTRY) for v, at in gone.items() if at is not None},
    )


@pytest.mark.fuzz
@given(histories(), st.data())
def test_any_history_is_read_and_every_signal_accounted_for(found: Listing, data: st.DataObject) -> None:
    version = data.draw(st.sampled_from(sorted(found.releases)))
    reading = signals_of(found, version, Surroundings(now=START + 500 * DAY))

    assert {rule.id for rule in SIGNALS} == {*reading.ran, *silenced(reading)}
    assert list(reading.signals) == sorted(
        reading.signals, key=lambda signal: (-signal.weight.rank, signal.code)
    )


@pytest.mark.fuzz
@given(histories(), st.data())
def test_the_order_of_the_listing_does_not_matter(found: Listing, data: st.DataObject) -> None:
    version = data.draw(st.sampled_from(sorted(found.releases)))
    order = data.draw(st.permutations(sorted(found.releases)))
    mixed = replace(found, releases={one: found.releases[one] for one in order})

    assert signals_of(found, version) == signals_of(mixed, version)


_TURNOVER = {"new-publisher", "publisher-after-silence", "newcomer-adds-dependency", "maintainer-added"}


def _without_publishers(found: Listing) -> Listing:
    told = {version: replace(one, publisher=None) for version, one in found.releases.items()}
    return replace(found, releases=told)


def _without_times(found: Listing) -> Listing:
    told = {version: replace(one, published=None) for version, one in found.releases.items()}
    return replace(found, releases=told)


def _mirrored(found: Listing) -> Listing:
    return replace(found, times=TimeSource.MIRROR)


@pytest.mark.parametrize(
    ("strip", "silent"),
    [
        (_without_publishers, {"new-publisher", "publisher-after-silence", "newcomer-adds-dependency"}),
        (_without_times, _TURNOVER),
        (_mirrored, _TURNOVER),
        (at_once, _TURNOVER),
    ],
)
def test_what_a_listing_does_not_tell_is_never_read_as_trust(strip: Any, silent: set[str]) -> None:
    reading = signals_of(strip(EVENT_STREAM), "3.3.5")

    assert silent <= silenced(reading)
    assert set() == silent & set(reading.ran)


def test_provenance_that_is_gained_or_not_told_says_nothing_good() -> None:
    found = series(3, provenance=True)
    lost = release("1.0.9", last(found) + DAY, provenance=None)
    reading = read([*found, lost])

    assert "provenance-lost" in silenced(reading)
    assert () == tuple(signal for signal in read(found).signals if signal.code == "provenance-lost")


def test_many_releases_are_put_in_order_in_a_time_that_grows_little_faster_than_they_do() -> None:
    """A listing with 20,000 releases of one line is put in order: quadratic work would not end here."""
    told = [release(f"1.{number}.0", START + number * timedelta(hours=1)) for number in range(20_000)]
    chronicle = chronicle_of(listing(told))

    assert 20_000 == len(chronicle.releases)
    assert "1.19998.0" == chronicle.compared["1.19999.0"].ref.version


def test_a_need_that_nobody_meets_is_not_asked_of_anybody() -> None:
    about = Surroundings(imports=NotAsked("no code was read"))
    reading = read([*series(2), release("1.1.0", START + 90 * DAY, needs="a")], about=about)

    assert ["no code was read"] == [s.why for s in reading.not_told if s.rule == "dependency-unused"]
