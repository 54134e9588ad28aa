"""Signatures of an npm registry."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.core.names import Digest
from pratique.core.provenance import Outcome, Proof, ProofKind
from pratique.core.release import Dated, TimeSource
from pratique.history.provenance.keys import KeyRing, read_keys
from pratique.history.provenance.registry_signature import signed_text, verify_signature
from tests.history.provenance.holding import TOOL, digests, why
from tests.signing import RegistrySigner

SIGNER = RegistrySigner()
TEXT = signed_text(TOOL, digests()[0]).decode()
INTEGRITY = TEXT.rpartition(":")[2]
SIGNATURE = SIGNER.signature("@acme/tool", "1.0.0", INTEGRITY)
PUBLISHED = Dated(datetime(2026, 1, 2, tzinfo=UTC), TimeSource.REGISTRY)


def ring(signer: RegistrySigner = SIGNER) -> KeyRing:
    return read_keys(json.dumps(signer.document()).encode())


def verify(**changed: Any) -> Proof:
    options: dict[str, Any] = {"ref": TOOL, "digests": digests(), "published": PUBLISHED, "keys": ring()}
    signature = changed.pop("signature", (SIGNATURE["keyid"], SIGNATURE["sig"]))
    return verify_signature(signature, **{**options, **changed})


def test_the_registry_signs_name_version_and_integrity() -> None:
    assert TEXT.startswith("@acme/tool@1.0.0:sha512-")
    assert digests()[0] == Digest.parse(INTEGRITY)


def test_a_right_signature_is_verified() -> None:
    proof = verify()

    assert Outcome.VERIFIED is proof.outcome
    assert ProofKind.REGISTRY_SIGNATURE is proof.kind


@pytest.mark.parametrize(
    "changed",
    [
        {"digests": digests(b"other bytes")},
        {"ref": replace(TOOL, version="1.0.1")},
        {"ref": replace(TOOL, package=replace(TOOL.package, name="@acme/tool2"))},
        {"digests": digests()[1:]},
        {"keys": ring(RegistrySigner())},
    ],
    ids=["integrity", "version", "name", "algorithm", "key"],
)
def test_a_signature_over_anything_else_is_refused(changed: dict[str, Any]) -> None:
    assert "the signature is not the registry's signature over" in why(verify(**changed))["signature"]


def test_a_key_that_is_not_named_is_refused() -> None:
    assert (
        "'SHA256:other' is not a key of the registry"
        in why(verify(signature=("SHA256:other", SIGNATURE["sig"])))["key"]
    )


@pytest.mark.parametrize(
    ("published", "outcome"),
    [
        (PUBLISHED, Outcome.VERIFIED),
        (Dated(datetime(2026, 6, 1, tzinfo=UTC), TimeSource.REGISTRY), Outcome.REFUSED),
        (Dated(datetime(2026, 9, 1, tzinfo=UTC), TimeSource.REGISTRY), Outcome.REFUSED),
        (Dated(datetime(2026, 9, 1, tzinfo=UTC), TimeSource.MIRROR), Outcome.NOT_VERIFIED),
        (Dated(datetime(2026, 1, 1, tzinfo=UTC), TimeSource.MIRROR), Outcome.VERIFIED),
        (None, Outcome.NOT_VERIFIED),
    ],
    ids=["before", "at-the-end", "after", "after-by-a-mirror", "before-by-a-mirror", "unknown"],
)
def test_a_key_that_ended_serves_for_what_was_published_before(
    published: Dated | None, outcome: Outcome
) -> None:
    ended = RegistrySigner(expires="2026-06-01T00:00:00Z", key=SIGNER.key)

    assert outcome is verify(published=published, keys=ring(ended)).outcome


def test_without_a_digest_nothing_is_verified() -> None:
    assert Outcome.NOT_VERIFIED is verify(digests=()).outcome


def test_a_key_of_another_scheme_is_not_verified() -> None:
    keys = KeyRing(keys=(replace(ring().keys[0], scheme="dilithium"),))

    assert Outcome.NOT_VERIFIED is verify(keys=keys).outcome


def test_a_key_that_cannot_be_read_is_not_verified() -> None:
    keys = KeyRing(keys=(replace(ring().keys[0], key=b"no key"),))

    assert Outcome.NOT_VERIFIED is verify(keys=keys).outcome


@pytest.mark.fuzz
@given(st.text(max_size=90))
def test_no_other_text_is_a_signature(text: str) -> None:
    assert Outcome.REFUSED is verify(signature=(SIGNATURE["keyid"], text)).outcome
