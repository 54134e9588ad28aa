"""Whole bundles: what is right is verified step by step, and every tampering is refused with its reason."""

import base64
import copy
import hashlib
import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from cryptography.x509.oid import ExtendedKeyUsageOID
from hypothesis import given
from hypothesis import strategies as st

from pratique.core.provenance import BuildClaim, Outcome, ProofKind, StepName
from pratique.errors import ParseError
from pratique.history.provenance.keys import read_keys
from pratique.history.provenance.trust import TrustRoot, read_trust_root
from tests.history.provenance.holding import DATA, HELD, OTHER, ROOT, SDIST, WORLD, outcome, proof_of, why
from tests.signing import (
    COMMIT,
    ENTRY_KINDS,
    IDENTITY,
    PUBLISH,
    REPOSITORY,
    SIGNED_AT,
    WORKFLOW,
    RegistrySigner,
    b64,
    build,
    make_key,
    pae,
    sign,
    statement,
)

Bundle = dict[str, Any]
GOOD = WORLD.bundle(statement())


def changed(change: Callable[[Bundle], None], bundle: Bundle = GOOD) -> Bundle:
    """A bundle with one thing that is another."""
    found = copy.deepcopy(bundle)
    change(found)
    return found


def entry(bundle: Bundle) -> Bundle:
    found = bundle["verificationMaterial"]["tlogEntries"][0]
    assert isinstance(found, dict)
    return found


def envelope(bundle: Bundle) -> Bundle:
    found = bundle["dsseEnvelope"]
    assert isinstance(found, dict)
    return found


@pytest.mark.parametrize("kind", ENTRY_KINDS)
def test_every_step_of_a_good_bundle_is_verified(kind: str) -> None:
    proof = proof_of(WORLD.bundle(statement(), kind=kind))

    assert Outcome.VERIFIED is proof.outcome
    assert {
        StepName.TIME: Outcome.VERIFIED,
        StepName.CERTIFICATE: Outcome.VERIFIED,
        StepName.CERTIFICATE_LOG: Outcome.VERIFIED,
        StepName.SIGNATURE: Outcome.VERIFIED,
        StepName.LOG_ENTRY: Outcome.VERIFIED,
        StepName.LOG_INCLUSION: Outcome.VERIFIED,
        StepName.LOG_PROMISE: Outcome.VERIFIED,
        StepName.SUBJECT: Outcome.VERIFIED,
        StepName.IDENTITY: Outcome.VERIFIED,
        StepName.STATEMENT: Outcome.READ,
    } == {step.name: step.outcome for step in proof.steps}


def test_a_verified_bundle_says_who_built_it_from_what() -> None:
    proof = proof_of(GOOD)

    assert proof.identity is not None
    assert (REPOSITORY, COMMIT, "refs/tags/v1.0.0") == (
        proof.identity.repository,
        proof.identity.commit,
        proof.identity.ref,
    )
    assert (WORKFLOW, "https://token.forge.example", "forge-hosted", "push") == (
        proof.identity.workflow,
        proof.identity.issuer,
        proof.identity.runner,
        proof.identity.trigger,
    )
    assert ProofKind.PROVENANCE is proof.kind
    assert SIGNED_AT == proof.signed_at
    assert isinstance(proof.claim, BuildClaim)
    assert (REPOSITORY, COMMIT) == (proof.claim.repository, proof.claim.commit)


def test_an_attestation_of_the_python_index_is_verified_alike() -> None:
    payload = statement(
        "acme_tool-1.0.0.tar.gz",
        algorithm="sha256",
        predicate_type="https://docs.index.example/attestations/publish/v1",
    )
    proof = proof_of(WORLD.attestation(payload), SDIST)

    assert Outcome.VERIFIED is proof.outcome
    assert ProofKind.PUBLISH is proof.kind


