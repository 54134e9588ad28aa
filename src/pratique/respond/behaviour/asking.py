"""Finds the kept bytes of releases, and has workers describe their behaviour."""

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

import msgspec

from pratique.analysis.frames import decode, encode
from pratique.analysis.job import Job, Part
from pratique.analysis.pool import Pool
from pratique.core.names import Digest, Ecosystem, ReleaseRef
from pratique.ecosystems import ECOSYSTEMS
from pratique.errors import AnalysisError, Reference
from pratique.respond.behaviour.value import Behaviour, NoBytes
from pratique.store.interface import Store
from pratique.store.opening import KeptFiles
from pratique.store.record import Seen

PROGRAM = "pratique.respond.behaviour.worker"
"""The module that the workers of the pool run."""
_IN_FILE_BYTES = 8 << 20
"""The worker reads larger stored files from disk itself."""
_LOOKED_UP = ("sha256", "sha512", "sha1")


@dataclass(frozen=True, slots=True)
class Kept:
    """The bytes of one artifact on this machine."""

    part: Part
    size_bytes: int
    load: Callable[[], bytes]


def of_data(data: bytes, filename: str, ecosystem: Ecosystem, ref: ReleaseRef | None = None) -> Kept:
    """Return given bytes, such as those of a file."""
    part = Part(
        ecosystem=ecosystem,
        ref=ref,
        filename=filename,
        kind=ECOSYSTEMS[ecosystem].kind_of(filename),
        sha256=hashlib.sha256(data).hexdigest(),
    )
    return Kept(part, len(data), lambda: data)


def find_kept(
    store: KeptFiles | Store | None, ref: ReleaseRef | None, digests: Iterable[Digest] = ()
) -> tuple[Kept, ...] | NoBytes:
    """Return the artifacts of a release, or with these digests, whose bytes the store has; `NoBytes` if it has none.

    `store` is None if this machine has no store. At least one of `ref` and `digests` is given. Raise StoreError if the store
    cannot be read.
    """
    asked = tuple(digest for digest in digests if digest.algorithm in _LOOKED_UP)
    found: dict[str, Seen] = {}
    if store is not None:
        found = {seen.sha256: seen for seen in _seen(store, ref, asked)}
        kept = tuple(_kept(store, ref, seen) for seen in found.values() if store.blobs.has(seen.sha256))
        if kept:
            return kept
    name = str(ref) if ref is not None else ", ".join(map(str, asked)) or "the release"
    why = (
        f"the store knows files of {name}, and has removed their bytes"
        if found
        else f"the store has no file of {name}"
    )
    return NoBytes(ref, asked, why, tuple(_ways(ref)))


def _seen(store: KeptFiles | Store, ref: ReleaseRef | None, digests: tuple[Digest, ...]) -> Iterator[Seen]:
    if ref is not None:
        yield from store.artifacts.of_releases([ref.purl])
    # Bytes from an unverified bundle are no evidence, but reading them harms nobody.
    yield from store.artifacts.find(digests, anyone=True).values()


def _kept(store: KeptFiles | Store, ref: ReleaseRef | None, seen: Seen) -> Kept:
    path = store.blobs.path(seen.sha256) if seen.size_bytes > _IN_FILE_BYTES else None
    ecosystem = ref.package.ecosystem if ref is not None else _ecosystem(seen)
    part = Part(
        ecosystem=ecosystem,
        ref=ref,
        filename=seen.filename,
        kind=ECOSYSTEMS[ecosystem].kind_of(seen.filename),
        sha256=seen.sha256,
        stored=str(path or ""),
    )
    return Kept(part, seen.size_bytes, lambda: store.blobs.get(seen.sha256) or b"")


def _ecosystem(seen: Seen) -> Ecosystem:
    type_ = seen.purl.removeprefix("pkg:").partition("/")[0]
    return next((one for one in Ecosystem if one.value == type_), Ecosystem.NPM)


def _ways(ref: ReleaseRef | None) -> Iterator[str]:
    if ref is not None:
        yield f"If the registry still serves it, `pratique inspect {ref}` downloads it and keeps its bytes."
    yield "Run the command on the gate's machine: its store keeps what the gate served."
    yield "Give a copy from a client's cache, an image or an installed tree with --artifact FILE."
    yield "Ask the registry's security team or the authors of the advisory for a sample."


async def behaviour_of(pool: Pool, kept: Kept) -> Behaviour:
    """Have a worker describe an artifact. Raise AnalysisError if the worker crashes or reaches a limit.

    `pool` runs `PROGRAM`.
    """
    told = await pool.ask(
        encode(Job(artifact=kept.part)),
        lambda: [] if kept.part.stored else [kept.load()],
        size_bytes=kept.size_bytes,
    )
    try:
        return decode(told, Behaviour)
    except msgspec.DecodeError as error:
        raise AnalysisError(
            Reference.ANALYSIS_CRASHED,
            f"the worker's answer cannot be read: {error}",
            hint="run the command again",
        ) from error
