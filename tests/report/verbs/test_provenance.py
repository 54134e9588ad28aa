"""Provenance in words and in JSON: what was verified is told apart from what was read, and what it proves is said."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from importlib import resources
from typing import Any

import jsonschema
import pytest

from pratique.core.names import Digest, Ecosystem, PackageRef
from pratique.core.provenance import (
    BuildClaim,
    BuiltCommit,
    Changed,
    Continuity,
    Identity,
    Outcome,
    Proof,
    ProofKind,
    Provenance,
    Step,
    StepName,
)
from pratique.report.formats.json_text import compact
from pratique.report.text.style import render
from pratique.report.verbs.provenance import document, facts, headline, lines, meaning

REF = PackageRef(Ecosystem.NPM, "@acme/tool").at("1.1.0")
BEFORE = PackageRef(Ecosystem.NPM, "@acme/tool").at("1.0.0")
BUILT = BuiltCommit(
    repository="https://forge.example/acme/tool",
    commit="1f" * 20,
    ref="refs/tags/v1.1.0",
    outcome=Outcome.VERIFIED,
)
PROOF = Proof(
    kind=ProofKind.PROVENANCE,
    predicate_type="https://slsa.dev/provenance/v1",
    steps=(
        Step(StepName.SIGNATURE, Outcome.VERIFIED, "it was signed"),
        Step(StepName.STATEMENT, Outcome.READ, "the builder's own word"),
    ),
    identity=Identity(issuer="https://token.forge.example", repository="https://forge.example/acme/tool"),
    claim=BuildClaim(commit="1f" * 20),
    signed_at=datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC),
)
ANSWER = Provenance(
    name="@acme/tool@1.1.0",
    ref=REF,
    filename="tool-1.1.0.tgz",
    digests=(Digest("sha512", "ab" * 64),),
    proofs=(PROOF,),
    previous=BEFORE,
    built=(BUILT,),
)
OPEN = Step(StepName.CERTIFICATE, Outcome.NOT_VERIFIED, "no trust root was given: --trust-root names one")
WRONG = Step(StepName.SUBJECT, Outcome.REFUSED, "it names other bytes")
CHANGE = Continuity(
    before=BEFORE,
    parts=(Changed("repository", "https://forge.example/acme/tool", "https://forge.example/evil/tool"),),
    verified=True,
)


def text(*values: Provenance) -> str:
    return render(lines(values), colour=False)


def with_steps(*steps: Step) -> Provenance:
    return replace(ANSWER, proofs=(replace(PROOF, steps=(*PROOF.steps, *steps)),))


def test_every_step_says_whether_it_was_verified_or_read() -> None:
    found = text(ANSWER)

    assert (
        "@acme/tool@1.1.0  tool-1.1.0.tgz  all signatures were verified  (digest from the registry listing)\n"
        in found
    )
    assert "  attestation of the build  (https://slsa.dev/provenance/v1)  verified\n" in found
    assert "    verified     signature       it was signed\n" in found
    assert "    only read    statement       the builder's own word\n" in found


def test_what_it_proves_and_what_not_is_in_every_answer() -> None:
    for answer in (ANSWER, with_steps(OPEN), with_steps(WRONG)):
        assert "    proves: " in text(answer)
        assert "    does not prove: " in text(answer)
    assert "that the source is benign" in text(ANSWER)
    assert "an attacker with access to the repository or its workflow gets valid attestations" in text(ANSWER)


@pytest.mark.parametrize("kind", ProofKind)
@pytest.mark.parametrize("identity", [None, Identity(subject="x")], ids=["nobody", "somebody"])
def test_every_kind_of_proof_has_its_meaning(kind: ProofKind, identity: Identity | None) -> None:
    proves, not_proves = meaning(replace(PROOF, kind=kind, identity=identity))

    assert proves
    assert not_proves
    assert not proves.startswith("nothing")


def test_a_build_that_a_person_attests_is_the_word_of_that_person() -> None:
    person = replace(PROOF, identity=Identity(subject="eve@mail.example", issuer="https://accounts.example"))

    assert meaning(PROOF)[0].startswith("a run of the workflow above")
    assert "no workflow confirms it" in meaning(person)[1]


@pytest.mark.parametrize(("step", "words"), [(OPEN, "nothing yet"), (WRONG, "nothing, because ")])
def test_what_is_not_verified_proves_nothing(step: Step, words: str) -> None:
    assert meaning(with_steps(step).proofs[0])[0].startswith(words)


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (ANSWER, "all signatures were verified"),
        (with_steps(OPEN), "not verified"),
        (with_steps(WRONG), "refused: at least one proof is wrong"),
        (replace(ANSWER, proofs=()), "nothing to verify"),
        (replace(ANSWER, gaps=("the registry is down",)), "not all verified"),
    ],
)
def test_the_head_says_what_came_of_it(answer: Provenance, words: str) -> None:
    assert words == headline(answer)[0]
    assert words in text(answer).splitlines()[0]


def test_what_was_not_looked_at_is_told() -> None:
    found = text(replace(ANSWER, gaps=("the registry is down",), not_asked=("signatures: none",)))

    assert "not checked\n  the registry is down\n" in found
    assert "missing, or not requested\n  signatures: none\n" in found


def test_a_changed_identity_is_a_fact() -> None:
    found = text(replace(ANSWER, continuity=CHANGE))

    assert (
        "identity-changed since @acme/tool@1.0.0: repository https://forge.example/acme/tool -> "
        "https://forge.example/evil/tool" in found
    )
    assert "(only read, not verified): repository" in text(
        replace(ANSWER, continuity=replace(CHANGE, verified=False))
    )


def test_the_same_identity_and_a_lost_one_are_told() -> None:
    nobody = replace(ANSWER, proofs=(replace(PROOF, identity=None),), built=())

    same = replace(ANSWER, continuity=Continuity(before=BEFORE, verified=True))
    read = replace(ANSWER, continuity=Continuity(before=BEFORE))

    assert "attested by the same repository, workflow and issuer as @acme/tool@1.0.0\n" in text(same)
    assert "as @acme/tool@1.0.0 (only read, not verified)\n" in text(read)
    assert [
        "@acme/tool@1.0.0, the previous release on the same line, is attested, but this release has no builder identity"
    ] == list(facts(nobody))


def test_the_built_commit_says_how_far_to_rely_on_it() -> None:
    assert (
        f"built commit, verified: {'1f' * 20} of https://forge.example/acme/tool (refs/tags/v1.1.0)"
        in text(ANSWER)
    )
    assert (
        f"`pratique source @acme/tool@1.1.0 --at {'1f' * 20}` compares the artifact with the commit"
        in text(ANSWER)
    )
    wrong = replace(ANSWER, built=(replace(BUILT, outcome=Outcome.REFUSED),))
    assert "compares the artifact" not in text(wrong)
    read = replace(ANSWER, built=(replace(BUILT, outcome=Outcome.NOT_VERIFIED),))
    assert "built commit, not verified: " in text(read)


HOSTILE = "\x1b[2J\u202e"
BAD = replace(
    ANSWER,
    filename=HOSTILE,
    proofs=(
        replace(PROOF, predicate_type=HOSTILE, steps=(Step(StepName.SUBJECT, Outcome.REFUSED, HOSTILE),)),
    ),
    gaps=(HOSTILE,),
    not_asked=(HOSTILE,),
    built=(replace(BUILT, repository=HOSTILE, ref=HOSTILE, commit=HOSTILE),),
    continuity=replace(CHANGE, parts=(Changed("repository", HOSTILE, HOSTILE),)),
)


def test_hostile_text_is_shown_as_its_escape() -> None:
    found = text(BAD) + compact(document([BAD]))

    assert "\x1b" not in found
    assert "\u202e" not in found
    assert "\\x1b[2J" in found


@pytest.mark.parametrize(
    "value", [ANSWER, BAD, with_steps(OPEN), replace(ANSWER, continuity=CHANGE, ref=None)]
)
def test_the_document_fits_its_schema(value: Provenance) -> None:
    schema = resources.files("pratique.report.schemas").joinpath("provenance-1.schema.json").read_text()

    jsonschema.validate(json.loads(compact(document([value]))), json.loads(schema))


def test_the_document_has_the_steps_and_the_identity() -> None:
    told: Any = document([ANSWER])

    assert (True, False) == (told["complete"], told["refused"])
    [artifact] = told["artifacts"]
    [proof] = artifact["proofs"]
    assert ("pkg:npm/%40acme/tool@1.1.0", "verified") == (artifact["purl"], artifact["outcome"])
    assert [("signature", "verified"), ("statement", "read")] == [
        (step["step"], step["outcome"]) for step in proof["steps"]
    ]
    assert "https://forge.example/acme/tool" == proof["identity"]["repository"]
    assert "2026-03-04T05:06:07Z" == proof["signed_at"]
    assert not document([])["complete"]