def test_without_a_trust_root_nothing_is_verified_of_who_signed() -> None:
    proof = proof_of(GOOD, root=None)

    assert Outcome.NOT_VERIFIED is proof.outcome
    for name in (StepName.TIME, StepName.CERTIFICATE, StepName.CERTIFICATE_LOG, StepName.LOG_INCLUSION):
        assert Outcome.NOT_VERIFIED is outcome(proof, name)
    assert Outcome.READ is outcome(proof, StepName.IDENTITY)
    step = proof.step(StepName.CERTIFICATE)
    assert step is not None
    assert "--trust-root" in step.text


def _other_payload(bundle: Bundle) -> None:
    envelope(bundle)["payload"] = b64(statement(data=b"other bytes"))


def _other_signature(bundle: Bundle) -> None:
    envelope(bundle)["signatures"][0]["sig"] = b64(sign(make_key(), pae(statement())))


def _other_type(bundle: Bundle) -> None:
    envelope(bundle)["payloadType"] = "text/plain"


def _other_certificate(bundle: Bundle) -> None:
    bundle["verificationMaterial"]["certificate"]["rawBytes"] = b64(WORLD.certificate(make_key()))


def _identity_in_the_certificate(bundle: Bundle) -> None:
    holder = bundle["verificationMaterial"]["certificate"]
    der = base64.b64decode(holder["rawBytes"])
    assert b"acme/tool" in der
    holder["rawBytes"] = b64(der.replace(b"acme/tool", b"evil/tool"))


def _broken_certificate(bundle: Bundle) -> None:
    holder = bundle["verificationMaterial"]["certificate"]
    holder["rawBytes"] = b64(base64.b64decode(holder["rawBytes"])[:-9])


def _other_log(bundle: Bundle) -> None:
    bundle["verificationMaterial"]["tlogEntries"] = OTHER.bundle(statement())["verificationMaterial"][
        "tlogEntries"
    ]


def _log_under_the_id_of_the_right_one(bundle: Bundle) -> None:
    _other_log(bundle)
    entry(bundle)["logId"]["keyId"] = b64(WORLD.log_id)


def _entry_of_another_bundle(bundle: Bundle) -> None:
    bundle["verificationMaterial"]["tlogEntries"] = WORLD.bundle(statement())["verificationMaterial"][
        "tlogEntries"
    ]


def _later(bundle: Bundle) -> None:
    entry(bundle)["integratedTime"] = str(int(entry(bundle)["integratedTime"]) + 60)


def _no_proof(bundle: Bundle) -> None:
    del entry(bundle)["inclusionProof"]


def _no_entry(bundle: Bundle) -> None:
    bundle["verificationMaterial"]["tlogEntries"] = []


def _hash(bundle: Bundle) -> None:
    entry(bundle)["inclusionProof"]["hashes"][1] = b64(hashlib.sha256(b"x").digest())


def _fewer_hashes(bundle: Bundle) -> None:
    entry(bundle)["inclusionProof"]["hashes"].pop()


def _place(bundle: Bundle) -> None:
    entry(bundle)["inclusionProof"]["logIndex"] = "3"


def _root(bundle: Bundle) -> None:
    entry(bundle)["inclusionProof"]["rootHash"] = b64(hashlib.sha256(b"x").digest())


def _checkpoint(bundle: Bundle) -> None:
    note = entry(bundle)["inclusionProof"]["checkpoint"]
    note["envelope"] = note["envelope"].replace(" - 42", " - 43")


def _no_checkpoint(bundle: Bundle) -> None:
    del entry(bundle)["inclusionProof"]["checkpoint"]


def _two_keys(bundle: Bundle) -> None:
    envelope(bundle)["signatures"][0]["keyid"] = "SHA256:another"


