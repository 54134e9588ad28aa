"""What npm's own verifier of attestations (sigstore-js) makes of the same bundles, good ones and changed ones."""

import json
import shutil
import subprocess
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography.x509.oid import ExtendedKeyUsageOID

from pratique.core.provenance import Outcome, StepName
from pratique.history.provenance.keys import read_keys
from tests.history.provenance.holding import OTHER, WORLD, proof_of
from tests.history.provenance.test_verifying import GOOD, REFUSALS, changed
from tests.signing import ENTRY_KINDS, PUBLISH, SIGNED_AT, RegistrySigner, b64, spki, statement

MODULES = Path(shutil.which("npm") or "").resolve().parent.parent / "node_modules"
SIGNER = RegistrySigner()
ASK = """
const [modules, input] = process.argv.slice(1);
const { bundleFromJSON } = require(modules + '/@sigstore/bundle');
const { TrustedRoot } = require(modules + '/@sigstore/protobuf-specs');
const { Verifier, toSignedEntity, toTrustMaterial } = require(modules + '/@sigstore/verify');
const crypto = require('crypto');
const { root, key, bundles } = JSON.parse(require('fs').readFileSync(0, 'utf8'));
const found = () => ({
  publicKey: crypto.createPublicKey({ key: Buffer.from(key, 'base64'), format: 'der', type: 'spki' }),
  validFor: () => true,
});
const verifier = new Verifier(toTrustMaterial(TrustedRoot.fromJSON(root), found));
console.log(JSON.stringify(bundles.map((bundle) => {
  try {
    verifier.verify(toSignedEntity(bundleFromJSON(bundle)));
    return 'verified';
  } catch (error) {
    return error.message;
  }
})));
"""


DIFFERENCES = {
    "root": "the root that a proof names is nobody's word: that verifier does not look at it, sigstore-python does",
    "good hashedrekord 0.0.2": "Rekor 2 records the digest of what is signed; npm 11.19 looks for that of the payload",
}
"""Where that verifier says otherwise, and why."""


def cases() -> dict[str, dict[str, Any]]:
    """Bundles by what is odd about them; what statements say is not for that verifier to judge."""
    found = {f"good {kind}": WORLD.bundle(statement(), kind=kind) for kind in ENTRY_KINDS}
    found["keyed"] = WORLD.bundle(
        statement(predicate_type=PUBLISH, predicate={}),
        kind="intoto 0.0.2",
        key=SIGNER.key,
        key_id=SIGNER.key_id,
    )
    found["another world"] = OTHER.bundle(statement())
    found["too late"] = WORLD.bundle(statement(), issued_at=SIGNED_AT - timedelta(hours=1))
    found["not logged"] = WORLD.bundle(statement(), logged=False)
    found["unsigned statement"] = WORLD.bundle(b"not json")
    for change, _, _ in REFUSALS:
        found[change.__name__.strip("_")] = changed(change)
    return found


def mine(bundle: dict[str, Any]) -> bool:
    """Whether every step is verified that is about signatures, certificates and logs."""
    proof = proof_of(bundle, keys=read_keys(json.dumps(SIGNER.document()).encode()))
    asked = [
        s for s in proof.steps if s.name not in {StepName.SUBJECT, StepName.STATEMENT, StepName.IDENTITY}
    ]
    return all(step.outcome is Outcome.VERIFIED for step in asked)


def test_npm_verifies_and_refuses_the_same_bundles() -> None:
    node = shutil.which("node")
    if node is None or not (MODULES / "@sigstore/verify").is_dir():
        pytest.skip("npm is not installed here")
    bundles = cases()
    question = {"root": WORLD.trust_root(), "key": b64(spki(SIGNER.key)), "bundles": list(bundles.values())}
    told = subprocess.run(
        [node, "-e", ASK, str(MODULES)],
        input=json.dumps(question),
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    theirs = dict(zip(bundles, json.loads(told.stdout), strict=True))

    agreed = {name: answer == "verified" for name, answer in theirs.items()}
    own = {name: mine(bundle) for name, bundle in bundles.items()}

    assert set(DIFFERENCES) == {name for name in bundles if agreed[name] != own[name]}, theirs
    assert {True, False} == set(agreed.values())
    assert 25 <= len(bundles)


def test_a_certificate_for_servers_is_refused_here() -> None:
    assert not mine(WORLD.bundle(statement(), purpose=ExtendedKeyUsageOID.SERVER_AUTH))


def test_the_good_one_is_good_here() -> None:
    assert mine(GOOD)
