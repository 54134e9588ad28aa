"""Who has to have signed, compared with who did."""

from typing import Any

import pytest

from pratique.core.provenance import Identity, Outcome, Proof, ProofKind, Provenance, Step, StepName
from pratique.history.provenance.wanted import Wanted

REPOSITORY = "https://forge.example/acme/tool"
PATH = ".forge/workflows/release.yml"
IDENTITY = Identity(
    issuer="https://token.forge.example",
    repository=REPOSITORY,
    commit="1f" * 20,
    workflow=f"{REPOSITORY}/{PATH}@refs/tags/v1.0.0",
)
SIGNED = Proof(kind=ProofKind.PUBLISH, steps=(Step(StepName.SIGNATURE, Outcome.VERIFIED, "right"),))


def proof(identity: Identity = IDENTITY, outcome: Outcome = Outcome.VERIFIED) -> Proof:
    steps = (*SIGNED.steps, Step(StepName.IDENTITY, outcome, "by tool"))
    return Proof(kind=ProofKind.PROVENANCE, steps=steps, identity=identity)


def required(*proofs: Proof, **wanted: str) -> Provenance:
    answer = Provenance(name="tool@1.0.0", ref=None, filename="tool-1.0.0.tgz", proofs=proofs)
    return Wanted(**wanted).require(answer)


@pytest.mark.parametrize(
    ("wanted", "outcome", "text"),
    [
        ({"repository": REPOSITORY}, "verified", "as required by --repository"),
        (
            {"repository": "git+https://Forge.example/Acme/tool.git"},
            "verified",
            "as required by --repository",
        ),
        (
            {"repository": "https://forge.example/evil/tool"},
            "refused",
            "--repository wants https://forge.example/evil/tool",
        ),
        ({"repository": "https://forge.example/acme"}, "refused", "--repository wants"),
        ({"workflow": PATH}, "verified", "as required by --workflow"),
        ({"workflow": f"{REPOSITORY}/{PATH}"}, "verified", "as required by --workflow"),
        ({"workflow": f"{REPOSITORY}/{PATH}@refs/tags/v1.0.0"}, "verified", "as required by --workflow"),
        ({"workflow": f"{REPOSITORY}/{PATH}@refs/heads/x"}, "refused", "--workflow wants"),
        ({"workflow": "release.yml"}, "refused", "--workflow wants release.yml"),
        ({"issuer": "https://token.forge.example/"}, "verified", "as required by --issuer"),
        ({"issuer": "https://token.other.example"}, "refused", "--issuer wants https://token.other.example"),
        ({"repository": REPOSITORY, "workflow": PATH, "issuer": "x"}, "refused", "--issuer wants x"),
    ],
)
def test_the_certificate_has_to_name_what_is_wanted(wanted: Any, outcome: str, text: str) -> None:
    [found] = required(proof(), **wanted).proofs
    step = found.step(StepName.IDENTITY)
    assert step is not None
    assert (outcome, outcome) == (found.outcome.value, step.outcome.value)
    assert step.text.startswith(f"by tool; {text}")


def test_one_other_identity_refuses_the_answer() -> None:
    other = proof(Identity(repository="https://forge.example/evil/tool"))
    assert required(proof(), other, repository=REPOSITORY).refused


@pytest.mark.parametrize("outcome", [Outcome.READ, Outcome.NOT_VERIFIED])
def test_an_identity_that_was_not_verified_is_not_verified_by_being_wanted(outcome: Outcome) -> None:
    [found] = required(proof(outcome=outcome), repository=REPOSITORY).proofs
    assert [outcome] == [step.outcome for step in found.steps if step.name is StepName.IDENTITY]


def test_what_no_certificate_names_leaves_the_answer_incomplete() -> None:
    answer = required(SIGNED, repository=REPOSITORY, issuer="x")
    assert not answer.complete
    assert ("--repository, --issuer: no certificate of tool-1.0.0.tgz names the signer",) == answer.gaps
    untold = required(proof(Identity(repository=REPOSITORY)), workflow=PATH)
    assert (False, False) == (untold.complete, untold.refused)


def test_a_commit_of_another_identity_is_refused_too() -> None:
    [built] = required(proof(), repository="https://forge.example/evil/tool").built
    assert Outcome.REFUSED is built.outcome


def test_where_nothing_is_wanted_nothing_changes() -> None:
    assert (proof(),) == required(proof()).proofs
    assert () == required(SIGNED).gaps
