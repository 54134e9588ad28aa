"""Compares the signer of an artifact with the required repository, workflow and issuer."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from pratique.core.provenance import Identity, Outcome, Proof, Provenance, Step, StepName
from pratique.history.provenance.continuity import folded, workflow_of
from pratique.history.provenance.judging import built_commits


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """The required signer. A field that is `None` accepts any value."""

    repository: str | None = None
    """The required URL of the repository."""
    workflow: str | None = None
    """The required path of the top-level workflow inside its repository, or the URL of that workflow.

    The git ref may be omitted.
    """
    issuer: str | None = None
    """The required URL of the issuer that vouched for the workflow."""

    def __bool__(self) -> bool:
        """Return True if any part of the identity is required."""
        return any((self.repository, self.workflow, self.issuer))

    def require(self, answer: Provenance) -> Provenance:
        """Reject each proof by a certificate with a different identity.

        If no certificate names a signer, record that the identity could not be checked.
        """
        if not self:
            return answer
        proofs = tuple(self._required(proof) for proof in answer.proofs)
        gaps = answer.gaps
        if all(proof.identity is None for proof in proofs):
            asked = ", ".join(option for option, _, _ in self._parts(Identity()))
            gaps = (*gaps, f"{asked}: no certificate of {answer.filename or answer.name} names the signer")
        return replace(answer, proofs=proofs, gaps=gaps, built=built_commits(proofs))

    def _required(self, proof: Proof) -> Proof:
        identity = proof.identity
        if identity is None:
            return proof
        said = proof.step(StepName.IDENTITY)
        text, outcome = ("", Outcome.READ) if said is None else (f"{said.text}; ", said.outcome)
        found = tuple(self._parts(identity))
        wrong = [f"{option} wants {wish}" for option, wish, told in found if told and wish not in told]
        untold = [
            f"{option}: the certificate does not state this value" for option, _, told in found if not told
        ]
        if wrong:
            step = Step(StepName.IDENTITY, Outcome.REFUSED, text + ", ".join(wrong))
        elif untold:
            step = Step(StepName.IDENTITY, Outcome.NOT_VERIFIED, text + ", ".join(untold))
        else:
            named = ", ".join(option for option, _, _ in found)
            step = Step(StepName.IDENTITY, outcome, f"{text}as required by {named}")
        others = (one for one in proof.steps if one.name is not StepName.IDENTITY)
        return replace(proof, steps=(*others, step))

    def _parts(self, identity: Identity) -> Iterator[tuple[str, str, frozenset[str]]]:
        """Yield each given option, its required value, and the possible forms of this value in the certificate."""
        if self.repository:
            yield "--repository", folded(self.repository), _forms(folded(identity.repository or ""))
        if self.workflow:
            address = identity.workflow or ""
            bare = address.rpartition("@")[0] or address
            yield "--workflow", self.workflow, _forms(address, bare, workflow_of(identity) or "")
        if self.issuer:
            yield "--issuer", self.issuer.rstrip("/"), _forms((identity.issuer or "").rstrip("/"))


def _forms(*names: str) -> frozenset[str]:
    return frozenset(filter(None, names))
