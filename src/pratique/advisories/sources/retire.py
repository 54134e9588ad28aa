"""Reads RetireJS's vulnerabilities of vendored JavaScript libraries, and the patterns that recognise these libraries.

Sources: RetireJS/retire.js, `repository/README.md` and `node/src/repo.ts` (the file's schema). The file maps each
component to its `vulnerabilities` and `extractors`. A vulnerability has `below`, `atOrAbove` and `excludes`; in the
`master` layout, these fields are inside `ranges`. `below` is 999 if no version fixes the vulnerability. If a component
has no `npmname`, the npm package with the component's name may be the component or a different project, or may not
exist.
"""

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from pratique.advisories.interface import Detectors, Entry, Row, Skip, Source
from pratique.advisories.sources.fields import (
    MOST_LINE_CHARS,
    addresses,
    cve_id,
    cwe_ids,
    ghsa_id,
    items,
    one_line,
    paragraphs,
    severity,
)
from pratique.advisories.sources.osv_json import UnreadableError, read_json
from pratique.advisories.vendored.spelling import spell
from pratique.advisories.versions import order_of
from pratique.core.advisory import Advisory, AdvisoryKind, Affected, Product, Rating, Span
from pratique.ecosystems.reading.json_values import table, text, text_table

EXAMPLE = "the entry is an example, not a library"
"""The reason for skipping the example row."""
_NAME = "retire"
_FILE = "jsrepository-v6.json"
_NO_LIBRARIES = frozenset({"retire-example", "dont check"})
"""The names of entries that are not libraries: an example, and URLs that the scanner skips."""
_UNMAINTAINED = ("CWE-1104",)
"""The CWE for the use of unmaintained third-party components."""

_SAME_NAME = frozenset({
    *("@angular/core", "alpinejs", "axios", "blueimp-file-upload", "bootstrap", "bootstrap-select", "c3"),
    *("chart.js", "ckeditor", "ckeditor5", "d3", "dojo", "echarts", "flowplayer", "handlebars", "highcharts"),
    *("jquery-deparam", "jquery-migrate", "jquery-mobile", "jquery-validation", "jquery.terminal", "jszip"),
    *("knockout", "lodash", "markdown-it", "marked", "mathjax", "pdfobject", "plupload", "react", "react-dom"),
    *("react-is", "scheduler", "select2", "svelte", "swiper", "tableexport.jquery.plugin", "ua-parser-js"),
    *("video.js", "vue", "zrender"),
})  # fmt: skip
"""Components without `npmname` that are identical to the npm package with the component's name.

We checked each of these components manually.

`ember` is excluded because its package has another name, and `swfobject` because its package belongs to another project.
"""
_NPM_NAME = re.compile(r"(?:@[a-z0-9._~-]+/)?[a-z0-9._~-]+", re.ASCII)
_MOST_NAME_CHARS = 214

_IDENTIFIERS = ("retid", "issue", "bug", "PR", "osvdb", "tenable", "gist", "blog", "release")
"""Identifiers of a vulnerability without a GHSA or CVE id, from the most to the least stable."""
_PLAIN = re.compile(r"[A-Za-z0-9./-]{1,60}", re.ASCII)
_UNREADABLE = ""
_PATTERNS = ("uri", "filename", "filecontent", "filecontentreplace")


def _wants(path: str) -> bool:
    return path.rpartition("/")[2] == _FILE


def _recognises(entry: Entry) -> bool:
    head = entry.data[:4096]
    return b'"extractors"' in head and b'"vulnerabilities"' in head


def _rows(entry: Entry) -> Iterator[Row]:
    try:
        components = table(read_json(entry.data))
    except UnreadableError as error:
        yield Skip(entry.path, error.why)
        return
    for name, component in components.items():
        yield from _component(name, table(component))
    if found := [row for name in components if (row := _detectors(name, table(components[name])))]:
        document = {"components": found}
        yield Detectors(json.dumps(document, sort_keys=True, separators=(",", ":")).encode())
    else:
        yield Skip(entry.path, "no patterns")


def _component(name: str, component: Mapping[str, Any]) -> Iterator[Row]:
    vulnerabilities = items(component.get("vulnerabilities"))
    if not component:
        yield Skip(name[:MOST_LINE_CHARS], "not a component")
    for number, vulnerability in enumerate(vulnerabilities):
        where = f"{name[:MOST_LINE_CHARS]}#{number}"
        if name in _NO_LIBRARIES:
            yield Skip(where, EXAMPLE)
        else:
            yield _advisory(where, name, product_of(name, component), table(vulnerability))


def product_of(name: str, component: Mapping[str, Any]) -> Product:
    """Return the product of a component: an npm package, or a library that exists only as copies (type `retire`)."""
    told = component.get("npmname") or str(component.get("basePurl") or "").removeprefix("pkg:npm/")
    found = told if isinstance(told, str) and _is_npm(told) else name if name in _SAME_NAME else None
    return Product("npm", found) if found else Product("retire", one_line(name, most=_MOST_NAME_CHARS))


def _is_npm(name: str) -> bool:
    return len(name) <= _MOST_NAME_CHARS and _NPM_NAME.fullmatch(name) is not None


