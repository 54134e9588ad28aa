import msgspec
import pytest

from pratique.core.lock import Need
from pratique.lockfiles.npm.section import DependenciesEntry, PackagesEntry


def entry(**told: object) -> PackagesEntry:
    return msgspec.convert(told, PackagesEntry)


def test_optional_dependencies_win_over_others_of_the_same_name() -> None:
    told = entry(
        dependencies={"a": "1", "b": "1"},
        optionalDependencies={"b": "2"},
        peerDependencies={"a": "9", "c": "1"},
    )
    assert {
        "a": ("1", Need.RUN),
        "b": ("2", Need.OPTIONAL),
        "c": ("1", Need.PEER),
    } == told.wants(own=False)


def test_dev_dependencies_count_for_folders_of_the_project_alone() -> None:
    told = entry(devDependencies={"a": "1"})
    assert {"a": ("1", Need.DEV)} == told.wants(own=True)
    assert {} == told.wants(own=False)


@pytest.mark.parametrize(
    ("section", "need"), [("dependencies", Need.RUN), ("optionalDependencies", Need.OPTIONAL)]
)
def test_a_dev_dependency_that_is_needed_otherwise_gives_the_range_alone(section: str, need: Need) -> None:
    told = entry(**{section: {"a": "1"}, "devDependencies": {"a": "2"}})
    assert {"a": ("2", need)} == told.wants(own=True)


@pytest.mark.parametrize(
    "meta",
    [
        {"peerDependenciesMeta": {"a": {"optional": True}, "b": {"optional": False}, "c": "odd"}},
        {"optionalPeers": ["a"]},
    ],
)
def test_an_optional_peer_is_a_kind_of_its_own(meta: dict[str, object]) -> None:
    told = entry(peerDependencies={"a": "1", "b": "1", "c": "1"}, **meta)
    assert {
        "a": ("1", Need.OPTIONAL_PEER),
        "b": ("1", Need.PEER),
        "c": ("1", Need.PEER),
    } == told.wants(own=False)


@pytest.mark.parametrize(
    ("told", "expected"), [(["a"], True), (["b"], False), (True, True), (False, False), (None, False)]
)
def test_a_bundled_dependency_is_named_or_all_are(told: object, *, expected: bool) -> None:
    assert expected == entry(bundleDependencies=told).bundles("a")


def test_a_link_wants_nothing_itself() -> None:
    assert {} == entry(link=True, dependencies={"a": "1"}).wants(own=True)


@pytest.mark.parametrize(
    ("told", "groups"),
    [
        ({}, set()),
        ({"dev": True}, {"dev"}),
        ({"dev": True, "optional": True}, {"dev", "optional"}),
        ({"devOptional": True}, {"dev", "optional"}),
        ({"peer": True}, {"peer"}),
        ({"extraneous": True}, {"extraneous"}),
        ({"dev": False}, set()),
    ],
)
def test_flags_tell_the_groups(told: dict[str, object], groups: set[str]) -> None:
    assert groups == entry(**told).groups()


def test_platforms_are_told_as_written() -> None:
    told = entry(os=["darwin", "!win32"], cpu="x64", libc=["glibc"], engines={"node": 1})
    assert ("os=darwin,!win32", "cpu=x64", "libc=glibc") == told.platforms()


def test_an_old_entry_tells_its_groups() -> None:
    assert {"dev", "peer"} == DependenciesEntry(dev=True, peer=True).groups()
