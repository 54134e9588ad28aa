"""Reads the packages and versions that an OSV record affects.

A version is affected if `versions` lists it or a range contains it. If a package has no versions and no ranges except
commit ranges, the affected versions are unknown, and no version counts as unaffected.

Sources: OSV schema 1.7.5, `affected[]`; the fields of GitHub's advisory database
(`last_known_affected_version_range`, `affected_functions`).
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any

from pratique.advisories.sources.fields import items, one_line, severity
from pratique.advisories.sources.osv_events import (
    MALFORMED,
    MOST_EVENTS,
    TOO_MANY,
    at_most,
    capped,
    is_version,
    read_ranges,
    read_versions,
)
from pratique.advisories.sources.osv_json import UnreadableError
from pratique.advisories.sources.ratings import rating_of_vector
from pratique.advisories.versions import whole
from pratique.core.advisory import Affected, Product, Rating, Span
from pratique.core.names import Ecosystem
from pratique.ecosystems import ECOSYSTEMS
from pratique.ecosystems.reading.json_values import table
from pratique.errors import ParseError

NO_PACKAGE = "the record is about no package"
ANOTHER_ECOSYSTEM = "the record is about an unsupported ecosystem"
NAME_INVALID = "name is not valid"

MOST_PACKAGES = 200
_MOST_SYMBOLS = 200
_MOST_RATINGS = 10
_MOST_VECTOR_CHARS = 256
_LONGEST_NAME = 300
_LAST_KNOWN = re.compile(r"\s*(<=?|=)\s*(\S{1,256})\s*\Z")

OSV_NAMES: Mapping[str, Ecosystem] = {
    "npm": Ecosystem.NPM,
    "pypi": Ecosystem.PYPI,
    "rubygems": Ecosystem.RUBYGEMS,
}
"""The supported OSV ecosystems, in lower case."""


def read_affected(value: object) -> tuple[Affected, ...]:
    """Read the `affected` list of a record.

    Raises UnreadableError if no ecosystem is supported, a name is invalid, or versions are malformed or too many.
    """
    found: list[Affected] = []
    refused = False
    entries = list(_of_ours(value))
    if len(entries) > MOST_PACKAGES or sum(_events_in(entry) for _, _, entry in entries) > MOST_EVENTS:
        raise UnreadableError(TOO_MANY)
    for ecosystem, name, entry in entries:
        product = product_named(ecosystem, name)
        refused = refused or product is None
        if product is not None:
            found += _affected(product, entry)
    if not found:
        raise UnreadableError(NAME_INVALID if refused else ANOTHER_ECOSYSTEM)
    return tuple(found)


def read_ratings(value: object) -> tuple[Rating, ...]:
    """Read a `severity` list, which contains CVSS vectors or, in some databases, severity words. Invalid entries are skipped."""
    found = (_rating(table(item)) for item in items(value)[:_MOST_RATINGS])
    return tuple(dict.fromkeys(rating for rating in found if rating is not None))


@lru_cache(maxsize=1 << 14)  # one package has many advisories
def product_named(ecosystem: Ecosystem, name: str) -> Product | None:
    """Return the product with this name; None if its registry does not allow the name."""
    if len(name) > _LONGEST_NAME:
        return None
    try:
        return Product.of(ECOSYSTEMS[ecosystem].normalise(name))
    except ParseError:
        return None


def _of_ours(value: object) -> Iterator[tuple[Ecosystem, str, Mapping[str, Any]]]:
    if value is not None and not isinstance(value, list):
        raise UnreadableError(MALFORMED)
    if not value:
        raise UnreadableError(NO_PACKAGE)
    for entry in value:
        if not isinstance(entry, dict):
            raise UnreadableError(MALFORMED)
        package = table(entry.get("package"))
        ecosystem, name = package.get("ecosystem"), package.get("name")
        if isinstance(ecosystem, str) and isinstance(name, str):
            known = OSV_NAMES.get(ecosystem.partition(":")[0].lower())
            if known is not None:
                yield known, name, entry


def _events_in(entry: Mapping[str, Any]) -> int:
    """Return the number of events in the ranges. The limit on the number of events limits the time for sorting them."""
    return sum(len(items(table(one).get("events"))) for one in items(entry.get("ranges")))


def _affected(product: Product, entry: Mapping[str, Any]) -> Iterator[Affected]:
    told = read_ranges(entry.get("ranges"), product)
    versions = read_versions(entry.get("versions"))
    limit = _last_known(table(entry.get("database_specific")), product)
    yield Affected(
        product=product,
        spans=told.spans if limit is None else capped(told.spans, limit, product),
        versions=versions,
        fixed=told.fixed,
        symbols=_symbols(table(entry.get("ecosystem_specific"))),
        ratings=read_ratings(entry.get("severity")),
    )
    if told.unclear and told.spans and not versions:
        # Beside a range that is understood stands one that is not: there may be more affected versions.
        yield Affected(product=product)


def _last_known(specific: Mapping[str, Any], product: Product) -> Span | None:
    """Return the last affected version that GitHub specifies for an advisory without a fix; None if GitHub does not specify one."""
    text = specific.get("last_known_affected_version_range")
    match = _LAST_KNOWN.match(text) if isinstance(text, str) else None
    if match is None or not is_version(product, match[2]):
        return None
    return Span(high=whole(product, match[2])) if match[1] == "<" else at_most(product, match[2])


def _symbols(specific: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the affected functions: `affected_functions` in GitHub's records, or `imports` in the records of other databases."""
    named = [*items(specific.get("affected_functions")), *_imported(items(specific.get("imports")))]
    return tuple(dict.fromkeys(filter(None, map(one_line, named[:_MOST_SYMBOLS]))))


def _imported(imports: Iterable[object]) -> Iterator[object]:
    for item in imports:
        yield from items(table(item).get("symbols"))


def _rating(item: Mapping[str, Any]) -> Rating | None:
    score = item.get("score")
    if not isinstance(score, str) or len(score) > _MOST_VECTOR_CHARS:
        return None
    word = severity(score)
    return rating_of_vector(score) if word is None else Rating(severity=word)
