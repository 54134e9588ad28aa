"""Statements, and what they say of a build."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.core.provenance import BuildClaim, ProofKind
from pratique.errors import ParseError
from pratique.history.provenance.statement import kind_of, read_statement
from tests.history.provenance.holding import digests
from tests.signing import COMMIT, PUBLISH, REPOSITORY, SLSA, statement


def test_a_statement_names_its_artifact() -> None:
    found = read_statement(statement())

    assert "pkg:npm/%40acme/tool@1.0.0" == found.subjects[0].name
    assert digests()[0] == found.subjects[0].digests[0]
    assert (SLSA, ProofKind.PROVENANCE) == (found.predicate_type, found.kind)


def test_slsa_1_says_what_was_built() -> None:
    assert (
        BuildClaim(
            repository=REPOSITORY,
            ref="refs/tags/v1.0.0",
            commit=COMMIT,
            workflow=".forge/workflows/release.yml",
            builder="https://forge.example/runner/hosted",
            run=f"{REPOSITORY}/actions/runs/7/attempts/1",
        )
        == read_statement(statement()).claim
    )


@pytest.mark.parametrize(
    ("uri", "repository", "ref"),
    [
        (f"git+{REPOSITORY}@refs/heads/main", REPOSITORY, "refs/heads/main"),
        (f"git+{REPOSITORY}", REPOSITORY, None),
        (7, None, None),
    ],
)
def test_slsa_0_2_says_what_was_built(uri: Any, repository: str | None, ref: str | None) -> None:
    predicate = {
        "builder": {"id": "https://forge.example/runner"},
        "invocation": {"configSource": {"uri": uri, "digest": {"sha1": COMMIT}, "entryPoint": "release.yml"}},
        "metadata": {"buildInvocationId": "7-1"},
    }
    payload = statement(predicate_type="https://slsa.dev/provenance/v0.2", predicate=predicate)

    assert (
        BuildClaim(
            repository=repository,
            ref=ref,
            commit=COMMIT,
            workflow="release.yml",
            builder="https://forge.example/runner",
            run="7-1",
        )
        == read_statement(payload).claim
    )


@pytest.mark.parametrize(
    ("predicate_type", "kind"),
    [
        (SLSA, ProofKind.PROVENANCE),
        ("https://slsa.dev/provenance/v0.2", ProofKind.PROVENANCE),
        (PUBLISH, ProofKind.PUBLISH),
        ("https://docs.index.example/attestations/publish/v1", ProofKind.PUBLISH),
        ("https://slsa.dev/verification_summary/v1", ProofKind.OTHER),
    ],
)
def test_a_type_names_a_kind(predicate_type: str, kind: ProofKind) -> None:
    assert kind is kind_of(predicate_type)


@pytest.mark.parametrize(
    "predicate",
    [
        None,
        [],
        "",
        {"buildDefinition": 7},
        {"runDetails": [], "buildDefinition": {"resolvedDependencies": {}}},
    ],
)
def test_a_build_that_is_not_told_is_no_reason_to_fail(predicate: Any) -> None:
    payload = json.dumps({**json.loads(statement()), "predicate": predicate}).encode()

    assert BuildClaim() == read_statement(payload).claim


def test_digests_of_other_kinds_are_left_out() -> None:
    payload = json.loads(statement())
    payload["subject"][0]["digest"] = {"gitCommit": COMMIT, "sha256": "zz", "sha1": COMMIT}

    assert ["sha1"] == [d.algorithm for d in read_statement(json.dumps(payload).encode()).subjects[0].digests]


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"_type": "https://other.example/Statement"}, "not an in-toto statement"),
        ({"predicateType": None}, "the type of the statement is missing"),
        ({"subject": []}, "lists no artifact"),
        ({"subject": [{}]}, "the digest of a subject is not an object"),
        ({"subject": [{"digest": {}}] * 1_025}, "1025 items"),
    ],
)
def test_what_is_no_statement_says_why(changed: dict[str, Any], message: str) -> None:
    with pytest.raises(ParseError, match=message):
        read_statement(json.dumps({**json.loads(statement()), **changed}).encode())


@pytest.mark.fuzz
@given(st.binary(max_size=200))
def test_any_bytes_give_a_parse_error(data: bytes) -> None:
    with pytest.raises(ParseError):
        read_statement(data)
