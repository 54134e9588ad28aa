"""Converts version ranges to intervals.

An interval contains all versions between its ends. npm ranges with pre-releases and gem requirements can be expressed
as intervals. Python specifiers cannot be expressed as intervals, because a specifier for all versions below 2 excludes
2.0rc1.

The result is exact except for versions that do not occur in practice. The gem requirement `~> 1.2` ends below every
pre-release of 2, but gem versions have no lowest pre-release. The end of the interval for `~> 1.2` is therefore `2.A`,
and the interval wrongly contains versions such as `2.A.A`.
"""

from collections.abc import Callable, Iterable
from functools import reduce

from pratique.advisories.span_sets import difference, intersection, union
from pratique.advisories.versions import order_of, whole
from pratique.core.advisory import Affected, Product, Span
from pratique.ecosystems.interface import EcosystemModule
from pratique.ecosystems.npm import ecosystem as npm
from pratique.ecosystems.npm import versions as npm_versions
from pratique.ecosystems.npm.ranges import Relation, parse_range
from pratique.ecosystems.rubygems import ecosystem as rubygems
from pratique.ecosystems.rubygems.requirements import Clause, parse_requirement

_LOWEST_WORD = "A"
"""The lowest word that can occur in a gem version. In gem versions, words sort below numbers."""
_LOWEST_PRERELEASE = ((0, 0, ""),)

Spans = tuple[Span, ...]


def stretches_of(affected: Affected) -> Spans | None:
    """Return the affected intervals, ordered and non-empty, without the versions that are listed individually.

    Returns None if a range is invalid or intervals cannot express the affected versions.
    """
    product = affected.product
    if order_of(product) is None:
        return None
    if affected.within is None:
        return union(affected.spans, product)
    inside = stretches_of_range(product, affected.within)
    outside = [stretches_of_range(product, text) for text in affected.outside]
    if inside is None or None in outside:
        return None
    sound = [span for spans in outside for span in spans or ()]
    return union((*affected.spans, *difference(inside, sound, product)), product)


def stretches_of_range(product: Product, text: str) -> Spans | None:
    """Return the intervals of a range in the syntax of the product.

    Returns None if the range is invalid or intervals cannot express the range.
    """
    module = order_of(product)
    return next((read(product, text) for known, read in _READERS if known is module), None)


def successor(product: Product, version: str) -> str | None:
    """Return the version directly after this version, so that `>` can be written as `>=`; None if there is no such version.

    Only npm versions have a direct successor: no version is between 1.2.3 and 1.2.4-0, or between 1.2.3-a and
    1.2.3-a.0.
    """
    parsed = npm_versions.parse_version(whole(product, version)) if order_of(product) is npm else None
    if parsed is None:
        return None
    if not parsed.final:
        return f"{npm_versions.spelt(parsed)}.0"
    major, minor, patch = parsed.major, parsed.minor, parsed.patch
    above = npm_versions.make_version(major, minor, patch + 1, _LOWEST_PRERELEASE)
    return None if above is None else npm_versions.spelt(above)


def _npm_range(product: Product, text: str) -> Spans | None:
    found = parse_range(text, prereleases=True)
    if found is None:
        return None
    alternatives = [
        _all([_compared(one.relation, npm_versions.spelt(one.bound)) for one in comparators], product)
        for comparators in found.alternatives
    ]
    return union((span for spans in alternatives for span in spans), product)


def _gem_range(product: Product, text: str) -> Spans | None:
    found = parse_requirement(text)
    return None if found is None else _all(map(_clause, found.clauses), product)


_READERS: tuple[tuple[EcosystemModule, Callable[[Product, str], Spans | None]], ...] = (
    (npm, _npm_range),
    (rubygems, _gem_range),
)
"""The parsers of the ecosystems whose ranges can be expressed as intervals."""


def _clause(clause: Clause) -> Spans:
    bound = clause.bound.text
    if clause.operator == "!=":
        return (Span(high=bound), Span(low=bound, low_excluded=True))
    if clause.operator == "~>":
        return (Span(bound, f"{clause.bound.bumped().text}.{_LOWEST_WORD}"),)
    return _compared(Relation(clause.operator), bound)


def _compared(relation: Relation, bound: str) -> Spans:
    """Return the interval of versions that satisfy one comparison."""
    match relation:
        case Relation.LESS:
            return (Span(high=bound),)
        case Relation.AT_MOST:
            return (Span(high=bound, high_included=True),)
        case Relation.EQUAL:
            return (Span(bound, bound, high_included=True),)
        case Relation.AT_LEAST:
            return (Span(bound),)
        case Relation.MORE:
            return (Span(bound, low_excluded=True),)


def _all(conditions: Iterable[Spans], product: Product) -> Spans:
    return reduce(lambda left, spans: intersection(left, spans, product), conditions, (Span(),))
