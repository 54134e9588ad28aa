"""Writes indicators as a STIX 2.1 bundle: one identity, one malware object, and an indicator with a pattern for each trace.

The ids are UUIDs of version 5 of the content, so that equal lists give equal bundles. Source: the OASIS specification of
STIX 2.1, sections 3 (common properties), 4.7 (indicator), 4.11 (malware), 5.1 (relationship) and 9 (patterns).
"""

import ipaddress
from collections.abc import Iterator
from dataclasses import dataclass

from pratique.core.names import Digest
from pratique.report.formats.json_contract import Json
from pratique.report.formats.json_text import indented
from pratique.report.parts.escape import escape
from pratique.respond.indicators.defanged import defang
from pratique.respond.indicators.hunt import Hunt, hash_algorithm
from pratique.respond.wanted.value import Indicator, IndicatorKind

_HASHES = {"md5": "MD5", "sha1": "SHA-1", "sha256": "SHA-256", "sha384": "SHA-384", "sha512": "SHA-512"}
_MOST_NAME = 200


@dataclass(frozen=True, slots=True)
class _Trace:
    name: str
    pattern: str
    origin: str


def text(hunt: Hunt) -> str:
    """Return the bundle as JSON."""
    return indented(bundle(hunt))


def bundle(hunt: Hunt) -> dict[str, Json]:
    """Return the bundle. Traces that no pattern can express are left out: `left_out` returns them."""
    at = hunt.at.strftime("%Y-%m-%dT%H:%M:%S.000Z")
    identity = _id(hunt, "identity")
    malware = _id(hunt, "malware")
    common: dict[str, Json] = {"spec_version": "2.1", "created": at, "modified": at}
    made = {**common, "created_by_ref": identity}
    objects: list[Json] = [
        {"type": "identity", "id": identity, **common, "name": "Pratique", "identity_class": "system"},
        {
            "type": "malware",
            "id": malware,
            **made,
            "name": escape(hunt.title, most=_MOST_NAME),
            "is_family": False,
            "malware_types": ["unknown"],
        },
    ]
    for trace in _traces(hunt):
        indicator = _id(hunt, "indicator", trace.pattern)
        objects.append(
            {
                "type": "indicator",
                "id": indicator,
                **made,
                "name": trace.name,
                "description": f"Origin: {escape(trace.origin, most=_MOST_NAME)}",
                "indicator_types": ["malicious-activity"],
                "pattern": trace.pattern,
                "pattern_type": "stix",
                "pattern_version": "2.1",
                "valid_from": at,
            }
        )
        objects.append(
            {
                "type": "relationship",
                "id": _id(hunt, "relationship", trace.pattern),
                **made,
                "relationship_type": "indicates",
                "source_ref": indicator,
                "target_ref": malware,
            }
        )
    return {"type": "bundle", "id": _id(hunt, "bundle", *_contents(hunt)), "objects": objects}


def left_out(hunt: Hunt) -> tuple[Indicator, ...]:
    """Return the indicators that have no pattern: hashes of an unknown algorithm."""
    return tuple(one for one in hunt.indicators if _pattern(one) is None)


def _contents(hunt: Hunt) -> Iterator[str]:
    yield hunt.at.isoformat()
    for trace in _traces(hunt):
        yield trace.pattern


def _id(hunt: Hunt, type_: str, *parts: str) -> str:
    return f"{type_}--{hunt.id_of('stix', type_, *parts)}"


def _traces(hunt: Hunt) -> Iterator[_Trace]:
    told: set[str] = set()
    for trace in (*_of_artifacts(hunt), *_of_indicators(hunt)):
        if trace.pattern not in told:
            told.add(trace.pattern)
            yield trace


def _of_artifacts(hunt: Hunt) -> Iterator[_Trace]:
    for one in hunt.artifacts:
        name = f"Artifact of {one.ref}" if one.ref else f"Artifact {one.digest.hex[:16]}"
        yield _Trace(escape(name, most=_MOST_NAME), _of_digest(one.digest), one.origin)


def _of_indicators(hunt: Hunt) -> Iterator[_Trace]:
    for one in hunt.indicators:
        pattern = _pattern(one)
        if pattern is not None:
            yield _Trace(escape(f"{one.kind.value}: {defang(one)}", most=_MOST_NAME), pattern, one.origin)


def _pattern(one: Indicator) -> str | None:
    match one.kind:
        case IndicatorKind.HOST:
            return _of_host(one.value)
        case IndicatorKind.URL:
            return f"[url:value = {quoted(one.value)}]"
        case IndicatorKind.PATH:
            folder, _, name = one.value.replace("\\", "/").rpartition("/")
            # A file is known by its name; the folder, if any, by the end of its path.
            if not folder or not name:
                return f"[file:name = {quoted(name or one.value)}]"
            return f"[file:name = {quoted(name)} AND file:parent_directory_ref.path LIKE {quoted('%' + _like(folder))}]"
        case IndicatorKind.FILE_HASH:
            algorithm = hash_algorithm(one.value)
            return None if algorithm is None else _of_digest(Digest(algorithm, one.value))


def _of_digest(digest: Digest) -> str:
    return f"[file:hashes.{quoted(_HASHES[digest.algorithm])} = {quoted(digest.hex)}]"


def _of_host(host: str) -> str:
    try:
        version = ipaddress.ip_address(host.strip("[]")).version
    except ValueError:
        return f"[domain-name:value = {quoted(host)}]"
    return f"[ipv{version}-addr:value = {quoted(host.strip('[]'))}]"


def quoted(value: str) -> str:
    """Return a string literal of a pattern. Characters that UTF-8 cannot encode become a question mark."""
    whole = value.encode("utf-8", "replace").decode()
    return "'" + whole.replace("\\", "\\\\").replace("'", "\\'") + "'"


def _like(value: str) -> str:
    """Return a value for LIKE, in which `%` matches any text. The wildcard `_` matches one character, also a percent sign."""
    return value.replace("%", "_")
