"""Implements OSV's API for pip-audit, uv and osv-scanner.

The endpoints are `POST /v1/query`, `POST /v1/querybatch` and `GET /v1/vulns/ID`.

Queries for commits or for unsupported ecosystems are rejected, because an empty response would mean that no advisories
exist. A response contains all records on a single page.

Sources: the documentation of OSV's API, and OSV schema 1.7.5.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import msgspec

from pratique.advisories.answers.body import read_body, refused
from pratique.advisories.answers.told import Body, bodies_of, require_covered, told
from pratique.advisories.coverage import Freshness
from pratique.advisories.export import export
from pratique.advisories.interface import Advisories, Skip
from pratique.advisories.versions import is_affected
from pratique.core.advisory import Advisory, Affected, Product
from pratique.core.names import Ecosystem
from pratique.ecosystems import ECOSYSTEMS
from pratique.errors import ParseError, PratiqueError, Reference, RegistryError
from pratique.lockfiles.sbom.package_url import read_purl

MOST_QUERIES = 1_000
MOST_COMPARED = 20_000
"""The maximum number of advisories to compare for one request; the comparison takes about 2 s.

1,000 typical packages have 3,000 advisories.
"""

_ECOSYSTEMS = {"npm": Ecosystem.NPM, "PyPI": Ecosystem.PYPI, "RubyGems": Ecosystem.RUBYGEMS}
_LOCAL = "x_"
"""The id prefix for advisories of databases that OSV does not list."""
_INVALID_ARGUMENT, _UNIMPLEMENTED, _UNAVAILABLE = 3, 12, 14
"""gRPC status codes, as OSV's API uses them in error bodies."""


class _Package(msgspec.Struct):
    name: str | None = None
    ecosystem: str | None = None
    purl: str | None = None


class _Query(msgspec.Struct):
    package: _Package | None = None
    version: str | None = None
    commit: str | None = None
    page_token: str | None = None


class _Batch(msgspec.Struct):
    queries: list[_Query] = []


@dataclass(frozen=True, slots=True)
class _Asked:
    """The package and version of one query. A query without a version requests all advisories of the package."""

    product: Product
    version: str | None


def osv_query(body: bytes, index: Advisories, freshness: Freshness) -> bytes:
    """Return the response to one query, with complete records.

    Withdrawn advisories are omitted. Raises ParseError for an invalid query, and StoreError if the index cannot be
    read. Raises RegistryError (`advisories-not-kept`) for a commit or an unsupported ecosystem. Raises RegistryError
    (`advisories-missing`) if no fresh source of the index covers the ecosystem.
    """
    asked = _asked(read_body(body, _Query))
    [found] = _answers([asked], index, freshness)
    records = [msgspec.Raw(_written(one, asked.version)) for one in found]
    return msgspec.json.encode({"vulns": records} if records else {})


def osv_querybatch(body: bytes, index: Advisories, freshness: Freshness) -> bytes:
    """Return the responses to up to `MOST_QUERIES` queries, in the order of the queries.

    Each response lists the id and modification time of every record.

    If a query fails, the error of `osv_query` is raised for the whole batch, because clients ignore errors of single
    queries.
    """
    queries = read_body(body, _Batch).queries
    if len(queries) > MOST_QUERIES:
        raise refused(f"the request has {len(queries)} queries, more than {MOST_QUERIES}")
    asked = [_asked(query) for query in queries]
    answers = _answers(asked, index, freshness)
    known: dict[tuple[Product, str], Mapping[str, str]] = {}
    results = [_short(found, one, known) for found, one in zip(answers, asked, strict=True)]
    return msgspec.json.encode({"results": results})


def osv_vuln(advisory_id: str, index: Advisories) -> bytes | None:
    """Return the record with exactly this id, even if it is withdrawn; None if there is no such record.

    Advisories with the same id are merged into one record. Raises StoreError if the index cannot be read.
    """
    names = {advisory_id.upper(), advisory_id.removeprefix(_LOCAL).upper()}
    found = [one for name in sorted(names) for one in index.by_id(name) if one.id.upper() in names]
    if not found:
        return None
    affected = tuple(dict.fromkeys(one for advisory in found for one in advisory.affected))
    return _record(found[0], affected)


def osv_error(error: PratiqueError) -> tuple[int, bytes]:
    """Return the HTTP status and the response body for an error."""
    status, code = 503, _UNAVAILABLE
    if isinstance(error, ParseError):
        status, code = 400, _INVALID_ARGUMENT
    elif error.reference is Reference.ADVISORIES_NOT_KEPT:
        status, code = 501, _UNIMPLEMENTED
    return status, osv_failure(code, f"{error.message}; {error.hint}")


def osv_failure(code: int, message: str) -> bytes:
    """Return the body of an error in the format of OSV's API; `code` is a gRPC status code."""
    return msgspec.json.encode({"code": code, "message": message})


