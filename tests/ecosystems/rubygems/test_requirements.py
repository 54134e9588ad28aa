"""Requirements: cases of RubyGems' documentation, then RubyGems itself."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.ecosystems.rubygems.requirements import parse_requirement, satisfies, valid_range
from tests.ecosystems.ruby_oracle import run_ruby
from tests.ecosystems.rubygems.test_versions import made

OPERATORS = ("", "=", "!=", ">", "<", ">=", "<=", "~>")


@pytest.mark.parametrize(
    ("version", "wanted", "inside"),
    [
        ("2.2.5", "~> 2.2", True),
        ("3.0", "~> 2.2", False),
        ("2.2.9", "~> 2.2.0", True),
        ("2.3.0", "~> 2.2.0", False),
        ("3.9", "~> 3", True),
        ("4", "~> 3", False),
        ("1.5", ">= 1.0, < 2", True),
        ("2.0", ">= 1.0, < 2", False),
        ("1.0.0", "= 1.0", True),
        ("1.0.0", "1.0", True),
        ("1.0.1", "!= 1.0", True),
        ("1.0.0", "!= 1", False),
        ("1.0", "", True),
        ("1.0", ">=0", True),
        ("1.0.a", ">= 0", False),
        ("1.0.a", ">= 1.0.a", True),
        ("1.0.b", "~> 1.0.a", True),
        ("1.0", "one", False),
        ("one", ">= 0", False),
    ],
)
def test_a_version_meets_its_conditions_or_does_not(version: str, wanted: str, inside: bool) -> None:
    assert inside == satisfies(version, wanted)


def test_prereleases_count_where_they_are_asked_for() -> None:
    assert not satisfies("2.0.rc1", ">= 1")
    assert satisfies("2.0.rc1", ">= 1", prereleases=True)
    assert not satisfies("2.0.rc1", ">= 2", prereleases=True)


@pytest.mark.parametrize(
    "text", ["@@@", ">=", "~>", ">> 1", "=> 1", "1,", ",", "^1.0", "1.*", "1 || 2", "> 1" * 2000]
)
def test_what_rubygems_cannot_read_is_no_requirement(text: str) -> None:
    assert not valid_range(text)
    assert not satisfies("1.0", text)


def test_requirements_hold_as_in_rubygems() -> None:
    dice = random.Random(5)
    cases = []
    for version, one, two in zip(made(6, 4000), made(7, 4000), made(8, 4000), strict=True):
        parts = [f"{dice.choice(OPERATORS)} {bound}" for bound in (one, two)[: dice.randrange(1, 3)]]
        cases.append([version, *parts])
    program = """answer = CASES.map { |v, *r|
      q = Gem::Requirement.new(r); [q.satisfied_by?(Gem::Version.new(v)), q.prerelease?] }"""
    theirs = run_ruby(program, cases)
    ours = []
    for version, *parts in cases:
        requirement = parse_requirement(", ".join(parts))
        assert requirement is not None
        held = satisfies(version, ", ".join(parts), prereleases=True)
        ours.append([held, requirement.prerelease])
    assert theirs == ours


def test_what_is_a_condition_is_what_rubygems_takes_for_one() -> None:
    dice = random.Random(9)
    texts = ["".join(dice.choices("~><=! 01a.-\n", k=dice.randrange(1, 8))) for _ in range(4000)]
    program = """answer = CASES.map { |t| (Gem::Requirement.parse(t); true) rescue false }"""
    theirs = run_ruby(program, texts)
    assert isinstance(theirs, list)
    pairs = zip(texts, theirs, strict=True)
    # No condition at all is any version to us, as an index writes it; to RubyGems it is an empty list.
    unlike = [(text, their) for text, their in pairs if their != valid_range(text) and text.strip()]
    assert [] == unlike
    assert {True, False} == set(theirs)


@pytest.mark.fuzz
@given(st.text(max_size=20), st.text("~><=! 012a.,-", max_size=20))
def test_any_texts_give_an_answer(version: str, wanted: str) -> None:
    assert satisfies(version, wanted) <= valid_range(wanted)
