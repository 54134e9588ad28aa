"""`pratique provenance`: releases and files, against the loopback registry."""

import base64
import hashlib
import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.cli.running import Machine, Ran, plain
from tests.loopback import NpmPackage, NpmRelease, PypiProject, Status, wheel_file
from tests.signing import (
    IDENTITY,
    PUBLISH,
    RegistrySigner,
    Sigstore,
    npm_answer,
    provenance_object,
    statement,
)

WORLD = Sigstore()
SIGNER = RegistrySigner()
CALM = "pkg:npm/calm@%s"
EVIL = {
    **IDENTITY,
    12: "https://forge.example/evil/tool",
    15: "9",
    18: "https://forge.example/evil/tool/x.yml@main",
}


def attested(version: str, **options: Any) -> NpmRelease:
    """A release of calm with the two attestations that npm has."""
    release = plain("calm", version).releases[0]
    data = release.pack("calm")
    published = WORLD.bundle(
        statement(CALM % version, data, predicate_type=PUBLISH, predicate={}),
        kind="intoto 0.0.2",
        key=SIGNER.key,
        key_id=SIGNER.key_id,
    )
    built = WORLD.bundle(statement(options.pop("name", CALM % version), data, predicate={}), **options)
    return NpmRelease(version=version, files=release.files, attestations=npm_answer(published, built))


@pytest.fixture
def world(machine: Machine) -> Machine:
    """The machine, with a registry that signs, and a trust root beside the project."""
    machine.registry.signer = SIGNER
    machine.registry.put_npm(NpmPackage(name="calm", releases=(attested("1.0.0"), attested("1.1.0"))))
    machine.write("root.json", WORLD.trust_root_bytes().decode())
    machine.write("keys.json", json.dumps(SIGNER.document()))
    return machine


def provenance(machine: Machine, *arguments: str) -> Ran:
    return machine.run("provenance", *arguments, "--trust-root", "root.json", "--format", "json")


def proofs(ran: Ran) -> dict[str, str]:
    [artifact] = ran.json["artifacts"]
    return {proof["kind"]: proof["outcome"] for proof in artifact["proofs"]}


def test_a_release_is_verified_in_all_its_proofs(world: Machine) -> None:
    ran = provenance(world, "calm@1.1.0")

    assert 0 == ran.code
    assert {"registry-signature": "verified", "publish": "verified", "provenance": "verified"} == proofs(ran)
    [artifact] = ran.json["artifacts"]
    assert "pkg:npm/calm@1.0.0" == artifact["previous"]
    assert not artifact["continuity"]["identity_changed"]
    assert [("1f" * 20, "verified")] == [(built["commit"], built["outcome"]) for built in artifact["built"]]


def test_the_text_says_what_it_proves_and_what_not(world: Machine) -> None:
    ran = world.run("provenance", "calm@1.1.0", "--trust-root", "root.json")

    assert 0 == ran.code
    assert "calm@1.1.0  calm-1.1.0.tgz  all signatures were verified" in ran.out
    assert "attested by the same repository, workflow and issuer as calm@1.0.0" in ran.out
    assert "does not prove: that the source is benign" in ran.out


def test_without_a_trust_root_the_answer_is_incomplete(world: Machine) -> None:
    ran = world.run("provenance", "calm@1.1.0")

    assert 3 == ran.code
    assert "not all verified" in ran.out
    assert "no trust root was given: specify one with --trust-root" in ran.out


def test_another_repository_than_before_is_a_fact(world: Machine) -> None:
    world.registry.put_npm(
        NpmPackage(name="calm", releases=(attested("1.0.0"), attested("1.1.0", identity=EVIL)))
    )
    ran = provenance(world, "calm@1.1.0")

    assert 0 == ran.code
    change = ran.json["artifacts"][0]["continuity"]
    assert change["identity_changed"]
    assert ("pkg:npm/calm@1.0.0", True) == (change["before"], change["verified"])
    assert ["repository", "workflow"] == [part["what"] for part in change["parts"]]


def test_the_attestation_of_another_release_is_refused(world: Machine) -> None:
    world.registry.put_npm(NpmPackage(name="calm", releases=(attested("1.1.0", name=CALM % "1.0.0"),)))
    ran = provenance(world, "calm@1.1.0")

    assert 1 == ran.code
    assert "refused" == proofs(ran)["provenance"]


