"""The build provenance of an artifact: every step of a proof, and whether Pratique verified the step or only read it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from pratique.core.names import Digest, ReleaseRef


class Outcome(StrEnum):
    """The result of one step or of a whole proof."""

    VERIFIED = "verified"
    """Pratique verified the step with keys that the caller trusts."""
    READ = "read"
    """A document states the fact, but Pratique did not verify the fact."""
    NOT_VERIFIED = "not-verified"
    """Pratique could not verify the step. The text of the step states the reason and a possible solution."""
    REFUSED = "refused"
    """Pratique checked the step, and the check failed."""


class StepName(StrEnum):
    """The name of a step of a proof."""

    KEY = "key"
    """The registry lists the signing key, and the key was valid at the time of signing."""
    SIGNATURE = "signature"
    """The signature was made with the key, or with the key of the certificate."""
    CERTIFICATE = "certificate"
    """The certificate chain ends at an authority of the trust root, and was valid at the time of signing."""
    CERTIFICATE_LOG = "certificate-log"
    """A certificate log contains the certificate (RFC 6962)."""
    LOG_INCLUSION = "log-inclusion"
    """The transparency log contains the entry. The hash of the entry leads to the root hash that the log signed."""
    LOG_PROMISE = "log-promise"
    """The log signed a promise to include the entry, with a timestamp."""
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
    """One step of a proof, with its result and a sentence that explains the result."""

    name: StepName
    outcome: Outcome
    text: str


class ProofKind(StrEnum):
    """The kind of statement that was signed."""

    REGISTRY_SIGNATURE = "registry-signature"
    """The registry's own signature over the package name, the version and the digest (npm)."""
    PUBLISH = "publish"
    """A statement about publishing, by npm's registry or by the workflow that uploaded the file to PyPI (PEP 740)."""
    PROVENANCE = "provenance"
    """A statement about the build of the artifact (SLSA)."""
    OTHER = "other"
    """A statement of another kind."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """The identity in a certificate, as stated by the issuing authority (Fulcio's extensions). None means unknown."""

    issuer: str | None = None
    """The URL of the service that authenticated the builder."""
    subject: str | None = None
    """The subject name in the certificate: the workflow with its ref, or an e-mail address."""
    repository: str | None = None
    repository_id: str | None = None
    owner: str | None = None
    owner_id: str | None = None
    ref: str | None = None
    commit: str | None = None
    workflow: str | None = None
    """The URL of the top-level workflow of the build, with its ref."""
    builder: str | None = None
    """The URL of the workflow that signed. The signing workflow differs from the top-level workflow if a reusable
    workflow builds the artifact."""
    trigger: str | None = None
    """The event that started the build, such as `push`."""
    run: str | None = None
    """The URL of the workflow run."""
    runner: str | None = None
    """The kind of runner: `github-hosted` or `self-hosted`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BuildClaim:
    """The builder's own statement about the build.

    The builder signed the statement, and nothing verifies its content. None means unknown.
    """

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
    """The verified time of signing; None if the time was not verified."""

    @property
    def outcome(self) -> Outcome:
        """Return the result of the complete proof.

        The result is `refused` if any step is refused, `verified` if every verifiable step is verified, or else `not
        verified`.
        """
        found = {step.outcome for step in self.steps}
        if Outcome.REFUSED in found:
            return Outcome.REFUSED
        if Outcome.NOT_VERIFIED in found or Outcome.VERIFIED not in found:
            return Outcome.NOT_VERIFIED
        return Outcome.VERIFIED

    def step(self, name: StepName) -> Step | None:
        """Return the step with this name, or None if the proof does not contain the step."""
        return next((step for step in self.steps if step.name is name), None)


@dataclass(frozen=True, slots=True)
class Changed:
    """One part of the build identity that changed between two attested releases."""

    what: str
    before: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Continuity:
    """The comparison of the build identities of a release and of the previous attested release on its line."""

    before: ReleaseRef
    parts: tuple[Changed, ...] = ()
    """The changed parts of the identity (the fact `identity-changed`).

    The list is empty if repository, workflow and issuer are unchanged.
    """
    verified: bool = False
    """Whether both identities were verified. If False, at least one of the two identities was only read."""

    @property
    def changed(self) -> bool:
        """Return True if a part of the identity changed."""
        return bool(self.parts)


@dataclass(frozen=True, slots=True, kw_only=True)
class BuiltCommit:
    """The commit in an attestation.

    `outcome` states whether the commit was verified.
    """

    repository: str
    commit: str
    ref: str | None
    outcome: Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class Provenance:
    """All available data about the build of one artifact, and the checks that could not be made."""

    name: str
    """The target as the user wrote it."""
    ref: ReleaseRef | None
    filename: str | None = None
    digests: tuple[Digest, ...] = ()
    """The digests of the artifact, which the proofs must contain."""
    hashed_here: bool = False
    """Whether Pratique computed the digests from the bytes. If False, the digests come from the registry's listing."""
    proofs: tuple[Proof, ...] = ()
    gaps: tuple[str, ...] = ()
    """Checks without a usable result, one sentence each."""
    not_asked: tuple[str, ...] = ()
    """Checks that were not made, each with the reason."""
    previous: ReleaseRef | None = None
    """The previous attested release of the same line; None if there is none."""
    continuity: Continuity | None = None
    """The comparison with the build identity of the previous attested release; None if there is no such release, or
    if one release has no identity."""
    built: tuple[BuiltCommit, ...] = field(default=())

    @property
    def complete(self) -> bool:
        """Return True if there is at least one proof and every proof was verified."""
        return not self.gaps and bool(self.proofs) and Outcome.NOT_VERIFIED not in set(self.outcomes())

    @property
    def refused(self) -> bool:
        """Return True if at least one proof failed a check."""
        return Outcome.REFUSED in set(self.outcomes())

    def outcomes(self) -> Iterator[Outcome]:
        """Yield the result of each proof."""
        return (proof.outcome for proof in self.proofs)
