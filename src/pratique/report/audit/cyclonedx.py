"""Writes an audit report as a CycloneDX 1.6 inventory in JSON, with the audited components and the findings.

Each release is a component with its package URL as `bom-ref`. Components outside a registry, such as a runtime, have no
package URL. `dependencies` contains the dependency graph if the lockfiles contain one. Each vulnerability of each
release is a separate entry, because a decision applies to one release. The `analysis` of a vulnerability entry contains
the decision. Properties state whether the audit was complete, because an inventory without vulnerabilities may mean
that nothing was looked up. `pratique` can read the file as an inventory, and `pratique audit --vex` can read it as VEX.
Source: the JSON schema of CycloneDX 1.6.
"""

import hashlib
import posixpath
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime

from pratique import __version__
from pratique.core.audit import Audited, AuditReport
from pratique.core.names import Ecosystem
from pratique.report.audit.cyclonedx_vulnerability import vulnerabilities
from pratique.report.audit.issue import gaps
from pratique.report.audit.order import ordered
from pratique.report.audit.words import complete
from pratique.report.formats.gitlab import uuid_of
from pratique.report.formats.json_contract import Json, time_of
from pratique.report.formats.json_text import compact
from pratique.report.parts.escape import escape
from pratique.report.parts.location import place_of

_NO_TIME = datetime(1970, 1, 1, tzinfo=UTC)
_PROJECT = "project"
_WITH_PURL = {ecosystem.value for ecosystem in Ecosystem}
_RUNTIME = "generic"
_MOST_PLACES = 50
_MOST_GAPS = 50
_MOST_TEXT = 1_000


def audit(value: AuditReport, *, now: datetime | None) -> dict[str, Json]:
    """Return the CycloneDX inventory. If `now` is None, the timestamp is 1970-01-01."""
    report = ordered(value)
    inventory = {item.purl: item for item in (*_found_alone(report), *report.inventory)}
    parts = [inventory[purl] for purl in sorted(inventory)]
    body: dict[str, Json] = {
        "metadata": {
            "timestamp": time_of(now or _NO_TIME),
            "tools": {"components": [{"type": "application", "name": "pratique", "version": __version__}]},
            "component": {"type": "application", "bom-ref": _PROJECT, "name": _name(report.root)},
            "properties": list(_properties(report)),
        },
        "components": [_component(item) for item in parts],
        "dependencies": _dependencies(parts),
        "vulnerabilities": list(vulnerabilities(report.findings)),
    }
    digest = hashlib.sha256(compact(body).encode("ascii")).hexdigest()
    return {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{uuid_of(digest)}",
        "version": 1,
        **body,
    }


def _found_alone(report: AuditReport) -> Iterator[Audited]:
    found: dict[str, Audited] = {}
    for finding in report.findings:
        match = finding.match
        known = found.get(match.purl, Audited(product=match.product, version=match.version))
        found[match.purl] = replace(known, sources=(*known.sources, *finding.sources))
    yield from found.values()


def _name(root: str) -> str:
    name = posixpath.basename(posixpath.normpath(root.replace("\\", "/")))
    return escape(name, most=200) if name not in {"", ".", ".."} else _PROJECT


def _properties(report: AuditReport) -> Iterator[dict[str, Json]]:
    yield _property("complete", "true" if complete(report) else "false")
    for state in report.sources:
        at = state.fresh_at
        yield _property(f"source:{escape(state.name, most=100)}", at.date().isoformat() if at else "unknown")
    told = gaps(report)
    for gap in told[:_MOST_GAPS]:
        yield _property("gap", escape(gap, most=_MOST_TEXT))
    if len(told) > _MOST_GAPS:
        yield _property("gap", f"and {len(told) - _MOST_GAPS:,} more in the full report")


def _property(name: str, value: str) -> dict[str, Json]:
    return {"name": f"pratique:{name}", "value": value}


def _component(item: Audited) -> dict[str, Json]:
    group, _, name = item.product.name.rpartition("/")
    told: dict[str, Json] = {
        "type": "platform" if item.product.type == _RUNTIME else "library",
        "bom-ref": item.purl,
        "name": escape(name, most=300) or "unnamed",
        "version": escape(item.version, most=300),
    }
    if group:
        told["group"] = escape(group, most=300)
    if item.product.type in _WITH_PURL:
        told["purl"] = item.purl
    places = [place_of(source) for source in dict.fromkeys(item.sources)]
    if places:
        told["evidence"] = {
            "occurrences": [
                {
                    "location": escape(place.path, most=_MOST_TEXT),
                    **({} if place.line is None else {"line": place.line}),
                }
                for place in places[:_MOST_PLACES]
            ]
        }
    return told


def _dependencies(parts: Iterable[Audited]) -> list[Json]:
    known: Mapping[str, Audited] = {item.purl: item for item in parts}
    asks = {purl: [ask for ask in item.asks if ask in known] for purl, item in known.items()}
    if not any(asks.values()):
        return []
    asked = {child for purl, children in asks.items() for child in children if child != purl}
    top: list[Json] = [purl for purl in known if purl not in asked]
    found: list[Json] = [{"ref": _PROJECT, "dependsOn": top}]
    found += ({"ref": purl, "dependsOn": list(dict.fromkeys(children))} for purl, children in asks.items())
    return found