REFUSALS: tuple[tuple[Callable[[Bundle], None], str, str], ...] = (
    (_other_payload, "signature", "the stated key did not sign this statement"),
    (_other_payload, "log-entry", "another payload"),
    (_other_payload, "subject", "with another digest than this artifact"),
    (_other_signature, "signature", "the stated key did not sign this statement"),
    (_other_signature, "log-entry", "another signature"),
    (_other_type, "signature", "not an in-toto statement"),
    (_other_certificate, "signature", "the stated key did not sign this statement"),
    (_other_certificate, "log-entry", "another signer"),
    (_identity_in_the_certificate, "certificate", "no authority of the trust root issued the certificate"),
    (_broken_certificate, "certificate", "cannot be read"),
    (_other_log, "log-inclusion", "not in the trust root"),
    (_log_under_the_id_of_the_right_one, "log-inclusion", "did not sign the checkpoint"),
    (_log_under_the_id_of_the_right_one, "log-promise", "did not sign the inclusion promise"),
    (_entry_of_another_bundle, "log-entry", "another signature"),
    (_later, "log-promise", "did not sign the inclusion promise"),
    (_no_proof, "log-inclusion", "there is no proof that the log contains the entry"),
    (_no_entry, "log-inclusion", "no transparency log contains the attestation"),
    (_hash, "log-inclusion", "is not included in the root"),
    (_fewer_hashes, "log-inclusion", "is not included in the root"),
    (_place, "log-inclusion", "is not included in the root"),
    (_root, "log-inclusion", "different states of the log"),
    (_checkpoint, "log-inclusion", "did not sign the checkpoint"),
    (_no_checkpoint, "log-inclusion", "contains no checkpoint"),
)


@pytest.mark.parametrize(
    ("change", "step", "text"),
    REFUSALS,
    ids=[f"{change.__name__[1:]}-{step}" for change, step, _ in REFUSALS],
)
def test_what_was_changed_is_refused_with_its_reason(
    change: Callable[[Bundle], None], step: str, text: str
) -> None:
    proof = proof_of(changed(change))

    assert Outcome.REFUSED is proof.outcome
    assert text in why(proof)[step]
    assert outcome(proof, StepName.IDENTITY) is not Outcome.VERIFIED or step.startswith(("log", "subject"))


def test_a_certificate_that_had_ended_when_it_signed_is_refused() -> None:
    proof = proof_of(WORLD.bundle(statement(), issued_at=SIGNED_AT - timedelta(hours=1)))

    assert (
        "the certificate signed at 2026-03-04 05:06 but is valid only from 2026-03-04 04:05"
        in why(proof)["certificate"]
    )


def test_a_certificate_for_another_purpose_is_refused() -> None:
    proof = proof_of(WORLD.bundle(statement(), purpose=ExtendedKeyUsageOID.SERVER_AUTH))

    assert "not valid for code signing" in why(proof)["certificate"]


def test_a_certificate_that_no_log_has_seen_is_refused() -> None:
    proof = proof_of(WORLD.bundle(statement(), logged=False))

    assert {"certificate-log": "no certificate log contains the certificate"} == why(proof)


def test_another_authority_is_refused_though_all_else_is_right() -> None:
    own = WORLD.trust_root()
    mixed = {**own, "certificateAuthorities": OTHER.trust_root()["certificateAuthorities"]}
    proof = proof_of(GOOD, root=read_trust_root(json.dumps(mixed).encode()))

    assert {"certificate"} == set(why(proof))


def test_another_certificate_log_is_refused_though_all_else_is_right() -> None:
    mixed = {**WORLD.trust_root(), "ctlogs": OTHER.trust_root()["ctlogs"]}
    proof = proof_of(GOOD, root=read_trust_root(json.dumps(mixed).encode()))

    assert {"certificate-log": "the logs that contain the certificate are not in the trust root"} == why(
        proof
    )


def ended(part: str) -> TrustRoot:
    """The trust root with one part that ended before the signing."""
    root = WORLD.trust_root()
    window = {"start": "2025-01-01T00:00:00Z", "end": "2026-01-01T00:00:00Z"}
    holder = root[part][0]
    (holder if part == "certificateAuthorities" else holder["publicKey"])["validFor"] = window
    return read_trust_root(json.dumps(root).encode())


