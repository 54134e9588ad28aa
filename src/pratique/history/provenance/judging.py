"""Verifies all proofs about one artifact: registry signatures and attestations of builders.

`cryptography` is an optional dependency. Without `cryptography`, proofs are parsed but never verified.
"""

from collections.abc import Iterator

from pratique.core.provenance import BuiltCommit, Outcome, Proof, ProofKind, Step, StepName
from pratique.core.release import Listing, Release, TimeSource
from pratique.errors import ParseError
from pratique.history.provenance.bundle import Bundle
from pratique.history.provenance.claims import read, refused, unverified
from pratique.history.provenance.keys import KeyRing
from pratique.history.provenance.reading import Attested
from pratique.history.provenance.statement import read_statement
from pratique.history.provenance.subject import Held, about
from pratique.history.provenance.trust import TrustRoot

INSTALL = (
    "not verified: the package cryptography is missing; install it with `pip install 'pratique[provenance]'`"
)


def can_verify() -> bool:
    """Return True if `cryptography` is installed and has all required functions."""
    try:
        import pratique.history.provenance.registry_signature  # noqa: F401, PLC0415 - an extra, and slow to import
    except ImportError:
        return False
    return True


def judge_attestations(
    attested: tuple[Attested, ...],
    held: Held,
    *,
    root: TrustRoot | None,
    keys: KeyRing | None,
    why_no_keys: str = "no keys were given: specify them with --keys",
) -> tuple[Proof, ...]:
    """Verify the attestations of an artifact with the trusted keys, and return the results."""
    return tuple(_judged(attested, held, root, keys, why_no_keys))


def _judged(
    attested: tuple[Attested, ...], held: Held, root: TrustRoot | None, keys: KeyRing | None, why_no_keys: str
) -> Iterator[Proof]:
    verifies = can_verify()
    for item in attested:
        if item.bundle is None:
            step = unverified(StepName.SIGNATURE, f"the attestation cannot be read: {item.problem}")
            yield Proof(kind=item.kind, predicate_type=item.predicate_type, steps=(step,))
        elif not verifies:
            yield _only_read(item.bundle, held)
        else:
            from pratique.history.provenance.verifying import Trusted, verify_bundle  # noqa: PLC0415 - an extra

            yield verify_bundle(item.bundle, held, Trusted(root=root, keys=keys, why_no_keys=why_no_keys))


def _only_read(bundle: Bundle, held: Held) -> Proof:
    signature = unverified(StepName.SIGNATURE, INSTALL)
    try:
        statement = read_statement(bundle.envelope.payload)
    except ParseError as error:
        return Proof(kind=ProofKind.OTHER, steps=(signature, refused(StepName.SUBJECT, error.message)))
    steps: tuple[Step, ...] = (signature, about(statement.subjects, held))
    if statement.claim is not None:
        steps += (read(StepName.STATEMENT, "the statements about the build are unverified"),)
    return Proof(
        kind=statement.kind, predicate_type=statement.predicate_type, steps=steps, claim=statement.claim
    )


def judge_signatures(
    release: Release, held: Held, listing: Listing, *, keys: KeyRing, keys_are_its_own: bool
) -> tuple[Proof, ...]:
    """Verify all signatures by an npm registry over a release, as npm does.

    `keys_are_its_own` means that the registry that provided the listing also provided the keys. If the keys are the
    registry's own, a release without a signature was not signed by the registry. If the keys are from another source, a
    mirror may have removed the signature of a release.
    """
    signatures = [item for file in release.artifacts for item in file.signatures]
    if not keys.keys:
        return ()
    if not signatures:
        return (
            Proof(
                kind=ProofKind.REGISTRY_SIGNATURE,
                steps=(_missing(listing, keys_are_its_own=keys_are_its_own),),
            ),
        )
    if not can_verify():
        step = unverified(StepName.SIGNATURE, INSTALL)
        return tuple(Proof(kind=ProofKind.REGISTRY_SIGNATURE, steps=(step,)) for _ in signatures)
    from pratique.history.provenance.registry_signature import verify_signature  # noqa: PLC0415 - an extra

    return tuple(
        verify_signature(item, ref=release.ref, digests=held.digests, published=release.published, keys=keys)
        for item in signatures
    )


def _missing(listing: Listing, *, keys_are_its_own: bool) -> Step:
    signs = (
        keys_are_its_own
        or listing.times is TimeSource.REGISTRY
        or any(file.signatures for other in listing.releases.values() for file in other.artifacts)
    )
    if signs:
        return refused(
            StepName.SIGNATURE, "the registry signs its releases, but this release has no signature"
        )
    return unverified(
        StepName.SIGNATURE, "the listing contains no signatures: a mirror may have removed the signatures"
    )


def built_commits(proofs: tuple[Proof, ...]) -> tuple[BuiltCommit, ...]:
    """Return the commits in attestations, for the comparison of source and artifact.

    A commit in a certificate is as reliable as the proof that contains the certificate. A commit that is only in the
    signed statement is an unverified claim of the signer. Commits in rejected proofs are also returned, each with the
    result of verifying the proof.
    """
    found: dict[tuple[str, str], BuiltCommit] = {}
    for proof in proofs:
        for source, outcome in ((proof.identity, proof.outcome), (proof.claim, _of_a_claim(proof.outcome))):
            if source is not None and source.repository and source.commit:
                commit = BuiltCommit(
                    repository=source.repository, commit=source.commit, ref=source.ref, outcome=outcome
                )
                found.setdefault((source.repository, source.commit), commit)
    return tuple(found.values())


def _of_a_claim(outcome: Outcome) -> Outcome:
    return Outcome.READ if outcome is Outcome.VERIFIED else outcome
