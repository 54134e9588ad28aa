"""Decides which versions an advisory affects, with the version order and syntax of each product type.

Versions of Node.js are ordered as npm versions, and versions of Ruby engines are ordered as gem versions. Versions of
copied libraries (`retire`) may have any syntax and are ordered as gem versions, because gem versions allow every
syntax.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import cache, lru_cache, partial
from typing import TYPE_CHECKING, NamedTuple

from pratique.core.advisory import Affected, Product, Span
from pratique.core.names import Ecosystem
from pratique.ecosystems import ECOSYSTEMS

if TYPE_CHECKING:
    from pratique.ecosystems.interface import EcosystemModule, Sortable

_ORDERS: dict[str, Ecosystem] = {
    "npm": Ecosystem.NPM,
    "pypi": Ecosystem.PYPI,
    "gem": Ecosystem.RUBYGEMS,
    "generic/node": Ecosystem.NPM,
    "generic/ruby": Ecosystem.RUBYGEMS,
    "generic/jruby": Ecosystem.RUBYGEMS,
    "generic/mruby": Ecosystem.RUBYGEMS,
    "generic/mrubyc": Ecosystem.RUBYGEMS,
    "generic/rbx": Ecosystem.RUBYGEMS,
    "retire": Ecosystem.RUBYGEMS,
}
_FEW = 3
_ANY = frozenset({"", "*", ">=0", ">=0.0.0"})
"""Ranges that mean every version, written without spaces."""
_NO_LOW: frozenset[str | None] = frozenset({None, "0", "0.0.0", "0.0.0-0"})
"""Lower ends of an interval that exclude no version."""
_BEFORE_ALL = "-0"
"""The suffix of the lowest npm pre-release.

The suffix occurs in ranges (`< 2.0.0-0`), but nobody publishes a version with this suffix.
"""
_LOWEST = "0"
_FIRST = {"npm": "0.0.0"}
"""The lowest version that a package can have, by product type. For all other product types, `_LOWEST` is the lowest version."""
_LOCAL = "+"
"""The separator between a public Python version and its local label."""
_SHORT = re.compile(r"v?[0-9]+(?:\.[0-9]+)?\Z")


def order_of(product: Product) -> "EcosystemModule | None":
    """Return the version rules for a product; None for an unknown type."""
    ecosystem = _ecosystem_of(product)
    return None if ecosystem is None else ECOSYSTEMS[ecosystem]


def _ecosystem_of(product: Product) -> Ecosystem | None:
    return _ORDERS.get(product.type) or _ORDERS.get(f"{product.type}/{product.name}")


def is_known(product: Product) -> bool:
    """Return True if the version order of the product is known."""
    return _ecosystem_of(product) is not None


class _Order(NamedTuple):
    """The version functions of an ecosystem. Importing only the version functions is faster than importing the whole ecosystem."""

    sort_key: "Callable[[str], Sortable]"
    within: Callable[[str, str], bool]
    public: Callable[[str], str] = str
    """Returns the version without its local label. For npm, no label is removed, because npm's version order ignores labels."""


@cache
def _order(ecosystem: Ecosystem) -> _Order:
    match ecosystem:
        case Ecosystem.NPM:
            from pratique.ecosystems.npm import ranges as npm_ranges  # noqa: PLC0415 - see `_Order`
            from pratique.ecosystems.npm import versions as npm_versions  # noqa: PLC0415 - see `_Order`

            return _Order(npm_versions.sort_key, partial(npm_ranges.satisfies, prereleases=True))
        case Ecosystem.PYPI:
            from pratique.ecosystems.pypi import versions as pypi_versions  # noqa: PLC0415 - see `_Order`

            def within(version: str, wanted: str) -> bool:
                # As `==` a version alone also means its rebuilds.
                alone = pypi_versions.parse_version(wanted) is not None
                return pypi_versions.satisfies(version, f"=={wanted}" if alone else wanted, prereleases=True)

            return _Order(pypi_versions.sort_key, within, pypi_versions.public)
        case Ecosystem.RUBYGEMS:
            from pratique.ecosystems.rubygems import requirements as rubygems_requirements  # noqa: PLC0415 - see `_Order`
            from pratique.ecosystems.rubygems import versions as rubygems_versions  # noqa: PLC0415 - see `_Order`

            return _Order(
                rubygems_versions.sort_key, partial(rubygems_requirements.satisfies, prereleases=True)
            )


def cover_type(product: Product) -> str:
    """Return the type that a source must cover to be complete for the product, such as `npm` or `generic/node`."""
    return product.type if product.type in _ORDERS else f"{product.type}/{product.name}"


def whole(product: Product, version: str) -> str:
    """Return the version with all parts that npm requires.

    Authors of libraries often omit parts of a version, so `1.8` becomes `1.8.0`.
    """
    if _ecosystem_of(product) is not Ecosystem.NPM or not _SHORT.match(version):
        return version
    return version + ".0" * (2 - version.count("."))


def is_affected(affected: Affected, version: str) -> bool:
    """Return True if a version is affected.

    If the advisory lists no versions, return False, although the version may be affected.

    A statement about a version includes its local versions (PEP 440): `2.7.1` includes `2.7.1+cu118`. A statement about a local
    version includes no other version.
    """
    ecosystem = _ecosystem_of(affected.product)
    if ecosystem is None:
        return False
    order, version = _order(ecosystem), whole(affected.product, version)
    if version in affected.versions:
        return True
    asked = _Asked(affected.product, version, order.public(version))
    return (
        any(_lies_in(span, asked) for span in affected.spans)
        # Two spellings may be one version, as `1.0` and `1.0.0` of Python are.
        or any(asked.is_at(text) for text in affected.versions)
        or (affected.within is not None and _within(affected, version, order))
    )


