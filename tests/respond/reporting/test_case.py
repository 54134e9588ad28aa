from dataclasses import replace

import pytest
from hypothesis import given

from pratique.report.parts.escape import escape
from pratique.respond.reporting.case import Case, description
from tests.respond.reporting.samples import CASE, CASES


def test_the_description_has_the_reason_the_trigger_the_deeds_and_the_indicators() -> None:
    told = description(CASE)
    assert told.startswith("A hook that the maintainer did not write.\n\nsample-1.0.0.tgz (sha256:")
    for words in (
        "- trigger: postinstall: node gather.js (package.json:5)",
        "- takes, install: reads credentials: .npmrc (gather.js:3)",
        "- host: collect[.]evil[.]invalid",
    ):
        assert words in told.splitlines()


def test_a_case_without_a_reason_and_behaviour_has_no_description() -> None:
    assert "" == description(replace(CASE, because="", behaviours=()))


@pytest.mark.fuzz
@given(CASES)
def test_a_hostile_case_has_no_control_characters(case: Case) -> None:
    assert [] == [line for line in description(case).split("\n") if line != escape(line)]
