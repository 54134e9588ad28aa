"""What a registry serves beside a file: the metadata of a wheel (PEP 658).

It is not judged itself, for nothing of it is run; it is refused with its file, and given only as the listing's digest
says. Whoever resolves asks for many and installs few.
"""

import hashlib

from pratique.core.decision import Client
from pratique.core.names import strongest
from pratique.errors import ParseError, Reference, RegistryError
from pratique.gate.artifacts import Artifacts
from pratique.gate.face import Answer, Beside, BesideFileWanted, Face
from pratique.gate.listings import Listings
from pratique.gate.refusal import failed
from pratique.net.address import parse
from pratique.net.registry import RegistryClient

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
    kept = listings.store.listings.get(place.url, _ACCEPT)
    if kept is not None and place.digests and _matches(kept.body, place):
        return _answer(kept.body)
    upstream = listings.upstreams.owner(parse(state.url)) or listings.upstreams.of(package)
    body = await registry.document(place.url, upstream, accept=_ACCEPT, max_bytes=_MOST_BYTES)
    if not _matches(body, place):
        text = f"the metadata of {wanted.artifact.filename} is not what its index lists"
        return failed(502, text, hint="the index, or a cache before it, is broken: tell whoever runs it")
    return _answer(body)


def _matches(body: bytes, place: Beside) -> bool:
    """Whether the bytes are those that the listing tells; it need tell nothing."""
    digest = strongest(place.digests)
    return digest is None or hashlib.new(digest.algorithm, body).hexdigest() == digest.hex


def _answer(body: bytes) -> Answer:
    headers = {
        "Content-Type": "application/octet-stream",
        "ETag": f'"{hashlib.sha256(body).hexdigest()}"',
        "Cache-Control": "private, no-cache",
    }
    return Answer(status=200, body=body, headers=headers)
