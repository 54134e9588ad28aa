"""Versions: the cases of RubyGems' documentation, then RubyGems itself."""

import random
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.ecosystems.rubygems.versions import (
    Version,
    compare,
    is_prerelease,
    major,
    parse_version,
    sort_key,
)
from tests.ecosystems.ruby_oracle import run_ruby

SEGMENTS = ("0", "1", "2", "10", "00", "01", "a", "b", "rc1", "0a", "a0", "B", "pre")


def made(seed: int, count: int) -> list[str]:
    """Versions of the kind that make comparisons hard: zeros, words, mixed segments."""
    dice = random.Random(seed)
    found = []
    for _ in range(count):
        parts = [dice.choice(("0", "1", "2", "00", "10"))]
        parts += [dice.choice(SEGMENTS) for _ in range(dice.randrange(5))]
        tail = "-" + dice.choice(("a", "1", "0", "-", "a.0", "1.b")) if dice.random() < 0.2 else ""
        found.append(".".join(parts) + tail)
    return found


@pytest.mark.parametrize(
    ("left", "right", "order"),
    [
        ("1.0", "1.0.0", 0),
        ("1", "1.0.0.0", 0),
        ("1.0.a", "1.a", 0),
        ("1.0.a10", "1.0.a.10", 0),
        ("1.0.beta", "1.0", -1),
        ("1.0-beta", "1.0", -1),
        ("1.0-1", "1.0.pre.1", 0),
        ("1.8.2.a", "1.8.2", -1),
        ("1.8.2.b", "1.8.2.a", 1),
        ("1.8.2.a10", "1.8.2.a9", 1),
        ("1.9.3", "1.9.3.1", -1),
        ("1.10", "1.9", 1),
        ("2.0.rc1", "2.0.rc2", -1),
        ("2.0.A", "2.0.a", -1),
        ("", "0", 0),
        (" 1.0\n", "1.0", 0),
        ("nonsense", "0", -1),
    ],
)
def test_versions_stand_in_their_order(left: str, right: str, order: int) -> None:
    assert order == compare(left, right) == -compare(right, left)


@pytest.mark.parametrize(
    "text", ["a", "1beta", "1..2", ".1", "1.", "1.2 3", "v1.0", "1_0", "1.é", "-1", "1\x00", "1" * 300]
)
def test_a_text_that_is_no_version_is_below_all(text: str) -> None:
    assert parse_version(text) is None
    assert compare(text, "0.a") == -1
    assert (False, None) == (is_prerelease(text), major(text))


def test_a_letter_or_a_hyphen_makes_a_prerelease() -> None:
    assert [False, True, True, True] == [is_prerelease(v) for v in ("1.0.0", "1.0.a", "1.0.rc1", "1.0-1")]
    assert [1, 10, 0] == [major(v) for v in ("1.2", "10.0.a", "0.a")]


def test_releases_and_bumps_are_those_of_the_documentation() -> None:
    assert ["1.2.0", "5.3.1"] == [Version(text).released().text for text in ("1.2.0.a", "5.3.1")]
    assert ["5.4", "6", "5.4"] == [Version(text).bumped().text for text in ("5.3.1", "5", "5.3.1.b.2")]


def test_the_order_is_that_of_rubygems() -> None:
    left, right = made(1, 4000), made(2, 4000)
    program = """answer = CASES.map { |a, b|
      x = Gem::Version.new(a); [x <=> Gem::Version.new(b), x.prerelease?, x.release.to_s, x.bump.to_s] }"""
    theirs = run_ruby(program, list(zip(left, right, strict=True)))
    ours = []
    for one, other in zip(left, right, strict=True):
        version = parse_version(one)
        assert version is not None
        told = [compare(one, other), version.prerelease, version.released().text, version.bumped().text]
        ours.append(told)
    assert theirs == ours


def test_what_is_a_version_is_what_rubygems_takes_for_one() -> None:
    dice = random.Random(3)
    texts = ["".join(dice.choices("01a.- \n", k=dice.randrange(8))) for _ in range(4000)]
    assert run_ruby("answer = CASES.map { |t| Gem::Version.correct?(t) }", texts) == [
        parse_version(text) is not None for text in texts
    ]


def test_a_huge_version_costs_no_time() -> None:
    started = time.monotonic()
    for text in ("9" * 100_000, ".".join("1" * 100_000), "1" + ".0" * 100_000 + ".a", "1-" + "-" * 100_000):
        sort_key(text)
        is_prerelease(text)
    assert time.monotonic() - started < 1


versions = st.sampled_from(made(4, 60)) | st.text("01a.-", max_size=8) | st.text(max_size=8)


@pytest.mark.fuzz
@given(versions, versions, versions)
def test_the_order_has_no_circles(one: str, two: str, three: str) -> None:
    assert compare(one, two) == -compare(two, one)
    if compare(one, two) <= 0 and compare(two, three) <= 0:
        assert compare(one, three) <= 0
