"""How a CI job is stated in a user name."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.core.ci_claim import MOST_FIELD, CiClaim, field_of
from pratique.gate.access.ci_user_name import MOST_USER_NAME, read_user_name, user_name

JOB = CiClaim(system="github", repository="acme/shop", workflow="build ~ test", run="4711", job="lint")
NAME = "ci~~github~~acme~2Fshop~~build~20~7E~20test~~4711~~lint"


def test_a_job_is_stated_in_characters_that_no_client_encodes() -> None:
    assert NAME == user_name(JOB)
    assert JOB == read_user_name(NAME)


@given(st.lists(st.text(max_size=300), min_size=5, max_size=5))
def test_every_job_survives_the_user_name_and_none_is_proven_by_it(texts: list[str]) -> None:
    system, repository, workflow, run, job = texts
    claim = CiClaim(
        system=system or "x", repository=repository or "x", workflow=workflow, run=run, job=job, proven=True
    )
    name = user_name(claim)
    read = read_user_name(name)

    assert re.fullmatch(r"[A-Za-z0-9._~-]+", name)
    assert len(name) <= MOST_USER_NAME
    assert read is not None
    assert not read.proven
    for before, after in zip(claim.document.values(), read.document.values(), strict=True):
        if isinstance(before, str):
            assert field_of(before).startswith(str(after))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "user",
        "ci~~",
        "ci~~github~~acme~~ci~~1",
        "ci~~github~~acme~~ci~~1~~job~~more",
        "ci~~~~acme~~ci~~1~~job",
        "ci~~github~~~~ci~~1~~job",
        "ci~~github~~acme~0A~~ci~~1~~job",
        "ci~~github~~acme~FF~~ci~~1~~job",
        "ci~~github~~acme\N{RIGHT-TO-LEFT OVERRIDE}~~ci~~1~~job",
        f"ci~~github~~{'a' * (MOST_FIELD + 1)}~~ci~~1~~job",
        f"ci~~github~~acme~~ci~~1~~{'~41' * MOST_USER_NAME}",
    ],
)
def test_any_other_user_name_states_no_job(text: str) -> None:
    assert read_user_name(text) is None


@given(st.text().map(lambda text: f"ci~~{text}"))
def test_hostile_user_names_raise_nothing(text: str) -> None:
    read_user_name(text)
