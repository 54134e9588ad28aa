import pytest
from hypothesis import given
from hypothesis import strategies as st
from packaging.specifiers import SpecifierSet
from packaging.version import Version

from pratique.ecosystems.pypi.versions import (
    canonical,
    compare,
    is_prerelease,
    major,
    parse_specifiers,
    parse_version,
    public,
    satisfies,
    sort_key,
    valid_range,
)

numbers = st.integers(0, 12).map(str)
suffixes = st.sampled_from(["", "", "a1", "b2", "rc3", ".dev4", ".post5", "+local.1", ".post1.dev2"])
versions = st.builds(
    lambda parts, s: ".".join(parts) + s, st.lists(numbers, min_size=1, max_size=4), suffixes
)
older = st.sampled_from(["2004d", "1.0-final-2", "0.1dev-r1716", "r5", "2.6-pre3x", "1.10x", "1.9x"])
texts = st.one_of(versions, older, st.text(max_size=10))


def test_versions_are_ordered_as_by_packaging() -> None:
    # The example of PEP 440.
    ordered = [
        "1.dev0",
        "1.0.dev456",
        "1.0a1",
        "1.0b2",
        "1.0rc1",
        "1.0",
        "1.0+abc.5",
        "1.0.post456",
        "1.1.dev1",
        "1!0",
    ]
    shuffled = [*ordered[1::2], *ordered[::2]]
    assert ordered == sorted(shuffled, key=sort_key)


def test_older_versions_sort_below_all_and_by_their_parts() -> None:
    expected = ["r5", "1.9x", "1.10x", "2004d", "0.dev0", "0.0.1"]
    assert expected == sorted(["0.0.1", "1.10x", "2004d", "r5", "0.dev0", "1.9x"], key=sort_key)


def test_equal_versions_have_one_canonical_text() -> None:
    assert canonical("1.0") == canonical("v1.0.0") == "1"
    assert canonical("1.0-1") == canonical("1.post1")
    assert canonical("2004d") == "2004d"
    assert canonical("1" * 500) == "1" * 500
    assert compare("1.0", "1.0.0") == 0


def test_majors_have_an_epoch() -> None:
    assert (0, 2) == major("2.1")
    assert (1, 2) == major("1!2.1")
    assert major("2004d") is None


def test_prereleases_are_told() -> None:
    assert [True, True, False, False, False] == [
        is_prerelease(text) for text in ("1.0rc1", "1.0.dev1", "1.0", "1.0.post1", "2004d")
    ]


def test_long_texts_are_no_versions() -> None:
    assert parse_version("1" * 257) is None
    assert parse_specifiers(">=1," * 2000) is None


@pytest.mark.parametrize(
    ("version", "wanted", "expected"),
    [
        ("1.5", ">=1,<2", True),
        ("2.0", ">=1,<2", False),
        ("1.0.0", "1.0", True),
        ("1.0.1", "1.0", False),
        ("1.4.5", "~=1.4", True),
        ("1.0rc1", ">=0.9", False),
        ("1.0rc1", ">=1.0rc1", True),
        ("1.0rc1", "==1.0rc1", True),
        ("1.5", "", True),
        ("1.5", "newest", False),
        ("2004d", "2004d", True),
        ("2004d", "==2004d", True),
        ("2004d", "===2004d", True),
        ("2004d", ">=1", False),
        ("2004d", "", False),
    ],
)
def test_specifiers_mean_what_they_mean_to_pip(version: str, wanted: str, expected: bool) -> None:
    assert expected is satisfies(version, wanted)


def test_prereleases_count_when_all_are_asked_for() -> None:
    assert satisfies("1.0rc1", ">=0.9", prereleases=True)
    assert not satisfies("1.0rc1", ">=1.0", prereleases=True)


def test_ranges_are_specifiers_or_versions() -> None:
    assert valid_range(">=1,<2")
    assert valid_range("1.0")
    assert not valid_range("newest")
    assert parse_specifiers("~=1") is None


@pytest.mark.fuzz
@given(texts, texts, texts)
def test_the_order_is_total(a: str, b: str, c: str) -> None:
    assert compare(a, b) == -compare(b, a)
    assert compare(a, a) == 0
    if compare(a, b) <= 0 and compare(b, c) <= 0:
        assert compare(a, c) <= 0


@pytest.mark.fuzz
@given(versions, versions)
def test_the_order_agrees_with_packaging(a: str, b: str) -> None:
    left, right = Version(a), Version(b)
    assert (left > right) - (left < right) == compare(a, b)


@pytest.mark.fuzz
@given(versions, st.sampled_from(["==", "!=", ">=", "<=", ">", "<"]), versions)
def test_specifiers_agree_with_packaging(version: str, sign: str, bound: str) -> None:
    public = bound.partition("+")[0]
    wanted = f"{sign}{public}"
    assert SpecifierSet(wanted).contains(version, prereleases=True) == satisfies(
        version, wanted, prereleases=True
    )


@pytest.mark.fuzz
@given(texts, st.text(max_size=20) | st.text("<>=!~,.0123 abrc*", max_size=20))
def test_any_texts_are_in_a_range_or_not(version: str, wanted: str) -> None:
    assert satisfies(version, wanted) in {True, False}
    assert valid_range(wanted) in {True, False}


@pytest.mark.parametrize(
    ("version", "expected"),
    [
        ("2.7.1+cu118", "2.7.1"),
        ("2.7.1", "2.7.1"),
        ("1!2.0rc1+a.b", "1!2.0rc1"),
        ("2004d+x", "2004d+x"),
        ("+", "+"),
    ],
)
def test_the_public_version_has_no_local_label(version: str, expected: str) -> None:
    assert expected == public(version)