@pytest.mark.parametrize(
    ("part", "step", "text"),
    [
        ("certificateAuthorities", "certificate", "no authority of the trust root was valid"),
        ("tlogs", "log-inclusion", "was not valid on 2026-03-04"),
        ("ctlogs", "certificate-log", "was not valid at that time"),
    ],
)
def test_what_the_trust_root_had_ended_is_refused(part: str, step: str, text: str) -> None:
    proof = proof_of(GOOD, root=ended(part))

    assert Outcome.REFUSED is proof.outcome
    assert text in why(proof)[step]


@pytest.mark.parametrize(
    ("name", "data", "text"),
    [
        ("pkg:npm/other@1.0.0", DATA, "lists these bytes as 'pkg:npm/other@1.0.0'"),
        ("pkg:npm/%40acme/tool@1.0.1", DATA, "lists these bytes as 'pkg:npm/%40acme/tool@1.0.1'"),
        ("pkg:npm/%40acme/tool@1.0.0", b"other bytes", "with another digest than this artifact"),
        ("pkg:npm/other@9.9.9", b"other bytes", "is about 'pkg:npm/other@9.9.9'"),
    ],
)
def test_a_good_bundle_of_another_artifact_is_refused(name: str, data: bytes, text: str) -> None:
    proof = proof_of(WORLD.bundle(statement(name, data)))

    assert {"subject"} == set(why(proof))
    assert text in why(proof)["subject"]


@pytest.mark.parametrize(
    ("predicate", "what"),
    [
        (build(repository="https://forge.example/evil/tool"), "repository"),
        (build(commit="2e" * 20), "commit"),
    ],
)
def test_a_statement_that_contradicts_the_certificate_is_refused(predicate: Bundle, what: str) -> None:
    proof = proof_of(WORLD.bundle(statement(predicate=predicate)))

    assert {"statement"} == set(why(proof))
    assert f"the statement has the {what}" in why(proof)["statement"]


def test_a_signature_of_a_person_names_the_person() -> None:
    identity = {8: "https://accounts.example"}
    proof = proof_of(
        WORLD.bundle(statement(predicate={}), identity=identity, subject="https://people.example/ada")
    )
    step = proof.step(StepName.IDENTITY)

    assert step is not None
    assert "https://people.example/ada, authenticated by https://accounts.example" == step.text


def keyed(signer: RegistrySigner, key_id: str | None = None) -> Bundle:
    payload = statement(predicate_type=PUBLISH, predicate={})
    return WORLD.bundle(payload, kind="intoto 0.0.2", key=signer.key, key_id=key_id or signer.key_id)


def ring(signer: RegistrySigner) -> Any:
    return read_keys(json.dumps(signer.document()).encode())


def test_an_attestation_by_the_key_of_the_registry_is_verified() -> None:
    signer = RegistrySigner()
    proof = proof_of(keyed(signer), keys=ring(signer))

    assert Outcome.VERIFIED is proof.outcome
    assert Outcome.VERIFIED is outcome(proof, StepName.KEY)
    assert proof.identity is None
    assert ProofKind.PUBLISH is proof.kind


def test_a_key_that_the_registry_does_not_name_is_refused() -> None:
    signer = RegistrySigner()
    proof = proof_of(keyed(signer, key_id="SHA256:nobody"), keys=ring(signer))

    assert "'SHA256:nobody' is not a key of the registry" in why(proof)["key"]


def test_a_key_under_the_name_of_the_registry_is_refused() -> None:
    signer, thief = RegistrySigner(), RegistrySigner()
    proof = proof_of(keyed(thief), keys=ring(signer))

    assert {"signature", "log-entry"} == set(why(proof))


