"""Reads CycloneDX VEX documents.

A vulnerability is ignored if its analysis states that the component is not affected or no longer affected.

Source: the JSON schema of CycloneDX 1.4 to 1.6 (`vulnerabilities`, `analysis`, `affects`). In `affects`, `ref` is a
`bom-ref` of the document itself, or a BOM-Link (`urn:cdx:serial/version#bom-ref`). A `bom-ref` is often the package URL
of the component.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import quote, unquote

from pratique.advisories.ignores.document import MOST_VEX_BYTES, bad, from_json, mapping, text_of
from pratique.advisories.ignores.reading import Reading
from pratique.advisories.ignores.said import Ignores
from pratique.advisories.ignores.scope import of_purl
from pratique.core.audit import Ignore

MOST_VULNERABILITIES = 200_000
JUSTIFICATIONS = {
    "code_not_present": "vulnerable_code_not_present",
    "code_not_reachable": "vulnerable_code_not_in_execute_path",
    "requires_configuration": "vulnerable_code_cannot_be_controlled_by_adversary",
    "requires_dependency": "vulnerable_code_cannot_be_controlled_by_adversary",
    "requires_environment": "vulnerable_code_cannot_be_controlled_by_adversary",
    "protected_by_compiler": "inline_mitigations_already_exist",
    "protected_at_runtime": "inline_mitigations_already_exist",
    "protected_at_perimeter": "inline_mitigations_already_exist",
    "protected_by_mitigating_control": "inline_mitigations_already_exist",
}
"""The justifications of CycloneDX and their OpenVEX equivalents."""

_HARMLESS = ("not_affected", "false_positive", "resolved", "resolved_with_pedigree")


def parse(data: bytes, origin: str) -> Ignores:
    """Parse a VEX document; `origin` is the file name in messages. Raises ParseError if the document is not CycloneDX."""
    text, value = from_json(data, origin, most_bytes=MOST_VEX_BYTES)
    document = mapping(value, origin)
    vulnerabilities = document.get("vulnerabilities", [])
    if document.get("bomFormat") != "CycloneDX" or not isinstance(vulnerabilities, list):
        raise bad(origin, "not CycloneDX")
    if len(vulnerabilities) > MOST_VULNERABILITIES:
        raise bad(origin, f"the document has more than {MOST_VULNERABILITIES} vulnerabilities")
    reading = Reading(origin, text, most=MOST_VULNERABILITIES)
    purls = dict(_components(document))
    for vulnerability in vulnerabilities:
        if isinstance(vulnerability, dict):
            _take(vulnerability, purls, reading)
        else:
            reading.refuse(origin, "an entry of vulnerabilities is not an object")
    return reading.done()


def _components(document: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    metadata = document.get("metadata")
    waiting: list[object] = [document.get("components")]
    if isinstance(metadata, dict):
        waiting.append([metadata.get("component")])
    while waiting:
        held = waiting.pop()
        for component in held if isinstance(held, list) else []:
            if not isinstance(component, dict):
                continue
            waiting.append(component.get("components"))
            ref, purl = text_of(component, "bom-ref"), text_of(component, "purl")
            if ref and purl:
                yield ref, purl


def _take(vulnerability: Mapping[str, Any], purls: Mapping[str, str], reading: Reading) -> None:
    analysis = vulnerability.get("analysis")
    if not isinstance(analysis, dict) or analysis.get("state") not in _HARMLESS:
        return
    ids = tuple(_ids(vulnerability))
    if not ids:
        reading.refuse(reading.origin, "a vulnerability with an analysis has no id")
        return
    told = Ignore(
        ids=ids,
        reason=text_of(analysis, "detail"),
        origin=reading.at(f'"{ids[0]}"'),
        justification=JUSTIFICATIONS.get(text_of(analysis, "justification"), ""),
    )
    affects = vulnerability.get("affects")
    entries = [entry for entry in affects if isinstance(entry, dict)] if isinstance(affects, list) else []
    if not entries:
        reading.refuse(told.origin, f"{ids[0]}: the vulnerability lists no affected component")
    for entry in entries:
        try:
            scopes = [of_purl(purl) for purl in _purls(entry, purls)]
        except ValueError as error:
            reading.refuse(told.origin, f"{ids[0]}: {error}")
            continue
        for scope in scopes:
            if scope is not None:
                reading.add(
                    replace(told, ecosystem=scope.ecosystem, package=scope.package, versions=scope.versions)
                )


def _ids(vulnerability: Mapping[str, Any]) -> Iterator[str]:
    """Yield the id of a vulnerability, and then the ids of the vulnerability in other databases."""
    if name := text_of(vulnerability, "id"):
        yield name
    references = vulnerability.get("references")
    for reference in references if isinstance(references, list) else []:
        if isinstance(reference, dict) and (alias := text_of(reference, "id")):
            yield alias


def _purls(entry: Mapping[str, Any], known: Mapping[str, str]) -> Iterator[str]:
    """Yield the package URLs of an `affects` entry. Raises ValueError if a component has no package URL."""
    ref = text_of(entry, "ref")
    if ref.startswith("urn:cdx:"):
        ref = unquote(ref.partition("#")[2])
    purl = known.get(ref, ref)
    if not purl.startswith("pkg:"):
        raise ValueError(f"the affected component has no package URL: {ref[:80]!r}")
    versions = entry.get("versions")
    if _has_version(purl) or not isinstance(versions, list) or not versions:
        yield purl
        return
    for told in versions:
        version = text_of(told, "version") if isinstance(told, dict) else ""
        if not version:
            raise ValueError(f"version ranges are not supported: {purl[:80]!r}")
        yield f"{purl.partition('?')[0].partition('#')[0]}@{quote(version, safe='')}"


def _has_version(purl: str) -> bool:
    return "@" in purl.partition("?")[0].partition("#")[0].rpartition("/")[2]
