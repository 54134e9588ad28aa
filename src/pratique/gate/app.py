"""The server: requests to faces, faces' wishes to listings and artifacts, answers back. HTTP/1.1, for its reason phrase."""

import asyncio
import logging
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from urllib.parse import unquote

import msgspec
from aiohttp import web

from pratique import __version__
from pratique.advisories.interface import Advisories
from pratique.core.names import PackageRef
from pratique.ecosystems import ECOSYSTEMS
from pratique.errors import ParseError, PratiqueError, Reference, RegistryError, StoreError
from pratique.gate.artifacts import RETRY_AFTER_S, Artifacts
from pratique.gate.beside_file import beside_file
from pratique.gate.client import client_of
from pratique.gate.face import (
    Answer,
    ArtifactWanted,
    Ask,
    BesideFileWanted,
    BesideWanted,
    Face,
    IndexWanted,
    ListingWanted,
    Mark,
)
from pratique.gate.faces import FACES
from pratique.gate.listings import Listings, Served
from pratique.gate.npm_audit import notice
from pratique.gate.ranges import ranged
from pratique.gate.refusal import failed
from pratique.net.registry import RegistryClient
from pratique.net.upstreams import Upstreams

_LOG = logging.getLogger(__name__)
MOST_TARGET = 4_096
"""Characters of a path with its query."""
MOST_BODY_BYTES = 8 * 1024**2
_MOST_BESIDE_BYTES = 16 * 1024**2
_HOST = re.compile(r"(?:[A-Za-z0-9.-]{1,253}|\[[0-9A-Fa-f:.]{2,45}\])(?::[0-9]{1,5})?\Z")
_MISSING = ("/gems/", "/metrics")
"""What the gate will have and has not yet."""
_MAX_AGE_S = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Gate:
    """All that answers requests."""

    listings: Listings
    artifacts: Artifacts
    registry: RegistryClient
    upstreams: Upstreams
    public_url: str | None = None
    """Where clients reach the gate, without a slash at its end; None: what they say themselves in `Host`."""
    faces: tuple[Face, ...] = field(default=FACES)

    async def handle(self, request: web.BaseRequest) -> web.StreamResponse:
        """Answer one request."""
        answer = await self._answer(request)
        response = web.Response(
            status=answer.status,
            reason=answer.reason,
            body=answer.body,
            headers={**answer.headers, "Server": f"pratique/{__version__}"},
        )
        if not request.content.at_eof():
            # What was not read of a body would be taken for the next request.
            response.force_close()
        return response

    async def _answer(self, request: web.BaseRequest) -> Answer:
        asked = self._read(request)
        if isinstance(asked, Answer):
            return asked
        face, ask = asked
        try:
            return await self._wanted(face, ask, request)
        except ParseError as error:
            status = 400 if error.reference in {Reference.NAME_INVALID, Reference.USAGE} else 502
            return failed(status, error.message, hint=error.hint)
        except StoreError as error:
            _LOG.exception("no answer to %s", ask.path)
            return failed(503, f"the gate's state folder cannot be used: {error.message}")
        except PratiqueError as error:
            return _unanswered(error)

    def _read(self, request: web.BaseRequest) -> Answer | tuple[Face, Ask]:
        """Which face is asked for what."""
        target = request.raw_path
        if len(target) > MOST_TARGET or not target.isascii() or not target.isprintable():
            return failed(414, "the address is too long, or is not plain text")
        path, _, query = target.partition("?")
        if path == "/healthz":
            return self._health()
        face = next((face for face in self.faces if path.startswith(face.prefix)), None)
        if face is None:
            return _no_face(path, self.faces)
        headers = {name.lower(): value for name, value in request.headers.items()}
        base = self._base(headers, face)
        if base is None:
            return failed(400, "the Host header names no host")
        below = path.removeprefix(face.prefix)
        return face, Ask(method=request.method, path=below, query=query, headers=headers, base=base)

    async def _wanted(self, face: Face, ask: Ask, request: web.BaseRequest) -> Answer:
        wanted = face.read(ask)
        match wanted:
            case Answer():
                return wanted
            case ListingWanted():
                served = await self.listings.page(face, wanted, ask.base)
                state = self.listings.known(wanted.package)
                return _page(served, ask.headers, trouble=state.trouble if state else "")
            case ArtifactWanted():
                client = client_of(request.remote, ask.headers)
                return ranged(await self.artifacts.answer(face, wanted, client), ask.headers)
            case BesideFileWanted():
                client = client_of(request.remote, ask.headers)
                beside = await beside_file(
                    face,
                    wanted,
                    client,
                    listings=self.listings,
                    artifacts=self.artifacts,
                    registry=self.registry,
                )
                return ranged(beside, ask.headers)
            case BesideWanted():
                return await self._beside(face, wanted, ask)
            case IndexWanted():
                return self._from_index(face, wanted, await _body(request))

    async def _beside(self, face: Face, wanted: BesideWanted, ask: Ask) -> Answer:
        """Ask the registry itself. A name that is bound to a registry of its own goes to no other."""
        if wanted.package is None and _names_a_scope(wanted.path, self.upstreams):
            return failed(404, "the gate does not ask another registry about names that are bound to one")
        any_name = ECOSYSTEMS[face.ecosystem].normalise("any")
        upstream = self.upstreams.of(wanted.package or any_name)
        body = await self.registry.document(
            f"{upstream.url}{wanted.path}",
            upstream,
            accept=ask.headers.get("accept", "*/*")[:200],
            max_bytes=_MOST_BESIDE_BYTES,
        )
        return Answer(status=200, body=body, headers={"Content-Type": "application/json"})

    def _from_index(self, face: Face, wanted: IndexWanted, body: bytes) -> Answer:
        """Answer from the index; what was withheld from this install is told beside, whatever the index knows."""
        names = wanted.names(body)
        line = notice(
            (package, mark)
            for package, versions in names.items()
            for mark in self._withheld(face, package, tuple(versions))
        )
        told = {wanted.notice_header: line} if line else {}
        try:
            answer = wanted.answer(body, self._index())
        except RegistryError as error:
            refused = failed(503, error.message, hint=error.hint)
            return replace(refused, headers={**refused.headers, **told})
        headers = {"Content-Type": "application/json", "Cache-Control": "no-store", **told}
        return Answer(status=200, body=answer, headers=headers)

    def _index(self) -> Advisories:
        """The index of advisories. Raises RegistryError where there is none."""
        warnings = self.listings.law.road.warnings
        if warnings.index is None:
            raise RegistryError(
                Reference.ADVISORIES_MISSING, warnings.why, hint="run `pratique advisories sync`"
            )
        return warnings.index

    def _withheld(self, face: Face, package: PackageRef, versions: tuple[str, ...]) -> list[Mark]:
        """Newer versions than those in use, of the same package, that are refused now."""
        state = self.listings.known(package)
        if state is None or not versions:
            return []
        module = ECOSYSTEMS[face.ecosystem]
        highest = max(versions, key=module.sort_key)
        marks = [
            mark
            for mark in state.marking.marks.values()
            if mark.stops and module.compare(mark.version, highest) > 0
        ]
        return [mark for mark in marks if not module.is_prerelease(mark.version)]

    def _base(self, headers: Mapping[str, str], face: Face) -> str | None:
        if self.public_url is not None:
            return f"{self.public_url}{face.prefix}"
        host = headers.get("host", "")
        return f"http://{host}{face.prefix}" if _HOST.match(host) else None

    def _health(self) -> Answer:
        told = {"status": "ok", "version": __version__, "epoch": self.listings.law.epoch}
        headers = {"Content-Type": "application/json", "Cache-Control": "no-store"}
        return Answer(status=200, body=msgspec.json.encode(told), headers=headers)


