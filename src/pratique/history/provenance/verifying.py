"""Verifies one bundle step by step. The module needs `cryptography`.

A failed check is reported in its step, and all other checks continue. The module raises no errors.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from pratique.core.provenance import BuildClaim, Identity, Outcome, Proof, ProofKind, Step, StepName
from pratique.errors import ParseError
from pratique.history.provenance.bundle import IN_TOTO, Bundle
from pratique.history.provenance.certificate import SignerCertificate, load_certificate
from pratique.history.provenance.chain import certificate_steps
from pratique.history.provenance.claims import read, refused, unverified, verified
from pratique.history.provenance.keys import KeyRing, RegistryKey
from pratique.history.provenance.log import look_up
from pratique.history.provenance.public_key import PublicKey, is_right, load_key
from pratique.history.provenance.statement import Statement, read_statement
from pratique.history.provenance.subject import Held, about
from pratique.history.provenance.trust import TrustRoot

_USE = "npm:attestations"
_SHORT = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Trusted:
    """The keys and the trust root that the caller trusts; None if they were not given."""

    root: TrustRoot | None = None
    keys: KeyRing | None = None
    why_no_keys: str = "no keys were given: specify them with --keys"


def verify_bundle(bundle: Bundle, held: Held, trusted: Trusted) -> Proof:
    """Verify a bundle against an artifact and the trust root. Return the result."""
    signer = _signer(bundle, trusted)
    logged = look_up(bundle, signer.der, trusted.root)
    steps = [*_time(bundle, logged.times, trusted.root), *signer.steps(trusted, logged.times)]
    steps += [_signature(bundle, signer.key), *logged.steps]
    statement = _statement(bundle, steps)
    identity, claim = signer.identity, None
    if statement is not None:
        claim = statement.claim
        steps.append(about(statement.subjects, held))
    if identity is not None:
        steps.append(_identity(identity, steps))
    if claim is not None:
        steps.append(_claimed(claim, identity))
    return Proof(
        kind=ProofKind.OTHER if statement is None else statement.kind,
        predicate_type=None if statement is None else statement.predicate_type,
        steps=tuple(steps),
        identity=identity,
        claim=claim,
        signed_at=min(logged.times, default=None),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Signer:
    """The signer: a certificate, a key of the registry, or the reason why neither is usable."""

    key: PublicKey | None = None
    der: bytes | None = None
    certificate: SignerCertificate | None = None
    named: RegistryKey | None = None
    problem: Step | None = None

    @property
    def identity(self) -> Identity | None:
        return None if self.certificate is None else self.certificate.identity

    def steps(self, trusted: Trusted, times: tuple[datetime, ...]) -> Iterator[Step]:
        if self.problem is not None:
            yield self.problem
        elif self.certificate is not None:
            yield from certificate_steps(self.certificate, trusted.root, times)
        elif self.named is not None:
            yield in_force(self.named, min(times, default=None))


def _signer(bundle: Bundle, trusted: Trusted) -> _Signer:
    if bundle.certificate is not None:
        try:
            found = load_certificate(bundle.certificate)
        except ParseError as error:
            return _Signer(problem=refused(StepName.CERTIFICATE, error.message))
        return _Signer(key=found.key, der=bundle.certificate, certificate=found)
    return _keyed(bundle, trusted)


def _keyed(bundle: Bundle, trusted: Trusted) -> _Signer:
    key_id = bundle.key_id or ""
    if bundle.envelope.key_id not in {None, key_id}:
        return _Signer(problem=refused(StepName.KEY, "the envelope and the bundle specify different keys"))
    if trusted.keys is None:
        return _Signer(problem=unverified(StepName.KEY, trusted.why_no_keys))
    named = trusted.keys.find(key_id, use=_USE)
    if named is None:
        return _Signer(problem=unknown_key(key_id))
    try:
        key = load_key(named.key)
    except ParseError as error:
        return _Signer(problem=unverified(StepName.KEY, error.message))
    return _Signer(key=key, der=named.key, named=named)


def unknown_key(key_id: str) -> Step:
    """Return the result for a key that the registry does not list."""
    return refused(StepName.KEY, f"the key {key_id[:100]!r} is not a key of the registry")


def in_force(key: RegistryKey, at: datetime | None) -> Step:
    """Return whether a registry key was valid at the signing time; `at` is None if that time is not verified."""
    name = StepName.KEY
    if key.expires is None:
        return verified(name, f"{key.key_id} is a key of the registry without an expiry date")
    if at is None:
        return unverified(
            name, f"{key.key_id} expired on {key.expires:%Y-%m-%d}, and the signing time is unknown"
        )
    if at >= key.expires:
        return refused(
            name, f"{key.key_id} expired on {key.expires:%Y-%m-%d}, before the signing time {at:%Y-%m-%d}"
        )
    return verified(name, f"{key.key_id} is a key of the registry, valid on {at:%Y-%m-%d}")


def _time(bundle: Bundle, times: tuple[datetime, ...], root: TrustRoot | None) -> Iterator[Step]:
    name = StepName.TIME
    if times:
        shown = " and ".join(f"{at:%Y-%m-%d %H:%M:%S} UTC" for at in times)
        yield verified(name, f"{shown}, according to the log")
    elif root is None:
        yield unverified(name, "no trust root was given: specify one with --trust-root")
    elif bundle.stamps:
        yield unverified(
            name, "the only signing times are RFC 3161 timestamps, which Pratique does not verify"
        )
    else:
        yield unverified(name, "no log states when the entry was accepted")


def _signature(bundle: Bundle, key: PublicKey | None) -> Step:
    name = StepName.SIGNATURE
    if bundle.envelope.payload_type != IN_TOTO:
        return refused(
            name, f"the envelope contains {bundle.envelope.payload_type[:80]!r}, not an in-toto statement"
        )
    if key is None:
        return unverified(name, "the key of the signer is unknown")
    if not is_right(key, bundle.envelope.signature, bundle.envelope.signed):
        return refused(name, "the stated key did not sign this statement")
    return verified(name, "the statement was signed with the stated key and is unchanged")


def _statement(bundle: Bundle, steps: list[Step]) -> Statement | None:
    try:
        return read_statement(bundle.envelope.payload)
    except ParseError as error:
        steps.append(refused(StepName.SUBJECT, error.message))
        return None


def _identity(identity: Identity, steps: list[Step]) -> Step:
    """Return the result for the identity in the certificate. The identity is as reliable as the certificate and the signature."""
    name = StepName.IDENTITY
    needed = {StepName.CERTIFICATE, StepName.CERTIFICATE_LOG, StepName.SIGNATURE}
    found = {step.name: step.outcome for step in steps if step.name in needed}
    text = _who(identity)
    if all(found.get(step) is Outcome.VERIFIED for step in needed):
        return verified(name, text)
    return read(name, text)


def _who(identity: Identity) -> str:
    if identity.repository is None:
        return f"{identity.subject or 'an unnamed signer'}, authenticated by {identity.issuer or 'an unnamed issuer'}"
    workflow = identity.workflow or identity.subject or "an unnamed workflow"
    commit = f" at commit {identity.commit[:_SHORT]}" if identity.commit else ""
    return f"{workflow} of {identity.repository}{commit}, authenticated by {identity.issuer or 'an unnamed issuer'}"


def _claimed(claim: BuildClaim, identity: Identity | None) -> Step:
    """Return the result for the builder's statement, which must not contradict the certificate."""
    name = StepName.STATEMENT
    if identity is None:
        return read(name, "the statements about the build are unverified claims of the signer")
    pairs = (("repository", claim.repository, identity.repository), ("commit", claim.commit, identity.commit))
    for what, written, proven in pairs:
        if written and proven and written.casefold().removesuffix(".git") != proven.casefold():
            return refused(
                name,
                f"the statement has the {what} {written[:100]!r}, but the certificate was issued to {proven[:100]!r}",
            )
    return read(
        name,
        "other statements about the build are unverified claims of the builder; they do not contradict the certificate",
    )
