"""Which variables of a CI system name its job."""

import pytest

from pratique.cli.setup.ci_systems import CI_SYSTEMS, claim_of
from pratique.core.ci_claim import CiClaim
from pratique.errors import UsageError

GITHUB = {
    "GITHUB_ACTIONS": "true",
    "GITHUB_REPOSITORY": "acme/shop",
    "GITHUB_WORKFLOW": "CI",
    "GITHUB_RUN_ID": "4711",
    "GITHUB_JOB": "test",
}
GITLAB = {
    "GITLAB_CI": "true",
    "CI_PROJECT_PATH": "acme/web/shop",
    "CI_PIPELINE_ID": "815",
    "CI_JOB_NAME": "test: [3.11]",
    "CI_JOB_ID": "4",
}


def test_github_and_gitlab_name_their_jobs() -> None:
    github = CiClaim(system="github", repository="acme/shop", workflow="CI", run="4711", job="test")
    gitlab = CiClaim(system="gitlab", repository="acme/web/shop", run="815", job="test: [3.11]")
    assert (github, gitlab) == (claim_of(GITHUB), claim_of(GITLAB))


@pytest.mark.parametrize("system", CI_SYSTEMS, ids=lambda one: one.name)
def test_every_system_is_known_by_its_mark(system: object) -> None:
    assert isinstance(system, type(CI_SYSTEMS[0]))
    names = (system.repository, system.workflow, system.run, system.job)
    env = {system.mark: "x", **{name: name for name in names if name}}
    assert CiClaim(
        system=system.name,
        repository=system.repository,
        workflow=system.workflow,
        run=system.run,
        job=system.job,
    ) == claim_of(env)


def test_what_a_user_says_comes_before_what_a_system_says() -> None:
    own = {"PRATIQUE_CI_REPOSITORY": "mine", "PRATIQUE_CI_RUN": " 1 "}
    assert CiClaim(system="other", repository="mine", run="1") == claim_of({**GITHUB, **own})


@pytest.mark.parametrize(
    ("env", "why"),
    [
        ({}, "no known CI system"),
        ({"CI": "true"}, "no known CI system"),
        ({"GITHUB_ACTIONS": ""}, "no known CI system"),
        ({"GITHUB_ACTIONS": "true"}, "GITHUB_REPOSITORY is empty"),
        ({**GITLAB, "CI_PIPELINE_ID": " "}, "CI_PIPELINE_ID is empty"),
    ],
)
def test_an_unknown_system_is_told_with_what_to_set(env: dict[str, str], why: str) -> None:
    with pytest.raises(UsageError, match=why) as caught:
        claim_of(env)
    assert "set PRATIQUE_CI_REPOSITORY and PRATIQUE_CI_RUN" in caught.value.hint
