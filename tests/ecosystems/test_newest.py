"""The release that a name, a tag or a range means."""

import pytest

from pratique.core.names import Ecosystem, PackageRef
from pratique.core.release import Artifact, ArtifactKind, Listing, Release
from pratique.ecosystems.newest import choose, is_version, near_versions

OTHER = {Ecosystem.NPM: "2.0.0-rc.1", Ecosystem.PYPI: "2.0rc1", Ecosystem.RUBYGEMS: "2.0.rc1"}


def listing(
    ecosystem: Ecosystem, *versions: str, yanked: str | None = None, tags: dict[str, str] | None = None
) -> Listing:
    package = PackageRef(ecosystem, "kite")

    def release(version: str) -> Release:
        why = "" if version == yanked else None
        file = Artifact(filename="x", url="https://files.example/x", kind=ArtifactKind.OTHER, yanked=why)
        return Release(ref=package.at(version), artifacts=(file,))

    return Listing(
        package=package,
        registry="https://registry.example/",
        releases={version: release(version) for version in versions},
        tags=tags or {},
    )


@pytest.mark.parametrize("ecosystem", Ecosystem)
def test_the_newest_is_stable_and_not_yanked_by_the_order_of_versions(ecosystem: Ecosystem) -> None:
    every = listing(ecosystem, "1.9.0", "1.10.0", "1.11.0", OTHER[ecosystem], yanked="1.11.0")
    for wanted in (None, "latest", ""):
        found = choose(every, wanted)
        assert found is not None
        assert ("1.10.0", "newest stable release") == (found.release.ref.version, found.why)


@pytest.mark.parametrize("ecosystem", Ecosystem)
def test_where_nothing_is_stable_or_all_is_yanked_it_says_so(ecosystem: Ecosystem) -> None:
    early = choose(listing(ecosystem, OTHER[ecosystem]), None)
    gone = choose(listing(ecosystem, "1.0.0", yanked="1.0.0"), None)
    assert early is not None
    assert gone is not None
    assert "only pre-releases" in early.why
    assert "yanked" in gone.why
    assert choose(listing(ecosystem), None) is None


def test_the_tag_of_npm_comes_first() -> None:
    every = listing(Ecosystem.NPM, "1.0.0", "2.0.0", tags={"latest": "1.0.0", "old": "1.0.0"})
    found = [choose(every, wanted) for wanted in (None, "old", "^2.0.0", "9.9.9", "none")]
    assert [
        ("1.0.0", "tag latest"),
        ("1.0.0", "tag old"),
        ("2.0.0", "newest version that fits ^2.0.0"),
        None,
        None,
    ] == [one and (one.release.ref.version, one.why) for one in found]


@pytest.mark.parametrize("ecosystem", Ecosystem)
def test_near_versions_are_the_newest_and_those_beside(ecosystem: Ecosystem) -> None:
    every = listing(ecosystem, "1.2.0", "1.10.0", "1.9.0", "1.11.0", yanked="1.9.0")
    assert ("1.11.0", "1.2.0", "1.10.0") == near_versions(every, "1.9.1")
    assert ("1.11.0",) == near_versions(every, "99.0.0")
    assert () == near_versions(listing(ecosystem), "1.0")


@pytest.mark.parametrize("ecosystem", Ecosystem)
def test_a_version_is_told_from_a_tag_and_a_range(ecosystem: Ecosystem) -> None:
    package = PackageRef(ecosystem, "kite")
    assert is_version(package, "1.0.0")
    assert not any(is_version(package, text) for text in ("", "latest", "^1.0.0", ">=1", "~> 1.2"))
