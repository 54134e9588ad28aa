"""Parses STIX 2.1 bundles: the comparisons of indicator patterns, and observable objects."""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from pratique.advisories.sources.osv_json import UnreadableError, read_json
from pratique.core.names import Digest
from pratique.ecosystems.reading.json_values import table
from pratique.errors import ParseError
from pratique.respond.wanted import digests, indicators
from pratique.respond.wanted.context import Context
from pratique.respond.wanted.joining import joined
from pratique.respond.wanted.releases import read as read_release
from pratique.respond.wanted.value import Wanted

_MOST_OBJECTS = 100_000
_LONGEST_PATTERN = 100_000
_COMPARISON = re.compile(
    r"([a-z0-9-]{1,60}):([A-Za-z0-9_.\-]{1,80}(?:'[^']{1,40}')?)\s*=\s*'((?:[^'\\]|\\.)*)'"
)
_LEFT = re.compile(r"[\s\[\]()]|\bAND\b|\bOR\b")
_SILENT = frozenset(
    (
        *(
            "identity",
            "malware",
            "campaign",
            "report",
            "relationship",
            "marking-definition",
            "threat-actor",
            "tool",
        ),
        *(
            "attack-pattern",
            "intrusion-set",
            "infrastructure",
            "vulnerability",
            "note",
            "extension-definition",
        ),
    )
)
"""Objects that describe the attack and contain nothing to search for."""
_OBSERVABLES: Mapping[str, tuple[str, ...]] = {
    "domain-name": ("value",),
    "url": ("value",),
    "ipv4-addr": ("value",),
    "ipv6-addr": ("value",),
    "file": ("name",),
    "software": ("purl",),
}


def recognises(data: bytes) -> bool:
    """Return True for a STIX bundle."""
    head = data[:65_536]
    return (
        b'"bundle"' in head and b'"objects"' in data and data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{")
    )


def read(data: bytes, context: Context) -> Wanted:
    """Return the indicators of a bundle. A pattern that is more than a list of equalities is reported as not read."""
    try:
        document = table(read_json(data))
    except UnreadableError as error:
        return context.misread("", error.why)
    objects = document.get("objects")
    listed = objects if isinstance(objects, list) else []
    parts = [
        _object(table(one), number, context) for number, one in enumerate(listed[:_MOST_OBJECTS], start=1)
    ]
    if len(listed) > _MOST_OBJECTS:
        parts.append(context.misread("", f"the bundle has more than {_MOST_OBJECTS:,} objects"))
    return joined(parts) if parts else context.misread("", "the bundle contains no objects")


def _object(one: Mapping[str, Any], number: int, context: Context) -> Wanted:
    kind = str(one.get("type"))
    own = context.at(f"{context.origin}#{number}")
    if kind in _SILENT:
        return Wanted()
    if one.get("revoked") is True:
        return Wanted(notes=(f"{own.origin}: the indicator was revoked and is not searched for.",))
    if kind == "indicator":
        return _pattern(str(one.get("pattern", "")), own)
    fields = _OBSERVABLES.get(kind)
    if fields is None:
        return own.misread(kind, "Pratique does not search for objects of this type")
    found = [_value(kind, field, str(one[field]), own) for field in fields if one.get(field)]
    hashes = table(one.get("hashes"))
    found += [_hash(name, str(value), own) for name, value in hashes.items()]
    return joined(found)


def _pattern(pattern: str, context: Context) -> Wanted:
    if len(pattern) > _LONGEST_PATTERN:
        return context.misread(pattern, "the pattern is too long")
    found = list(_compared(pattern, context))
    # What is neither a comparison nor a joint is an operator that changes what the pattern means.
    if not found or _LEFT.sub("", _COMPARISON.sub("", pattern)):
        found.append(context.misread(pattern, "the pattern is more than a list of equalities"))
    return joined(found)


def _compared(pattern: str, context: Context) -> Iterator[Wanted]:
    for kind, field, value in _COMPARISON.findall(pattern):
        yield _value(kind, field, re.sub(r"\\(.)", r"\1", value), context)


def _value(kind: str, field: str, value: str, context: Context) -> Wanted:
    if kind == "file" and field.startswith("hashes."):
        return _hash(field.partition(".")[2].strip("'"), value, context)
    if kind == "software" and field == "purl":
        return read_release(value, context) or context.misread(value, "not a package URL")
    reader = _READERS.get((kind, field))
    if reader is None:
        return context.misread(f"{kind}:{field}", "Pratique does not search for this property")
    return reader(value, context)


def _hash(name: str, value: str, context: Context) -> Wanted:
    algorithm = name.lower().replace("-", "")
    try:
        return digests.of_digest(Digest.parse(f"{algorithm}:{value}"), context)
    except ParseError as error:
        return context.misread(f"{name} {value}", error.message)


_READERS: Mapping[tuple[str, str], Callable[[str, Context], Wanted]] = {
    ("domain-name", "value"): indicators.host,
    ("ipv4-addr", "value"): indicators.host,
    ("ipv6-addr", "value"): indicators.host,
    ("url", "value"): indicators.url,
    ("file", "name"): indicators.path,
}