def _advisory(where: str, component: str, product: Product, record: Mapping[str, Any]) -> Row:
    affected = _affected(product, record)
    ids = _ids(component, table(record.get("identifiers")))
    if affected is None:
        return Skip(where, "the record has no readable versions")
    cwes = cwe_ids(items(record.get("cwe")))
    unmaintained = cwes == _UNMAINTAINED
    word = severity(record.get("severity"))
    identifiers = table(record.get("identifiers"))
    return Advisory(
        id=ids[0],
        source=_NAME,
        kind=AdvisoryKind.UNMAINTAINED if unmaintained else AdvisoryKind.VULNERABILITY,
        aliases=ids[1:],
        summary=one_line(record.get("summary")) or one_line(identifiers.get("summary")),
        details=paragraphs(record.get("details")),
        ratings=(Rating(severity=word),) if word else (),
        affected=(affected,),
        urls=addresses(items(record.get("info"))),
        cwes=cwes,
    )


def _ids(component: str, identifiers: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the GHSA and CVE ids. Add an id of RetireJS if the record has no GHSA or CVE id, or has a RetireJS number."""
    found = [ghsa_id(identifiers.get("githubID")), *map(cve_id, items(identifiers.get("CVE")))]
    ids = [each for each in found if each]
    osvdb = [f"OSVDB-{each}" for each in _texts(identifiers.get("osvdb"))]
    own = [] if ids and "retid" not in identifiers else [_own_id(component, identifiers)]
    return tuple(dict.fromkeys([*ids, *own, *osvdb]))


def _own_id(component: str, identifiers: Mapping[str, Any]) -> str:
    prefix = f"RETIRE:{one_line(component, most=_MOST_NAME_CHARS)}"
    for kind in _IDENTIFIERS:
        for value in _texts(identifiers.get(kind))[:1]:
            return f"{prefix}:{value}" if kind == "retid" else f"{prefix}:{kind}-{value}"
    spelt = json.dumps(identifiers, sort_keys=True).encode()
    return f"{prefix}:{hashlib.sha256(spelt).hexdigest()[:12]}"


def _texts(value: object) -> list[str]:
    values = [value] if isinstance(value, str) else items(value)
    return [each for each in values if isinstance(each, str) and _PLAIN.fullmatch(each)]


def _affected(product: Product, record: Mapping[str, Any]) -> Affected | None:
    """Return the affected intervals of one record; None if the record has no interval or an invalid one."""
    ranges = [table(each) for each in items(record.get("ranges"))] or [record]
    spans: list[Span] = []
    for told in ranges:
        found = _spans(product, told)
        if found is None:
            return None
        spans += found
    ends = {told["below"]: spell(product, told["below"]) for told in ranges if _mends(told.get("below"))}
    return Affected(
        product=product,
        spans=tuple(spans),
        fixed=tuple(dict.fromkeys(end for end in ends.values() if end)),
        shown=" || ".join(dict.fromkeys(_shown(told) for told in ranges)),
    )


def _mends(below: object) -> bool:
    """Return True if the upper end is a real version. `999.0.0` and `3.999.999` mean that all later versions are affected."""
    return isinstance(below, str) and "999" not in below.split(".")


def _spans(product: Product, told: Mapping[str, Any]) -> list[Span] | None:
    low, below = told.get("atOrAbove"), told.get("below")
    endless = isinstance(below, str) and below.startswith("999.")
    ends = [_end(product, low), None if endless else _end(product, below)]
    excluded = [_end(product, each) for each in items(told.get("excludes"))]
    if (low is None and below is None) or _UNREADABLE in {*ends, *excluded}:
        return None
    spans: list[Span] = []
    start = ends[0]
    order = order_of(product)
    assert order is not None  # npm and retire have one
    for version in sorted({each for each in excluded if each}, key=order.sort_key):
        spans.append(Span(start, version, low_excluded=bool(spans)))
        start = version
    return [*spans, Span(start, ends[1], low_excluded=bool(spans))]


def _end(product: Product, told: object) -> str | None:
    """Return a version in the syntax of the product; None if the version is missing, "" if it is invalid."""
    if told is None or told in ("0", "0.0.0"):
        return None
    return (spell(product, told) or _UNREADABLE) if isinstance(told, str) else _UNREADABLE


def _shown(told: Mapping[str, Any]) -> str:
    low, below = text(told.get("atOrAbove"), most=100), text(told.get("below"), most=100)
    parts = [f">= {low}" if low else "", f"< {below}" if below and not below.startswith("999.") else ""]
    parts += [f"!= {each}" for each in items(told.get("excludes")) if isinstance(each, str)]
    return ", ".join(filter(None, parts)) or "every version"


def _detectors(name: str, component: Mapping[str, Any]) -> dict[str, object] | None:
    """Return the patterns that recognise a component; None if the component has no patterns."""
    extractors = table(component.get("extractors"))
    patterns: dict[str, object] = {
        kind: found
        for kind in _PATTERNS
        if (found := [each for each in items(extractors.get(kind)) if isinstance(each, str)])
    }
    if hashes := text_table(extractors.get("hashes")):
        patterns["hashes"] = hashes
    if not patterns or name in _NO_LIBRARIES:
        return None
    product = product_of(name, component)
    names = [each for each in items(component.get("bowername")) if isinstance(each, str)]
    return {"type": product.type, "name": product.name, "bower": names or [name], **patterns}


SOURCE = Source(
    name=_NAME,
    title="RetireJS",
    licence="Apache-2.0",
    wants=_wants,
    rows=_rows,
    recognises=_recognises,
    url="https://raw.githubusercontent.com/RetireJS/retire.js/master/repository/jsrepository-v6.json",
    default=True,
)
"""The advisory source that reads RetireJS's repository, in the format that RetireJS's own scanner reads."""
