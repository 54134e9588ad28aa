"""The build of an artifact: every step of a proof, and whether it was verified or only read."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from pratique.core.names import Digest, ReleaseRef


class Outcome(StrEnum):
    """What came of one step, or of a whole proof."""

    VERIFIED = "verified"
    """Computed here, with keys that the caller trusts."""
    READ = "read"
    """What a document says; nobody checked it here."""
    NOT_VERIFIED = "not-verified"
    """It could not be checked; the text says why, and what would help."""
    REFUSED = "refused"
    """It was checked, and it is wrong."""


class StepName(StrEnum):
    """One part of a proof."""

    KEY = "key"
    """The key that signed is one that the registry names, and was in force."""
    SIGNATURE = "signature"
    """Somebody with the key, or with the key of the certificate, signed this."""
    CERTIFICATE = "certificate"
    """The certificate leads to an authority of the trust root, and was valid when it signed."""
    CERTIFICATE_LOG = "certificate-log"
    """A log of certificates has seen the certificate (RFC 6962)."""
    LOG_INCLUSION = "log-inclusion"
    """The entry lies in the transparency log: its hash leads to the root that the log signed."""
    LOG_PROMISE = "log-promise"
    """The log signed that it took the entry, and when."""
    LOG_ENTRY = "log-entry"
    """The entry of the log is about this very signature."""
    TIME = "time"
    """When it was signed, by a clock that is not the signer's."""
    SUBJECT = "subject"
    """The statement names this release, and these bytes."""
    IDENTITY = "identity"
    """Which workflow of which repository asked for the certificate."""
    STATEMENT = "statement"
    """What the builder wrote of the build."""


@dataclass(frozen=True, slots=True)
class Step:
    """One step with its result and a sentence about its basis."""

    name: StepName
    outcome: Outcome
    text: str


class ProofKind(StrEnum):
    """The kind of statement that was signed."""

    REGISTRY_SIGNATURE = "registry-signature"
    """The registry's own signature over the name, the version and the digest (npm)."""
    PUBLISH = "publish"
    """That it was published: by npm's registry itself, or by the workflow that uploaded to PyPI (PEP 740)."""
    PROVENANCE = "provenance"
    """How it was built (SLSA)."""
    OTHER = "other"
    """A statement of another kind."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """The identity in a certificate as the authority wrote it (Fulcio's extensions). None means unknown."""

    issuer: str | None = None
    """The service that vouched for the builder, as an address."""
    subject: str | None = None
    """The name in the certificate: the workflow with its ref, or an e-mail address."""
    repository: str | None = None
    repository_id: str | None = None
    owner: str | None = None
    owner_id: str | None = None
    ref: str | None = None
    commit: str | None = None
    workflow: str | None = None
    """Address of the top workflow of the build, with its ref."""
    builder: str | None = None
    """Address of the workflow that signed: another one where a reusable workflow builds."""
    trigger: str | None = None
    """The event that started the build, such as `push`."""
    run: str | None = None
    """Address of the run."""
    runner: str | None = None
    """`github-hosted` or `self-hosted`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BuildClaim:
    """The builder's own statement about the build, signed by it and otherwise unverified. None means unknown."""

    repository: str | None = None
    ref: str | None = None
    commit: str | None = None
    workflow: str | None = None
    builder: str | None = None
    run: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """One signed claim about an artifact, step by step."""

    kind: ProofKind
    predicate_type: str | None = None
    steps: tuple[Step, ...] = ()
    identity: Identity | None = None
    claim: BuildClaim | None = None
    signed_at: datetime | None = None
    """When it was signed, where that was verified."""

    @property
    def outcome(self) -> Outcome:
        """Return refused if a step is, verified if every verifiable step is, else not verified."""
        found = {step.outcome for step in self.steps}
        if Outcome.REFUSED in found:
            return Outcome.REFUSED
        if Outcome.NOT_VERIFIED in found or Outcome.VERIFIED not in found:
            return Outcome.NOT_VERIFIED
        return Outcome.VERIFIED

    def step(self, name: StepName) -> Step | None:
        """Return the step with this name, if the proof has it."""
        return next((step for step in self.steps if step.name is name), None)


@dataclass(frozen=True, slots=True)
class Changed:
    """One part of an identity that is not as it was."""

    what: str
    before: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Continuity:
    """Whether a release was attested by whom the attested release before it on its line was."""

    before: ReleaseRef
    parts: tuple[Changed, ...] = ()
    """What is not as it was: the fact `identity-changed`. Empty: the same repository, workflow and issuer."""
    verified: bool = False
    """Whether both identities were verified; else what is compared was only read."""

    @property
    def changed(self) -> bool:
        """Return True if a part of the identity changed."""
        return bool(self.parts)


@dataclass(frozen=True, slots=True, kw_only=True)
class BuiltCommit:
    """The commit in an attestation; `outcome` says how reliable it is."""

    repository: str
    commit: str
    ref: str | None
    outcome: Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class Provenance:
    """All that was asked about where one artifact was built, and what could not be looked at."""

    name: str
    """The target as it was written."""
    ref: ReleaseRef | None
    filename: str | None = None
    digests: tuple[Digest, ...] = ()
    """Digests of the artifact that the proofs were held against."""
    hashed_here: bool = False
    """Whether the digests were computed from the bytes; else they are those that the registry lists."""
    proofs: tuple[Proof, ...] = ()
    gaps: tuple[str, ...] = ()
    """What was asked and had no answer, or could not be used, one sentence each."""
    not_asked: tuple[str, ...] = ()
    """What was not asked, and why."""
    previous: ReleaseRef | None = None
    """The attested release before it on its line, if there is one."""
    continuity: Continuity | None = None
    """None: there is no attested release before it, or no identity of one of them to compare."""
    built: tuple[BuiltCommit, ...] = field(default=())

    @property
    def complete(self) -> bool:
        """Return True if there was something to verify and all of it could be verified."""
        return not self.gaps and bool(self.proofs) and Outcome.NOT_VERIFIED not in set(self.outcomes())

    @property
    def refused(self) -> bool:
        """Return True if a proof is wrong."""
        return Outcome.REFUSED in set(self.outcomes())

    def outcomes(self) -> Iterator[Outcome]:
        """Yield the result of each proof."""
        return (proof.outcome for proof in self.proofs)
