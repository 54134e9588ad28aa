import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.ecosystems.npm.ranges import Comparator, Range, Relation, parse_range, satisfies, valid_range
from pratique.ecosystems.npm.versions import compare, parse_version
from tests.ecosystems.node_semver import npm_modules, run_node

VERSIONS = [
    *("0.0.0", "0.0.1", "0.0.3", "0.2.3", "0.9.9", "1.0.0", "1.2.0", "1.2.3", "1.9.9", "2.0.0", "3.4.5"),
    *("1.2.3-beta.2", "1.2.3-0", "1.0.0-alpha", "2.0.0-0", "2.0.0-rc.1", "0.0.0-0", "0.0.1-beta", "1.3.0-0"),
    *("1.2.4-alpha", "1.2.3+build", "10.0.0", "4.0.0-alpha.10", "v1.2.3", "=1.2.3", "1.2.3beta", "01.2.3"),
    *(" 1.2.3", "1.2.3-01", "nope", "1.2", "99999999999999999999.0.0"),
]
PARTS = [
    *("*", "x", "X", "", "1", "0", "2", "1.2", "1.x", "1.2.x", "0.0", "0.0.x", "1.2.3", "0.0.1", "0.2.3"),
    *("1.2.3-beta.1", "0.0.1-beta", "2.0.0-0", "v1.2.3", "1.x.3", "x.2", "01.2.3", "1.2.3-01", "1.2.3+b"),
    *("1.2.3beta", "1.2.3-b+c", "0.0.0", "0.0.0-0", "latest", "1.2.*", "3.4.5-rc", "99999999999999999999"),
    *("*1.2.3", "foo*", "**", "1.*.3", "*.2"),
]
OPERATORS = [
    *("", "", "", "^", "~", "~>", ">", "<", ">=", "<=", "=", "^ ", "~ ", "> ", ">= ", "=v", "> =", "!", "||"),
]


def _ranges(seed: int, count: int) -> list[str]:
    pick = random.Random(seed)

    def comparator() -> str:
        return pick.choice(OPERATORS) + pick.choice(PARTS)

    found: list[str] = []
    for _ in range(count):
        shape = pick.random()
        if shape < 0.15:
            found.append(f"{pick.choice(PARTS)} - {pick.choice(PARTS)}")
        elif shape < 0.55:
            found.append(comparator())
        elif shape < 0.75:
            found.append(f"{comparator()} {comparator()}")
        else:
            found.append(comparator() + pick.choice([" || ", "||", " | "]) + comparator())
    return found


def test_ranges_mean_what_they_mean_to_npm() -> None:
    modules = npm_modules()
    pick = random.Random(1)
    cases = [
        [version, text, prereleases]
        for text in _ranges(2, 1500)
        for version in pick.sample(VERSIONS, 4)
        for prereleases in (False, True)
    ]
    program = f"""
        const semver = require({str(modules / "semver")!r});
        const answer = ([version, range, includePrerelease]) =>
            semver.satisfies(version, range, {{ loose: true, includePrerelease }});
        console.log(JSON.stringify(cases.map(answer)));
    """
    answers = run_node(program, cases)
    assert isinstance(answers, list)
    wrong = [
        (case, answer)
        for case, answer in zip(cases, answers, strict=True)
        if answer != satisfies(str(case[0]), str(case[1]), prereleases=bool(case[2]))
    ]
    assert [] == wrong


def test_versions_and_ranges_are_valid_where_they_are_to_npm() -> None:
    modules = npm_modules()
    texts = sorted({*VERSIONS, *PARTS, *_ranges(3, 500)})
    program = f"""
        const semver = require({str(modules / "semver")!r});
        const answer = text => [semver.valid(text, true) !== null, semver.validRange(text, true) !== null];
        console.log(JSON.stringify(cases.map(answer)));
    """
    answers = run_node(program, texts)
    assert answers == [[parse_version(text) is not None, valid_range(text)] for text in texts]


def test_versions_are_ordered_as_by_npm() -> None:
    modules = npm_modules()
    known = [version for version in VERSIONS if parse_version(version) is not None]
    pairs = [[left, right] for left in known for right in known]
    program = f"""
        const semver = require({str(modules / "semver")!r});
        console.log(JSON.stringify(cases.map(([left, right]) => semver.compare(left, right, true))));
    """
    assert run_node(program, pairs) == [compare(left, right) for left, right in pairs]