def integrity(version: str) -> str:
    data = plain("calm", version).releases[0].pack("calm")
    return "sha512-" + base64.b64encode(hashlib.sha512(data).digest()).decode()


def signed(**changed: Any) -> NpmPackage:
    return NpmPackage(
        name="calm",
        releases=(NpmRelease(version="1.1.0", files=plain("calm", "1.1.0").releases[0].files, **changed),),
    )


SIGNATURES: tuple[tuple[str, NpmPackage, str, int, str], ...] = (
    ("right", signed(), "verified", 0, "the registry signed calm@1.1.0"),
    (
        "another-integrity",
        signed(signatures=(SIGNER.signature("calm", "1.1.0", "sha512-AAAA"),)),
        "refused",
        1,
        "the signature is not the registry's signature over calm@1.1.0",
    ),
    (
        "another-version",
        signed(signatures=(SIGNER.signature("calm", "1.0.0", integrity("1.1.0")),)),
        "refused",
        1,
        "the signature is not the registry's signature over calm@1.1.0",
    ),
    (
        "another-key",
        signed(signatures=(RegistrySigner().signature("calm", "1.1.0", integrity("1.1.0")),)),
        "refused",
        1,
        "the signature is not the registry's signature over calm@1.1.0",
    ),
    (
        "an-unknown-key",
        signed(signatures=({"keyid": "SHA256:unknown", "sig": "AAAA"},)),
        "refused",
        1,
        "'SHA256:unknown' is not a key of the registry",
    ),
    ("missing", signed(signatures=()), "refused", 1, "the registry signs its releases"),
)


@pytest.mark.parametrize(
    ("package", "outcome", "code", "text"),
    [item[1:] for item in SIGNATURES],
    ids=[item[0] for item in SIGNATURES],
)
def test_a_signature_of_the_registry_is_verified_or_refused(
    world: Machine, package: NpmPackage, outcome: str, code: int, text: str
) -> None:
    world.registry.put_npm(package)
    ran = provenance(world, "calm@1.1.0")

    assert code == ran.code
    assert {"registry-signature": outcome} == proofs(ran)
    assert text in ran.out


def test_a_key_that_ended_before_the_release_is_refused(world: Machine) -> None:
    world.registry.put_npm(signed())
    world.registry.signer = RegistrySigner(key=SIGNER.key, expires="2023-01-01T00:00:00Z")
    ran = provenance(world, "calm@1.1.0")

    assert 1 == ran.code
    assert "SHA256:test-key expired on 2023-01-01, before the signing time 2024-01-10" in ran.out


def test_keys_may_be_brought_along(world: Machine) -> None:
    world.registry.put_npm(signed())
    world.registry.fault("/npm/-/npm/v1/keys", Status(code=403))

    assert 3 == provenance(world, "calm@1.1.0").code
    assert 0 == provenance(world, "calm@1.1.0", "--keys", "keys.json").code


def test_a_registry_that_names_no_keys_leaves_its_signature_open(world: Machine) -> None:
    world.registry.signer = None
    world.registry.put_npm(signed())
    ran = provenance(world, "calm@1.1.0")

    assert 3 == ran.code
    assert [
        "the release has a signature of its registry: the registry lists no signing keys, and none were given with --keys"
    ] == ran.json["artifacts"][0]["gaps"]


def test_a_registry_that_does_not_answer_about_attestations_leaves_them_open(world: Machine) -> None:
    world.registry.fault("/npm/-/npm/v1/attestations/*", Status(code=404))
    ran = provenance(world, "calm@1.1.0")

    assert 3 == ran.code
    assert {"registry-signature": "verified"} == proofs(ran)
    assert "the attestations of calm@1.1.0" in ran.json["artifacts"][0]["gaps"][0]


def test_what_was_asked_once_is_verified_again_without_asking(world: Machine) -> None:
    first = provenance(world, "calm@1.1.0")
    asked = len(world.registry.requests)
    second = provenance(world, "calm@1.1.0", "--offline")

    assert (0, first.out) == (second.code, second.out)
    assert asked == len(world.registry.requests)


