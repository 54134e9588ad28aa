"""What to hunt for: the releases, digests and indicators of one attack."""

import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from pratique.core.names import Digest, ReleaseRef
from pratique.respond.behaviour.value import Behaviour
from pratique.respond.wanted.value import Indicator, IndicatorKind, Wanted

_NAMESPACE = uuid.UUID("6f1a5c0e-6f3e-5d0a-9a51-2b7c0f7f4b1d")
"""The namespace of the ids of all documents about a hunt (RFC 9562, UUID version 5)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Artifact:
    """A bad artifact with its digest."""

    digest: Digest
    ref: ReleaseRef | None
    origin: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Hunt:
    """All traces of one attack. Texts are untrusted and unescaped; each format escapes them."""

    title: str
    at: datetime
    """The time as of which the list is made, in UTC."""
    artifacts: tuple[Artifact, ...] = ()
    indicators: tuple[Indicator, ...] = ()

    def of(self, kind: IndicatorKind) -> tuple[str, ...]:
        """Return the values of one kind, each once, sorted."""
        return tuple(sorted({one.value for one in self.indicators if one.kind is kind}))

    def id_of(self, *parts: str) -> str:
        """Return a UUID that depends only on the title and on `parts`."""
        return str(
            uuid.uuid5(_NAMESPACE, "\0".join((self.title, *parts)).encode("utf-8", "replace").decode())
        )


def hunt(
    title: str, at: datetime, *, wanted: Wanted | None = None, behaviours: Iterable[Behaviour] = ()
) -> Hunt:
    """Join the digests and indicators of a search request and of inspected artifacts, each once."""
    described = tuple(behaviours)
    artifacts = {one.digest: one for one in (*_wanted(wanted), *map(_artifact, described))}
    given = (
        *(wanted.indicators if wanted is not None else ()),
        *(i for one in described for i in one.indicators),
    )
    indicators = {(one.kind, one.value): one for one in reversed(given)}
    return Hunt(
        title=title,
        at=at,
        artifacts=tuple(sorted(artifacts.values(), key=lambda one: one.digest)),
        indicators=tuple(sorted(indicators.values(), key=lambda one: (one.kind, one.value))),
    )


def _wanted(wanted: Wanted | None) -> Iterator[Artifact]:
    for one in wanted.digests if wanted is not None else ():
        yield Artifact(digest=one.digest, ref=one.ref, origin=one.origin)


def _artifact(told: Behaviour) -> Artifact:
    return Artifact(digest=told.digest, ref=told.ref, origin=told.filename)


_HASHES = {32: "md5", 40: "sha1", 64: "sha256", 96: "sha384", 128: "sha512"}


def hash_algorithm(value: str) -> str | None:
    """Return the algorithm of a hash in hex by its length; None if it is no hash."""
    return _HASHES.get(len(value)) if value and all(one in "0123456789abcdef" for one in value) else None
