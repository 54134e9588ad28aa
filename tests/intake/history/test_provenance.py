"""Gathering what was signed: what is asked of whom, and what an answer says of what it could not learn."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from pratique.core.evidence import Evidence, Known, NotAsked
from pratique.core.names import Ecosystem, PackageRef
from pratique.core.provenance import Continuity, Outcome, ProofKind, Provenance
from pratique.ecosystems import ECOSYSTEMS
from pratique.ecosystems.platforms import platform_from_name
from pratique.history.provenance.trust import read_trust_root
from pratique.intake.history.provenance import ProvenanceQuestions, Trust
from pratique.net.client.http import Http
from pratique.net.registries.registry import RegistryClient
from pratique.net.registries.upstreams import Upstream, Upstreams
from tests.loopback import LoopbackRegistry, NpmPackage, NpmRelease, PypiProject, sdist_file, wheel_file
from tests.signing import IDENTITY, RegistrySigner, Sigstore, npm_answer, provenance_object, statement

WORLD = Sigstore()
TRUST = Trust(root=read_trust_root(WORLD.trust_root_bytes()))
CALM = PackageRef(Ecosystem.NPM, "calm")


def release(version: str, **options: Any) -> NpmRelease:
    bare = NpmRelease(version=version, files={"index.js": version})
    payload = statement(f"pkg:npm/calm@{version}", bare.pack("calm"), predicate={})
    return replace(bare, attestations=npm_answer(WORLD.bundle(payload, **options)))


def upstreams(registry: LoopbackRegistry) -> Upstreams:
    npm = Upstream(url=registry.npm_url, ecosystem=Ecosystem.NPM, origin="a test")
    pypi = Upstream(url=registry.pypi_url, ecosystem=Ecosystem.PYPI, origin="a test")
    public = dict.fromkeys(Ecosystem, "https://public.example/")
    return Upstreams(open={Ecosystem.NPM: (npm,), Ecosystem.PYPI: (pypi,)}, public=public)


def ask(
    registry: LoopbackRegistry,
    package: PackageRef,
    version: str,
    *,
    trust: Trust = TRUST,
    change: Callable[[ProvenanceQuestions], ProvenanceQuestions] = lambda questions: questions,
) -> tuple[Provenance, ...]:
    async def run() -> tuple[Provenance, ...]:
        known = upstreams(registry)
        async with Http(configured=known.configured) as http:
            client = RegistryClient(http, known, ecosystems=ECOSYSTEMS, now=lambda: datetime.now(UTC))
            questions = ProvenanceQuestions(
                registry=client, upstreams=known, platform=platform_from_name("linux-x86_64"), trust=trust
            )
            return await change(questions).of_release(package.at(version), name=f"{package}@{version}")

    return asyncio.run(run())


def test_signatures_and_attestations_of_a_release_are_gathered() -> None:
    package = NpmPackage(name="calm", releases=(release("1.0.0"), release("1.1.0")))
    with LoopbackRegistry(npm=[package], signer=RegistrySigner()) as registry:
        [answer] = ask(registry, CALM, "1.1.0")

    assert [(ProofKind.REGISTRY_SIGNATURE, Outcome.VERIFIED), (ProofKind.PROVENANCE, Outcome.VERIFIED)] == [
        (proof.kind, proof.outcome) for proof in answer.proofs
    ]
    assert answer.complete
    assert CALM.at("1.0.0") == answer.previous
    assert Continuity(before=CALM.at("1.0.0"), verified=True) == answer.continuity


def test_a_tag_stands_for_its_release() -> None:
    with LoopbackRegistry(npm=[NpmPackage(name="calm", releases=(release("1.0.0"),))]) as registry:
        [answer] = ask(registry, CALM, "latest")

    assert CALM.at("1.0.0") == answer.ref


def test_a_release_after_an_attested_one_that_names_nobody_says_so_by_what_is_missing() -> None:
    package = NpmPackage(name="calm", releases=(release("1.0.0"), NpmRelease(version="1.1.0")))
    with LoopbackRegistry(npm=[package], signer=RegistrySigner()) as registry:
        [answer] = ask(registry, CALM, "1.1.0")

    assert CALM.at("1.0.0") == answer.previous
    assert ("attestations: the registry lists none",) == answer.not_asked
    assert [ProofKind.REGISTRY_SIGNATURE] == [proof.kind for proof in answer.proofs]


def test_a_mirror_that_tells_of_no_attestation_leaves_it_open() -> None:
    package = NpmPackage(name="calm", releases=(NpmRelease(version="1.1.0"),))
    with LoopbackRegistry(npm=[package], mirror=True) as registry:
        [answer] = ask(registry, CALM, "1.1.0")

    assert not answer.complete
    assert "a mirror may strip them" in " ".join(answer.gaps)


def test_the_one_before_that_cannot_be_read_is_a_gap_and_no_change() -> None:
    package = NpmPackage(
        name="calm", releases=(replace(release("1.0.0"), attestations={"attestations": []}), release("1.1.0"))
    )
    with LoopbackRegistry(npm=[package], signer=RegistrySigner()) as registry:
        [answer] = ask(registry, CALM, "1.1.0")

    assert answer.continuity is None
    assert ("the attestations of calm@1.0.0: the document contains no attestation",) == answer.gaps


def test_what_was_brought_along_is_not_asked_for() -> None:
    package = NpmPackage(name="calm", releases=(release("1.0.0"),))
    with LoopbackRegistry(npm=[package], signer=RegistrySigner()) as registry:
        [answer] = ask(registry, CALM, "1.0.0", change=lambda questions: replace(questions, given=()))
        asked = registry.requests_to("*attestations*")

    assert [] == asked
    assert [ProofKind.REGISTRY_SIGNATURE] == [proof.kind for proof in answer.proofs]


def test_every_file_of_a_python_release_has_its_own_answer() -> None:
    sample = PackageRef(Ecosystem.PYPI, "sample")
    made = wheel_file("sample", "1.0.0")
    payload = statement(
        made.filename,
        made.data,
        algorithm="sha256",
        predicate_type="https://docs.index.example/attestations/publish/v1",
    )
    answer = provenance_object(WORLD.attestation(payload))
    files = (wheel_file("sample", "1.0.0", provenance=answer), sdist_file("sample", "1.0.0"))
    with LoopbackRegistry(pypi=[PypiProject(name="sample", files=files)]) as registry:
        found = ask(registry, sample, "1.0.0", change=lambda questions: replace(questions, everything=True))

    outcomes = {each.filename: [proof.outcome for proof in each.proofs] for each in found}
    assert {made.filename: [Outcome.VERIFIED], "sample-1.0.0.tar.gz": []} == outcomes


def test_who_attested_a_release_and_the_one_before_it_is_told_to_signals() -> None:
    moved = {**IDENTITY, 12: "https://forge.example/eve/calm", 15: "4712"}  # the repository, and its number
    package = NpmPackage(
        name="calm",
        releases=(release("1.0.0"), release("1.1.0", identity=moved), NpmRelease(version="2.0.0")),
    )

    async def run(registry: LoopbackRegistry) -> list[Evidence[Continuity]]:
        known = upstreams(registry)
        async with Http(configured=known.configured) as http:
            client = RegistryClient(http, known, ecosystems=ECOSYSTEMS, now=lambda: datetime.now(UTC))
            questions = ProvenanceQuestions(
                registry=client, upstreams=known, platform=platform_from_name("linux-x86_64"), trust=Trust()
            )
            listing = await client.listing(CALM)
            return [await questions.continuity(listing, one) for one in listing.releases.values()]

    with LoopbackRegistry(npm=[package]) as registry:
        first, second, bare = asyncio.run(run(registry))

    assert NotAsked("no earlier release on the same release line has an attestation") == first
    assert isinstance(second, Known)
    assert (["repository", "workflow"], False) == (
        [part.what for part in second.value.parts],
        second.value.verified,
    )
    assert isinstance(bare, NotAsked)