def _asked(query: _Query) -> _Asked:
    if query.commit:
        raise _unanswered("commit queries are not supported", "query a package and its version")
    if query.page_token:
        raise refused("page tokens are not supported, because every response has only one page")
    package = query.package
    if package is None:
        raise refused("the query specifies neither a package nor a commit")
    if package.purl is not None:
        return _of_purl(package, query.version)
    if not package.name or not package.ecosystem:
        raise refused("the query specifies neither a purl nor a package name with its ecosystem")
    ecosystem = _ECOSYSTEMS.get(package.ecosystem)
    if ecosystem is None:
        raise _not_kept(package.ecosystem)
    return _Asked(Product.of(ECOSYSTEMS[ecosystem].normalise(package.name)), query.version or None)


def _of_purl(package: _Package, version: str | None) -> _Asked:
    if package.name or package.ecosystem:
        raise refused("the query specifies both a purl and a package name or ecosystem")
    try:
        purl = read_purl(package.purl or "")
    except ValueError as error:
        raise refused(str(error)) from None
    if purl.version and version:
        raise refused("the query specifies the version twice: in the purl and in the field `version`")
    if purl.type not in set(Ecosystem):
        raise _not_kept(purl.type)
    return _Asked(
        Product.of(ECOSYSTEMS[Ecosystem(purl.type)].normalise(purl.name)), purl.version or version or None
    )


def _not_kept(ecosystem: str) -> RegistryError:
    return _unanswered(
        f"the ecosystem {ecosystem[:80]!r} is not supported",
        f"query one of these ecosystems: {', '.join(_ECOSYSTEMS)}",
    )


def _unanswered(message: str, hint: str) -> RegistryError:
    return RegistryError(Reference.ADVISORIES_NOT_KEPT, message, hint=hint)


def _answers(asked: Sequence[_Asked], index: Advisories, freshness: Freshness) -> list[Sequence[Body]]:
    """Return the advisories for each query, without duplicate ids."""
    require_covered(index, {one.product for one in asked}, freshness)
    claims = Counter(claim.affected.product for claim in index.claims({one.product for one in asked}))
    if sum(claims[one.product] for one in asked) > MOST_COMPARED:
        raise refused(
            f"more than {MOST_COMPARED} advisories affect the requested packages: query fewer packages at once"
        )
    versions: dict[Product, dict[str, None]] = {}
    for one in asked:
        if one.version is not None:
            versions.setdefault(one.product, {})[one.version] = None
    met = _met(index, versions, freshness)
    known = bodies_of(index, {one.product for one in asked if one.version is None})
    return [
        _each_once(
            known.get(one.product, ()) if one.version is None else met.get((one.product, one.version), ())
        )
        for one in asked
    ]


def _met(
    index: Advisories, versions: Mapping[Product, Collection[str]], freshness: Freshness
) -> Mapping[tuple[Product, str], Sequence[Body]]:
    found: dict[tuple[Product, str], list[Body]] = defaultdict(list)
    for product, things in told(index, versions, freshness).items():
        for thing in things:
            for version in thing.versions:
                found[product, version] += (
                    body for body in thing.bodies if not thing.sure or is_affected(body[1], version)
                )
    return found


def _each_once(bodies: Iterable[Body]) -> Sequence[Body]:
    by_id: dict[str, Body] = {}
    for body in bodies:
        by_id.setdefault(body[0].id.upper(), body)
    return tuple(by_id.values())


def _written(body: Body, version: str | None) -> bytes:
    advisory, affected = body
    record = _record(advisory, (affected,), version)
    assert record is not None  # every ecosystem that is asked about is one of OSV's
    return record


def _record(advisory: Advisory, affected: Sequence[Affected], version: str | None = None) -> bytes | None:
    """Return an advisory as an OSV record; None if OSV has no ecosystem for the affected products.

    If OSV ranges cannot express the affected versions, the record lists only the requested version and the versions
    that the advisory lists individually.
    """
    everywhere = tuple(replace(one, platforms=()) for one in affected)
    listed = tuple(
        Affected(
            product=one.product,
            versions=tuple(dict.fromkeys((*one.versions, *filter(None, (version,))))),
            symbols=one.symbols,
            ratings=one.ratings,
        )
        for one in everywhere
    )
    for claims in (everywhere, listed):
        [written] = export([replace(advisory, affected=claims)])
        if not isinstance(written, Skip):
            return written[1]
    return None


def _short(
    bodies: Iterable[Body], asked: _Asked, known: dict[tuple[Product, str], Mapping[str, str]]
) -> Mapping[str, Any]:
    found = []
    for body in bodies:
        key = (asked.product, body[0].id)
        if key not in known:
            record = json.loads(_written(body, asked.version))
            known[key] = {"id": record["id"], "modified": record["modified"]}
        found.append(known[key])
    return {"vulns": found} if found else {}
