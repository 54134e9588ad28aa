"""Where bytes come from: this installation's folder first, then the registry."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from pratique.core.names import Digest
from pratique.errors import Reference, RegistryError
from pratique.intake.question import File
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
    """Gives the bytes of artifacts, and remembers which ones it met."""

    registry: RegistryClient
    store: Store
    now: Callable[[], datetime]
    offline: bool = False
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
            return self._keep(file.data)
        seen = None if self.refetch else self.recall(file)
        if seen is not None and self.store.blobs.has(seen.sha256):
            return Held(seen.digests, seen.size_bytes, lambda: self._load(seen.sha256))
        if self.offline:
            raise RegistryError(
                Reference.OFFLINE,
                f"{file.filename} is not held here, and --offline was given",
                hint="run once without --offline, or bring the state folder of another installation",
            )
        return self._keep(await self._fetch(file))

    async def _fetch(self, file: File) -> bytes:
        last: RegistryError | None = None
        for url in file.urls:
            try:
                return (await self.registry.artifact(url, file.upstream)).data
            except RegistryError as error:
                last = error
                if error.reference is not Reference.REGISTRY_NOT_FOUND:
                    break
        raise last or RegistryError(
            Reference.NO_ARTIFACT,
            f"nobody names an address for {file.filename}",
            hint="the registry's listing has no such file",
        )

    def _keep(self, data: bytes) -> Held:
        digests = digests_of(data)
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


def digests_of(data: bytes) -> tuple[Digest, ...]:
    """The digests by which locks, registries and this installation name some bytes."""
    return tuple(Digest(name, hashlib.new(name, data).hexdigest()) for name in ("sha1", "sha256", "sha512"))