class _Asked(NamedTuple):
    product: Product
    version: str
    public: str

    def keys(self, stated: str) -> "tuple[Sortable, Sortable]":
        """Return the sort keys of this version and of a version that a source lists."""
        own = self.version if _LOCAL in stated else self.public
        return _key(self.product, own), _key(self.product, stated)

    def is_at(self, stated: str) -> bool:
        """Return True if this version equals the version that a source lists."""
        own, other = self.keys(stated)
        return not (own < other or other < own)


def _within(affected: Affected, version: str, order: _Order) -> bool:
    assert affected.within is not None
    return order.within(version, affected.within) and not any(
        order.within(version, sound) for sound in affected.outside
    )


@lru_cache(maxsize=1 << 16)  # the advisories of one package name the same versions again and again
def _key(product: Product, version: str) -> "Sortable":
    ecosystem = _ecosystem_of(product)
    assert ecosystem is not None
    return _order(ecosystem).sort_key(whole(product, version))


def _lies_in(span: Span, asked: _Asked) -> bool:
    if span.low is not None:
        own, low = asked.keys(span.low)
        if own < low or (span.low_excluded and not low < own):
            return False
    if span.high is None:
        return True
    own, high = asked.keys(span.high)
    return own < high or (span.high_included and not high < own)


def is_broad(affected: Affected) -> bool:
    """Return True if the advisory affects every existing and future version."""
    if affected.versions or affected.outside:
        return False
    if affected.within is not None:
        return affected.within.replace(" ", "") in _ANY
    return any(span.high is None and span.low in _NO_LOW for span in affected.spans)


def is_whole(affected: Affected) -> bool:
    """Return True if the advisory affects all versions, or all versions except placeholder releases of the registry."""
    if affected.within is not None:
        return affected.within.replace(" ", "") in _ANY
    return any(span.high is None and span.low in _NO_LOW for span in affected.spans)


def lowest(affected: Iterable[Affected], product: Product) -> str | None:
    """Return the lowest affected version; None if there is no lower bound, or if a range is available only as text."""
    ecosystem = _ecosystem_of(product)
    stated = tuple(affected)
    lows = [span.low for one in stated for span in one.spans]
    if ecosystem is None or any(one.within is not None for one in stated) or not _NO_LOW.isdisjoint(lows):
        return None
    named = [version for one in stated for version in one.versions]
    bounds = [*named, *(low for low in lows if low is not None)]
    return min(bounds, key=lambda version: _key(product, version), default=None)


def good_below(affected: Iterable[Affected], product: Product, version: str) -> tuple[str, ...]:
    """Return the versions below `version` that sources list as benign and no source lists as affected, lowest first."""
    ecosystem = _ecosystem_of(product)
    if ecosystem is None:
        return ()
    stated = tuple(affected)
    key = _key(product, version)
    named = {good for one in stated for good in one.good}
    sound = [
        good
        for good in named
        if _key(product, good) < key and not any(is_affected(one, good) for one in stated)
    ]
    return tuple(sorted(sound, key=lambda good: _key(product, good)))


def is_from_the_first(affected: Affected) -> bool:
    """Return True if an affected range starts at the lowest possible version, wherever the range ends.

    Lists of single versions do not count as ranges.
    """
    ranges = replace(affected, versions=())
    return is_affected(ranges, _FIRST.get(affected.product.type, _LOWEST))


def fixes(affected: Iterable[Affected], product: Product, version: str) -> tuple[str, ...]:
    """Return the versions above `version` that fix all of the advisories, lowest first."""
    ecosystem = _ecosystem_of(product)
    if ecosystem is None:
        return ()
    order = _order(ecosystem)
    stated = tuple(affected)
    named = {fixed for one in stated for fixed in one.fixed}
    named |= {
        span.high
        for one in stated
        for span in one.spans
        if span.high is not None and not span.high_included and not span.high.endswith(_BEFORE_ALL)
    }
    key = order.sort_key(whole(product, version))
    above = [fixed for fixed in named if key < order.sort_key(fixed)]
    sound = [fixed for fixed in above if not any(is_affected(one, fixed) for one in stated)]
    return tuple(sorted(sound, key=order.sort_key))


def shown(affected: Affected, *, most: int = 300) -> str:
    """Return the affected versions as text.

    If a source provides the affected versions as text, return this text; otherwise, generate a text.
    """
    text = affected.shown or _text(affected)
    return text if len(text) <= most else text[: most - 1] + "…"


def _text(affected: Affected) -> str:
    if not affected.tells:
        return "not told"
    parts = [str(span) for span in affected.spans]
    if affected.within is not None:
        sound = f", and not {' or '.join(affected.outside)}" if affected.outside else ""
        parts.append((affected.within.strip() or "every version") + sound)
    # Lists often repeat what the stretches say, at length.
    if affected.versions and (not parts or len(affected.versions) <= _FEW):
        parts += [f"= {version}" for version in affected.versions]
    return " || ".join(parts)
