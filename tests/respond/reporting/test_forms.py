from dataclasses import replace

import pytest
from hypothesis import given

from pratique.report.parts.escape import escape
from pratique.respond.reporting.case import Case
from pratique.respond.reporting.forms import ghsa, npm, rubygems
from tests.respond.reporting.samples import CASE, CASES


def test_npms_form_has_the_package_all_versions_and_the_description() -> None:
    told = npm(CASE)
    assert "Package: sample\nVersions: 1.0.0, 1.0.1\nDescription:\nA hook" in told
    assert told.endswith("Reference: https://news.registry.example/1\n")


def test_the_mail_to_rubygems_has_a_subject() -> None:
    assert rubygems(CASE).startswith("Subject: Malicious gem: sample 1.0.0, 1.0.1\n\nGem: sample\n")


def test_githubs_form_has_ranges_and_the_class_of_malware() -> None:
    told = ghsa(CASE)
    assert "Affected versions: = 1.0.0, = 1.0.1\nPatched versions: none\n" in told
    assert "CWE-506" in told


def test_a_package_of_which_every_version_is_malicious_has_no_list() -> None:
    whole = replace(CASE, whole=True)
    assert ("Versions: every version" in npm(whole), "Affected versions: >= 0\n" in ghsa(whole)) == (
        True,
        True,
    )


@pytest.mark.fuzz
@given(CASES)
def test_hostile_cases_have_no_control_characters(case: Case) -> None:
    for write in (npm, rubygems, ghsa):
        assert [] == [line for line in write(case).split("\n") if line != escape(line)]
