"""Reads OpenVEX documents, which state that a vulnerability does not affect a package or is fixed in the package.

If a later statement says that the product is affected or under investigation, an earlier statement has no effect. A statement about
a product with subcomponents applies to the subcomponents, because the user who passes the document confirms that the product is
this project.

Sources: the OpenVEX specification 0.2.0 (statements, products, inherited timestamps), and 0.0.1, which has strings
instead of objects.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from pratique.advisories.ignores.document import MOST_VEX_BYTES, bad, from_json, mapping, text_of
from pratique.advisories.ignores.reading import Reading
from pratique.advisories.ignores.said import Ignores
from pratique.advisories.ignores.scope import of_purl
from pratique.config.ignore import JUSTIFICATIONS
from pratique.core.audit import Ignore

MOST_STATEMENTS = 200_000
_HARMLESS = ("not_affected", "fixed")
_OPEN = ("affected", "under_investigation")
_NO_TIME = datetime(1, 1, 1, tzinfo=UTC)


def parse(data: bytes, origin: str) -> Ignores:
    """Parse a VEX document; `origin` is the file name in messages. Raises ParseError if the document is not OpenVEX."""
    text, value = from_json(data, origin, most_bytes=MOST_VEX_BYTES)
    document = mapping(value, origin)
    statements = document.get("statements")
    if not isinstance(statements, list) or len(statements) > MOST_STATEMENTS:
        raise bad(
            origin, f"not OpenVEX: an OpenVEX document has a list of at most {MOST_STATEMENTS} statements"
        )
    reading = Reading(origin, text, most=MOST_STATEMENTS)
    said = [one for statement in statements if (one := _said(statement, document, reading)) is not None]
    if sum(len(one.ids) * len(one.purls) for one in said) > MOST_STATEMENTS * 10:
        raise bad(origin, "the document has too many products and vulnerability ids")
    _decide(said, reading)
    return reading.done()


@dataclass(frozen=True, slots=True)
class _Said:
    made: datetime
    ids: tuple[str, ...]
    purls: tuple[str, ...]
    ignore: Ignore | None
    """The resulting ignore; None if the product is affected or under investigation."""

    @property
    def about(self) -> Iterator[tuple[str, str]]:
        """Yield every pair of a vulnerability id and a product."""
        return ((name.casefold(), purl) for name in self.ids for purl in self.purls)


def _decide(said: Sequence[_Said], reading: Reading) -> None:
    open_now: set[tuple[str, str]] = set()
    kept: list[tuple[str, Ignore]] = []
    in_order = sorted(said, key=lambda one: one.made)  # of one time, those further down are later
    for one in reversed(in_order):
        if one.ignore is None:
            open_now.update(one.about)
            continue
        taken_back = {purl for name, purl in one.about if (name, purl) in open_now}
        kept += ((purl, one.ignore) for purl in one.purls if purl not in taken_back)
    for purl, ignore in reversed(kept):
        _add(purl, ignore, reading)


def _said(statement: object, document: Mapping[str, Any], reading: Reading) -> _Said | None:
    """Return the parsed statement. If the statement is invalid, report the statement and return None."""
    if not isinstance(statement, dict):
        reading.refuse(reading.origin, "an entry of statements is not an object")
        return None
    told = statement.get("vulnerability")
    ids = _ids({"name": told} if isinstance(told, str) else told)
    if not ids:
        reading.refuse(reading.origin, "a statement specifies no vulnerability")
        return None
    at, status, purls = reading.at(f'"{ids[0]}"'), text_of(statement, "status"), tuple(_products(statement))
    if status not in {*_HARMLESS, *_OPEN}:
        reading.refuse(at, f"{ids[0]}: the statement has an unknown status: {status[:40]!r}")
        return None
    if not purls:
        if status in _HARMLESS:
            reading.refuse(at, f"{ids[0]}: the statement has no package URL")
        return None
    made = _time(statement.get("timestamp"), _time(document.get("timestamp"), _NO_TIME))
    ignore = _ignore(statement, ids, status) if status in _HARMLESS else None
    owned = ignore and replace(ignore, owner=text_of(document, "author"), origin=at)
    return _Said(made, ids, purls, owned)


def _ignore(statement: Mapping[str, Any], ids: tuple[str, ...], status: str) -> Ignore:
    justification = text_of(statement, "justification")
    reason = text_of(statement, "impact_statement", "status_notes")
    if status == "fixed":
        reason = reason or "fixed in this version, according to the VEX document"
    known = justification in JUSTIFICATIONS
    return Ignore(ids=ids, reason=reason, justification=justification if known else "")


def _ids(vulnerability: object) -> tuple[str, ...]:
    if not isinstance(vulnerability, dict):
        return ()
    aliases = vulnerability.get("aliases")
    told = [vulnerability.get("name"), *(aliases if isinstance(aliases, list) else [])]
    return tuple(dict.fromkeys(name for name in told if isinstance(name, str) and name.strip()))


def _products(statement: Mapping[str, Any]) -> Iterator[str]:
    products = statement.get("products")
    found: list[str] = []
    for product in products if isinstance(products, list) else []:
        inner = product.get("subcomponents") if isinstance(product, dict) else statement.get("subcomponents")
        parts = inner if isinstance(inner, list) and inner else [product]
        found += (purl for part in parts for purl in _purls(part))
    yield from dict.fromkeys(found)


def _purls(component: object) -> Iterator[str]:
    """Yield the package URLs in the id and the identifiers of a component."""
    if isinstance(component, str):
        component = {"@id": component}
    if not isinstance(component, dict):
        return
    identifiers = component.get("identifiers")
    told = [component.get("@id"), identifiers.get("purl") if isinstance(identifiers, dict) else None]
    yield from (purl for purl in told if isinstance(purl, str) and purl.startswith("pkg:"))


def _add(purl: str, ignore: Ignore, reading: Reading) -> None:
    try:
        scope = of_purl(purl)
    except ValueError as error:
        reading.refuse(ignore.origin, f"{ignore.ids[0]}: {error}")
        return
    if scope is not None:
        reading.add(
            replace(ignore, ecosystem=scope.ecosystem, package=scope.package, versions=scope.versions)
        )


def _time(value: object, default: datetime) -> datetime:
    """Return a timestamp in UTC; timestamps only order the statements."""
    if not isinstance(value, str):
        return default
    try:
        told = datetime.fromisoformat(value)
        return told.replace(tzinfo=UTC) if told.tzinfo is None else told.astimezone(UTC)
    except (ValueError, OverflowError):
        return default
