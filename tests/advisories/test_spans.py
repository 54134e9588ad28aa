import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.advisories.spans import stretches_of, stretches_of_range, successor
from pratique.advisories.versions import is_affected
from pratique.core.advisory import NODE, Affected, Product, Span
from pratique.ecosystems.npm import ecosystem as npm
from pratique.ecosystems.rubygems import ecosystem as rubygems

NPM = Product("npm", "x")
GEM = Product("gem", "x")
PYPI = Product("pypi", "x")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("*", [Span()]),
        ("<2.0.0", [Span(None, "2.0.0")]),
        ("<=1.2.3", [Span(None, "1.2.3", high_included=True)]),
        (">1.2.3 <2.0.0-rc.1", [Span("1.2.3", "2.0.0-rc.1", low_excluded=True)]),
        ("1.2.3", [Span("1.2.3", "1.2.3", high_included=True)]),
        ("^1.2.3", [Span("1.2.3", "2.0.0-0")]),
        ("1.x || >=1.5.0 <3.0.0 || 7.0.0-a", [Span("1.0.0-0", "3.0.0"), Span("7.0.0-a", "7.0.0-a", high_included=True)]),
        (">2 <2", []),
    ],
)  # fmt: skip
def test_a_range_of_npm_is_stretches_with_its_pre_releases(text: str, expected: list[Span]) -> None:
    assert tuple(expected) == stretches_of_range(NPM, text)
    assert tuple(expected) == stretches_of_range(NODE, text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (">= 1.2, < 2", [Span("1.2", "2")]),
        ("= 1.2", [Span("1.2", "1.2", high_included=True)]),
        ("> 1.2", [Span("1.2", low_excluded=True)]),
        ("<= 1.2", [Span(None, "1.2", high_included=True)]),
        ("~> 1.2", [Span("1.2", "2.A")]),
        ("~> 4.2.5, >= 4.2.5.1", [Span("4.2.5.1", "4.3.A")]),
        ("!= 1.2", [Span(None, "1.2"), Span("1.2", low_excluded=True)]),
        ("< 1, > 1", []),
    ],
)
def test_a_requirement_of_gems_is_stretches(text: str, expected: list[Span]) -> None:
    assert tuple(expected) == stretches_of_range(GEM, text)


@pytest.mark.parametrize(
    ("product", "text"),
    [(NPM, "latest"), (GEM, "newer"), (PYPI, ">=1,<2"), (Product("generic", "unknown"), "*")],
)
def test_what_is_no_range_and_what_is_no_stretch_is_not_said(product: Product, text: str) -> None:
    assert stretches_of_range(product, text) is None


def test_what_is_patched_or_was_never_affected_is_taken_away() -> None:
    affected = Affected(product=GEM, within=">= 0", outside=("~> 4.2.5, >= 4.2.5.1", ">= 5.0.0.beta1", "< 3"))

    assert (Span("3", "4.2.5.1"), Span("4.3.A", "5.0.0.beta1")) == stretches_of(affected)


def test_stretches_and_a_range_side_by_side_are_put_together() -> None:
    affected = Affected(product=NPM, spans=(Span("5.0.0"),), within="<1.0.0 || >=4.0.0")

    assert (Span(None, "1.0.0"), Span("4.0.0")) == stretches_of(affected)


@pytest.mark.parametrize(
    "affected",
    [
        Affected(product=GEM, within="newer"),
        Affected(product=GEM, within=">= 0", outside=("newer",)),
        Affected(product=PYPI, within=">=1"),
        Affected(product=Product("generic", "unknown"), spans=(Span(),)),
    ],
)
def test_what_cannot_be_said_is_none(affected: Affected) -> None:
    assert stretches_of(affected) is None


@pytest.mark.parametrize(
    ("product", "version", "expected"),
    [
        (NPM, "1.2.3", "1.2.4-0"),
        (NPM, "1.2", "1.2.1-0"),
        (NPM, "1.2.3-a.1", "1.2.3-a.1.0"),
        (NPM, f"1.2.{2**53 - 1}", None),
        (NPM, "soon", None),
        (GEM, "1.2.3", None),
        (PYPI, "1.2.3", None),
    ],
)
def test_the_first_version_above_another_is_known_for_npm_alone(
    product: Product, version: str, expected: str | None
) -> None:
    assert expected == successor(product, version)


NPM_VERSIONS = (
    "0.0.0", "0.9.9", "1.0.0-0", "1.0.0-a", "1.0.0-a.0", "1.0.0", "1.0.1-0", "1.0.1", "1.2.0-rc.1", "1.2.0", "1.3.0-0",
    "1.10.0", "2.0.0-0", "2.0.0-beta", "2.0.0", "3.0.0",
)  # fmt: skip
NPM_PARTS = (
    "^",
    "~",
    ">",
    ">=",
    "<",
    "<=",
    "",
    "1",
    "1.x",
    "1.0.0",
    "1.2",
    "1.2.0-rc.1",
    "2",
    "*",
    " ",
    " || ",
    " - ",
)
GEM_VERSIONS = (
    "0", "0.9", "1.a", "1.0.a", "1", "1.0.1", "1.2.rc1", "1.2", "1.2.0.1", "1.3.a", "1.3.RC1", "1.10", "2.a", "2.0.0.pre",
    "2", "2.0.1", "3",
)  # fmt: skip
CLAUSES = [f"{sign} {bound}" for sign in ("=", "!=", ">", ">=", "<", "<=", "~>") for bound in GEM_VERSIONS]
gem_requirement = st.sampled_from(
    [*CLAUSES, *(f"{one}, {other}" for one, other in zip(CLAUSES, reversed(CLAUSES), strict=True))]
)


@given(st.lists(st.sampled_from(NPM_PARTS), max_size=6).map("".join))
def test_stretches_of_npm_hold_what_the_range_holds(text: str) -> None:
    spans = stretches_of_range(NPM, text)

    assert npm.valid_range(text) == (spans is not None)
    for version in NPM_VERSIONS if spans is not None else ():
        assert npm.satisfies(version, text, prereleases=True) == is_affected(
            Affected(product=NPM, spans=spans or ()), version
        )


@given(gem_requirement, st.lists(gem_requirement, max_size=2))
def test_stretches_of_gems_hold_what_the_requirements_hold(within: str, outside: list[str]) -> None:
    affected = Affected(product=GEM, within=within, outside=tuple(outside))
    spans = stretches_of(affected)

    assert spans is not None
    for version in GEM_VERSIONS:
        assert is_affected(affected, version) == is_affected(Affected(product=GEM, spans=spans), version)
        assert rubygems.satisfies(version, within, prereleases=True) or not is_affected(affected, version)


@given(st.sampled_from(NPM_VERSIONS), st.sampled_from(NPM_VERSIONS))
def test_no_version_is_between_another_and_the_first_above_it(version: str, other: str) -> None:
    above = successor(NPM, version)

    assert above is not None
    assert (npm.compare(other, version) > 0) == (npm.compare(other, above) >= 0)
