import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.ecosystems.npm.versions import (
    compare,
    is_prerelease,
    major,
    make_version,
    parse_identifiers,
    parse_version,
    sort_key,
    spelt,
)

numbers = st.integers(0, 12)
identifier = st.one_of(numbers.map(str), st.sampled_from(["alpha", "beta", "rc", "-", "1a", "x-y"]))
prereleases = st.lists(identifier, max_size=3).map(lambda parts: "-" + ".".join(parts) if parts else "")
versions = st.builds(lambda a, b, c, p: f"{a}.{b}.{c}{p}", numbers, numbers, numbers, prereleases)
texts = st.one_of(versions, st.text(max_size=12), st.text("0123456789.-+vx= ", max_size=20))


def test_the_order_is_that_of_the_specification() -> None:
    # Semantic Versioning 2.0.0, section 11.
    ordered = [
        *("1.0.0-alpha", "1.0.0-alpha.1", "1.0.0-alpha.beta", "1.0.0-beta", "1.0.0-beta.2"),
        *("1.0.0-beta.11", "1.0.0-rc.1", "1.0.0", "2.0.0", "2.1.0", "2.1.1", "10.0.0"),
    ]
    shuffled = [*ordered[1::2], *ordered[::2]]
    assert ordered == sorted(shuffled, key=sort_key)


@pytest.mark.parametrize("text", ["v1.2.3", "=1.2.3", " 1.2.3 ", "1.2.3+build.5", "01.02.03", "= v1.2.3"])
def test_loose_spellings_are_versions(text: str) -> None:
    assert compare("1.2.3", text) == 0


def test_a_prerelease_may_lack_its_hyphen() -> None:
    assert compare("1.2.3-beta.1", "1.2.3beta.1") == 0
    assert is_prerelease("1.2.3beta.1")


@pytest.mark.parametrize(
    "text",
    ["", "1", "1.2", "latest", "1.2.3.4", "1.2.x", "1.2.3-", "1.2.3-a..b", "1.2.3+", "1.2.3+a b", "a1.2.3"],
)
def test_other_texts_are_none(text: str) -> None:
    # `1.2.3-` is a version with the pre-release `-` when read loosely.
    assert (parse_version(text) is None) == (text != "1.2.3-")


def test_numbers_beyond_those_of_javascript_are_refused() -> None:
    assert parse_version("9007199254740991.0.0") is not None
    assert parse_version("9007199254740992.0.0") is None
    assert make_version(0, 0, 2**53) is None
    assert parse_version("1.0.0-" + "a" * 300) is None


def test_texts_that_are_no_versions_sort_below_all_and_by_their_letters() -> None:
    assert ["a", "b", "0.0.0-0"] == sorted(["0.0.0-0", "b", "a"], key=sort_key)


def test_the_major_number_is_told() -> None:
    assert major("12.0.1-rc") == 12
    assert major("latest") is None


def test_identifiers_are_numbers_or_words() -> None:
    assert ((0, 1, ""), (1, 0, "b")) == parse_identifiers("-1.b")
    assert parse_identifiers("-") == ((1, 0, "-"),)
    assert parse_identifiers("a..b") is None


@pytest.mark.fuzz
@given(texts, texts, texts)
def test_the_order_is_total(a: str, b: str, c: str) -> None:
    assert compare(a, b) == -compare(b, a)
    if compare(a, b) <= 0 and compare(b, c) <= 0:
        assert compare(a, c) <= 0
    assert compare(a, a) == 0


@pytest.mark.fuzz
@given(versions)
def test_a_prerelease_is_lower_than_its_release(version: str) -> None:
    release = version.partition("-")[0]
    assert compare(version, release) == (-1 if is_prerelease(version) else 0)


@pytest.mark.fuzz
@given(st.text(max_size=300))
def test_any_text_has_a_key(text: str) -> None:
    assert sort_key(text) == sort_key(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [(" =v01.2.3 ", "1.2.3"), ("1.2.3beta.01+build", "1.2.3-beta.1"), ("1.2.3--", "1.2.3--")],
)
def test_a_loose_version_is_spelt_as_the_strict_one_that_it_means(text: str, expected: str) -> None:
    version = parse_version(text)

    assert version is not None
    assert expected == spelt(version)
    assert version == parse_version(spelt(version))