def test_offline_without_anything_remembered_is_incomplete(world: Machine) -> None:
    ran = provenance(world, "calm@1.1.0", "--offline")

    assert 3 == ran.code
    assert "offline: " in ran.err


def test_a_release_that_is_not_listed_is_told(world: Machine) -> None:
    ran = provenance(world, "calm@9.9.9")

    assert 3 == ran.code
    assert "version-not-found: calm has no version 9.9.9" in ran.err


def test_a_local_file_is_verified_by_its_bundle_alone(world: Machine) -> None:
    release = attested("1.1.0")
    data = release.pack("calm")
    Path("calm-1.1.0.tgz").write_bytes(data)
    Path("bundle.json").write_text(json.dumps(release.attestations))
    ran = provenance(world, "./calm-1.1.0.tgz", "--bundle", "bundle.json", "--keys", "keys.json")

    assert 0 == ran.code
    assert {"publish": "verified", "provenance": "verified"} == proofs(ran)
    assert ran.json["artifacts"][0]["hashed_here"]
    assert [] == world.registry.requests


def test_a_local_file_with_another_byte_is_refused(world: Machine) -> None:
    release = attested("1.1.0")
    Path("calm-1.1.0.tgz").write_bytes(release.pack("calm") + b"\0")
    Path("bundle.json").write_text(json.dumps(release.attestations))
    ran = provenance(world, "./calm-1.1.0.tgz", "--bundle", "bundle.json", "--keys", "keys.json")

    assert 1 == ran.code
    assert {"publish": "refused", "provenance": "refused"} == proofs(ran)


def test_a_file_of_the_python_index_is_verified(world: Machine) -> None:
    payload_type = "https://docs.index.example/attestations/publish/v1"
    made = wheel_file("sample", "1.0.0")
    payload = statement(made.filename, made.data, algorithm="sha256", predicate_type=payload_type)
    answer = provenance_object(WORLD.attestation(payload))
    world.registry.put_pypi(
        PypiProject(name="sample", files=(wheel_file("sample", "1.0.0", provenance=answer),))
    )
    ran = provenance(world, "sample==1.0.0")

    assert 0 == ran.code
    assert {"publish": "verified"} == proofs(ran)


BUILDER = (
    "--repository",
    IDENTITY[12],
    "--workflow",
    ".forge/workflows/release.yml",
    "--issuer",
    IDENTITY[8],
)


@pytest.mark.parametrize(
    ("wanted", "code", "outcome"),
    [
        (BUILDER, 0, "verified"),
        (("--repository", EVIL[12]), 1, "refused"),
        (("--workflow", ".forge/workflows/other.yml"), 1, "refused"),
        (("--issuer", "https://token.other.example"), 1, "refused"),
        (("--repository", " "), 2, "--repository is empty"),
    ],
)
@pytest.mark.parametrize("local", [False, True], ids=["a release", "a file"])
def test_the_signer_that_is_wanted_has_to_have_signed(
    world: Machine, wanted: tuple[str, ...], code: int, outcome: str, *, local: bool
) -> None:
    release = attested("1.1.0")
    Path("calm-1.1.0.tgz").write_bytes(release.pack("calm"))
    Path("bundle.json").write_text(json.dumps(release.attestations))
    file = ("./calm-1.1.0.tgz", "--bundle", "bundle.json", "--keys", "keys.json")
    ran = provenance(world, *(file if local else ("calm@1.1.0",)), *wanted)

    assert code == ran.code
    assert outcome == proofs(ran)["provenance"] if code < 2 else outcome in ran.err


def test_a_release_that_nobody_attested_was_not_built_by_who_is_wanted(world: Machine) -> None:
    world.registry.put_npm(signed())
    ran = provenance(world, "calm@1.1.0", *BUILDER)

    assert 3 == ran.code
    assert "no certificate of calm-1.1.0.tgz names the signer" in ran.out


