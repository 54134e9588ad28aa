"""Ranges: what they accept, and the same request for another version."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.ecosystems.npm import ecosystem as npm
from pratique.intake.audit.fix.ranges import Grammar, accepts, exactly, is_major, renewed

numbers = st.integers(0, 30)
versions = st.builds("{}.{}.{}".format, numbers, numbers, numbers)


@pytest.mark.parametrize(
    ("grammar", "text", "version", "expected"),
    [
        (Grammar.NPM, "^1.2.5", "1.2.6", True),
        (Grammar.NPM, "0.0.8", "1.2.6", False),
        (Grammar.NPM, "npm:ms@^2.0.0", "2.1.3", True),
        (Grammar.NPM, "npm:ms@^2.0.0", "3.0.0", False),
        (Grammar.NPM, "", "1.0.0", True),
        (Grammar.NPM, "latest", "1.0.0", True),
        (Grammar.NPM, "next", "1.0.0", None),
        (Grammar.NPM, "workspace:^", "1.0.0", None),
        (Grammar.NPM, "catalog:", "1.0.0", None),
        (Grammar.NPM, "github:a/b", "1.0.0", None),
        (Grammar.NPM, "^1.0.0", "no version", None),
        (Grammar.PEP440, ">=1,<2", "1.5", True),
        (Grammar.PEP440, "==3.1.2", "3.1.4", False),
        (Grammar.PEP440, ">=1,<2 || ==5.0", "5.0", True),
        (Grammar.PEP440, "*", "5.0", True),
        (Grammar.PEP440, ">=1 or so", "5.0", None),
        (Grammar.POETRY, "^1.2", "1.9", True),
        (Grammar.POETRY, "^1.2", "2.0", False),
        (Grammar.POETRY, ">=1.21.1,<1.27 || >1.27", "2.0", True),
        (Grammar.GEM, "~> 1.177.0", "1.208.0", False),
        (Grammar.GEM, "*", "1.208.0", True),
        (Grammar.GEM, ">= 1, < 3", "2.9", True),
        (Grammar.GEM, "about 3", "2.9", None),
    ],
)
def test_a_range_accepts_what_its_client_accepts(
    grammar: Grammar, text: str, version: str, expected: bool | None
) -> None:
    assert expected is accepts(grammar, text, version)


def test_what_is_not_told_or_too_long_is_not_known() -> None:
    assert accepts(Grammar.NPM, None, "1.0.0") is None
    assert accepts(Grammar.NPM, "1.0.0 || " * 1000, "1.0.0") is None


@pytest.mark.parametrize(
    ("grammar", "text", "expected"),
    [
        (Grammar.NPM, "^3.10.1", "^4.17.21"),
        (Grammar.NPM, "~3.10.1", "~4.17.21"),
        (Grammar.NPM, "3.10.1", "4.17.21"),
        (Grammar.NPM, ">=1 <4", "^4.17.21"),
        (Grammar.NPM, "npm:lodash@~3.10.1", "npm:lodash@~4.17.21"),
        (Grammar.NPM, "", "^4.17.21"),
        (Grammar.PEP440, "==3.1.2", "==4.17.21"),
        (Grammar.PEP440, "~=3.1", "~=4.17.21"),
        (Grammar.PEP440, ">=3,<4", ">=4.17.21"),
        (Grammar.PEP440, "", ">=4.17.21"),
        (Grammar.POETRY, "^3.1", "^4.17.21"),
        (Grammar.POETRY, "3.1.2", "4.17.21"),
        (Grammar.POETRY, "~3.1", "~4.17.21"),
        (Grammar.POETRY, ">=3,<4", "^4.17.21"),
        (Grammar.GEM, "~> 3.1", "~> 4.17.21"),
        (Grammar.GEM, ">= 3", ">= 4.17.21"),
        (Grammar.GEM, "= 3.1", "4.17.21"),
        (Grammar.GEM, ">= 3, < 4", ">= 4.17.21"),
    ],
)
def test_a_request_for_another_version_keeps_the_hand_that_wrote_it(
    grammar: Grammar, text: str, expected: str
) -> None:
    assert expected == renewed(grammar, text, "4.17.21")


@given(st.sampled_from(list(Grammar)), st.text("^~=<>!x*.,| 0123456789abnpm:@", max_size=12), versions)
def test_what_is_asked_anew_accepts_the_version(grammar: Grammar, text: str, version: str) -> None:
    assert accepts(grammar, renewed(grammar, text, version), version) is True
    assert accepts(grammar, exactly(grammar, version), version) is True


@given(versions, versions)
def test_a_major_step_of_npm_is_one_that_a_caret_refuses(before: str, after: str) -> None:
    assert is_major(Grammar.NPM, before, after) is not npm.satisfies(after, f"^{before}", prereleases=True)


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("2.3.8", "3.0.3", True),
        ("0.4.1", "0.5.0", True),
        ("1.26.4", "1.27.0", False),
        ("2022.12.7", "2023.7.22", False),
    ],
)
def test_a_major_step_changes_the_first_number_unless_that_is_a_year(
    before: str, after: str, expected: bool
) -> None:
    assert expected is is_major(Grammar.PEP440, before, after)
