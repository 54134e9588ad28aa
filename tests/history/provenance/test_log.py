"""Entries of a transparency log."""

from dataclasses import replace

from pratique.core.provenance import Outcome, StepName
from pratique.history.provenance.bundle import read_bundle
from pratique.history.provenance.log import Logged, look_up
from tests.history.provenance.holding import ROOT, WORLD
from tests.signing import SIGNED_AT, statement

BUNDLE = read_bundle(WORLD.bundle(statement()))


def outcomes(logged: Logged) -> dict[StepName, Outcome]:
    return {step.name: step.outcome for step in logged.steps}


def test_a_log_gives_a_time_that_it_signed() -> None:
    logged = look_up(BUNDLE, BUNDLE.certificate, ROOT)

    assert (SIGNED_AT,) == logged.times
    assert {Outcome.VERIFIED} == set(outcomes(logged).values())


def test_without_a_signer_the_entry_is_not_verified() -> None:
    assert Outcome.NOT_VERIFIED is outcomes(look_up(BUNDLE, None, ROOT))[StepName.LOG_ENTRY]


def test_without_a_trust_root_there_is_no_time() -> None:
    logged = look_up(BUNDLE, BUNDLE.certificate, None)

    assert () == logged.times
    assert Outcome.NOT_VERIFIED is outcomes(logged)[StepName.LOG_INCLUSION]


def test_a_promise_without_a_time_is_refused() -> None:
    entry = replace(BUNDLE.entries[0], integrated_s=None)
    logged = look_up(replace(BUNDLE, entries=(entry,)), BUNDLE.certificate, ROOT)

    assert () == logged.times
    assert Outcome.REFUSED is outcomes(logged)[StepName.LOG_PROMISE]


def test_a_time_beyond_all_calendars_is_refused() -> None:
    entry = replace(BUNDLE.entries[0], integrated_s=2**62)
    logged = look_up(replace(BUNDLE, entries=(entry,)), BUNDLE.certificate, ROOT)

    assert Outcome.REFUSED in outcomes(logged).values()
    assert () == logged.times


def test_a_damaged_checkpoint_is_refused_with_its_reason() -> None:
    proof = BUNDLE.entries[0].proof
    assert proof is not None
    entry = replace(BUNDLE.entries[0], proof=replace(proof, checkpoint="?"))
    logged = look_up(replace(BUNDLE, entries=(entry,)), BUNDLE.certificate, ROOT)
    texts = [step.text for step in logged.steps if step.outcome is Outcome.REFUSED]

    assert ["the checkpoint is not a signed note"] == texts
