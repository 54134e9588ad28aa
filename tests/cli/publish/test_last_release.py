"""The last release in the registry."""

from collections.abc import Callable

import pytest

from tests.cli.publish.releasing import LAST, RUBY_FILES, Project
from tests.loopback import GemPackage, Status, gem_file


def coverage(project: Project, part: str = "last_release") -> dict[str, str]:
    found: dict[str, str] = project.check("--format", "json").json["artifacts"][0]["coverage"][part]
    return found


def test_a_registry_that_fails_makes_the_check_incomplete(project_of: Callable[[str], Project]) -> None:
    project = project_of("npm")
    project.machine.registry.fault("/npm/kite", Status(code=500))
    ran = project.check()

    assert 3 == ran.code
    assert "Incomplete: kite@1.1.0" in ran.out
    assert "Not checked: last release (" in ran.out


def test_a_package_that_the_registry_lacks_is_a_first_release(project_of: Callable[[str], Project]) -> None:
    project = project_of("npm")
    project.manifest(name="brand-new-kite")
    project.commit()
    ran = project.check()

    assert 0 == ran.code, ran.out
    assert "the registry has no release of this package" in ran.out


def test_a_registry_of_publish_config_that_is_not_configured_is_unknown(
    project_of: Callable[[str], Project],
) -> None:
    project = project_of("npm")
    project.manifest(publishConfig={"registry": "https://registry.example/"})
    project.commit()

    assert "unknown" == coverage(project)["state"]


@pytest.mark.parametrize(
    ("attestations", "state", "stops"),
    [
        ([{"mediaType": "application/vnd.dev.sigstore.bundle.v0.3+json"}], "known", True),
        ([], "known", False),
        (None, "not asked", False),
    ],
)
def test_the_attestations_of_a_gem_are_compared_if_the_server_has_them(
    project_of: Callable[[str], Project], attestations: list[object] | None, state: str, stops: bool
) -> None:
    project = project_of("gem")
    last = gem_file("kite", LAST, RUBY_FILES, attestations=attestations)
    project.machine.registry.put_gem(GemPackage(name="kite", files=(last,)))

    assert state == coverage(project, "provenance")["state"]
    assert stops == ("provenance-lost" in project.rules())
    assert not project.rules("--provenance")
    if attestations is None:
        assert "Not checked: provenance (this registry does not say" in project.check().out


def test_attestations_of_a_gem_that_cannot_be_read_are_unknown(
    project_of: Callable[[str], Project],
) -> None:
    project = project_of("gem")
    project.machine.registry.fault(f"/rubygems/api/v1/attestations/kite-{LAST}.json", Status(code=500))
    ran = project.check()

    assert 3 == ran.code, ran.out
    assert "the attestations of gem:kite@1.0.0 could not be read" in ran.out