@pytest.mark.parametrize(
    ("wanted", "inside", "outside"),
    [
        ("^1.2.3", "1.9.9", "2.0.0"),
        ("^0.2.3", "0.2.9", "0.3.0"),
        ("^0.0.3", "0.0.3", "0.0.4"),
        ("^0", "0.9.0", "1.0.0"),
        ("~1.2", "1.2.9", "1.3.0"),
        ("~> 1.2.3", "1.2.4", "1.3.0"),
        ("1.2 - 2", "2.9.9", "3.0.0"),
        ("1.2.3 - 2.3.4", "2.3.4", "2.3.5"),
        (">1", "2.0.0", "1.9.9"),
        ("<=1.2", "1.2.9", "1.3.0"),
        (">=1 <2 || 3.x", "3.1.0", "2.0.0"),
        ("=1.0.0", "1.0.0", "1.0.1"),
        ("1.x || >=2.5.0 || 5.0.0 - 7.2.3", "6.0.0", "2.0.0"),
    ],
)
def test_ranges_have_their_documented_meaning(wanted: str, inside: str, outside: str) -> None:
    assert satisfies(inside, wanted)
    assert not satisfies(outside, wanted)


@pytest.mark.parametrize("wanted", ["", "*", "x", "||", ">=0.0.0", "latest *"])
def test_some_ranges_accept_every_release(wanted: str) -> None:
    assert satisfies("0.0.1", wanted)
    assert not satisfies("1.0.0-beta", wanted)
    assert valid_range(wanted)


def test_a_prerelease_needs_a_bound_of_the_same_numbers_unless_all_are_asked_for() -> None:
    assert satisfies("1.2.3-beta.2", "^1.2.3-beta.1")
    assert not satisfies("1.2.4-beta.2", "^1.2.3-beta.1")
    assert satisfies("1.2.4-beta.2", "^1.2.3-beta.1", prereleases=True)
    assert not satisfies("2.0.0-rc.1", "^1.0.0", prereleases=True)
    assert satisfies("1.0.0-rc.1", "1.x", prereleases=True)
    assert not satisfies("2.0.0-0", ">=2.0.0-0 <=1")


@pytest.mark.parametrize("wanted", ["latest", "git+https://code.example/x.git", "!", "1.x.3", "a" * 20_000])
def test_a_tag_or_an_address_is_no_range(wanted: str) -> None:
    assert not valid_range(wanted)
    assert not satisfies("1.0.0", wanted)


def test_a_range_is_a_list_of_alternatives() -> None:
    version = parse_version("1.2.3")
    other = parse_version("2.0.0")
    assert version is not None
    assert other is not None
    found = parse_range("1.2.3 || >2.0.0")
    assert found == Range(
        ((Comparator(Relation.EQUAL, version),), (Comparator(Relation.MORE, other),)), prereleases=False
    )
    assert found is not None
    assert found.accepts(version)
    assert not found.accepts(other)


@pytest.mark.parametrize("relation", list(Relation))
def test_a_comparator_holds_where_its_sign_says(relation: Relation) -> None:
    low, bound, high = (parse_version(text) for text in ("1.0.0", "1.1.0", "1.2.0"))
    assert low is not None
    assert bound is not None
    assert high is not None
    comparator = Comparator(relation, bound)
    expected = {
        Relation.LESS: [True, False, False],
        Relation.AT_MOST: [True, True, False],
        Relation.EQUAL: [False, True, False],
        Relation.AT_LEAST: [False, True, True],
        Relation.MORE: [False, False, True],
    }
    assert expected[relation] == [comparator.holds(version) for version in (low, bound, high)]


@pytest.mark.parametrize(
    "text", [" " * 16_000, "|" * 16_000, "v=" * 8_000, "~ " * 8_000, ">1 " * 5_000, "1." * 8_000]
)
def test_long_ranges_take_no_long_time(text: str) -> None:
    # Runs in milliseconds; node-semver 0.9.1 took 4.6 s for 512 spaces.
    parse_range(text)


@pytest.mark.fuzz
@given(st.text("0123456789.xX*<>=~^|- v+ab\t\n", max_size=40), st.sampled_from(VERSIONS), st.booleans())
def test_any_text_is_a_range_or_none(text: str, version: str, prereleases: bool) -> None:
    assert satisfies(version, text, prereleases=prereleases) in {True, False}
    if not valid_range(text):
        assert not satisfies(version, text, prereleases=prereleases)


@pytest.mark.fuzz
@given(st.tuples(*[st.integers(0, 20)] * 3), st.tuples(*[st.integers(0, 20)] * 3))
def test_bounds_agree_with_the_order(left: tuple[int, int, int], right: tuple[int, int, int]) -> None:
    version, bound = (".".join(map(str, parts)) for parts in (left, right))
    assert (compare(version, bound) >= 0) == satisfies(version, f">={bound}")
    assert (compare(version, bound) < 0) == satisfies(version, f"<{bound}")
    assert (left[:2] == right[:2] and left >= right) == satisfies(version, f"~{bound}")
