"""The last release in the registry."""

from collections.abc import Callable

from tests.cli.publish.releasing import Project
from tests.loopback import Status


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
