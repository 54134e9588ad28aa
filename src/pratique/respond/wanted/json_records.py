"""Parses JSON with advisories: OSV, MAL and GHSA records, one or many, in one document or one a line."""

from collections.abc import Iterator, Mapping
from typing import Any

from pratique.advisories.sources.osv_json import UnreadableError, read_json
from pratique.advisories.sources.osv_record import advisory_of
from pratique.ecosystems.reading.json_values import table
from pratique.respond.wanted.advisories import of_advisory
from pratique.respond.wanted.context import ECOSYSTEMS_BY_WORD, Context
from pratique.respond.wanted.joining import joined
from pratique.respond.wanted.releases import of_package
from pratique.respond.wanted.value import Wanted

_SOURCE = "osv"
_LISTS = ("vulns", "advisories", "vulnerabilities", "records", "results")
_MOST = 200_000


def recognises(data: bytes) -> bool:
    """Return True if a document or its first line is an advisory record, or contains a list of them."""
    return any(True for _, record in _records(data, "") if record is not None and _is_record(record))


def read(data: bytes, context: Context) -> Wanted:
    """Return the releases that the records affect. A record that cannot be read is reported."""
    return joined(_one(where, record, context) for where, record in _records(data, context.origin))


def _records(data: bytes, origin: str) -> Iterator[tuple[str, Mapping[str, Any] | None]]:
    """Yield each record with its place; None for a record that is not JSON."""
    try:
        document = read_json(data)
    except UnreadableError:
        yield from _lines(data, origin)
        return
    listed = _listed(document)
    for number, record in enumerate(listed[:_MOST], start=1):
        where = origin if len(listed) == 1 else f"{origin}#{number}"
        yield where, record if isinstance(record, dict) else None
    if len(listed) > _MOST:
        yield f"{origin}#{_MOST + 1}", None


def _lines(data: bytes, origin: str) -> Iterator[tuple[str, Mapping[str, Any] | None]]:
    lines = data.split(b"\n")
    for number, line in enumerate(lines[:_MOST], start=1):
        if line.strip():
            try:
                record = read_json(line)
            except UnreadableError:
                record = None
            yield f"{origin}:{number}", record if isinstance(record, dict) else None
    if len(lines) > _MOST:
        yield f"{origin}:{_MOST + 1}", None


def _listed(document: object) -> list[object]:
    """Return the records of a document: a list, a list in a known field, or the document itself."""
    if isinstance(document, list):
        return [inner for item in document for inner in (_listed(item) if _holds_list(item) else [item])]
    if isinstance(document, dict) and not _is_record(document):
        for name in _LISTS:
            inner = document.get(name)
            if isinstance(inner, list):
                return _listed(inner)
    return [document]


def _holds_list(item: object) -> bool:
    return (
        isinstance(item, dict)
        and not _is_record(item)
        and any(isinstance(item.get(one), list) for one in _LISTS)
    )


def _is_record(record: Mapping[str, Any]) -> bool:
    osv = isinstance(record.get("id"), str) and isinstance(record.get("affected"), list)
    return osv or isinstance(record.get("ghsa_id"), str)


def _one(where: str, record: Mapping[str, Any] | None, context: Context) -> Wanted:
    own = context.at(where)
    if record is None:
        return own.misread("", "not a JSON record, or too many records")
    if isinstance(record.get("ghsa_id"), str):
        return _of_github(record, own)
    try:
        return of_advisory(advisory_of(record, source=_SOURCE), own)
    except UnreadableError as error:
        return own.misread(str(record.get("id", "")), error.why)


def _of_github(record: Mapping[str, Any], context: Context) -> Wanted:
    """Return the releases of a record of GitHub's API, which has ranges such as `>= 1.14.0, < 1.14.2`."""
    own = str(record["ghsa_id"])
    if record.get("withdrawn_at"):
        return Wanted(notes=(f"{own} was withdrawn and is not searched for.",))
    found: list[Wanted] = []
    listed = record.get("vulnerabilities")
    for entry in map(table, listed if isinstance(listed, list) else []):
        package = table(entry.get("package"))
        ecosystem = ECOSYSTEMS_BY_WORD.get(str(package.get("ecosystem")).lower())
        name, wanted = package.get("name"), entry.get("vulnerable_version_range")
        if (
            ecosystem is None
            or not isinstance(name, str)
            or not isinstance(wanted, str)
            or not wanted.strip()
        ):
            found.append(
                context.misread(own, "a package has an unsupported ecosystem, no name or no versions")
            )
        else:
            found.append(of_package(ecosystem, name, wanted, context, text=f"{own}: {name} {wanted}"))
    return joined(found) if found else context.misread(own, "the record lists no packages")
