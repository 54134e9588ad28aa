"""Parses the CSV tables that vendors publish: packages with versions, or indicators with their types.

Known forms: `package,version` (versions as `= 1.2.3 || = 1.2.4`), `package_name,package_versions,sources`,
`ecosystem,namespace,name,version,published,detected`, `type,indicator,context` and `artifact_type,name,affected_versions`.
"""

import csv
import io
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from pratique.advisories.sources.fields import midnight
from pratique.core.names import Ecosystem
from pratique.ecosystems import ECOSYSTEMS
from pratique.ecosystems.reading.listing_values import parse_time
from pratique.errors import ParseError
from pratique.respond.wanted import digests, indicators, releases
from pratique.respond.wanted.context import ECOSYSTEMS_BY_WORD, WORDS, Context
from pratique.respond.wanted.joining import joined
from pratique.respond.wanted.value import Wanted
from pratique.respond.wanted.versions import NO_VERSIONS, wanted_versions

NO_ECOSYSTEM = "the table does not state the ecosystem of the package: use --ecosystem"
_MOST_LINES = 200_000
_HEAD_BYTES = 65_536
_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "purl": ("purl", "package_url", "packageurl"),
    "name": (
        "package",
        "package_name",
        "packagename",
        "name",
        "module",
        "library",
        "component",
        "dependency",
    ),
    "namespace": ("namespace", "scope"),
    "versions": (
        *(
            "version",
            "versions",
            "package_version",
            "package_versions",
            "affected_version",
            "affected_versions",
        ),
        *(
            "compromised_version",
            "compromised_versions",
            "malicious_version",
            "malicious_versions",
            "version_after",
        ),
    ),
    "ecosystem": ("ecosystem", "registry", "package_manager", "package_type", "platform", "language"),
    "kind": ("type", "artifact_type", "indicator_type", "ioc_type", "kind"),
    "value": ("indicator", "value", "ioc", "indicator_value", "ioc_value"),
    "since": ("published", "published_at", "publish_time", "first_seen"),
    "until": ("removed", "removed_at", "unpublished", "unpublished_at"),
}
"""The names of columns by meaning, in lower case with `_` for spaces and hyphens. The first that a table has counts."""
_PACKAGE = re.compile(r"(?:(\w+)[ _-])?(?:package|library|module|gem)\Z", re.IGNORECASE)
_HASH_KIND = re.compile(r"(?:md5|sha-?1|sha-?256|sha-?384|sha-?512|hash|file[ _-]?hash)\Z", re.IGNORECASE)
_KINDS: Mapping[str, Callable[[str, Context], Wanted]] = {
    **dict.fromkeys(
        ("domain", "hostname", "host", "fqdn", "ip", "ipv4", "ipv6", "ip address", "c2"), indicators.host
    ),
    **dict.fromkeys(("url", "uri"), indicators.url),
    **dict.fromkeys(
        ("filepath", "file path", "file_path", "path", "file", "filename", "file name"), indicators.path
    ),
}


@dataclass(frozen=True, slots=True)
class _Table:
    """A table with the columns that it has."""

    columns: Mapping[str, int]
    rows: tuple[tuple[int, list[str]], ...]

    def cell(self, row: list[str], meaning: str) -> str:
        """Return a cell by meaning; "" if the table has no such column, or the row is short."""
        place = self.columns.get(meaning)
        return row[place].strip() if place is not None and place < len(row) else ""


def recognises(data: bytes) -> bool:
    """Return True for a table with a column of packages and one of versions, or one of indicators and one of their types."""
    try:
        header = next(csv.reader(io.StringIO(_text(data[:_HEAD_BYTES]).partition("\n")[0], newline="")), [])
    except csv.Error:
        return False
    return _is_table(_meanings(header)) and len(header) > 1


def read(data: bytes, context: Context) -> Wanted:
    """Return what the rows name. A row that cannot be parsed is reported with its line."""
    try:
        found = _table(data)
    except csv.Error as error:
        return context.misread("", f"the table is not CSV: {error}")
    ecosystem = context.ecosystem or _only_ecosystem(found)
    parts = [
        _row(found, row, context.at(f"{context.origin}:{number}"), ecosystem)
        for number, row in found.rows[:_MOST_LINES]
    ]
    if len(found.rows) > _MOST_LINES:
        parts.append(context.misread("", f"the table has more than {_MOST_LINES:,} rows"))
    if not parts:
        return context.misread("", "the table has no rows")
    if ecosystem is not None and context.ecosystem is None and "ecosystem" not in found.columns:
        note = f"{context.origin}: the packages were read as {WORDS[ecosystem]}; --ecosystem chooses another ecosystem."
        parts.append(Wanted(notes=(note,)))
    return joined(parts)


