"""Defines which environment variables of each CI system name the repository, the workflow, the run and the job."""

from collections.abc import Mapping
from dataclasses import dataclass

from pratique.core.ci_claim import CiClaim, field_of
from pratique.errors import Reference, UsageError


@dataclass(frozen=True, slots=True, kw_only=True)
class CiSystem:
    """A CI system. Each field except `name` names an environment variable; `mark` is set in every job of the system."""

    name: str
    mark: str
    repository: str
    workflow: str = ""
    run: str
    job: str = ""


CI_SYSTEMS: tuple[CiSystem, ...] = (
    CiSystem(
        name="other",
        mark="PRATIQUE_CI_REPOSITORY",
        repository="PRATIQUE_CI_REPOSITORY",
        workflow="PRATIQUE_CI_WORKFLOW",
        run="PRATIQUE_CI_RUN",
        job="PRATIQUE_CI_JOB",
    ),
    CiSystem(
        name="github",
        mark="GITHUB_ACTIONS",
        repository="GITHUB_REPOSITORY",
        workflow="GITHUB_WORKFLOW",
        run="GITHUB_RUN_ID",
        job="GITHUB_JOB",
    ),
    CiSystem(
        name="gitlab",
        mark="GITLAB_CI",
        repository="CI_PROJECT_PATH",
        workflow="CI_PIPELINE_NAME",
        run="CI_PIPELINE_ID",
        job="CI_JOB_NAME",
    ),
    CiSystem(
        name="azure",
        mark="TF_BUILD",
        repository="BUILD_REPOSITORY_NAME",
        workflow="BUILD_DEFINITIONNAME",
        run="BUILD_BUILDID",
        job="SYSTEM_JOBNAME",
    ),
    CiSystem(
        name="bitbucket",
        mark="BITBUCKET_BUILD_NUMBER",
        repository="BITBUCKET_REPO_FULL_NAME",
        run="BITBUCKET_BUILD_NUMBER",
        job="BITBUCKET_STEP_UUID",
    ),
    CiSystem(name="jenkins", mark="JENKINS_URL", repository="JOB_NAME", run="BUILD_NUMBER"),
)
"""All known CI systems. The first system whose `mark` is set applies, so a user can override the others."""


def claim_of(env: Mapping[str, str]) -> CiClaim:
    """Return the CI job that the environment variables describe. Raise UsageError for an unknown CI system."""
    system = next((one for one in CI_SYSTEMS if env.get(one.mark, "").strip()), None)
    if system is None:
        raise _unknown("no known CI system set its environment variables")
    claim = CiClaim(
        system=system.name,
        repository=_value(env, system.repository),
        workflow=_value(env, system.workflow),
        run=_value(env, system.run),
        job=_value(env, system.job),
    )
    if not claim.repository or not claim.run:
        missing = system.run if claim.repository else system.repository
        raise _unknown(f"{system.mark} is set, but {missing} is empty")
    return claim


def _value(env: Mapping[str, str], name: str) -> str:
    return field_of(env.get(name, "").strip())


def _unknown(why: str) -> UsageError:
    return UsageError(
        Reference.USAGE,
        f"--ci: {why}",
        hint="set PRATIQUE_CI_REPOSITORY and PRATIQUE_CI_RUN, and optionally PRATIQUE_CI_WORKFLOW and PRATIQUE_CI_JOB",
    )
