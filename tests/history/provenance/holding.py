"""What the tests of provenance hold proofs against."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from pratique.core.names import Digest, Ecosystem, PackageRef
from pratique.core.provenance import Outcome, Proof, StepName
from pratique.history.provenance.judging import judge_attestations
from pratique.history.provenance.keys import KeyRing
from pratique.history.provenance.reading import read_attestations
from pratique.history.provenance.subject import Held
from pratique.history.provenance.trust import TrustRoot, read_trust_root
from tests.signing import Sigstore

DATA = b"the tarball"
TOOL = PackageRef(Ecosystem.NPM, "@acme/tool").at("1.0.0")
WORLD = Sigstore()
"""One for all tests: keys are slow to make."""
OTHER = Sigstore("elsewhere.example")
ROOT = read_trust_root(WORLD.trust_root_bytes())


def digests(data: bytes = DATA) -> tuple[Digest, ...]:
    return tuple(Digest(name, hashlib.new(name, data).hexdigest()) for name in ("sha512", "sha256", "sha1"))


HELD = Held(ecosystem=Ecosystem.NPM, ref=TOOL, filename="tool-1.0.0.tgz", digests=digests())
SDIST = Held(
    ecosystem=Ecosystem.PYPI,
    ref=PackageRef(Ecosystem.PYPI, "acme-tool").at("1.0.0"),
    filename="acme_tool-1.0.0.tar.gz",
    digests=digests(),
)


def proof_of(
    document: Mapping[str, Any] | bytes,
    held: Held = HELD,
    *,
    root: TrustRoot | None = ROOT,
    keys: KeyRing | None = None,
) -> Proof:
    """The one proof of a document with one attestation."""
    data = document if isinstance(document, bytes) else json.dumps(document).encode()
    [found] = judge_attestations(read_attestations(data), held, root=root, keys=keys)
    return found


def outcome(proof: Proof, name: StepName) -> Outcome | None:
    step = proof.step(name)
    return None if step is None else step.outcome


def why(proof: Proof) -> dict[str, str]:
    """The steps that are wrong, and what they say."""
    return {step.name.value: step.text for step in proof.steps if step.outcome is Outcome.REFUSED}