@pytest.mark.parametrize(
    ("arguments", "code", "text"),
    [
        (("./calm.tgz",), 2, "no registry is queried for a local file"),
        (("pip:calm",), 2, "target-invalid"),
        (("calm@1.0.0", "--bundle", "cut.json"), 3, "attestation-invalid"),
        (("calm@1.0.0", "--keys", "cut.json"), 3, "attestation-invalid"),
        (("calm@1.0.0", "--bundle", "big.json"), 3, "more than the maximum of 4194304"),
        (("./gone.tgz", "--bundle", "bundle.json"), 2, "file-unreadable"),
    ],
)
def test_what_cannot_be_used_says_why(
    world: Machine, arguments: tuple[str, ...], code: int, text: str
) -> None:
    bundle = json.dumps(WORLD.bundle(statement()))
    Path("bundle.json").write_text(bundle)
    Path("cut.json").write_text(bundle[:200])
    Path("big.json").write_text(" " * (10 << 20))
    ran = provenance(world, *arguments)

    assert code == ran.code
    assert text in ran.err


WITHOUT = "import sys; sys.modules['cryptography'] = None; from pratique.cli import main; sys.exit(main(sys.argv[1:]))"


def test_without_the_extra_the_answer_says_what_to_install_and_is_never_clean(world: Machine) -> None:
    words = ["provenance", "calm@1.1.0", "--trust-root", "root.json"]
    ran = subprocess.run(
        [sys.executable, "-c", WITHOUT, *words], capture_output=True, text=True, check=False, timeout=120
    )

    assert 3 == ran.returncode
    assert "  not verified  (digest" in ran.stdout
    assert 3 == ran.stdout.count("pip install 'pratique[provenance]'")


PACOTE = Path(shutil.which("npm") or "").resolve().parent.parent / "node_modules/pacote/lib/index.js"
"""What `npm audit signatures` verifies with; the command itself asks Sigstore's own servers before anything else."""
ASK = """
const pacote = require(process.argv[1]);
const [spec, registry, keys] = process.argv.slice(2);
const pemkey = (key) => `-----BEGIN PUBLIC KEY-----\\n${key}\\n-----END PUBLIC KEY-----`;
const _keys = JSON.parse(keys).keys.map((key) => ({ ...key, pemkey: pemkey(key.key) }));
const at = registry.replace(/^http:/, '') + ':_keys';
pacote.manifest(spec, { registry, [at]: _keys, verifySignatures: true, fullMetadata: true }).then(
  (found) => console.log((found._signatures || []).length ? 'verified' : 'missing'),
  (error) => console.log(error.code),
);
"""
NPM_SAYS = {
    "right": "verified",
    "another-integrity": "EINTEGRITYSIGNATURE",
    "another-version": "EINTEGRITYSIGNATURE",
    "another-key": "EINTEGRITYSIGNATURE",
    "an-unknown-key": "EMISSINGSIGNATUREKEY",
    "missing": "missing",
}


def npm_says(machine: Machine, keys: RegistrySigner) -> str:
    """What npm makes of calm@1.1.0."""
    node = shutil.which("node")
    if node is None or not PACOTE.is_file():
        pytest.skip("npm is not installed here")
    words = [
        node,
        "-e",
        ASK,
        str(PACOTE),
        "calm@1.1.0",
        machine.registry.npm_url,
        json.dumps(keys.document()),
    ]
    return subprocess.run(words, capture_output=True, text=True, check=True, timeout=60).stdout.strip()


@pytest.mark.parametrize("case", NPM_SAYS)
def test_npm_says_the_same_of_a_signature(world: Machine, case: str) -> None:
    package, outcome, code, _ = next(item[1:] for item in SIGNATURES if item[0] == case)
    world.registry.put_npm(package)

    assert NPM_SAYS[case] == npm_says(world, SIGNER)
    ran = provenance(world, "calm@1.1.0")
    assert (code, {"registry-signature": outcome}) == (ran.code, proofs(ran))


@pytest.mark.parametrize(
    ("expires", "said", "code"),
    [("2024-01-10T12:00:00Z", "EEXPIREDSIGNATUREKEY", 1), ("2024-01-10T12:00:01Z", "verified", 0)],
)
def test_npm_says_the_same_of_a_key_that_ended(world: Machine, expires: str, said: str, code: int) -> None:
    world.registry.put_npm(signed())
    world.registry.signer = RegistrySigner(key=SIGNER.key, expires=expires)

    assert said == npm_says(world, world.registry.signer)
    assert code == provenance(world, "calm@1.1.0").code
