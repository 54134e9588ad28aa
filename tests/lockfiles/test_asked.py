"""The values that readers of manifests give."""

from pratique.core.lock import SourceKind
from pratique.lockfiles.asked import Asked, ProjectManifest


def test_a_request_is_of_the_registry_and_for_any_version_unless_it_says_more() -> None:
    asked = Asked(name="a", text="")
    assert (SourceKind.REGISTRY, None) == (asked.source, asked.versions)


def test_the_same_request_written_twice_is_one() -> None:
    assert 1 == len({Asked(name="a", text="^1", versions="^1") for _ in range(2)})


def test_a_manifest_that_says_nothing_asks_for_nothing() -> None:
    assert ((), frozenset(), {}) == (
        ProjectManifest().asked,
        ProjectManifest().replaced,
        ProjectManifest().overrides,
    )
