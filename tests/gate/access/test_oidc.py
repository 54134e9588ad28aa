"""Which claims of an ID token are accepted, and what job they prove."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from pratique.config.layer import OidcSetting, TokenSystem
from pratique.core.ci_claim import CiClaim
from pratique.errors import ParseError, Reference
from pratique.gate.access.oidc import SKEW_S, accepted
from tests.loopback.issuer import AUDIENCE, GITHUB_JOB, GITLAB_JOB

NOW = datetime(2026, 12, 1, 12, tzinfo=UTC)
NOW_S = int(NOW.timestamp())
ISSUER = "https://token.forge.example"


def setting(system: TokenSystem = TokenSystem.GITHUB, **require: str) -> OidcSetting:
    needs = {name: (value,) for name, value in (require or {"repository_owner": "acme"}).items()}
    return OidcSetting(system=system, issuer=ISSUER, audience=AUDIENCE, require=needs)


def claims(job: Any = GITHUB_JOB, **changes: Any) -> dict[str, Any]:
    times = {"iat": NOW_S - 10, "nbf": NOW_S - 10, "exp": NOW_S + 290}
    every = {"iss": ISSUER, "aud": AUDIENCE, **times, **job, **changes}
    return {name: value for name, value in every.items() if value is not None}


def refused(told: dict[str, Any], *settings: OidcSetting, now: datetime = NOW) -> tuple[Reference, str]:
    with pytest.raises(ParseError) as caught:
        accepted(told, settings or (setting(),), now)
    return caught.value.reference, caught.value.message


def test_a_job_of_github_is_proven() -> None:
    job = CiClaim(system="github", repository="acme/shop", workflow="ci", run="4711", job="815", proven=True)
    assert (job, setting()) == accepted(claims(), [setting()], NOW)


def test_a_job_of_gitlab_is_proven() -> None:
    lab = setting(TokenSystem.GITLAB, namespace_path="acme")
    workflow = "gitlab.example/acme/shop//.gitlab-ci.yml@refs/heads/main"
    job = CiClaim(
        system="gitlab", repository="acme/shop", workflow=workflow, run="1234", job="5678", proven=True
    )
    assert (job, lab) == accepted(claims(GITLAB_JOB), [setting(repository="x"), lab], NOW)


def test_numbers_are_texts_and_what_is_hidden_is_not_shown() -> None:
    job, _ = accepted(claims(run_id=4711, workflow="a\x1b[31m\nb", check_run_id=None), [setting()], NOW)
    assert ("4711", "a?[31m?b", "") == (job.run, job.workflow, job.job)


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"exp": NOW_S - SKEW_S}, "the token expired"),
        ({"iat": NOW_S + SKEW_S + 1}, "the token is not valid yet"),
        ({"nbf": NOW_S + SKEW_S + 1}, "the token is not valid yet"),
        ({"exp": None}, "does not state when"),
        ({"iat": None}, "does not state when"),
        ({"exp": True}, "does not state when"),
        ({"exp": "tomorrow"}, "does not state when"),
        ({"aud": "https://other.example"}, "for another audience"),
        ({"aud": [AUDIENCE, "https://other.example"]}, "for another audience"),
        ({"aud": None}, "for another audience"),
        ({"aud": {}}, "for another audience"),
        ({"iss": f"{ISSUER}/"}, "for another audience"),
        ({"repository": None}, "the claim repository is missing"),
        ({"run_id": None}, "the claim run_id is missing"),
    ],
)
def test_invalid_claims_are_told(changes: dict[str, Any], why: str) -> None:
    reference, message = refused(claims(**changes))
    assert Reference.ID_TOKEN_INVALID is reference
    assert why in message


@pytest.mark.parametrize(
    "changes", [{"exp": 10**400}, {"iat": -(10**400)}, {"aud": [AUDIENCE]}, {"nbf": None}]
)
def test_odd_claims_are_accepted(changes: dict[str, Any]) -> None:
    assert "acme/shop" == accepted(claims(**changes), [setting()], NOW)[0].repository


def test_clocks_may_differ_by_a_minute() -> None:
    for shift in (timedelta(seconds=290 + SKEW_S - 1), -timedelta(seconds=10 + SKEW_S - 1)):
        accepted(claims(), [setting()], NOW + shift)


@pytest.mark.parametrize("owner", ["evil", "Acme", "acme2", "", None, ["acme"], 3])
def test_a_job_of_another_owner_is_refused(owner: object) -> None:
    reference, message = refused(claims(repository_owner=owner))
    assert Reference.ID_TOKEN_REFUSED is reference
    assert "the claim repository_owner of the token does not have a value" in message
    assert "acme" not in message


def test_every_required_claim_counts_and_one_setting_is_enough() -> None:
    both = setting(repository_owner="acme", workflow="release")
    assert Reference.ID_TOKEN_REFUSED is refused(claims(), both)[0]
    assert setting() == accepted(claims(), [both, setting()], NOW)[1]