def _no_face(path: str, faces: tuple[Face, ...]) -> Answer:
    known = ", ".join(face.prefix for face in faces)
    if path.startswith(_MISSING):
        return failed(404, f"this release of pratique has nothing at {path[:40]} yet; it has {known}")
    return failed(404, f"there is nothing here: registries are at {known}", hint="see docs/gate.md")


def _unanswered(error: PratiqueError) -> Answer:
    if error.reference in {Reference.REGISTRY_NOT_FOUND, Reference.VERSION_NOT_FOUND}:
        return failed(404, error.message, hint=error.hint)
    return failed(503, error.message, hint=error.hint, retry_after_s=RETRY_AFTER_S)


def _page(served: Served, headers: Mapping[str, str], *, trouble: str) -> Answer:
    packed = "gzip" in headers.get("accept-encoding", "")
    etag = f'"{served.etag}{"-gz" if packed else ""}"'
    told = {
        "Content-Type": served.content_type,
        "ETag": etag,
        "Vary": "Accept, Accept-Encoding, User-Agent, Host, npm-command",
        "Cache-Control": f"private, max-age={0 if trouble else _MAX_AGE_S}, must-revalidate",
    }
    if trouble:
        told["Warning"] = '110 pratique "the registry did not answer: this is what it said last"'
    if any(served.etag in one for one in headers.get("if-none-match", "").split(",")):
        return Answer(status=304, headers=told)
    if packed:
        return Answer(status=200, body=served.gzipped, headers={**told, "Content-Encoding": "gzip"})
    return Answer(status=200, body=served.identity, headers=told)


def _names_a_scope(path: str, upstreams: Upstreams) -> bool:
    text = unquote(path, errors="replace").lower()
    return any(scope.lower() in text for scope in upstreams.scopes)


async def _body(request: web.BaseRequest) -> bytes:
    """The body of a request. Raises ParseError when it is too large or too slow."""
    parts: list[bytes] = []
    size = 0
    try:
        async with asyncio.timeout(30):
            while part := await request.content.readany():
                size += len(part)
                if size > MOST_BODY_BYTES:
                    break
                parts.append(part)
    except TimeoutError:
        size = MOST_BODY_BYTES + 1
    if size > MOST_BODY_BYTES:
        raise ParseError(
            Reference.USAGE,
            "the body of the request is too large or too slow",
            hint="ask for fewer packages at once",
        )
    return b"".join(parts)
