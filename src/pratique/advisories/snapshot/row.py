"""Encodes the lines of a snapshot.

A line contains either the versions of a package that an advisory reports as malicious, or the digest of a malicious artifact.

The format of a line is `KEY<TAB>JSON`. The key of a package is `TYPE/NAME`, with the type of its purl. The key of an artifact is
`ALGORITHM:HEX`. Trailing default fields of the JSON array are omitted.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any, Literal

import msgspec

from pratique.advisories.snapshot.refusal import invalid
from pratique.core.advisory import Advisory, AdvisoryKind, Affected, Product, Span

TYPES = ("gem", "npm", "pypi")
"""The purl types that a snapshot can contain."""
EVERY = "*"
_ECOSYSTEMS = {"gem": "RubyGems", "npm": "npm", "pypi": "PyPI"}
_LOW_EXCLUDED, _HIGH_INCLUDED = 1, 2
_SOLE, _WITHDRAWN = 1, 2
_DIGEST = re.compile(r"(?:sha1:[0-9a-f]{40}|sha256:[0-9a-f]{64}|sha512:[0-9a-f]{128})\Z")
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]")

_Ends = tuple[str | None, str | None, int]


class _Said(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    id: str
    aliases: tuple[str, ...]
    source: int
    """The position of the advisory's source in the header's list of sources."""
    published: str
    """The day of publication, or empty."""
    versions: Literal["*", ""] | tuple[str | _Ends, ...]
    """`*` for every version; empty if the advisory lists no versions; otherwise single versions and intervals."""
    flags: int = 0
    fixed: tuple[str, ...] = ()
    summary: str = ""
    within: str | None = None
    outside: tuple[str, ...] = ()


class _Carried(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    package: str
    version: str
    id: str


@dataclass(frozen=True, slots=True, order=True)
class BadDigest:
    """A known-malicious artifact, identified by its digest."""

    digest: str
    """The digest, such as `sha256:` with 64 hexadecimal digits in lower case."""
    product: Product
    version: str
    advisory_id: str


def key_of(product: Product) -> str:
    """Return the key of a package in a snapshot."""
    return f"{product.type}/{product.name}"


def write_said(advisory: Advisory, affected: Affected, source: int) -> str:
    """Return the line for one package in an advisory, without the line end."""
    flags = (_SOLE if affected.sole else 0) | (_WITHDRAWN if advisory.withdrawn is not None else 0)
    said = _Said(
        id=advisory.id,
        aliases=advisory.aliases,
        source=source,
        published=advisory.published.astimezone(UTC).date().isoformat() if advisory.published else "",
        versions=_versions(affected),
        flags=flags,
        fixed=affected.fixed,
        summary="" if advisory.summary == _usual(affected.product) else advisory.summary,
        within=affected.within,
        outside=affected.outside,
    )
    return _line(key_of(affected.product), said)


def write_digest(one: BadDigest) -> str:
    """Return the line for the digest of a malicious artifact, without the line end. Raises ParseError for an invalid digest."""
    if not _DIGEST.match(one.digest):
        raise invalid(f"{one.digest[:80]!r} is not a digest")
    return _line(one.digest, _Carried(key_of(one.product), one.version, one.advisory_id))


def read_said(key: str, data: bytes, sources: Sequence[str]) -> Advisory:
    """Return the advisory in a line. The advisory lists only the package of this line. Raises ParseError if the line is invalid."""
    said, product = _decode(data, _SAID), product_of(key)
    if not 0 <= said.source < len(sources):
        raise invalid(f"a line for {key[:80]!r} refers to a missing source")
    published = _midnight(said.published) if said.published else None
    withdrawn = bool(said.flags & _WITHDRAWN)
    return Advisory(
        id=said.id,
        source=sources[said.source],
        kind=AdvisoryKind.MALWARE,
        aliases=said.aliases,
        summary=said.summary or _usual(product),
        affected=(_affected(product, said),),
        published=published,
        # When it was withdrawn is not kept.
        withdrawn=(published or datetime(1970, 1, 1, tzinfo=UTC)) if withdrawn else None,
    )


def read_digest(key: str, data: bytes) -> BadDigest:
    """Return the malicious artifact in a line. Raises ParseError if the line is invalid."""
    if not _DIGEST.match(key):
        raise invalid(f"{key[:80]!r} is not a digest")
    carried = _decode(data, _CARRIED)
    return BadDigest(key, product_of(carried.package), carried.version, carried.id)


def is_digest(key: str) -> bool:
    """Return True for the key of an artifact, and False for the key of a package."""
    return key.startswith(("sha1:", "sha256:", "sha512:"))


def product_of(key: str) -> Product:
    """Return the package with this key. Raises ParseError if the key is invalid."""
    type_, slash, name = key.partition("/")
    if not slash or not name or type_ not in TYPES:
        raise invalid(f"{key[:80]!r} is not the key of a package")
    return Product(type_, name)


def _line(key: str, struct: _Said | _Carried) -> str:
    fields = list(msgspec.structs.astuple(struct))
    defaults = [field.default for field in msgspec.structs.fields(type(struct))]
    while fields[-1] == defaults[-1]:
        fields.pop()
        defaults.pop()
    if _UNPRINTABLE.search(key):
        raise invalid(f"{key[:80]!r} contains control characters")
    try:
        return f"{key}\t{msgspec.json.encode(fields).decode()}"
    except UnicodeEncodeError:
        raise invalid(f"a text in the advisory about {key[:80]!r} is not UTF-8") from None


def _versions(affected: Affected) -> Any:
    if affected.spans == (Span(),) and not affected.versions:
        return EVERY
    spans = sorted(
        (
            (span.low, span.high, _LOW_EXCLUDED * span.low_excluded | _HIGH_INCLUDED * span.high_included)
            for span in affected.spans
        ),
        key=repr,
    )
    return (*sorted(set(affected.versions)), *spans) or ""


def _affected(product: Product, said: _Said) -> Affected:
    every = said.versions == EVERY
    spans = (Span(),) if every else tuple(_spans(said.versions))
    versions = () if every else tuple(item for item in said.versions if isinstance(item, str))
    return Affected(
        product=product,
        spans=spans,
        versions=versions,
        within=said.within,
        outside=said.outside,
        fixed=said.fixed,
        sole=bool(said.flags & _SOLE),
    )


def _spans(items: Sequence[str | _Ends]) -> Iterator[Span]:
    for item in items:
        if not isinstance(item, str):
            low, high, flags = item
            yield Span(
                low=low,
                high=high,
                low_excluded=bool(flags & _LOW_EXCLUDED),
                high_included=bool(flags & _HIGH_INCLUDED),
            )


def _usual(product: Product) -> str:
    return f"Malicious code in {product.name} ({_ECOSYSTEMS.get(product.type, product.type)})"


def _midnight(text: str) -> datetime:
    try:
        return datetime.combine(date.fromisoformat(text), time(), UTC)
    except ValueError:
        raise invalid(f"{text[:40]!r} is not a day") from None


def _decode(data: bytes, decoder: Any) -> Any:
    try:
        return decoder.decode(data)
    except (msgspec.MsgspecError, ValueError, RecursionError) as error:
        raise invalid(f"a line cannot be read: {error}") from None


_SAID = msgspec.json.Decoder(_Said)
_CARRIED = msgspec.json.Decoder(_Carried)
