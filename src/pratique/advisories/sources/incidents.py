"""Reads the bundled catalogue of incidents since 2017 from `incidents.json` in this folder.

Other sources of malicious packages cover few old incidents. Other sources also often report every version of a package
as malicious, even if an attacker controlled the package only for hours. The catalogue lists exactly the malicious
releases. The catalogue never counts as a complete source, because it contains only incidents with known versions.

Each incident is one object with `id`, `published` (the day of the first malicious release), `summary`, and optionally
`details`, `aliases` and `urls`. `affected` lists the packages with their purl type. A package has either `versions` or
`every`. With `every`, `except` lists the empty placeholder releases of the registry. `sole` means that other releases
of the package are benign. `fixed` lists the first benign releases after the malicious releases, and `good` lists the
last benign releases before the malicious releases. `reads` lists the credentials that the release read, as names of
files, tokens and variables. An empty list `reads` means that reports mention no credentials. If `reads` is missing, the
credentials are unknown.
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
"""The name of the catalogue file in the folder of this module."""

_NAME = "incidents"
_ID = re.compile(r"PRATIQUE-20\d\d-[a-z0-9]+(?:-[a-z0-9]+)*", re.ASCII)
_ANY = {Ecosystem.NPM: "*", Ecosystem.PYPI: "", Ecosystem.RUBYGEMS: ">= 0"}
"""The range that means every version, in the syntax of each ecosystem."""


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
        yield Skip(entry.path, "the file is empty or not the incident catalogue")


def read_incident(where: str, record: Mapping[str, Any], named: Callable[[Ecosystem, str], Product]) -> Row:
    """Read one incident. `named` converts a name to a package, and raises ParseError for an invalid name."""
    own = record.get("id")
    if not isinstance(own, str) or not _ID.fullmatch(own):
        return Skip(where, "no id")
    try:
        affected = tuple(_affected(table(one), named) for one in items(record.get("affected")))
    except (ParseError, ValueError):
        return Skip(where, "a package in the incident has no valid name or versions")
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
    """Return the affected versions of one package. Raises ParseError or ValueError if the versions cannot be determined."""
    ecosystem = Ecosystem(str(record.get("type")))
    product = named(ecosystem, str(record.get("name")))
    fixed, versions, good = (_texts(record.get(key)) for key in ("fixed", "versions", "good"))
    if record.get("every") is True and not versions:
        sound = _texts(record.get("except"))
        if not sound:
            return Affected(product=product, spans=(Span(),), fixed=fixed)
        return Affected(product=product, within=_ANY[ecosystem], outside=sound, fixed=fixed)
    if not versions:
        raise ValueError("the package has neither `versions` nor `every`")
    return Affected(
        product=product, versions=versions, fixed=fixed, good=good, sole=record.get("sole") is True
    )


def _texts(value: object) -> tuple[str, ...]:
    return tuple(item for item in items(value) if isinstance(item, str))


SOURCE = Source(
    name=_NAME,
    title="Major incidents, a catalogue that ships with Pratique",
    licence="Apache-2.0",
    wants=_wants,
    rows=_rows,
    recognises=_recognises,
)
"""The advisory source that reads the bundled catalogue."""
