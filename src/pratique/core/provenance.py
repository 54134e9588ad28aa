"""The build provenance of an artifact: every step of a proof, and whether it was verified or only read."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from pratique.core.names import Digest, ReleaseRef


class Outcome(StrEnum):
    """The result of one step or of a whole proof."""

    VERIFIED = "verified"
    """It was verified here, with keys that the caller trusts."""
    READ = "read"
    """A document states it; it was not verified here."""
    NOT_VERIFIED = "not-verified"
    """It could not be verified; the text explains why, and what would help."""
    REFUSED = "refused"
    """It was checked and is wrong."""


class StepName(StrEnum):
    """The name of a step of a proof."""

    KEY = "key"
    """The registry lists the signing key, and the key was valid at that time."""
    SIGNATURE = "signature"
    """The signature was made with the key, or with the key of the certificate."""
    CERTIFICATE = "certificate"
    """The certificate chain ends at an authority of the trust root, and was valid at the time of signing."""
    CERTIFICATE_LOG = "certificate-log"
    """A certificate log contains the certificate (RFC 6962)."""
    LOG_INCLUSION = "log-inclusion"
    """The transparency log contains the entry: its hash leads to the root that the log signed."""
    LOG_PROMISE = "log-promise"
    """The log signed a promise to include the entry, with the time."""
    LOG_ENTRY = "log-entry"
    """The log entry is about exactly this signature."""
    TIME = "time"
    """The time of signing, from a clock that the signer does not control."""
    SUBJECT = "subject"
    """The statement is about this release and these bytes."""
    IDENTITY = "identity"
    """The repository and workflow that requested the certificate."""
    STATEMENT = "statement"
    """The builder's statement about the build."""


@dataclass(frozen=True, slots=True)
class Step:
    """One step, its result, and a sentence that explains the result."""

    name: StepName
    outcome: Outcome
    text: str


class ProofKind(StrEnum):
    """The kind of statement that was signed."""

    REGISTRY_SIGNATURE = "registry-signature"
    """The registry's own signature over the name, the version and the digest (npm)."""
    PUBLISH = "publish"
    """A statement that it was published, by npm's registry or by the workflow that uploaded it to PyPI (PEP 740)."""
    PROVENANCE = "provenance"
    """A statement about its build (SLSA)."""
    OTHER = "other"
    """A statement of another kind."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """The identity in a certificate as the authority issued it (Fulcio's extensions). None means unknown."""

    issuer: str | None = None
    """The URL of the service that authenticated the builder."""
    subject: str | None = None
    """The name in the certificate: the workflow with its ref, or an e-mail address."""
    repository: str | None = None
    repository_id: str | None = None
    owner: str | None = None
    owner_id: str | None = None
    ref: str | None = None
    commit: str | None = None
    workflow: str | None = None
    """The URL of the top-level workflow of the build, with its ref."""
    builder: str | None = None
    """The URL of the workflow that signed; it differs if a reusable workflow builds."""
    trigger: str | None = None
    """The event that started the build, such as `push`."""
    run: str | None = None
    """The URL of the run."""
    runner: str | None = None
    """`github-hosted` or `self-hosted`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BuildClaim:
    """The builder's own statement about the build: signed by the builder, not verified. None means unknown."""

    repository: str | None = None
    ref: str | None = None
    commit: str | None = None
    workflow: str | None = None
    builder: str | None = None
    run: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """One signed statement about an artifact, step by step."""

    kind: ProofKind
    predicate_type: str | None = None
    steps: tuple[Step, ...] = ()
    identity: Identity | None = None
    claim: BuildClaim | None = None
    signed_at: datetime | None = None
    """The time of signing, if it was verified."""

    @property
    def outcome(self) -> Outcome:
        """Return `refused` if any step is refused, `verified` if every verifiable step is, else `not verified`."""
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
    """One part of an identity that changed."""

    what: str
    before: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Continuity:
    """The comparison of a release's build identity with that of the previous attested release of its line."""

    before: ReleaseRef
    parts: tuple[Changed, ...] = ()
    """The changed parts: the fact `identity-changed`. Empty: the same repository, workflow and issuer."""
    verified: bool = False
    """Whether both identities were verified; if not, the compared data was only read."""

    @property
    def changed(self) -> bool:
        """Return True if a part of the identity changed."""
        return bool(self.parts)


@dataclass(frozen=True, slots=True, kw_only=True)
class BuiltCommit:
    """The commit in an attestation; `outcome` states whether it was verified."""

    repository: str
    commit: str
    ref: str | None
    outcome: Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class Provenance:
    """All available data about the build of one artifact, and the checks that could not be made."""

    name: str
    """The target as it was written."""
    ref: ReleaseRef | None
    filename: str | None = None
    digests: tuple[Digest, ...] = ()
    """The digests of the artifact with which the proofs were compared."""
    hashed_here: bool = False
    """Whether the digests were computed from the bytes; else they are those that the registry lists."""
    proofs: tuple[Proof, ...] = ()
    gaps: tuple[str, ...] = ()
    """Checks that have no result or could not be used, one sentence each."""
    not_asked: tuple[str, ...] = ()
    """Checks that were not made, with the reason."""
    previous: ReleaseRef | None = None
    """The previous attested release of its line, if there is one."""
    continuity: Continuity | None = None
    """None: there is no previous attested release, or one of the two has no identity."""
    built: tuple[BuiltCommit, ...] = field(default=())

    @property
    def complete(self) -> bool:
        """Return True if there is at least one proof and every proof was verified."""
        return not self.gaps and bool(self.proofs) and Outcome.NOT_VERIFIED not in set(self.outcomes())

    @property
    def refused(self) -> bool:
        """Return True if a proof is wrong."""
        return Outcome.REFUSED in set(self.outcomes())

    def outcomes(self) -> Iterator[Outcome]:
        """Yield the result of each proof."""
        return (proof.outcome for proof in self.proofs)
