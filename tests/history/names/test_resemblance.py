"""What a name is told to look like."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.core.names import Ecosystem, PackageRef
from pratique.history.names.facts import NameFacts
from pratique.history.names.kinds import KINDS, Grade, Kind
from pratique.history.names.loading import popular_names
from pratique.history.names.popular import PopularNames
from pratique.history.names.resemblance import resemblance
from tests.history.names.lists import npm, told

FILLING = [f"zz{number:05}" for number in range(3_000)]
"""Names between a popular one and the end of the list."""


def test_a_resemblance_is_told_in_one_sentence() -> None:
    found = told("electorn", "lodash", "electron")
    assert found

    assert (Kind.SWAPPED, Grade.STRONG, 1) == (found.kind, found.grade, found.place)
    assert "electorn looks like electron: two letters are swapped (its age is unknown)" == found.text


def test_a_name_that_is_known_not_to_be_young_is_worth_a_note() -> None:
    popular = PopularNames.of(["electron"])
    young, grown = (
        resemblance(npm("electorn"), popular, NameFacts(age=timedelta(days))) for days in (3, 100)
    )
    assert young
    assert grown

    assert [(Grade.STRONG, True), (Grade.WEAK, False)] == [(one.grade, one.young) for one in (young, grown)]
    assert "electorn looks like electron: two letters are swapped" == young.text


def test_an_old_name_is_no_finding() -> None:
    assert None is resemblance(npm("electorn"), PopularNames.of(["electron"]), NameFacts(age=timedelta(400)))


def test_of_two_the_graver_is_told() -> None:
    found = told("reactdom", "react-dom", "readtdom")
    assert found

    assert (Kind.SEPARATOR, "react-dom") == (found.kind, found.like.name)


def test_two_popular_names_may_be_alike() -> None:
    assert None is told("preact", "react", "preact")


def test_a_name_in_the_same_scope_is_a_sibling() -> None:
    assert None is told("@types/nodee", "@types/node")
    assert None is not told("@tyypes/node", "@types/node")


@pytest.mark.parametrize(("grade", "before"), [(Grade.STRONG, []), (Grade.WEAK, FILLING)])
def test_less_known_names_count_less(grade: Grade, before: list[str]) -> None:
    found = told("crossenv", *before, "cross-env")
    assert found

    assert grade is found.grade


def test_short_names_are_alike_by_chance() -> None:
    assert None is told("vie", "vue")


@given(st.sampled_from(list(Ecosystem)), st.data())
def test_a_popular_name_looks_like_nothing(ecosystem: Ecosystem, data: st.DataObject) -> None:
    popular = popular_names(ecosystem)
    name = data.draw(st.sampled_from(sorted(popular.places)))

    assert None is resemblance(PackageRef(ecosystem, name), popular)


@given(st.sampled_from(list(Ecosystem)), st.text(max_size=230))
def test_any_text_gives_an_answer_that_the_table_allows(ecosystem: Ecosystem, text: str) -> None:
    popular = popular_names(ecosystem)
    found = resemblance(PackageRef(ecosystem, text), popular)

    assert found is None or (
        found.like.name in popular.places
        and found.like.name != text
        and KINDS[found.kind].words == found.how
        and None is found.young
    )
