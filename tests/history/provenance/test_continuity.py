"""Whether a release is attested by whom the one before it was."""

from dataclasses import replace

import pytest

from pratique.core.names import Ecosystem, PackageRef
from pratique.core.provenance import (
    Changed,
    Continuity,
    Identity,
    Outcome,
    Proof,
    ProofKind,
    Step,
    StepName,
)
from pratique.core.release import Listing, Release
from pratique.ecosystems import ECOSYSTEMS
from pratique.history.provenance.continuity import attested_before, compare, identity_of

NPM = PackageRef(Ecosystem.NPM, "tool")
OLD = Identity(
    issuer="https://token.forge.example",
    repository="https://forge.example/acme/tool",
    repository_id="1",
    owner="https://forge.example/acme",
    owner_id="2",
    workflow="https://forge.example/acme/tool/.forge/release.yml@refs/tags/v1",
    runner="hosted",
)
BEFORE = NPM.at("1.0.0")


def test_the_next_release_of_the_same_workflow_is_the_same() -> None:
    new = replace(
        OLD, workflow="https://forge.example/acme/tool/.forge/release.yml@refs/tags/v2", commit="ab", ref="v2"
    )

    assert not compare(BEFORE, OLD, new).changed


@pytest.mark.parametrize(
    ("change", "parts"),
    [
        ({"issuer": "https://other.example"}, ["issuer"]),
        ({"repository": "https://forge.example/evil/tool", "repository_id": "9"}, ["repository"]),
        ({"repository": "https://forge.example/evil/tool", "repository_id": None}, ["repository"]),
        ({"repository_id": "9"}, ["repository"]),
        ({"repository": "https://forge.example/acme/renamed"}, []),
        ({"repository": "https://forge.example/ACME/Tool"}, []),
        ({"owner": "https://forge.example/evil", "owner_id": "9"}, ["owner"]),
        ({"workflow": "https://forge.example/acme/tool/.forge/other.yml@refs/heads/x"}, ["workflow"]),
        ({"runner": "self-hosted"}, ["runner"]),
        ({"issuer": None, "repository": None, "repository_id": None, "workflow": None, "runner": None}, []),
    ],
    ids=[
        "issuer",
        "repository",
        "no-number",
        "number",
        "renamed",
        "capitals",
        "owner",
        "workflow",
        "runner",
        "untold",
    ],
)
def test_what_is_another_is_named(change: dict[str, str | None], parts: list[str]) -> None:
    if change.get("repository") is not None:
        change = {**change, "workflow": f"{change['repository']}/.forge/release.yml@refs/tags/v2"}
    found = compare(BEFORE, OLD, replace(OLD, **change))

    assert parts == [part.what for part in found.parts]
    assert bool(parts) == found.changed


def test_a_person_after_another_is_told() -> None:
    old, new = (
        Identity(issuer="https://a.example", subject="ada"),
        Identity(issuer="https://a.example", subject="eve"),
    )

    assert Continuity(before=BEFORE, parts=(Changed("signer", "ada", "eve"),), verified=True) == compare(
        BEFORE, old, new, verified=True
    )


def listing(*versions: str, bare: tuple[str, ...] = ()) -> Listing:
    releases = {
        version: Release(
            ref=NPM.at(version), attestations=None if version in bare else "https://registry.example/a"
        )
        for version in (*versions, *bare)
    }
    return Listing(package=NPM, registry="https://registry.example/", releases=releases)


@pytest.mark.parametrize(
    ("versions", "bare", "of", "expected"),
    [
        (("1.0.0", "1.1.0", "1.2.0"), (), "1.2.0", "1.1.0"),
        (("1.0.0", "1.2.0"), ("1.1.0",), "1.2.0", "1.0.0"),
        (("1.0.0", "2.0.0"), (), "2.0.0", None),
        (("1.0.0", "2.0.0", "1.5.0"), (), "1.5.0", "1.0.0"),
        (("1.0.0", "1.1.0-beta.1"), (), "1.1.0", "1.0.0"),
        (("1.1.0-beta.1", "1.1.0-beta.2"), (), "1.1.0-beta.2", "1.1.0-beta.1"),
        ((), ("1.0.0",), "1.1.0", None),
    ],
)
def test_the_one_before_is_the_highest_lower_attested_of_its_line(
    versions: tuple[str, ...], bare: tuple[str, ...], of: str, expected: str | None
) -> None:
    found = attested_before(listing(*versions, bare=bare), of, ECOSYSTEMS[Ecosystem.NPM])

    assert expected == (None if found is None else found.ref.version)


def proof(kind: ProofKind, identity: Identity | None) -> Proof:
    return Proof(kind=kind, identity=identity, steps=(Step(StepName.SIGNATURE, Outcome.VERIFIED, ""),))


def test_the_attestation_of_the_build_says_who() -> None:
    publish, build = proof(ProofKind.PUBLISH, Identity(subject="p")), proof(ProofKind.PROVENANCE, OLD)

    assert (OLD, Outcome.VERIFIED) == identity_of((publish, build))
    assert (Identity(subject="p"), Outcome.VERIFIED) == identity_of(
        (proof(ProofKind.PROVENANCE, None), publish)
    )
    assert identity_of((proof(ProofKind.REGISTRY_SIGNATURE, None),)) is None
