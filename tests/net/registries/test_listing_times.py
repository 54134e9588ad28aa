"""What the operator says of a registry's publish times."""

from datetime import UTC, datetime

import pytest

from pratique.config import RegistryTimes
from pratique.core.names import Ecosystem, PackageRef
from pratique.core.release import Artifact, ArtifactKind, Dated, Listing, Release, TimeSource
from pratique.net.registries.listing_times import with_times

PACKAGE = PackageRef(Ecosystem.PYPI, "tools")
AT = datetime(2024, 1, 1, tzinfo=UTC)


def listing(source: TimeSource | None) -> Listing:
    dated = None if source is None else Dated(AT, source)
    file = Artifact(
        filename="a.whl", url="https://files.example/a.whl", kind=ArtifactKind.WHEEL, published=dated
    )
    release = Release(ref=PACKAGE.at("1"), artifacts=(file,), published=dated)
    return Listing(package=PACKAGE, registry="https://index.example/", releases={"1": release}, times=source)


@pytest.mark.parametrize("told", [TimeSource.REGISTRY, TimeSource.MIRROR])
@pytest.mark.parametrize(
    ("times", "source"),
    [(RegistryTimes.TRUSTED, TimeSource.REGISTRY), (RegistryTimes.LOWER_BOUND, TimeSource.MIRROR)],
)
def test_times_are_marked_as_the_operator_says(
    told: TimeSource, times: RegistryTimes, source: TimeSource
) -> None:
    assert listing(source) == with_times(listing(told), times)


def test_ignored_times_are_taken_away() -> None:
    assert listing(None) == with_times(listing(TimeSource.REGISTRY), RegistryTimes.IGNORED)


def test_without_a_word_or_without_times_nothing_changes() -> None:
    assert listing(TimeSource.MIRROR) == with_times(listing(TimeSource.MIRROR), None)
    assert listing(None) == with_times(listing(None), RegistryTimes.TRUSTED)
