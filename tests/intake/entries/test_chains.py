"""How entries got into their locks."""

from pratique.intake.entries.chains import Chains
from tests.intake.audit.made import entry, lock


def test_chains_name_releases_from_the_project_down() -> None:
    project = lock(entry("top", "2.0.0", key="a"), entry("left", "1.0.0", key="b", parents=("a",)))
    chains = Chains()

    assert list(chains.of("package-lock.json", project, project.packages[1])) == [("top@2.0.0", "left@1.0.0")]
    assert list(chains.of("package-lock.json", project, project.packages[0])) == [("top@2.0.0",)]
