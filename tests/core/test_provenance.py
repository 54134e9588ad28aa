"""Proofs and answers about provenance, as values."""

import pytest

from pratique.core.provenance import Outcome, Proof, ProofKind, Provenance, Step, StepName


def proof(*outcomes: str) -> Proof:
    steps = tuple(Step(StepName.SIGNATURE, Outcome(outcome), "") for outcome in outcomes)
    return Proof(kind=ProofKind.PROVENANCE, steps=steps)


@pytest.mark.parametrize(
    ("steps", "outcome"),
    [
        ((), "not-verified"),
        (("read",), "not-verified"),
        (("verified",), "verified"),
        (("verified", "read"), "verified"),
        (("verified", "not-verified"), "not-verified"),
        (("verified", "not-verified", "refused"), "refused"),
    ],
)
def test_one_wrong_step_refuses_a_proof_and_one_open_step_leaves_it_open(
    steps: tuple[str, ...], outcome: str
) -> None:
    assert outcome == proof(*steps).outcome


def test_a_step_is_found_by_its_name() -> None:
    found = proof("verified")

    assert found.steps[0] == found.step(StepName.SIGNATURE)
    assert found.step(StepName.KEY) is None


@pytest.mark.parametrize(
    ("proofs", "gaps", "complete", "refused"),
    [
        ((), (), False, False),
        ((proof("verified"),), (), True, False),
        ((proof("verified"),), ("the registry is down",), False, False),
        ((proof("verified"), proof("not-verified")), (), False, False),
        ((proof("verified"), proof("refused")), (), True, True),
    ],
)
def test_an_answer_is_complete_when_all_that_was_asked_could_be_verified(
    proofs: tuple[Proof, ...], gaps: tuple[str, ...], *, complete: bool, refused: bool
) -> None:
    answer = Provenance(name="a", ref=None, proofs=proofs, gaps=gaps)

    assert complete == answer.complete
    assert refused == answer.refused
