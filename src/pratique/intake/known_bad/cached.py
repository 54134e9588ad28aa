"""Searches a package manager's cache for blocked releases."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from pratique.advisories.match import match
from pratique.core.advisory import AdvisoryMatch, Product
from pratique.core.evidence import NotAsked
from pratique.core.names import Digest, PackageRef, ReleaseRef
from pratique.ecosystems import ECOSYSTEMS
from pratique.errors import ParseError, StoreError
from pratique.installed.caches import Cache, Contents
from pratique.installed.caches.contents import Cached, CacheFiles, Unread
from pratique.intake.known_bad.advised import Advised, Warnings
from pratique.intake.known_bad.blocked import Blocked

_SHA512_START_CHARS = 64


@dataclass(frozen=True, slots=True)
class Hit:
    """A cache entry that is blocked."""

    entry: Cached
    why: str
    certain: bool
    """Whether the block certainly applies. False if the cache contains only the name of the release and no digest to compare."""


@dataclass(frozen=True, slots=True)
class Searched:
    """The results for one cache."""

    hits: tuple[Hit, ...]
    unread: tuple[Unread, ...]
    uncompared: int = 0
    """The number of cache entries without a digest.

    If only the digest of a blocked artifact is known and not its release, these cache entries cannot be compared with
    the artifact.
    """


@dataclass(frozen=True, slots=True)
class BlockList:
    """All blocked releases, indexed by digest and by name."""

    by_digest: dict[Digest, Blocked] = field(default_factory=dict)
    by_start: dict[str, Blocked] = field(default_factory=dict)
    """Blocked items by the first half of their SHA-512."""
    by_package: dict[PackageRef, list[Blocked]] = field(default_factory=lambda: defaultdict(list))
    unnamed: set[str] = field(default_factory=set)
    """The algorithms of blocked digests whose release is unknown.

    To find digests whose release is unknown, cached files must be hashed.
    """

    @classmethod
    def of(cls, entries: Iterable[Blocked]) -> "BlockList":
        """Return the index of the blocked items."""
        found = cls()
        for one in entries:
            for digest in one.digests:
                found.by_digest.setdefault(digest, one)
                if digest.algorithm == "sha512":
                    found.by_start.setdefault(digest.hex[:_SHA512_START_CHARS], one)
            if one.package is not None:
                found.by_package[one.package].append(one)
            elif one.digests:
                found.unnamed.add(one.digests[0].algorithm)
        return found

    def exactly(self, digests: Iterable[Digest], start: str = "") -> Blocked | None:
        """Return the blocked item with one of these digests; None if there is none."""
        found = next((self.by_digest[one] for one in digests if one in self.by_digest), None)
        return found or (self.by_start.get(start) if start else None)

    def named(self, ref: ReleaseRef) -> Iterator[Blocked]:
        """Yield the items that block a release or one of its files."""
        for one in self.by_package.get(ref.package, ()):
            compare = ECOSYSTEMS[ref.package.ecosystem].compare
            if one.version is None or one.version == ref.version or compare(one.version, ref.version) == 0:
                yield one


def search(
    cache: Cache,
    contents: Contents,
    files: CacheFiles,
    blocked: BlockList,
    warnings: Warnings,
    is_private: Callable[[PackageRef], bool],
) -> Searched:
    """Compare the entries of a cache with blocked releases and with advisories about malicious releases."""
    hits: list[Hit] = []
    unread = list(contents.unread)
    advised = _advised(contents.entries, warnings, is_private, unread)
    for entry in contents.entries:
        try:
            hit = _hit(entry, files, blocked, advised)
        except ParseError as error:
            unread.append(Unread(entry.path, error.message))
            continue
        if hit is not None and (not entry.content or files.has(entry.content)):
            hits.append(hit)
    known = {hit.entry.content for hit in hits}
    for digest, one in blocked.by_digest.items():
        path = cache.held(files, digest)
        if path and path not in known:
            known.add(path)
            ref = one.package.at(one.version) if one.package and one.version else None
            hits.append(
                Hit(Cached(path=path, ref=ref, digests=(digest,), content=path), one.why, certain=True)
            )
    uncompared = sum(_uncompared(entry, blocked.unnamed) for entry in contents.entries)
    return Searched(tuple(hits), tuple(unread), uncompared)


def _uncompared(entry: Cached, unnamed: set[str]) -> bool:
    has = {digest.algorithm for digest in entry.digests} | ({"sha512"} if entry.sha512_start else set())
    return not entry.content and not unnamed <= has


def _hit(entry: Cached, files: CacheFiles, blocked: BlockList, advised: dict[ReleaseRef, str]) -> Hit | None:
    found = blocked.exactly(entry.digests, entry.sha512_start)
    if found is not None:
        return Hit(entry, found.why, certain=True)
    for one in blocked.named(entry.ref) if entry.ref else ():
        same = _same(entry, one, files) if one.digests else True
        if same is not False:
            return Hit(entry, one.why, certain=bool(same))
    if entry.content and blocked.unnamed - {digest.algorithm for digest in entry.digests}:
        found = blocked.exactly(files.digests(entry.content, sorted(blocked.unnamed)))
        if found is not None:
            return Hit(entry, found.why, certain=True)
    why = advised.get(entry.ref) if entry.ref else None
    return None if why is None else Hit(entry, why, certain=True)


def _same(entry: Cached, one: Blocked, files: CacheFiles) -> bool | None:
    blocked = {digest.algorithm: digest for digest in one.digests}
    comparable = [digest for digest in entry.digests if digest.algorithm in blocked]
    if not comparable and entry.sha512_start and "sha512" in blocked:
        return blocked["sha512"].hex.startswith(entry.sha512_start)
    if not comparable and entry.content:
        comparable = list(files.digests(entry.content, sorted(blocked)))
    if not comparable:
        return None
    return all(digest in one.digests for digest in comparable)


def _advised(
    entries: Iterable[Cached],
    warnings: Warnings,
    is_private: Callable[[PackageRef], bool],
    unread: list[Unread],
) -> dict[ReleaseRef, str]:
    refs = {entry.ref for entry in entries if entry.ref is not None}
    wanted: dict[Product, set[str]] = defaultdict(set)
    named: dict[tuple[Product, str], ReleaseRef] = {}
    for ref in refs:
        if not is_private(ref.package):
            product = Product.of(ref.package)
            wanted[product].add(ref.version)
            named[product, ref.version] = ref
    if warnings.index is None or not wanted:
        return {}
    try:
        found: list[AdvisoryMatch] = match(warnings.index, wanted)
    except StoreError as error:
        unread.append(Unread("", f"advisories were not checked: {error.message}"))
        return {}
    said: dict[ReleaseRef, str] = {}
    for one in found:
        for bad in Advised((one,), NotAsked("")).bad:
            said.setdefault(named[one.product, one.version], bad.text)
    return said
