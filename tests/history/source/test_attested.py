"""Commits that attestations name."""

import pytest

from pratique.core.provenance import BuiltCommit, Outcome
from pratique.history.source.attested import Attested, attested_commit

ONE, TWO = "1" * 40, "2" * 40
CALM = "https://git.example/calm/calm"


def built(commit: str, outcome: Outcome = Outcome.READ, repository: str = CALM) -> BuiltCommit:
    return BuiltCommit(repository=repository, commit=commit, ref="refs/heads/main", outcome=outcome)


@pytest.mark.parametrize(
    "asked", ["https://git.example/Calm/calm.git", "ssh://git@git.example/calm/calm", "/here/calm"]
)
def test_the_surest_attestation_counts(asked: str) -> None:
    found = attested_commit([built(ONE), built(TWO, Outcome.VERIFIED)], asked, told=None)
    assert Attested(TWO, verified=True) == found
    assert Attested(ONE) == attested_commit([built(ONE)], asked, told=ONE)


def test_a_commit_of_another_repository_is_told_and_not_followed() -> None:
    found = attested_commit([built(ONE)], "https://git.example/calm/other", told=None)
    said = f"the attestation specifies {ONE[:12]} of {CALM}, but the package states a different repository"
    assert (None, [said]) == (found.commit, [remark.text for remark in found.remarks])


def test_a_wrong_attestation_is_told_and_not_followed() -> None:
    found = attested_commit([built(ONE, Outcome.REFUSED)], CALM, told=None)
    said = f"the attestation for commit {ONE[:12]} is invalid and is not used"
    assert (None, [said]) == (found.commit, [remark.text for remark in found.remarks])


def test_another_commit_than_the_client_told_is_told() -> None:
    found = attested_commit([built(ONE)], CALM, told=TWO)
    said = f"the attestation specifies {ONE[:12]}, but the publisher's client sent {TWO[:12]}"
    assert (ONE, [said]) == (found.commit, [remark.text for remark in found.remarks])


def test_an_address_that_is_none_is_elsewhere() -> None:
    assert attested_commit([built(ONE, repository="https://[")], CALM, told=None).commit is None