@pytest.mark.parametrize(
    ("expires", "outcome_"),
    [
        ("2026-03-04T05:06:06Z", Outcome.REFUSED),
        ("2026-03-04T05:06:07Z", Outcome.REFUSED),
        ("2026-03-04T05:06:08Z", Outcome.VERIFIED),
    ],
)
def test_a_key_serves_until_it_ends(expires: str, outcome_: Outcome) -> None:
    signer = RegistrySigner(expires=expires)

    assert outcome_ is proof_of(keyed(signer), keys=ring(signer)).outcome


def test_a_key_that_ends_is_of_no_use_where_nobody_verified_when() -> None:
    signer = RegistrySigner(expires="2030-01-01T00:00:00Z")
    proof = proof_of(keyed(signer), keys=ring(signer), root=None)

    assert Outcome.NOT_VERIFIED is outcome(proof, StepName.KEY)


def test_without_keys_an_attestation_of_the_registry_is_not_verified() -> None:
    proof = proof_of(keyed(RegistrySigner()))

    assert Outcome.NOT_VERIFIED is proof.outcome
    assert Outcome.NOT_VERIFIED is outcome(proof, StepName.KEY)


def test_an_envelope_that_names_another_key_than_its_bundle_is_refused() -> None:
    signer = RegistrySigner()
    proof = proof_of(changed(_two_keys, keyed(signer)), keys=ring(signer))

    assert "specify different keys" in why(proof)["key"]


def test_a_bundle_of_the_first_version_needs_only_the_promise_of_the_log() -> None:
    bundle = changed(_no_proof)
    bundle["mediaType"] = "application/vnd.dev.sigstore.bundle+json;version=0.1"

    assert Outcome.VERIFIED is proof_of(bundle).outcome


def test_without_a_promise_nobody_verified_when_it_signed() -> None:
    def no_promise(bundle: Bundle) -> None:
        del entry(bundle)["inclusionPromise"]
        bundle["verificationMaterial"]["timestampVerificationData"] = {
            "rfc3161Timestamps": [{"signedTimestamp": b64(b"a stamp")}]
        }

    proof = proof_of(changed(no_promise))

    assert Outcome.NOT_VERIFIED is proof.outcome
    assert Outcome.NOT_VERIFIED is outcome(proof, StepName.TIME)
    assert Outcome.NOT_VERIFIED is outcome(proof, StepName.CERTIFICATE)


def test_two_entries_must_both_be_right() -> None:
    def second(bundle: Bundle) -> None:
        bundle["verificationMaterial"]["tlogEntries"].append(
            OTHER.bundle(statement())["verificationMaterial"]["tlogEntries"][0]
        )

    assert "not in the trust root" in why(proof_of(changed(second)))["log-inclusion"]


def test_a_payload_that_is_no_statement_is_refused() -> None:
    proof = proof_of(WORLD.bundle(b"not json"))

    assert "the statement is not JSON" in why(proof)["subject"]


def test_another_identity_is_told_as_it_is() -> None:
    identity = {**IDENTITY, 12: "https://forge.example/evil/tool"}
    proof = proof_of(WORLD.bundle(statement(predicate={}), identity=identity), HELD, root=ROOT)

    assert Outcome.VERIFIED is proof.outcome
    assert proof.identity is not None
    assert "https://forge.example/evil/tool" == proof.identity.repository


@pytest.mark.fuzz
@given(st.integers(0, len(WORLD.trust_root_bytes()) - 1), st.integers(0, 255))
def test_a_trust_root_with_another_byte_never_fails_and_never_verifies_more(place: int, byte: int) -> None:
    data = bytearray(WORLD.trust_root_bytes())
    data[place] = byte
    try:
        root = read_trust_root(bytes(data))
    except ParseError:
        return
    assert Outcome.VERIFIED is not proof_of(OTHER.bundle(statement()), root=root).outcome
    assert proof_of(GOOD, root=root).steps
