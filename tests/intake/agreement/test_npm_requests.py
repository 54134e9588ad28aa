import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.core.lock import LockedPackage, LockRequest, SourceKind
from pratique.core.names import Ecosystem, PackageRef
from pratique.ecosystems.npm import ranges as npm_ranges
from pratique.intake.agreement.npm_requests import npm_fits


def entry(version: str | None, source: SourceKind = SourceKind.REGISTRY, name: str = "b") -> LockedPackage:
    package = PackageRef(Ecosystem.NPM, name)
    return LockedPackage(key="b", package=package, version=version, source=source)


def ask(wanted: str) -> LockRequest:
    return LockRequest("a", "b", wanted)


def test_a_client_that_keeps_prereleases_takes_one_for_any_range() -> None:
    assert npm_fits(prereleases=True)(ask("^1.0.0"), entry("1.5.0-rc.1"))
    assert not npm_fits(prereleases=False)(ask("^1.0.0"), entry("1.5.0-rc.1"))
    assert not npm_fits(prereleases=True)(ask("^1.0.0"), entry("2.0.0-rc.1"))


@pytest.mark.parametrize("source", [one for one in SourceKind if one is not SourceKind.REGISTRY])
def test_what_is_of_no_registry_is_not_compared(source: SourceKind) -> None:
    assert npm_fits(prereleases=False)(ask("^2.0.0"), entry("1.0.0", source))


@pytest.mark.parametrize(
    "wanted", ["github:x/b#main", "git+ssh://git.example/b.git", "workspace:^", "catalog:"]
)
def test_what_asks_for_no_registry_is_not_compared_with_an_entry_without_an_address(wanted: str) -> None:
    assert npm_fits(prereleases=False)(ask(wanted), entry("1.0.0"))


def test_an_answer_is_kept_for_the_same_release_alone() -> None:
    fits = npm_fits(prereleases=False)
    assert [True, False, True] == [fits(ask("^1.0.0"), entry(one)) for one in ("1.0.0", "2.0.0", None)]
    assert not fits(ask("^1.0.0"), entry("1.0.0", name="c"))


PARTS = st.integers(0, 3)


@pytest.mark.fuzz
@given(st.sampled_from(["", "^", "~", ">="]), st.tuples(PARTS, PARTS, PARTS), st.tuples(PARTS, PARTS, PARTS))
def test_the_quick_answer_is_that_of_semver(
    sign: str, low: tuple[int, int, int], told: tuple[int, int, int]
) -> None:
    wanted, version = sign + ".".join(map(str, low)), ".".join(map(str, told))
    expected = npm_ranges.satisfies(version, wanted)
    assert expected == npm_fits(prereleases=False)(ask(wanted), entry(version))
