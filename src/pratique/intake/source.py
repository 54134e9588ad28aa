"""Where bytes come from: this installation's folder first, then the registry."""

from collections.abc import Callable
from dataclasses import dataclass

from pratique.core.names import Digest
from pratique.errors import Reference, RegistryError
from pratique.intake.question import File
from pratique.net.digests import compute
from pratique.net.registry import RegistryClient
from pratique.store import Seen, Store


@dataclass(frozen=True, slots=True)
class Held:
    """The identity of some bytes that this installation has, and a way to load them."""

    digests: tuple[Digest, ...]
    size_bytes: int
    load: Callable[[], bytes]

    @property
    def sha256(self) -> str:
        """The canonical digest, in hex."""
        return next(digest.hex for digest in self.digests if digest.algorithm == "sha256")


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Gives the bytes of artifacts."""

    registry: RegistryClient
    store: Store
    most_bytes: int
    refetch: bool = False
    """Whether bytes that are held already are fetched anew."""

    def recall(self, file: File) -> Seen | None:
        """What is known of the artifact by the strong digests that its lock or listing names."""
        accepted = [d for expected in file.expected for d in expected.digests if d.strong]
        found = self.store.artifacts.find(accepted)
        return next((found[digest] for digest in accepted if digest in found), None)

    async def hold(self, file: File) -> Held:
        """Have the bytes. Raises RegistryError when they cannot be had, StoreError when they cannot be kept."""
        if file.data is not None:
            return self._keep(file.data, compute(file.data))
        seen = None if self.refetch else self.recall(file)
        if seen is not None and self.store.blobs.has(seen.sha256):
            return Held(seen.digests, seen.size_bytes, lambda: self._load(seen.sha256))
        expected = tuple(digest for party in file.expected for digest in party.digests)
        found = await self.registry.artifact(
            file.urls, file.upstream, expected=expected, max_bytes=self.most_bytes
        )
        return self._keep(found.data, found.digests)

    def _keep(self, data: bytes, digests: tuple[Digest, ...]) -> Held:
        sha256 = next(digest.hex for digest in digests if digest.algorithm == "sha256")
        self.store.blobs.put(sha256, data)
        return Held(digests, len(data), lambda: self._load(sha256))

    def _load(self, sha256: str) -> bytes:
        data = self.store.blobs.get(sha256)
        if data is None:
            raise RegistryError(
                Reference.INTEGRITY_MISMATCH,
                f"the stored bytes of {sha256[:16]}... are gone or damaged",
                hint="run again: they are fetched anew",
            )
        return data
