"""Finds a file in the gate's store by its digest, for inspections that download nothing."""

from pratique.core.names import Digest, ReleaseRef
from pratique.ecosystems import ECOSYSTEMS
from pratique.ecosystems.target import parse_purl
from pratique.errors import ParseError
from pratique.intake.question import Expected, File, Party
from pratique.store.interface import Store


def stored_file(store: Store, sha256: str) -> File | None:
    """Return the file; None if its bytes or its release are not stored."""
    digest = Digest("sha256", sha256)
    seen = store.artifacts.find([digest]).get(digest)
    if seen is None or not store.blobs.has(sha256):
        return None
    try:
        ref = parse_purl(seen.purl)
    except ParseError:
        return None
    if not isinstance(ref, ReleaseRef):
        return None
    return File(
        ref=ref,
        ecosystem=ref.package.ecosystem,
        filename=seen.filename,
        kind=ECOSYSTEMS[ref.package.ecosystem].kind_of(seen.filename),
        expected=(Expected(Party.MEMORY, seen.digests),),
        size_bytes=seen.size_bytes,
    )
