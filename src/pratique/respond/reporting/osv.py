"""Writes a MAL record: an OSV record for a collection of malicious packages.

The collection assigns `id` and `summary`, accepts exactly one `affected` entry, and drops `severity` and scalar values in
`database_specific`. Sources: the OSV schema 1.7 and the collection's contributing guide.
"""

import ipaddress
from collections.abc import Mapping

from pratique.core.names import Ecosystem
from pratique.report.formats.json_contract import Json
from pratique.report.formats.json_text import indented
from pratique.report.parts.escape import escape
from pratique.respond.reporting.case import Case, description
from pratique.respond.wanted.value import IndicatorKind

_ECOSYSTEMS: Mapping[Ecosystem, str] = {
    Ecosystem.NPM: "npm",
    Ecosystem.PYPI: "PyPI",
    Ecosystem.RUBYGEMS: "RubyGems",
}
_LONGEST_HOST = 255
_LONGEST_LABEL = 63


def record(case: Case) -> dict[str, Json]:
    """Return the record."""
    at = case.at.strftime("%Y-%m-%dT%H:%M:%SZ")
    name = _ECOSYSTEMS[case.package.ecosystem]
    affected: dict[str, Json] = {
        "package": {"ecosystem": name, "name": case.package.name, "purl": case.package.purl},
    }
    if case.whole:
        kind = "SEMVER" if case.package.ecosystem is Ecosystem.NPM else "ECOSYSTEM"
        affected["ranges"] = [{"type": kind, "events": [{"introduced": "0"}]}]
    else:
        affected["versions"] = list(dict.fromkeys(case.versions))
    made: dict[str, Json] = {
        "schema_version": "1.7.0",
        "modified": at,
        "published": at,
        "details": description(case),
        "affected": [affected],
        "credits": [
            {"name": escape(case.reporter) or "Pratique", "type": "FINDER" if case.reporter else "TOOL"}
        ],
        "database_specific": {"iocs": _iocs(case)},
    }
    if case.references:
        made["references"] = [{"type": "REPORT", "url": one} for one in case.references]
    return made


def text(case: Case) -> str:
    """Return the record as JSON."""
    return indented(record(case))


def path(case: Case) -> str:
    """Return where the record belongs in the collection."""
    name = case.package.name
    file = "".join(one if one.isalnum() else "-" for one in name).strip("-") or "package"
    return f"osv/malicious/{_ECOSYSTEMS[case.package.ecosystem].lower()}/{name}/MAL-0000-{file}.json"


def _iocs(case: Case) -> dict[str, Json]:
    found = {(one.kind, one.value) for told in case.behaviours for one in told.indicators}
    hosts = sorted(value for kind, value in found if kind is IndicatorKind.HOST)
    urls = sorted(value for kind, value in found if kind is IndicatorKind.URL and value.isprintable())
    addresses = [one for one in hosts if _is_address(one)]
    domains = [one for one in hosts if one not in addresses and _is_domain(one)]
    named = {"domains": domains, "urls": urls, "ip_addresses": addresses}
    return {key: list(values) for key, values in named.items() if values}


def _is_domain(host: str) -> bool:
    return (
        len(host) <= _LONGEST_HOST
        and all(len(label) <= _LONGEST_LABEL for label in host.split("."))
        and all(one.isascii() and (one.isalnum() or one in "_.-") for one in host)
    )


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True
