"""Provides the bytes of artifacts, from the local store if possible, otherwise from the registry."""

import asyncio
import mmap
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from pratique.archive.wholeness import flaw
from pratique.core.commit import CommitSource
from pratique.core.names import Digest
from pratique.errors import Reference, RegistryError
from pratique.intake.question import Expected, File, Party
from pratique.net.client.digests import compute, mismatches
from pratique.net.registries.registry import Downloaded, RegistryClient
from pratique.store.database.failure import explained
from pratique.store.folder.incoming_file import IncomingFile
from pratique.store.interface import Store
from pratique.store.record import Seen

_IN_FILE_BYTES = 8 << 20
"""Stored files above this size are read from disk by the worker process, so that they need no memory here."""
MOST_APPROVED_BYTES = 64 << 30
"""The limit for a file whose digest a person approved."""
_TOO_LARGE_HINT = "set run.max_artifact_mb to a higher limit; at a gate, an approval of the digest lifts the limit for this file"
_IN_THREAD_BYTES = 1 << 20
"""Archives of at least this size are examined in a thread, so that the event loop is not blocked."""


@dataclass(frozen=True, slots=True)
class Held:
    """The digests and size of stored bytes, and a function that loads them."""

    digests: tuple[Digest, ...]
    size_bytes: int
    load: Callable[[], bytes]
    path: Path | None = None
    """The path of a large stored file. The digest of the file must be verified when it is read."""

    @property
    def sha256(self) -> str:
        """Return the SHA-256 in hex."""
        return _sha256(self.digests)


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
            return self._held(seen.sha256, seen.digests, seen.size_bytes)
        if file.commit is not None:
            data = await self.fetch_commit(file.commit)
            return self._keep(data, compute(data))
        most = self._most_bytes(file)
        if (file.size_bytes or 0) > most:
            raise _too_large(file, most)
        with self.store.blobs.incoming() as incoming:
            try:
                found = await self._download(file, incoming)
            except RegistryError as error:
                if error.reference is Reference.BODY_TOO_LARGE:
                    raise _too_large(file, most) from error
                raise
            if not found.in_file:
                return self._keep(found.data, found.digests)
            sha256 = _sha256(found.digests)
            await asyncio.to_thread(self.store.blobs.take, sha256, incoming)
            return self._held(sha256, found.digests, found.size_bytes)

    def _most_bytes(self, file: File) -> int:
        """Return the size limit for the download of a file. A registry cannot send more of an approved file than it lists."""
        if not file.any_size:
            return self.most_bytes
        return max(self.most_bytes, min(MOST_APPROVED_BYTES, file.size_bytes or MOST_APPROVED_BYTES))

    async def _download(self, file: File, incoming: IncomingFile) -> Downloaded:
        """Download a file. If the bytes are unexpected, repeat the download once without caches.

        Raises RegistryError if the download fails. Unexpected bytes are returned only if both responses were complete archives. An
        error page or a truncated file proves nothing about the artifact.
        """
        first = await self._fetch(file, incoming)
        if self._is_promised(file, first):
            return first
        wrong = await _flaw(file, first, incoming)
        if not wrong and not self._promises(file):
            return first
        second = await self._fetch(file, incoming, uncached=True)
        if self._is_promised(file, second):
            return second
        wrong = await _flaw(file, second, incoming) or wrong
        if not wrong:
            return second
        raise RegistryError(
            Reference.ARCHIVE_INVALID,
            f"{file.filename} could not be downloaded: the response is not the file: {wrong}",
            hint="a proxy, virus scanner or cache may have replaced the registry's response; nothing was stored; try again",
        )

    async def _fetch(self, file: File, incoming: IncomingFile, *, uncached: bool = False) -> Downloaded:
        expected = tuple(digest for party in file.expected for digest in party.digests)
        return await self.registry.artifact(
            file.urls,
            file.upstream,
            expected=expected,
            max_bytes=self._most_bytes(file),
            uncached=uncached,
            file=incoming,
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
        sha256 = _sha256(digests)
        self.store.blobs.put(sha256, data)
        return self._held(sha256, digests, len(data))

    def _held(self, sha256: str, digests: tuple[Digest, ...], size_bytes: int) -> Held:
        path = self.store.blobs.path(sha256) if size_bytes > _IN_FILE_BYTES else None
        return Held(digests, size_bytes, lambda: self._load(sha256), path)

    def _load(self, sha256: str) -> bytes:
        data = self.store.blobs.get(sha256)
        if data is None:
            raise RegistryError(
                Reference.INTEGRITY_MISMATCH,
                f"the stored bytes of {sha256[:16]}... are missing or damaged",
                hint="run the command again to fetch the bytes again",
            )
        return data


def _too_large(file: File, most_bytes: int) -> RegistryError:
    """Return the error for a file above the size limit. The message contains the digest, which a person can approve."""
    size = f"has {file.size_bytes:,} bytes" if file.size_bytes else "is too large"
    listed = next((d for party in file.expected for d in party.digests if d.strong), None)
    digest = f"; its digest is {listed}" if listed is not None else ""
    return RegistryError(
        Reference.BODY_TOO_LARGE,
        f"{file.filename} {size}; the limit is {most_bytes:,} bytes (run.max_artifact_mb){digest}",
        hint=_TOO_LARGE_HINT,
    )


async def _flaw(file: File, found: Downloaded, incoming: IncomingFile) -> str:
    if found.in_file:
        return await asyncio.to_thread(_flaw_on_disk, file, incoming)
    work = partial(flaw, found.data, file.filename, listed_bytes=file.size_bytes)
    return await asyncio.to_thread(work) if len(found.data) >= _IN_THREAD_BYTES else work()


def _flaw_on_disk(file: File, incoming: IncomingFile) -> str:
    with explained(incoming.path), incoming.path.open("rb") as opened:
        data = mmap.mmap(opened.fileno(), 0, access=mmap.ACCESS_READ)
        return flaw(data, file.filename, listed_bytes=file.size_bytes)


def _sha256(digests: tuple[Digest, ...]) -> str:
    return next(digest.hex for digest in digests if digest.algorithm == "sha256")


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
