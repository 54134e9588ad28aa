"""Which versions an advisory means."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from packaging.version import Version

from pratique.advisories.versions import (
    cover_type,
    fixes,
    good_below,
    is_affected,
    is_broad,
    is_whole,
    lowest,
    order_of,
    shown,
    whole,
)
from pratique.core.advisory import NODE, RUBY, Affected, Product, Span
from tests.advisories.made import DJANGO, GEM, LEFT, about


@pytest.mark.parametrize(
    ("affected", "met", "sound"),
    [
        # Plain order: a pre-release lies before its release (OSV schema 1.7.5, "Evaluation").
        (about(LEFT, Span(low="0", high="2.0.0")), ["0.0.1", "2.0.0-beta.1"], ["2.0.0", "2.0.1-0"]),
        (about(LEFT, Span(low="1.0.0", high="1.2.0", high_included=True)), ["1.0.0", "1.2.0"], ["0.9.9", "1.2.1"]),
        (about(LEFT, Span(low="1.0.0", low_excluded=True)), ["1.0.1"], ["1.0.0"]),
        (about(LEFT, Span(high="1.0.0"), Span(low="2.0.0", high="2.1.0")), ["0.1.0", "2.0.5"], ["1.5.0"]),
        (about(LEFT, versions=("1.0.0",)), ["1.0.0", "1.0.0+build"], ["1.0.1"]),
        # A list and a range add up: neither overrules the other.
        (about(DJANGO, Span(low="2.0", high="2.1"), versions=("3.0a1",)), ["2.0.5", "3.0a1"], ["3.0"]),
        (about(DJANGO, versions=("1.0",)), ["1.0", "1.0.0"], ["1.0.1"]),
        (about(DJANGO, Span(low="1!0.5")), ["1!0.5"], ["2.0"]),
        # Older than PEP 440, as registries list them.
        (about(DJANGO, versions=("0.7.10p1",)), ["0.7.10p1"], ["0.7.10"]),
        (about(DJANGO, Span(high="1.0")), ["2004d"], ["1.0"]),
        (about(GEM, Span(high="1.0.a10")), ["1.0.a.9", "1.0.a9"], ["1.0.a.10", "1.0"]),
        (
            Affected(product=GEM, within=">= 0", outside=("~> 2.2.9", ">= 3.0.1")),
            ["2.2.8", "3.0.0", "3.0.1.pre"],
            ["2.2.10", "3.0.1"],
        ),
        (Affected(product=LEFT, within="<2.0.0 || 3.x"), ["2.0.0-rc.1", "3.1.0-0"], ["2.0.0"]),
        (Affected(product=NODE, within="8.x || 7.x", outside=("^8.1.4",)), ["8.1.3", "7.0.0"], ["8.1.4", "9.0.0"]),
        (about(RUBY, Span(high="3.1.5")), ["3.1.4"], ["3.1.5"]),
        # A local version of Python is its public one, unless the source names local versions itself (PEP 440).
        (about(DJANGO, Span(low="0", high="2.7.1", high_included=True)), ["2.7.1+cu118", "2.7.1"], ["2.7.2+cu118"]),
        (about(DJANGO, Span(low="0", high="2.7.1")), ["2.7.0+cu118"], ["2.7.1+cu118"]),
        (about(DJANGO, Span(low="2.7.1")), ["2.7.1+cu118"], ["2.7.0+cu118"]),
        (about(DJANGO, Span(low="2.7.1", low_excluded=True)), ["2.7.2+cu118"], ["2.7.1+cu118"]),
        (about(DJANGO, versions=("3.0.0",)), ["3.0.0+git1", "3.0+git1"], ["3.0.1+git1", "3.0.0rc1+git1"]),
        (about(DJANGO, versions=("3.0.0+git1",)), ["3.0.0+git1", "3.0+GIT1"], ["3.0.0", "3.0.0+git2"]),
        (about(DJANGO, Span(low="1.0", high="1.0+deb2")), ["1.0", "1.0+deb1"], ["1.0+deb2", "1.0+deb3"]),
        (Affected(product=DJANGO, within="<=2.7.1"), ["2.7.1+cu118"], ["2.7.2+cu118"]),
        (Affected(product=DJANGO, within="2.7.1"), ["2.7.1+cu118", "2.7.1"], ["2.7.2"]),
        (Affected(product=DJANGO, within="2.7.1+cu118"), ["2.7.1+cu118"], ["2.7.1", "2.7.1+cpu"]),
        (Affected(product=DJANGO, within=">=0", outside=("==2.7.1",)), ["2.7.0+cu118"], ["2.7.1+cu118"]),
        # Build metadata takes no part in the order of npm; RubyGems has none.
        (about(LEFT, Span(low="0", high="1.2.3", high_included=True)), ["1.2.3+build", "1.2.3"], ["1.2.4+build"]),
        (about(LEFT, Span(low="1.2.3", low_excluded=True)), ["1.2.4+build"], ["1.2.3+build"]),
        (about(LEFT, versions=("1.2.3+other",)), ["1.2.3+build", "1.2.3"], ["1.2.4"]),
        (Affected(product=LEFT, within="<=1.2.3"), ["1.2.3+build"], ["1.2.4+build"]),
        (about(NODE, Span(low="0", high="22.11.0", high_included=True)), ["22.11.0+custom"], ["22.11.1+custom"]),
        (about(GEM, versions=("1.2.3",)), ["1.2.3", "1.2.3.0"], ["1.2.3+build", "1.2.3-x86_64-linux"]),
    ],
)  # fmt: skip
def test_each_ecosystem_has_its_own_order(affected: Affected, met: list[str], sound: list[str]) -> None:
    assert [version for version in met if not is_affected(affected, version)] == []
    assert [version for version in sound if is_affected(affected, version)] == []


def test_a_type_that_is_not_known_is_never_met() -> None:
    assert order_of(Product("cargo", "left")) is None
    assert not is_affected(about(Product("cargo", "left"), Span()), "1.0.0")


def test_copies_have_short_versions() -> None:
    assert whole(LEFT, "1.8") == "1.8.0"
    assert whole(LEFT, "1.8.2") == "1.8.2"
    assert is_affected(about(LEFT, Span(low="1.4", high="1.9.0")), "1.8")
    assert whole(GEM, "1.8") == "1.8"


@pytest.mark.parametrize(
    ("affected", "broad"),
    [
        (about(LEFT, Span(low="0")), True),
        (about(LEFT, Span()), True),
        (Affected(product=LEFT, within=">= 0"), True),
        (Affected(product=LEFT, within="*"), True),
        (about(LEFT, Span(low="0", high="2.0.0")), False),
        (about(LEFT, Span(low="1.0.0")), False),
        (about(LEFT, versions=("1.0.0",)), False),
        (about(LEFT), False),
        (Affected(product=GEM, within=">= 0", outside=(">= 2",)), False),
    ],
)
def test_a_claim_about_every_version_is_known_as_one(affected: Affected, *, broad: bool) -> None:
    assert is_broad(affected) is broad


def test_fixes_are_above_and_mend_every_range() -> None:
    lines = about(LEFT, Span(high="1.5.1"), Span(low="2.0.0", high="2.3.0"))
    other = about(LEFT, Span(high="1.6.0"))

    assert fixes([lines], LEFT, "1.0.0") == ("1.5.1", "2.3.0")
    assert fixes([lines], LEFT, "2.1.0") == ("2.3.0",)
    assert fixes([lines, other], LEFT, "1.0.0") == ("1.6.0", "2.3.0")
    assert fixes([about(LEFT, Span(high="2.0.0", high_included=True))], LEFT, "1.0.0") == ()


def test_what_a_source_does_not_tell_is_said() -> None:
    assert shown(about(LEFT)) == "not told"
    assert shown(about(LEFT, Span(low="1.0.0", high="2.0.0"))) == ">= 1.0.0, < 2.0.0"
    assert shown(about(LEFT, versions=("1.0.0", "1.0.1"))) == "= 1.0.0 || = 1.0.1"
    assert len(shown(about(LEFT, versions=tuple(f"{n}.0.0" for n in range(999))))) == 300


def test_runtimes_are_covered_by_name() -> None:
    assert cover_type(NODE) == "generic/node"
    assert cover_type(LEFT) == "npm"


NUMBERS = st.lists(st.integers(0, 3), min_size=1, max_size=3).map(lambda parts: ".".join(map(str, parts)))
PUBLIC = st.builds("".join, st.tuples(NUMBERS, st.sampled_from(["", "a1", "rc1", ".post1", ".dev0"])))
LABELS = st.from_regex(r"[a-z0-9]{1,4}(?:[._-][a-z0-9]{1,4})?", fullmatch=True)
PUBLIC_CLAIMS = st.builds(
    lambda spans, versions, within: Affected(product=DJANGO, spans=spans, versions=versions, within=within),
    st.lists(
        st.builds(Span, st.none() | PUBLIC, st.none() | PUBLIC, st.booleans(), st.booleans()), max_size=2
    ).map(tuple),
    st.lists(PUBLIC, max_size=3).map(tuple),
    st.none() | PUBLIC | st.builds("{}{}".format, st.sampled_from(["<=", ">=", "<", "==", "!="]), PUBLIC),
)


@pytest.mark.fuzz
@given(affected=PUBLIC_CLAIMS, version=PUBLIC, label=LABELS)
def test_what_says_nothing_of_local_versions_means_them_with_their_public_ones(
    affected: Affected, version: str, label: str
) -> None:
    assert is_affected(affected, version) == is_affected(affected, f"{version}+{label}")


@pytest.mark.fuzz
@given(version=PUBLIC, one=LABELS, other=LABELS)
def test_what_names_a_local_version_means_that_one_alone(version: str, one: str, other: str) -> None:
    named = about(DJANGO, versions=(f"{version}+{one}",))

    assert not is_affected(named, version)
    assert is_affected(named, f"{version}+{one}")
    same = Version(f"0+{one}") == Version(f"0+{other}")
    assert is_affected(named, f"{version}+{other}") == same


@pytest.mark.fuzz
@given(
    version=st.tuples(*[st.integers(0, 3)] * 3).map(lambda parts: ".".join(map(str, parts))),
    label=st.from_regex(r"[0-9A-Za-z-]{1,5}", fullmatch=True),
    low=st.none() | NUMBERS.map(lambda text: f"{text}.0.0"[:5]),
    high=st.none() | NUMBERS.map(lambda text: f"{text}.0.0"[:5]),
    included=st.booleans(),
)
def test_build_metadata_of_npm_changes_no_answer(
    version: str, label: str, low: str | None, high: str | None, *, included: bool
) -> None:
    affected = about(LEFT, Span(low, high, not included, included), versions=(low or "1.0.0",))

    assert is_affected(affected, version) == is_affected(affected, f"{version}+{label}")


TEXTS = st.text(st.sampled_from("0123456789.abv-+ *<>=~^|\x00é"), max_size=12)


@pytest.mark.fuzz
@given(
    product=st.sampled_from([LEFT, GEM, DJANGO, NODE, RUBY, Product("retire", "x")]),
    version=TEXTS,
    low=st.none() | TEXTS,
    high=st.none() | TEXTS,
    within=st.none() | TEXTS,
)
def test_any_text_is_answered(
    product: Product, version: str, low: str | None, high: str | None, within: str | None
) -> None:
    affected = Affected(product=product, spans=(Span(low, high),), within=within)

    assert is_affected(affected, version) in {True, False}
    assert all(not is_affected(affected, fixed) for fixed in fixes([affected], product, version))


@pytest.mark.parametrize(
    ("affected", "bound", "everything"),
    [
        (about(LEFT, versions=("1.2.0", "1.10.0", "1.9.0")), "1.2.0", False),
        (about(LEFT, Span(low="1.0.0"), versions=("2.0.0",)), "1.0.0", False),
        (about(LEFT, Span(low="0")), None, True),
        (about(LEFT, Span()), None, True),
        (about(LEFT, Span(low="0", high="2.0.0")), None, False),
        (Affected(product=LEFT, within="*", outside=("0.0.1-security",)), None, True),
        (Affected(product=LEFT, within=">=1.0.0"), None, False),
        (Affected(product=GEM, within=">= 0"), None, True),
        (Affected(product=Product("deb", "x"), versions=("1",)), None, False),
        (Affected(product=LEFT), None, False),
    ],
)
def test_a_claim_has_a_lowest_version_or_means_all(
    affected: Affected, bound: str | None, everything: bool
) -> None:
    assert bound == lowest([affected], affected.product)
    assert everything is is_whole(affected)


def test_good_versions_are_lower_and_meant_by_nobody() -> None:
    told = Affected(product=DJANGO, versions=("2.0", "1.5"), good=("1.10", "1.9", "1.5.0", "2.1"))

    assert ("1.9", "1.10") == good_below([told], DJANGO, "2.0")
    assert ("1.10",) == good_below([told, about(DJANGO, versions=("1.9.0",))], DJANGO, "2.0")
    assert () == good_below([told], Product("deb", "x"), "2.0")
