"""The parsed search request."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cached_property, lru_cache

from pratique.advisories.versions import is_affected
from pratique.core.advisory import Affected
from pratique.core.names import Digest, ReleaseRef


@dataclass(frozen=True, slots=True, kw_only=True)
class WantedReleases:
    """Releases of one package to search for."""

    id: str
    """The name of this item in reports: the purl, or the id of the advisory with the purl."""
    affected: Affected
    origin: str
    """Where the item comes from: the argument, or the file with its line."""
    malicious: bool = True
    """Whether the releases are malicious; False for a vulnerability, which needs an upgrade and no cleaning."""
    since: datetime | None = None
    """When the releases became available, in UTC; None if unknown."""
    until: datetime | None = None
    """When the registry removed the releases, in UTC; None if unknown or not removed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WantedDigest:
    """Bytes to search for."""

    id: str
    digest: Digest
    origin: str
    ref: ReleaseRef | None = None
    """The release with these bytes, if the origin names it."""


class IndicatorKind(StrEnum):
    """The kind of an indicator of compromise."""

    HOST = "host"
    """A host name or a network address."""
    URL = "url"
    PATH = "path"
    """A file path or a file name that the malware leaves."""
    FILE_HASH = "file-hash"
    """The hash of a file inside an artifact or on a disk, unlike `WantedDigest`, which is that of an artifact."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Indicator:
    """A trace of the attack to search for."""

    id: str
    kind: IndicatorKind
    value: str
    """The value without defanging (`evil[.]example` is stored as `evil.example`), in lower case for hosts and hashes."""
    origin: str


@dataclass(frozen=True, slots=True)
class Misread:
    """A part of the request that could not be parsed, with the reason. It is reported as not checked."""

    origin: str
    text: str
    why: str


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """All that one search looks for."""

    releases: tuple[WantedReleases, ...] = ()
    digests: tuple[WantedDigest, ...] = ()
    indicators: tuple[Indicator, ...] = ()
    misread: tuple[Misread, ...] = ()
    notes: tuple[str, ...] = ()
    """Sentences on how the request was understood, such as a guessed ecosystem."""

    @cached_property
    def by_package(self) -> Mapping[tuple[str, str], tuple[WantedReleases, ...]]:
        """Return the wanted releases by purl type and normalised package name."""
        found: defaultdict[tuple[str, str], list[WantedReleases]] = defaultdict(list)
        for item in self.releases:
            found[item.affected.product.type, item.affected.product.name].append(item)
        return {key: tuple(items) for key, items in found.items()}

    @cached_property
    def by_id(self) -> Mapping[str, tuple[WantedReleases, ...]]:
        """Return the wanted releases by their id."""
        found: defaultdict[str, list[WantedReleases]] = defaultdict(list)
        for item in self.releases:
            found[item.id].append(item)
        return {own: tuple(items) for own, items in found.items()}

    @cached_property
    def kinds(self) -> Mapping[str, str]:
        """Return the kind of each item by its id: `release`, `digest`, or the kind of the indicator."""
        found = {item.id: item.kind.value for item in self.indicators}
        found |= dict.fromkeys((item.id for item in self.digests), "digest")
        return found | dict.fromkeys(self.by_id, "release")

    @cached_property
    def origins(self) -> Mapping[str, str]:
        """Return where each item comes from, by its id."""
        found = {item.id: item.origin for item in self.indicators}
        found |= {item.id: item.origin for item in self.digests}
        return found | {item.id: item.origin for item in self.releases}

    @cached_property
    def by_digest(self) -> Mapping[Digest, WantedDigest]:
        """Return the wanted digests by value."""
        return {item.digest: item for item in self.digests}

    @property
    def ids(self) -> tuple[str, ...]:
        """Return the ids of all items without duplicates, in the order of the request."""
        releases = [item.id for item in self.releases]
        others = [item.id for item in self.digests] + [item.id for item in self.indicators]
        return tuple(dict.fromkeys((*releases, *others)))

    def release(self, type_: str, name: str, version: str) -> WantedReleases | None:
        """Return the first item that covers this version of the package, or None.

        `type_` is the purl type, and `name` is normalised by its ecosystem.
        """
        for item in self.by_package.get((type_, name), ()):
            if _covers(item, version):
                return item
        return None

    @cached_property
    def needles(self) -> tuple[bytes, ...]:
        """Return lower-case byte strings, one of which is in every text that names a wanted release or digest.

        A reader searches for them in the lower-case bytes of a file before it parses the file. They do not name a release
        exactly: a text that contains one may be about another package, and indicators have none.
        """
        from pratique.respond.wanted.needles import needles  # noqa: PLC0415 - builds the spellings only when asked

        return needles(self)


@lru_cache(maxsize=1 << 16)
def _covers(item: WantedReleases, version: str) -> bool:
    return is_affected(item.affected, version)
