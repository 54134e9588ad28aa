"""Parses the versions of a package that a request lists: exact versions, a range, or every version."""

import re
from collections.abc import Iterator
from datetime import datetime

from pratique.core.advisory import Affected, Product, Span
from pratique.core.names import Ecosystem, PackageRef
from pratique.ecosystems import ECOSYSTEMS
from pratique.ecosystems.npm import versions as npm
from pratique.ecosystems.pypi import versions as pypi
from pratique.ecosystems.rubygems import versions as rubygems
from pratique.respond.wanted.value import WantedReleases

NO_VERSIONS = "the text is neither a version nor a range of {}"
_EVERY = frozenset({"*", "", "all", "all versions", "any", "every version", ">=0", ">= 0", "0+"})
_PARTS = re.compile(r"\|\||[,;|\n]|\band\b")
_EXACT = re.compile(r"(?:={1,3}\s*)?v?(?=\d)(\S+)\Z", re.IGNORECASE)
_LONGEST = 100_000
_MOST_PARTS = 5_000
_PARSERS = {
    Ecosystem.NPM: npm.parse_version,
    Ecosystem.PYPI: pypi.parse_version,
    Ecosystem.RUBYGEMS: rubygems.parse_version,
}


def wanted_versions(
    package: PackageRef,
    text: str,
    *,
    origin: str,
    since: datetime | None = None,
    until: datetime | None = None,
) -> tuple[WantedReleases, ...]:
    """Return one item for each exact version, or one for a range. Empty if the text is neither.

    Separators of several versions are `,`, `;`, `|`, `||`, `and` and line breaks. `*`, `all` and an empty text mean every version.
    """
    product = Product.of(package)
    return tuple(
        WantedReleases(id=own, affected=affected, origin=origin, since=since, until=until)
        for own, affected in _affected(package, product, text.strip())
    )


def _affected(package: PackageRef, product: Product, text: str) -> Iterator[tuple[str, Affected]]:
    if len(text) > _LONGEST:
        return
    if text.lower() in _EVERY:
        yield package.purl, Affected(product=product, spans=(Span(),))
        return
    versions = _exact(package.ecosystem, text)
    if versions is not None:
        for version in versions:
            yield package.at(version).purl, Affected(product=product, versions=(version,))
        return
    wanted = _range(package.ecosystem, text)
    if ECOSYSTEMS[package.ecosystem].valid_range(wanted) and any(sign.isdigit() for sign in wanted):
        yield f"{package.purl} {wanted}", Affected(product=product, within=wanted)


def _exact(ecosystem: Ecosystem, text: str) -> tuple[str, ...] | None:
    """Return the listed versions; None if one part is not an exact version."""
    parts = [part.strip() for part in _PARTS.split(text) if part.strip()]
    if not parts or len(parts) > _MOST_PARTS:
        return None
    found: dict[str, None] = {}
    for part in parts:
        match = _EXACT.match(part)
        if match is None or _PARSERS[ecosystem](match[1]) is None:
            return None
        found[match[1]] = None
    return tuple(found)


def _range(ecosystem: Ecosystem, text: str) -> str:
    """Return the range in the syntax of the ecosystem: npm separates conditions by spaces, the others by commas."""
    if ecosystem is Ecosystem.NPM:
        return " ".join(text.replace(",", " ").split())
    return re.sub(r"(?<=[^\s,])\s+(?=[<>=!~])", ", ", text)
