from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from pratique.advisories.span_sets import difference, intersection, union
from pratique.advisories.versions import is_affected
from pratique.core.advisory import Affected, Product, Span

NPM = Product("npm", "x")
VERSIONS = ("0.9.0", "1.0.0-0", "1.0.0-a", "1.0.0", "1.0.1-0", "1.2.0", "1.10.0", "2.0.0")


def lies_in(version: str, spans: tuple[Span, ...] | list[Span]) -> bool:
    return is_affected(Affected(product=NPM, spans=tuple(spans)), version)


def test_stretches_that_meet_become_one() -> None:
    assert (Span("1.0.0", "3.0.0"), Span("4.0.0")) == union(
        [Span("4.0.0"), Span("2.0.0", "3.0.0"), Span("1.0.0", "2.0.0"), Span("1.5.0", "1.6.0")], NPM
    )


def test_a_version_between_two_stretches_keeps_them_apart() -> None:
    apart = (Span(None, "1.0.0"), Span("1.0.0", low_excluded=True))

    assert apart == union(reversed(apart), NPM)
    assert (Span(),) == union((*apart, Span("1.0.0", "1.0.0", high_included=True)), NPM)


def test_an_empty_stretch_is_dropped() -> None:
    assert () == union([Span("1.0.0", "1.0.0"), Span("2.0.0", "1.0.0", high_included=True)], NPM)


def test_what_is_taken_away_leaves_its_ends_as_they_were() -> None:
    assert (Span(None, "1.0.0"), Span("2.0.0", low_excluded=True)) == difference(
        [Span()], [Span("1.0.0", "2.0.0", high_included=True)], NPM
    )
    assert () == difference([Span("1.0.0", "2.0.0")], [Span()], NPM)


def test_what_two_have_in_common_is_their_intersection() -> None:
    assert (Span("1.5.0", "2.0.0", low_excluded=True),) == intersection(
        [Span("1.0.0", "2.0.0")], [Span("1.5.0", low_excluded=True)], NPM
    )


ENDS = (None, *VERSIONS)
spans = st.lists(
    st.sampled_from([Span(*ends) for ends in product(ENDS, ENDS, (False, True), (False, True))]), max_size=3
)


@given(spans, spans)
def test_sets_of_stretches_keep_the_laws_of_sets(one: list[Span], other: list[Span]) -> None:
    both, either = intersection(one, other, NPM), union([*one, *other], NPM)
    first_alone = difference(one, other, NPM)

    for version in VERSIONS:
        in_one, in_other = lies_in(version, one), lies_in(version, other)
        assert (in_one and in_other) == lies_in(version, both)
        assert (in_one or in_other) == lies_in(version, either)
        assert (in_one and not in_other) == lies_in(version, first_alone)


@given(spans)
def test_a_union_is_in_order_and_as_short_as_can_be(drawn: list[Span]) -> None:
    found = union(drawn, NPM)

    assert found == union(found, NPM)
    assert len(found) <= len(drawn)
