"""How a CI job is shown."""

from pratique.core.ci_claim import MOST_FIELD, CiClaim, field_of

JOB = CiClaim(system="github", repository="acme/shop", workflow="build ~ test", run="4711", job="lint")


def test_a_job_is_shown_as_a_claim_unless_it_is_proven() -> None:
    assert "repository acme/shop, workflow build ~ test, run 4711, job lint (claimed)" == JOB.words
    proven = CiClaim(system="gitlab", repository="acme/shop", run="1", proven=True)
    assert "repository acme/shop, run 1 (proven by OIDC)" == proven.words
    assert {
        "system": "gitlab",
        "repository": "acme/shop",
        "workflow": "",
        "run": "1",
        "job": "",
        "proven": True,
    } == proven.document


def test_a_field_is_printable_and_bounded() -> None:
    assert "a?[2Jb?" == field_of("a\x1b[2Jb\N{RIGHT-TO-LEFT OVERRIDE}")
    assert MOST_FIELD == len(field_of("x" * 9_000))
