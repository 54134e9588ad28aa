"""What a registry serves beside a file: the metadata of a wheel (PEP 658).

It is not judged itself, for nothing of it is run; it is refused with its file, and given only as the listing's digest
says. Whoever resolves asks for many and installs few. Where the listing tells no digest that is good for it, nothing of what
lies beside the file is passed on: the file is judged, and it is taken out of that.
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
    """Give it, or refuse it. Raises RegistryError and StoreError, and ParseError for a listing that is none."""
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
            f"the listing of {package} was just removed to make room",
            hint="ask again; give the gate's state folder more room",
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
        text = f"the metadata of {wanted.artifact.filename} is not what its index lists"
        return failed(502, text, hint="the index, or a cache before it, is broken: tell whoever runs it")
    return _answer(body)


async def _taken_out(artifacts: Artifacts, face: Face, wanted: BesideFileWanted, client: Client) -> Answer:
    """Have the file judged, and take it out of its bytes; a refusal of the file is the answer."""
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
    """Whether the bytes are those that the listing tells."""
    digest = strongest(place.digests)
    return digest is not None and hashlib.new(digest.algorithm, body).hexdigest() == digest.hex


def _answer(body: bytes) -> Answer:
    headers = {
        "Content-Type": "application/octet-stream",
        "ETag": f'"{hashlib.sha256(body).hexdigest()}"',
        "Cache-Control": "private, no-cache",
    }
    return Answer(status=200, body=body, headers=headers)
