"""Serves the metadata file of a wheel (PEP 658).

The gate does not judge metadata, because metadata contains no code that runs. The gate refuses the metadata of a
refused wheel, and serves metadata only if the bytes match the listing's digest. Resolvers request many metadata files
but install few wheels. If the listing has no usable digest, the gate judges the wheel and serves the metadata inside
it.
"""

import asyncio
import hashlib
import io
from typing import IO

from pratique.core.decision import Client
from pratique.core.names import strongest
from pratique.errors import ParseError, Reference, RegistryError
from pratique.gate.artifacts.serving import Artifacts
from pratique.gate.decision.refusal import failed
from pratique.gate.listings.serving import Listings
from pratique.gate.protocols.interface import Answer, Beside, BesideFileWanted, Face
from pratique.net.client.address import parse
from pratique.net.registries.registry import RegistryClient
from pratique.store.folder.large_file import PIECE_BYTES, PieceFile

_MOST_BYTES = 16 * 1024**2
_ACCEPT = "*/*"


async def beside_file(
    face: Face,
    wanted: BesideFileWanted,
    client: Client,
    *,
    listings: Listings,
    artifacts: Artifacts,
    registry: RegistryClient,
) -> Answer:
    """Return the metadata file or a refusal. Raises RegistryError, StoreError, and ParseError for an invalid listing."""
    package = wanted.artifact.package
    state = await listings.state(face, package)
    mark = state.marking.marks.get(wanted.artifact.filename)
    if mark is not None and mark.stops:
        # The file itself says why, and the decision is stored.
        refused = await artifacts.answer(face, wanted.artifact, client)
        if refused.status != 200:
            return refused
    listing = listings.store.listings.get(state.url, state.accept)
    if listing is None:
        raise RegistryError(
            Reference.REGISTRY_FAILED,
            f"the listing of {package} was just removed to free space",
            hint="retry; increase the size limit of the gate's state folder",
        )
    try:
        place = wanted.place(listing.body, state.url)
    except ParseError as error:
        return failed(404, error.message, hint=error.hint)
    if not any(digest.strong for digest in place.digests):
        return await _taken_out(artifacts, face, wanted, client)
    kept = listings.store.listings.get(place.url, _ACCEPT)
    if kept is not None and _matches(kept.body, place):
        return _answer(kept.body)
    upstream = listings.upstreams.owner(parse(state.url)) or listings.upstreams.of(package)
    body = await registry.document(place.url, upstream, accept=_ACCEPT, max_bytes=_MOST_BYTES)
    if not _matches(body, place):
        text = f"the metadata of {wanted.artifact.filename} does not match the digest in its index"
        return failed(
            502, text, hint="the index or a cache in front of it is faulty: contact the operator of the index"
        )
    return _answer(body)


async def _taken_out(artifacts: Artifacts, face: Face, wanted: BesideFileWanted, client: Client) -> Answer:
    """Judge the wheel and return the metadata inside it, or the refusal of the wheel."""
    answer = await artifacts.answer(face, wanted.artifact, client)
    if answer.status != 200:
        return answer
    file: IO[bytes]
    if answer.large is None:
        file = io.BytesIO(answer.body)
    else:
        file = io.BufferedReader(PieceFile(answer.large.pieces), PIECE_BYTES)
    try:
        return _answer(await asyncio.to_thread(wanted.make, file))
    except ParseError as error:
        return failed(404, error.message, hint=error.hint)


def _matches(body: bytes, place: Beside) -> bool:
    """Return True if the bytes match the listing's digest."""
    digest = strongest(place.digests)
    return digest is not None and hashlib.new(digest.algorithm, body).hexdigest() == digest.hex


def _answer(body: bytes) -> Answer:
    headers = {
        "Content-Type": "application/octet-stream",
        "ETag": f'"{hashlib.sha256(body).hexdigest()}"',
        "Cache-Control": "private, no-cache",
    }
    return Answer(status=200, body=body, headers=headers)