def _text(data: bytes) -> str:
    return data.decode("utf-8-sig", "replace")


def _table(data: bytes) -> _Table:
    reader = csv.reader(io.StringIO(_text(data), newline=""))
    header = next(reader, [])
    rows = tuple((reader.line_num, row) for row in reader if any(cell.strip() for cell in row))
    return _Table(_meanings(header), rows)


def _meanings(header: list[str]) -> dict[str, int]:
    names = [re.sub(r"[\s-]+", "_", cell.strip().lower()) for cell in header]
    return {
        meaning: names.index(found)
        for meaning, spellings in _COLUMNS.items()
        if (found := next((one for one in spellings if one in names), None)) is not None
    }


def _is_table(columns: Mapping[str, int]) -> bool:
    return "purl" in columns or {"name", "versions"} <= columns.keys() or {"kind", "value"} <= columns.keys()


def _only_ecosystem(found: _Table) -> Ecosystem | None:
    """Return npm if a name of the table has an npm scope: vendors publish one table for each ecosystem."""
    if "ecosystem" in found.columns or "kind" in found.columns:
        return None
    scoped = any(found.cell(row, "name").startswith("@") for _, row in found.rows)
    return (
        Ecosystem.NPM
        if scoped or any(found.cell(row, "namespace").startswith("@") for _, row in found.rows)
        else None
    )


def _row(found: _Table, row: list[str], context: Context, ecosystem: Ecosystem | None) -> Wanted:
    shown = ",".join(row)
    purl = found.cell(row, "purl")
    if purl:
        version = found.cell(row, "versions")
        text = purl if "@" in purl.rpartition("/")[2] or not version else f"{purl}@{version}"
        return releases.read(text, context) or context.misread(shown, "the row has no package URL")
    kind = found.cell(row, "kind")
    package = _PACKAGE.match(kind)
    if kind and package is None and ECOSYSTEMS_BY_WORD.get(kind.lower()) is None:
        return _indicator(kind, found.cell(row, "value") or found.cell(row, "name"), context)
    stated = found.cell(row, "ecosystem") or (kind if package is None else package[1] or "")
    if stated:
        ecosystem = ECOSYSTEMS_BY_WORD.get(stated.lower())
        if ecosystem is None:
            return context.misread(shown, f"Pratique does not know the ecosystem {stated[:40]}")
    if "name" not in found.columns or not found.cell(row, "name"):
        # Tables of indicators write a package as one value: `axios@1.14.1`.
        inner = Context(
            origin=context.origin, advisories=context.advisories, ecosystem=ecosystem, listed=True
        )
        return releases.read(found.cell(row, "value"), inner) or context.misread(
            shown, "the row names no package"
        )
    return _package(found, row, context, ecosystem)


def _package(found: _Table, row: list[str], context: Context, ecosystem: Ecosystem | None) -> Wanted:
    name, versions, shown = found.cell(row, "name"), found.cell(row, "versions"), ",".join(row)
    namespace = found.cell(row, "namespace")
    name = f"{namespace}/{name}" if namespace else name
    if ecosystem is None:
        known = context.known_in(name)
        if len(known) != 1:
            return context.misread(shown, NO_ECOSYSTEM)
        ecosystem = known[0]
    if not versions and "versions" in found.columns:
        return context.misread(shown, "the row has no version: write * for every version")
    try:
        package = ECOSYSTEMS[ecosystem].normalise(name)
    except ParseError as error:
        return context.misread(shown, error.message)
    items = wanted_versions(
        package,
        versions,
        origin=context.origin,
        since=_time(found.cell(row, "since")),
        until=_time(found.cell(row, "until")),
    )
    return Wanted(releases=items) if items else context.misread(shown, NO_VERSIONS.format(WORDS[ecosystem]))


def _indicator(kind: str, value: str, context: Context) -> Wanted:
    if _HASH_KIND.match(kind):
        return digests.read(value, context) or context.misread(value, "the value is not a digest")
    reader = _KINDS.get(kind.lower())
    if reader is None:
        return context.misread(f"{kind} {value}", f"Pratique does not search for the type {kind[:40]}")
    return reader(value, context)


def _time(text: str) -> datetime | None:
    return parse_time(text) or midnight(text)
