import pytest

from pratique.core.names import Ecosystem, PackageRef
from pratique.core.release import Artifact, Listing, Release
from pratique.ecosystems.rubygems import ecosystem as rubygems
from pratique.ecosystems.rubygems.address import GEM_KIND

KITE = PackageRef(Ecosystem.RUBYGEMS, "kite")


def listing(*versions: str) -> Listing:
    releases = {
        version: Release(
            ref=KITE.at(version),
            artifacts=(Artifact(filename=f"kite-{version}.gem", url="https://gems.example/", kind=GEM_KIND),),
        )
        for version in versions
    }
    return Listing(package=KITE, registry="https://gems.example/", releases=releases)


ALL = listing("0.9", "1.0", "1.2.0", "1.10", "2.0.rc1", "2.0.0", "3.0.a")


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        ("1.2.0", "1.2.0"),
        ("1.2", "1.2.0"),
        ("2.0-rc1", None),
        ("2.0.rc1", "2.0.rc1"),
        ("~> 1.0", "1.10"),
        ("~> 1.2.0", "1.2.0"),
        (">= 1, < 2", "1.10"),
        ("latest", "2.0.0"),
        ("", "2.0.0"),
        (">= 2.0.a", "3.0.a"),
        ("9.9", None),
        ("nonsense", None),
        ("~> 9", None),
    ],
)
def test_versions_and_conditions_find_their_release(wanted: str, expected: str | None) -> None:
    found = rubygems.resolve(ALL, wanted)
    assert expected == (None if found is None else found.ref.version)


@pytest.mark.parametrize(
    ("version", "expected"),
    [
        ("1.10", "1.2.0"),
        ("1.0", "0.9"),
        ("2.0.0", "1.10"),
        ("3.0.a", "2.0.0"),
        ("2.0.1", "2.0.0"),
        ("0.9", None),
    ],
)
def test_the_baseline_is_the_highest_lower_one_of_the_same_major(version: str, expected: str | None) -> None:
    release, why = rubygems.baseline(ALL, version, kind=GEM_KIND)
    assert expected == (None if release is None else release.ref.version)
    assert why


def test_a_blocked_version_is_no_baseline() -> None:
    release, _ = rubygems.baseline(ALL, "1.10", excluded=frozenset({"1.2.0"}))
    assert release is not None
    assert "1.0" == release.ref.version


def test_a_gem_is_known_by_its_suffix() -> None:
    assert GEM_KIND is rubygems.kind_of("kite-1.0.GEM")
