"""The bundled catalogue of incidents since 2017, in `incidents.json` beside this file.

Records of malicious packages cover few old incidents, and often call every version malicious although a package
was taken over for hours. The catalogue lists the malicious releases. It contains only exactly known versions, so it
covers nothing completely.

One object for each incident: `id`, `published` (the day of the first bad release), `summary`, and as far as
known `details`, `aliases`, `urls`. `affected` lists the packages with their purl type and either `versions`,
or `every` with the registry's empty placeholders in `except`. `sole` says that the package itself is clean;
`fixed` lists its first clean releases, and `good` the last clean ones below the bad ones. `reads` lists the
credentials that the release read, by names of files, tokens and variables; an empty list means that reports
mention none, and a missing list that nothing is known.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from pratique.advisories.interface import Entry, Row, Skip, Source
from pratique.advisories.sources.fields import addresses, items, midnight, one_line, paragraphs
from pratique.advisories.sources.osv_json import UnreadableError, read_json
from pratique.core.advisory import Advisory, AdvisoryKind, Affected, Product, Span
from pratique.core.names import Ecosystem
from pratique.ecosystems import ECOSYSTEMS
from pratique.ecosystems.reading.json_values import table
from pratique.errors import ParseError

CATALOGUE = "incidents.json"
"""The file, beside this module."""

_NAME = "incidents"
_ID = re.compile(r"PRATIQUE-20\d\d-[a-z0-9]+(?:-[a-z0-9]+)*", re.ASCII)
_ANY = {Ecosystem.NPM: "*", Ecosystem.PYPI: "", Ecosystem.RUBYGEMS: ">= 0"}
"""The range of every version in each grammar."""


def _wants(path: str) -> bool:
    return path.rpartition("/")[2] == CATALOGUE


def _recognises(entry: Entry) -> bool:
    return _wants(entry.path) and b'"PRATIQUE-' in entry.data[:4096]


def _rows(entry: Entry) -> Iterator[Row]:
    try:
        listed = items(read_json(entry.data))
    except UnreadableError as error:
        yield Skip(entry.path, error.why)
        return
    for place, record in enumerate(listed):
        yield read_incident(f"{entry.path}#{place}", table(record), _checked)
    if not listed:
        yield Skip(entry.path, "not the catalogue, or an empty one")


def read_incident(where: str, record: Mapping[str, Any], named: Callable[[Ecosystem, str], Product]) -> Row:
    """Read one object; `named` returns the package with a name, and raises ParseError for an invalid name."""
    own = record.get("id")
    if not isinstance(own, str) or not _ID.fullmatch(own):
        return Skip(where, "no id")
    try:
        affected = tuple(_affected(table(one), named) for one in items(record.get("affected")))
    except (ParseError, ValueError):
        return Skip(where, "a package without valid name and versions")
    if not affected:
        return Skip(where, "no packages")
    return Advisory(
        id=own,
        source=_NAME,
        kind=AdvisoryKind.MALWARE,
        aliases=_texts(record.get("aliases")),
        summary=one_line(record.get("summary")),
        details=paragraphs(record.get("details")),
        affected=affected,
        published=midnight(record.get("published")),
        urls=addresses(items(record.get("urls"))),
        reads=_texts(record.get("reads")) if "reads" in record else None,
    )


def _checked(ecosystem: Ecosystem, name: str) -> Product:
    return Product.of(ECOSYSTEMS[ecosystem].normalise(name))


def _affected(record: Mapping[str, Any], named: Callable[[Ecosystem, str], Product]) -> Affected:
    """Return one package. Raises ParseError or ValueError if its versions cannot be determined."""
    ecosystem = Ecosystem(str(record.get("type")))
    product = named(ecosystem, str(record.get("name")))
    fixed, versions, good = (_texts(record.get(key)) for key in ("fixed", "versions", "good"))
    if record.get("every") is True and not versions:
        sound = _texts(record.get("except"))
        if not sound:
            return Affected(product=product, spans=(Span(),), fixed=fixed)
        return Affected(product=product, within=_ANY[ecosystem], outside=sound, fixed=fixed)
    if not versions:
        raise ValueError("neither versions nor every")
    return Affected(
        product=product, versions=versions, fixed=fixed, good=good, sole=record.get("sole") is True
    )


def _texts(value: object) -> tuple[str, ...]:
    return tuple(item for item in items(value) if isinstance(item, str))


SOURCE = Source(
    name=_NAME,
    title="Great incidents, a catalogue that ships with Pratique",
    licence="Apache-2.0",
    wants=_wants,
    rows=_rows,
    recognises=_recognises,
)
"""The catalogue; its bytes are in the package."""
