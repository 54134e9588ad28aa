"""All proofs about one artifact, with and without the extra."""

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from pratique.core.names import Ecosystem
from pratique.core.provenance import BuiltCommit, Outcome, Proof, ProofKind
from pratique.core.release import Artifact, ArtifactKind, Listing, Release, TimeSource
from pratique.history.provenance.judging import built_commits, can_verify, judge_signatures
from pratique.history.provenance.keys import KeyRing, read_keys
from pratique.history.provenance.registry_signature import signed_text
from tests.history.provenance.holding import HELD, TOOL, WORLD, digests, proof_of, why
from tests.signing import COMMIT, PUBLISH, REPOSITORY, RegistrySigner, statement

SIGNER = RegistrySigner()
KEYS = read_keys(json.dumps(SIGNER.document()).encode())
RIGHT = SIGNER.signature("@acme/tool", "1.0.0", signed_text(TOOL, digests()[0]).decode().rpartition(":")[2])
SIGNED = ((RIGHT["keyid"], RIGHT["sig"]),)


def release(signatures: tuple[tuple[str, str], ...], version: str = "1.0.0") -> Release:
    artifact = Artifact(
        filename=f"tool-{version}.tgz",
        url="https://registry.example/tool.tgz",
        kind=ArtifactKind.NPM_TARBALL,
        digests=digests(),
        signatures=signatures,
    )
    return Release(ref=replace(TOOL, version=version), artifacts=(artifact,))


def judge(
    signatures: tuple[tuple[str, str], ...],
    *,
    own: bool = False,
    times: TimeSource | None = TimeSource.MIRROR,
    others: tuple[tuple[str, str], ...] = (),
    keys: KeyRing = KEYS,
) -> tuple[Proof, ...]:
    one = release(signatures)
    listing = Listing(
        package=TOOL.package,
        registry="https://registry.example/",
        releases={"1.0.0": one, "0.9.0": release(others, "0.9.0")},
        times=times,
    )
    return judge_signatures(one, HELD, listing, keys=keys, keys_are_its_own=own)


def test_every_signature_is_verified() -> None:
    assert [Outcome.VERIFIED] == [proof.outcome for proof in judge(SIGNED)]
    assert [Outcome.VERIFIED, Outcome.REFUSED] == [
        proof.outcome for proof in judge((*SIGNED, ("SHA256:other", "AAAA")))
    ]


@pytest.mark.parametrize(
    ("own", "times", "others", "outcome"),
    [
        (True, TimeSource.MIRROR, (), Outcome.REFUSED),
        (False, TimeSource.REGISTRY, (), Outcome.REFUSED),
        (False, TimeSource.MIRROR, SIGNED, Outcome.REFUSED),
        (False, TimeSource.MIRROR, (), Outcome.NOT_VERIFIED),
    ],
    ids=["the-registry-names-keys", "a-registry-of-its-own", "others-are-signed", "a-mirror"],
)
def test_a_missing_signature_is_wrong_where_the_registry_signs(
    *, own: bool, times: TimeSource, others: tuple[tuple[str, str], ...], outcome: Outcome
) -> None:
    [proof] = judge((), own=own, times=times, others=others)

    assert outcome is proof.outcome


def test_without_keys_there_is_nothing_to_say() -> None:
    assert () == judge(SIGNED, keys=KeyRing())


def test_the_built_commit_is_offered_with_what_came_of_its_proof() -> None:
    good, bad = proof_of(WORLD.bundle(statement())), proof_of(WORLD.bundle(statement(data=b"x")))

    def commit(outcome: Outcome) -> BuiltCommit:
        return BuiltCommit(repository=REPOSITORY, commit=COMMIT, ref="refs/tags/v1.0.0", outcome=outcome)

    assert (commit(Outcome.VERIFIED),) == built_commits((good, good))
    assert (commit(Outcome.REFUSED),) == built_commits((bad,))


def test_a_commit_that_only_the_statement_names_is_never_more_than_read() -> None:
    person = WORLD.bundle(
        statement(), identity={8: "https://accounts.example"}, subject="https://people.example/eve"
    )
    proof = proof_of(person)

    assert Outcome.VERIFIED is proof.outcome
    assert [(COMMIT, Outcome.READ)] == [(item.commit, item.outcome) for item in built_commits((proof,))]


def test_who_names_no_commit_offers_none() -> None:
    signer = RegistrySigner()
    payload = statement(predicate_type=PUBLISH, predicate={})
    keyed = WORLD.bundle(payload, key=signer.key, key_id=signer.key_id)

    assert () == built_commits((proof_of(keyed),))


def test_the_extra_is_installed_where_these_tests_run() -> None:
    assert can_verify()


WITHOUT = """
import sys
sys.modules["cryptography"] = None
from pathlib import Path
from pratique.history.provenance.judging import can_verify, judge_attestations
from pratique.history.provenance.reading import read_attestations
from pratique.history.provenance.subject import Held
from pratique.history.provenance.trust import read_trust_root
from pratique.core.names import Ecosystem

root, bundle = (Path(name).read_bytes() for name in sys.argv[1:])
held = Held(ecosystem=Ecosystem.NPM, ref=None, filename="tool-1.0.0.tgz", digests=())
assert not can_verify()
for proof in judge_attestations(read_attestations(bundle), held, root=read_trust_root(root), keys=None):
    print(proof.outcome.value, proof.kind.value, proof.claim.commit, proof.steps[0].text, sep="|")
"""


def test_without_the_extra_everything_is_read_and_nothing_verified(tmp_path: Path) -> None:
    root, bundle = tmp_path / "root.json", tmp_path / "bundle.json"
    root.write_bytes(WORLD.trust_root_bytes())
    bundle.write_text(json.dumps(WORLD.bundle(statement())))
    ran = subprocess.run(
        [sys.executable, "-c", WITHOUT, root, bundle], capture_output=True, text=True, check=True, timeout=60
    )

    outcome, kind, commit, text = ran.stdout.strip().split("|")
    assert (Outcome.NOT_VERIFIED, ProofKind.PROVENANCE, COMMIT) == (outcome, kind, commit)
    assert "install it with `pip install 'pratique[provenance]'`" in text


def test_a_file_of_another_ecosystem_is_held_by_its_name() -> None:
    held = replace(HELD, ecosystem=Ecosystem.RUBYGEMS, ref=None, filename="tool-1.0.0.gem")

    assert "subject" in why(proof_of(WORLD.bundle(statement()), held))
