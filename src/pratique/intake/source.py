"""Provides the bytes of artifacts, from the local store if possible, otherwise from the registry."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import nullcontext
from dataclasses import dataclass, field
from functools import partial

from pratique.archive.wholeness import flaw
from pratique.core.commit import CommitSource
from pratique.core.names import Digest
from pratique.errors import Reference, RegistryError
from pratique.intake.question import Expected, File, Party
from pratique.net.client.digests import compute, mismatches
from pratique.net.registries.registry import Downloaded, RegistryClient
from pratique.store.interface import Store
from pratique.store.record import Seen

_LARGE_BYTES = 32 * 1024**2
"""Downloads of at least this size run one at a time, because each is held in memory until it is stored."""
_IN_THREAD_BYTES = 1 << 20
"""Archives of at least this size are examined in a thread, so that the event loop is not blocked."""


@dataclass(frozen=True, slots=True)
class Held:
    """The digests and size of stored bytes, and a function that loads them."""

    digests: tuple[Digest, ...]
    size_bytes: int
    load: Callable[[], bytes]

    @property
    def sha256(self) -> str:
        """Return the SHA-256 in hex."""
        return next(digest.hex for digest in self.digests if digest.algorithm == "sha256")


FetchCommit = Callable[[CommitSource], Awaitable[bytes]]
"""Fetches the file tree of a commit as a tar archive, which is identical for each download.

Raises RegistryError if the fetch fails.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Provides the bytes of artifacts from the local store or from registries."""

    registry: RegistryClient
    fetch_commit: FetchCommit
    store: Store
    most_bytes: int
    refetch: bool = False
    """Whether to download stored bytes again."""
    turns: asyncio.Lock = field(default_factory=asyncio.Lock)
    """Allows one large download at a time."""

    def recall(self, file: File, *, anyone: bool = False) -> Seen | None:
        """Return the stored record of an artifact that matches the strong digests in its lockfile or listing.

        A lockfile may list several files of a release, and the sources of digests may disagree. A record is therefore returned only
        if it belongs to this file and matches the digests from every source. With `anyone`, records from unverified bundles are
        included.
        """
        if file.commit is not None:
            return self._commit_met(file)
        accepted = [d for expected in file.expected for d in expected.digests if d.strong]
        found = self.store.artifacts.find(accepted, anyone=anyone)
        met = (found[digest] for digest in accepted if digest in found)
        return next((seen for seen in met if _is(seen, file)), None)

    async def hold(self, file: File) -> Held:
        """Return the bytes, downloaded if necessary.

        Raises RegistryError if the bytes are unavailable, and StoreError if they cannot be stored.
        """
        if file.data is not None:
            return self._keep(file.data, compute(file.data))
        seen = None if self.refetch else self.recall(file)
        if seen is not None and self.store.blobs.has(seen.sha256):
            return Held(seen.digests, seen.size_bytes, lambda: self._load(seen.sha256))
        if file.commit is not None:
            data = await self.fetch_commit(file.commit)
            return self._keep(data, compute(data))
        async with self.turns if (file.size_bytes or 0) >= _LARGE_BYTES else nullcontext():
            found = await self._download(file)
            return self._keep(found.data, found.digests)

    async def _download(self, file: File) -> Downloaded:
        """Download a file. If the bytes are unexpected, repeat the download once without caches.

        Raises RegistryError if the download fails. Unexpected bytes are returned only if both responses were complete archives. An
        error page or a truncated file proves nothing about the artifact.
        """
        first = await self._fetch(file)
        if self._is_promised(file, first):
            return first
        wrong = await _flaw(file, first)
        if not wrong and not self._promises(file):
            return first
        second = await self._fetch(file, uncached=True)
        if self._is_promised(file, second):
            return second
        wrong = await _flaw(file, second) or wrong
        if not wrong:
            return second
        raise RegistryError(
            Reference.ARCHIVE_INVALID,
            f"{file.filename} could not be downloaded: the response is not the file: {wrong}",
            hint="a proxy, virus scanner or cache may have replaced the registry's response; nothing was stored; try again",
        )

    async def _fetch(self, file: File, *, uncached: bool = False) -> Downloaded:
        expected = tuple(digest for party in file.expected for digest in party.digests)
        return await self.registry.artifact(
            file.urls, file.upstream, expected=expected, max_bytes=self.most_bytes, uncached=uncached
        )

    def _promises(self, file: File) -> tuple[Expected, ...]:
        named = tuple(party for party in file.expected if party.digests)
        if named or file.ref is None:
            return named
        first = self.store.artifacts.seen(file.ref.purl, file.filename, registries=(file.registry,))
        return () if first is None else (Expected(Party.MEMORY, first.digests),)

    def _is_promised(self, file: File, found: Downloaded) -> bool:
        return any(
            not mismatches(found.digests, party.digests, party.party.value) for party in self._promises(file)
        )

    def _commit_met(self, file: File) -> Seen | None:
        if file.ref is None:
            return None
        return self.store.artifacts.seen(file.ref.purl, file.filename, registries=(file.registry,))

    def _keep(self, data: bytes, digests: tuple[Digest, ...]) -> Held:
        sha256 = next(digest.hex for digest in digests if digest.algorithm == "sha256")
        self.store.blobs.put(sha256, data)
        return Held(digests, len(data), lambda: self._load(sha256))

    def _load(self, sha256: str) -> bytes:
        data = self.store.blobs.get(sha256)
        if data is None:
            raise RegistryError(
                Reference.INTEGRITY_MISMATCH,
                f"the stored bytes of {sha256[:16]}... are missing or damaged",
                hint="run the command again to fetch the bytes again",
            )
        return data


async def _flaw(file: File, found: Downloaded) -> str:
    work = partial(flaw, found.data, file.filename, listed_bytes=file.size_bytes)
    return await asyncio.to_thread(work) if len(found.data) >= _IN_THREAD_BYTES else work()


def _is(seen: Seen, file: File) -> bool:
    named = [party for party in file.expected if party.digests]
    same_name = file.ref is not None and (seen.purl, seen.filename) == (file.ref.purl, file.filename)
    return all(_accepts(party, seen) for party in named) and (same_name or any(map(_names_one, named)))


def _accepts(party: Expected, seen: Seen) -> bool:
    known = {digest.algorithm for digest in seen.digests}
    strong = {digest.algorithm for digest in party.digests if digest.strong}
    comparable = known & (strong or {digest.algorithm for digest in party.digests})
    return bool(comparable) and not mismatches(seen.digests, party.digests, party.party.value)


def _names_one(party: Expected) -> bool:
    algorithms = [digest.algorithm for digest in set(party.digests) if digest.strong]
    return bool(algorithms) and len(algorithms) == len(set(algorithms))
