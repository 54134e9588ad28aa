"""What this installation itself knows to be bad."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest

from pratique.core.act import Act, ActKind
from pratique.core.assessment import Assessment
from pratique.core.evidence import BadKind, Known, NotAsked
from pratique.core.names import Digest
from pratique.core.policy import Policy
from pratique.core.verdict import Stage, Standing, decide
from pratique.intake.known_bad.memory import Memory
from pratique.store.interface import Store
from tests.core.dossiers import CLEAN, NO_ANSWER, bad
from tests.intake.building import NOW, npm

REF = npm("calm", "1.0.0")
BYTES = (Digest("sha256", "a" * 64), Digest("sha512", "b" * 128))
OTHER = (Digest("sha256", "c" * 64),)


def judged(*known_bad: BadKind, digests: Sequence[Digest] = BYTES, **more: object) -> Assessment:
    dossier = replace(CLEAN, ref=REF, filename="calm-1.0.0.tgz", **more)  # type: ignore[arg-type]  # its fields
    if known_bad:
        dossier = replace(dossier, known_bad=bad(*known_bad))
    verdict = decide(Policy(), dossier, stage=Stage.ARTIFACT, standing=Standing.NEW, now=NOW)
    return Assessment(dossier=dossier, verdict=verdict, standing=Standing.NEW, digests=tuple(digests))


def answers(
    memory: Memory, digests: Sequence[Digest] = (), *, private: bool = False, judged: bool = False
) -> list[BadKind]:
    return [one.kind for one in memory.blocks(REF, digests, private=private, judged=judged)]


def test_a_block_answers_where_the_release_cannot_be_judged_again(store: Store) -> None:
    memory = Memory(store)
    assert [] == answers(memory)
    memory.note(judged(BadKind.ADVISORY), NOW)

    (said,) = Memory(store).blocks(REF, (), private=False, judged=False)
    assert (BadKind.REMEMBERED, "registry.example") == (said.kind, said.source)
    assert "npm:calm@1.0.0" in said.text or "calm@1.0.0" in said.text
    assert "was blocked on this machine on 2026-03-01: advisory: it steals" in said.text
    assert [] == answers(memory, judged=True)


def test_a_block_by_an_authority_holds_for_the_same_bytes_under_any_name(store: Store) -> None:
    memory = Memory(store)
    memory.note(judged(BadKind.ADVISORY), NOW)

    for ref, private in ((npm("twin", "2.0.0"), False), (npm("@acme/twin", "2.0.0"), True), (None, False)):
        assert memory.blocks(ref, BYTES, private=private, judged=True)
        assert not memory.blocks(ref, OTHER, private=private, judged=True)


def test_names_of_private_packages_are_not_compared(store: Store) -> None:
    memory = Memory(store)
    memory.note(judged(BadKind.QUARANTINED), NOW)

    assert [] == answers(memory, OTHER, private=True)
    assert [BadKind.REMEMBERED] == answers(memory, BYTES, private=True)


@pytest.mark.parametrize("kind", [BadKind.DENIED, BadKind.REFUSED, BadKind.REMEMBERED])
def test_what_is_asked_every_time_is_not_remembered(store: Store, kind: BadKind) -> None:
    memory = Memory(store)
    memory.note(judged(kind), NOW)

    assert [] == store.blocks.all()


def test_a_complete_judgement_that_finds_nothing_ends_the_memory(store: Store) -> None:
    memory = Memory(store)
    memory.note(judged(BadKind.ADVISORY), NOW)
    memory.note(judged(BadKind.ADVISORY, digests=()), NOW)

    for incomplete in (
        judged(advisories=NO_ANSWER),
        judged(inspection=NO_ANSWER),
        judged(inspection=NotAsked("no bytes")),
        judged(advisories=NotAsked("no source is fresh")),
    ):
        memory.note(incomplete, NOW)
        assert 2 == len(store.blocks.all())
    memory.note(judged(advisories=Known((), "advisories")), NOW)
    assert [] == list(store.blocks.all())


def test_a_block_that_is_known_is_not_written_again(store: Store) -> None:
    memory = Memory(store)
    memory.note(judged(BadKind.ADVISORY), NOW)
    before = store.blocks.all()
    memory.note(judged(BadKind.ADVISORY), NOW + timedelta(1))

    assert before == store.blocks.all()


def test_what_another_process_blocks_is_read_when_it_is_renewed(store: Store) -> None:
    memory = Memory(store)
    memory.renew()
    Memory(store).note(judged(BadKind.ADVISORY), NOW)

    assert [] == answers(memory)
    assert memory.renew()
    assert not memory.renew()
    assert [BadKind.REMEMBERED] == answers(memory)


def test_a_refusal_is_found_by_any_digest_of_the_bytes(store: Store) -> None:
    act = Act(kind=ActKind.REFUSE, digest=BYTES[0], at=NOW, who="ada", reason="stolen")
    store.acts.add_many([act])
    memory = Memory(store)

    found = memory.refusal(BYTES, NOW)
    assert found is not None
    assert "stolen" == found.reason
    assert memory.refusal(OTHER, NOW) is None


def test_only_digests_that_were_met_lead_from_sha512_to_a_block(store: Store) -> None:
    memory = Memory(store)
    memory.note(judged(BadKind.ADVISORY), NOW)

    assert [] == [
        one.kind for one in memory.blocks(npm("twin", "1.0.0"), BYTES[1:], private=False, judged=False)
    ]


def test_a_block_is_forgotten_by_its_release_filename_and_bytes(store: Store) -> None:
    memory = Memory(store)
    memory.note(judged(BadKind.ADVISORY), NOW)
    memory.forget([(REF, "calm-1.0.0.tgz", "c" * 64)])
    assert [BadKind.REMEMBERED] == answers(memory)

    memory.forget([(REF, "calm-1.0.0.tgz", "a" * 64)])
    assert [] == answers(memory)


def test_adopted_releases_that_advisories_name_are_remembered_while_they_do(store: Store) -> None:
    memory, other = Memory(store), npm("kite", "1.0.0")
    memory.keep_adopted({REF, other}, NOW, answered=())
    memory.keep_adopted({REF}, NOW, answered=[REF])
    assert {REF, other} == {one.ref for one in store.blocks.all()}
    memory.keep_adopted({REF}, NOW, answered=[REF, other])

    assert [BadKind.REMEMBERED] == answers(memory)
    assert [REF] == [one.ref for one in store.blocks.all()]
