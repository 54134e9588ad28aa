"""Checks the claims of ID tokens of CI systems (OpenID Connect) against the settings. This module does no I/O."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pratique.config.layer import OidcSetting, TokenSystem
from pratique.core.ci_claim import CiClaim, field_of
from pratique.errors import ParseError, Reference

SKEW_S = 60
"""The difference between the clocks of the gate and of the issuer that is tolerated, in seconds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class JobClaims:
    """The names of the claims that describe a job. The claims of `workflow` and `job` may be missing in a token."""

    repository: str
    workflow: str
    run: str
    job: str


JOB_CLAIMS: Mapping[TokenSystem, JobClaims] = {
    TokenSystem.GITHUB: JobClaims(
        repository="repository", workflow="workflow", run="run_id", job="check_run_id"
    ),
    TokenSystem.GITLAB: JobClaims(
        repository="project_path", workflow="ci_config_ref_uri", run="pipeline_id", job="job_id"
    ),
}


def accepted(
    claims: Mapping[str, Any], settings: Sequence[OidcSetting], now: datetime
) -> tuple[CiClaim, OidcSetting]:
    """Return the job that the verified claims of a token prove, and the setting that accepts the token.

    Raises ParseError: id-token-invalid for a token that is expired or for another audience, and id-token-refused for
    a job that no setting accepts.
    """
    _check_times(claims, now.timestamp())
    named = [one for one in settings if claims.get("iss") == one.issuer]
    meant = [one for one in named if claims.get("aud") in (one.audience, [one.audience])]
    if not meant:
        audiences = " or ".join(sorted({one.audience for one in named})) or "unknown"
        raise ParseError(
            Reference.ID_TOKEN_INVALID,
            "the ID token is not accepted: the token is for another audience, or for several audiences",
            hint=f"request an ID token for the audience {audiences}",
        )
    wrong = [_unmet(claims, one) for one in meant]
    found = next((one for one, unmet in zip(meant, wrong, strict=True) if unmet is None), None)
    if found is None:
        raise ParseError(
            Reference.ID_TOKEN_REFUSED,
            f"the gate gives this job no token: the claim {wrong[0]} of the token does not have a value that the gate accepts",
            hint="the operator of the gate can accept the value in the setting gate.oidc",
        )
    return _job(claims, found.system), found


def _check_times(claims: Mapping[str, Any], now_s: float) -> None:
    """Raise ParseError for a token that is expired or not yet valid, or that does not state since when and until when."""
    expires, issued, begins = (_seconds(claims, name) for name in ("exp", "iat", "nbf"))
    if expires is None or issued is None:
        raise _invalid("the token does not state when it was issued and when it expires")
    if now_s >= expires + SKEW_S:
        raise _invalid("the token expired")
    if now_s < max(issued, begins or 0) - SKEW_S:
        raise _invalid("the token is not valid yet")


def _seconds(claims: Mapping[str, Any], name: str) -> int | float | None:
    value = claims.get(name)
    return value if isinstance(value, int | float) and not isinstance(value, bool) else None


def _unmet(claims: Mapping[str, Any], setting: OidcSetting) -> str | None:
    """Return the name of the first required claim without an accepted value; None if all have one."""
    return next((name for name, values in setting.require.items() if claims.get(name) not in values), None)


def _job(claims: Mapping[str, Any], system: TokenSystem) -> CiClaim:
    names = JOB_CLAIMS[system]
    repository, run = _text(claims, names.repository), _text(claims, names.run)
    if not repository or not run:
        raise _invalid(f"the claim {names.run if repository else names.repository} is missing")
    return CiClaim(
        system=system.value,
        repository=repository,
        workflow=_text(claims, names.workflow),
        run=run,
        job=_text(claims, names.job),
        proven=True,
    )


def _text(claims: Mapping[str, Any], name: str) -> str:
    value = claims.get(name)
    known = isinstance(value, str | int) and not isinstance(value, bool)
    return field_of(str(value).strip()) if known else ""


def _invalid(why: str) -> ParseError:
    return ParseError(
        Reference.ID_TOKEN_INVALID,
        f"the ID token is not accepted: {why}",
        hint="request a new ID token from the CI system, and compare the clocks of the gate and the CI system",
    )
