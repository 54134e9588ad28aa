"""A behaviour is told in order, with its places, and without links or control characters."""

from dataclasses import replace

from hypothesis import given

from pratique.respond.behaviour.sentences import heading, sentences
from pratique.respond.reporting.case import Case
from tests.respond.behaviour.samples import behaviour
from tests.respond.reporting.samples import CASES

TOLD = behaviour()


def test_the_trigger_comes_first_and_each_line_names_its_place() -> None:
    found = list(sentences(TOLD))
    assert found[0].startswith("trigger: ")
    kinds = [one.partition(":")[0].partition(",")[0] for one in found]
    assert len(TOLD.triggers) == kinds.count("trigger")
    assert [one.role.value for one in TOLD.detections] == kinds[len(TOLD.triggers) :][: len(TOLD.detections)]
    for detection, line in zip(TOLD.detections, found[len(TOLD.triggers) :], strict=False):
        assert all(str(place) in line for place in detection.places)
    assert f"{TOLD.filename} ({TOLD.digest})" == heading(TOLD)


def test_an_artifact_in_which_nothing_was_found_is_not_silent() -> None:
    nothing = replace(TOLD, triggers=(), detections=(), indicators=(), unread=())
    assert ["the analysis found nothing that attacks do"] == list(sentences(nothing))


@given(CASES)
def test_hostile_texts_stay_on_their_line(case: Case) -> None:
    for told in case.behaviours:
        for line in (heading(told), *sentences(told)):
            assert 1 == len(line.splitlines())
