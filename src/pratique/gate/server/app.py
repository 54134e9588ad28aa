"""Routes HTTP requests to the protocol adapters, listings and artifacts.

The server supports only HTTP/1.1, because refusals need a reason phrase.
"""

import asyncio
import logging
import time
from collections.abc import Coroutine, Mapping
from dataclasses import dataclass, field, replace
from urllib.parse import unquote

from aiohttp import web

from pratique import __version__
from pratique.advisories.coverage import Freshness
from pratique.advisories.interface import Advisories
from pratique.core.names import Ecosystem, PackageRef
from pratique.ecosystems import ECOSYSTEMS
from pratique.errors import ParseError, PratiqueError, Reference, RegistryError, StoreError
from pratique.gate.access.authentication import Admission, Admitted
from pratique.gate.access.forwarded_headers import Trusted
from pratique.gate.access.host_names import Hosts
from pratique.gate.api.approval_requests import is_request, requested
from pratique.gate.api.blocklist import Blocklist, listed
from pratique.gate.api.ci_token import PATH as TOKEN
from pratique.gate.api.ci_token import Exchange
from pratique.gate.api.monitoring import WATCHED, Watched
from pratique.gate.api.operator_api import PATHS as OPERATED
from pratique.gate.api.operator_api import OperatorApi, operated
from pratique.gate.api.osv import Osv, is_osv
from pratique.gate.api.release_page import PATH as RELEASE
from pratique.gate.api.release_page import Releases, release_page
from pratique.gate.api.verdicts import Verdicts, shared
from pratique.gate.artifacts.file_by_name import named_file
from pratique.gate.artifacts.serving import Artifacts
from pratique.gate.artifacts.wheel_metadata import beside_file
from pratique.gate.background.jobs import Background, problems_of, told_by
from pratique.gate.decision.refusal import RETRY_AFTER_S, failed
from pratique.gate.decision.unlisted_package import unlisted
from pratique.gate.holds.approval_requests import Requests
from pratique.gate.holds.how_to_request import offered
from pratique.gate.listings.page import Served
from pratique.gate.listings.serving import Listings
from pratique.gate.monitoring.canary import canary, canary_of
from pratique.gate.monitoring.current_state import Moment
from pratique.gate.monitoring.metrics import OTHER, Metrics
from pratique.gate.protocols.forwarded_writes import Sent, Writing, upload_refused
from pratique.gate.protocols.interface import (
    Answer,
    ArtifactWanted,
    Ask,
    BesideFileWanted,
    BesideWanted,
    Face,
    IndexListingWanted,
    IndexWanted,
    ListingWanted,
    Mark,
    NamedFileWanted,
    ReleaseWanted,
    Wanted,
    WriteWanted,
)
from pratique.gate.protocols.npm.audit import notice
from pratique.gate.protocols.rubygems.index import GemIndex
from pratique.gate.protocols.table import FACES, face_at
from pratique.gate.server.client import client_of
from pratique.gate.server.patience import Waits, limit_s, unready
from pratique.gate.server.ranges import ranged
from pratique.gate.server.request_bodies import Bodies
from pratique.gate.server.responses import send
from pratique.intake.gate_verdicts import PATH as VERDICTS
from pratique.intake.known_bad.blocked import PATH as BLOCKED
from pratique.net.registries.registry import RegistryClient
from pratique.net.registries.upstreams import Upstreams

_LOG = logging.getLogger(__name__)
MOST_TARGET = 4_096
"""The maximum length of a path with its query, in characters."""
_MOST_BESIDE_BYTES = 16 * 1024**2
_READS = frozenset({"GET", "HEAD"})
_MAX_AGE_S = 45
"""The time that clients may cache a listing.

Together with the delay before the gate loads new data, a cached listing is outdated for at most a minute.
"""
_NOBODY_ELSE = {"Cache-Control": "private, no-cache"}
"""The default cache header: clients must revalidate a response before they use it again. A file that is allowed
today may be refused tomorrow."""
_JSON = "application/json"


KINDS: Mapping[type[Wanted], str] = {
    Answer: OTHER,
    ListingWanted: "listing",
    ReleaseWanted: "release",
    IndexListingWanted: "list",
    ArtifactWanted: "artifact",
    NamedFileWanted: "artifact",
    BesideFileWanted: "metadata",
    BesideWanted: "beside",
    IndexWanted: "audit",
    WriteWanted: "write",
}
"""The metric label of each kind of request."""


@dataclass(slots=True, kw_only=True)
class Asked:
    """The metric labels and start time of a request."""

    began: float
    face: str = "none"
    kind: str = OTHER


@dataclass(frozen=True, slots=True, kw_only=True)
class Gate:
    """The components that handle requests."""

    listings: Listings
    artifacts: Artifacts
    registry: RegistryClient
    upstreams: Upstreams
    public_url: str | None = None
    """The URL at which clients reach the gate, without a trailing slash. None means the URL in the `Host` header."""
    trusted: Trusted = field(default_factory=Trusted)
    """The proxies whose headers about the client are trusted."""
    hosts: Hosts = field(default_factory=Hosts)
    """The host names that clients may use if `public_url` is not set."""
    faces: tuple[Face, ...] = field(default=FACES)
    gems: GemIndex | None = None
    """Serves the lists of all gems."""
    requests: Requests | None = None
    """Accepts approval requests."""
    operators: OperatorApi | None = None
    """Handles the requests of operators, and lists the requests of a client."""
    verdicts: Verdicts | None = None
    """Returns inspections to other Pratique installations."""
    blocklist: Blocklist | None = None
    """Lists the blocked releases, so that clients can check their caches."""
    releases: Releases | None = None
    """Returns pages about releases for human readers."""
    osv: Osv | None = None
    """Handles requests of OSV's API."""
    exchange: Exchange | None = None
    """Exchanges ID tokens of CI jobs for tokens of the gate."""
    admission: Admission
    writing: Writing = field(default_factory=Writing)
    metrics: Metrics = field(default_factory=Metrics)
    moment: Moment | None = None
    background: tuple[Background, ...] = ()
    """The background tasks."""
    bodies: Bodies = field(default_factory=Bodies)
    waits: Waits = field(default_factory=Waits)
    wait_s: float = 45.0
    """How long a client waits for an answer before it gets status 503, in seconds (see `server/patience.py`)."""

    async def handle(self, request: web.BaseRequest) -> web.StreamResponse:
        """Handle one request."""
        asked = Asked(began=time.monotonic())
        with self.metrics.in_flight.track_inprogress():
            try:
                answer = await self._answer(request, asked)
            finally:
                self.bodies.done(id(request))
        self.metrics.answered(asked.face, asked.kind, answer.status, time.monotonic() - asked.began)
        headers = {**_NOBODY_ELSE, "Server": f"pratique/{__version__}"}
        return await send(request, answer, headers, self.artifacts.store.blobs.doubt)

    async def _answer(self, request: web.BaseRequest, asked: Asked) -> Answer:
        path = request.raw_path.partition("?")[0]
        if path in WATCHED:
            asked.kind = path.strip("/")
            return await self._watched(request)
        misdirected = self._misdirected(request)
        if misdirected is not None:
            return misdirected
        own = await self._own(path, request, asked)
        if own is not None:
            return own
        read = self._read(request)
        return read if isinstance(read, Answer) else await self._of_face(*read, request, asked)

    async def _own(self, path: str, request: web.BaseRequest, asked: Asked) -> Answer | None:
        """Handle a request for the gate's own endpoints; return None for a registry path."""
        answer: Answer | None = None
        base = self._root(request)
        if self.requests is not None and is_request(path):
            asked.kind = "request"
            answer = await requested(
                self.requests,
                request,
                self.admission,
                base=base,
                address=self.trusted.client(request.remote, request.headers),
                body=lambda: self._body(request),
            )
        elif self.operators is not None and path in OPERATED:
            asked.kind = "api"
            answer = await operated(
                self.operators, request, self.admission, base=base, body=lambda: self._body(request)
            )
        elif self.verdicts is not None and path == VERDICTS:
            asked.kind = "verdicts"
            answer = await shared(self.verdicts, request, self.admission, lambda: self._body(request))
        elif self.blocklist is not None and path == BLOCKED:
            asked.kind = "blocked"
            answer = await listed(self.blocklist, request, self.admission)
        elif self.releases is not None and path == RELEASE:
            asked.kind = "page"
            answer = await release_page(self.releases, request, self.admission)
        elif self.exchange is not None and path == TOKEN:
            asked.kind = "token"
            answer = await self.exchange.answer(request, lambda: self._body(request))
        elif self.osv is not None and is_osv(path):
            asked.kind = "osv"
            answer = await self.osv.answer(request, self.admission, lambda: self._body(request))
        return answer

    async def _of_face(self, face: Face, ask: Ask, request: web.BaseRequest, asked: Asked) -> Answer:
        asked.face = face.ecosystem.value
        admitted = self._admitted(face, ask)
        if isinstance(admitted, Answer):
            return admitted
        try:
            wanted = face.read(ask)
            asked.kind = KINDS[type(wanted)]
            answer = await self._in_time(wanted, ask, self._wanted(face, ask, wanted, request, admitted))
            if self.requests is None:
                return answer
            return offered(answer, self._root(request))
        except ParseError as error:
            status = 400 if error.reference in {Reference.NAME_INVALID, Reference.USAGE} else 502
            return failed(status, error.message, hint=error.hint)
        except StoreError as error:
            _LOG.exception("could not respond to %s", ask.path)
            return failed(503, f"the gate's state folder cannot be used: {error.message}")
        except PratiqueError as error:
            return _unanswered(error)

    async def _in_time(self, wanted: Wanted, ask: Ask, work: Coroutine[None, None, Answer]) -> Answer:
        """Return the answer, or status 503 before the client gives up; the gate then continues with the work."""
        most_s = limit_s(wanted, ask.headers.get("user-agent", ""), self.wait_s)
        try:
            async with asyncio.timeout(most_s) as clock:
                answer = await work
        except TimeoutError:
            if most_s is None or not clock.expired():
                raise
            return unready(wanted, self.waits.retry_after_s(wanted, most_s))
        self.waits.answered(wanted)
        return answer

    async def _body(self, request: web.BaseRequest) -> bytes:
        """Return the body of a request. Raises ParseError if the body is incomplete, too large or too slow."""
        return await self.bodies.read(id(request), request.content)

    def _read(self, request: web.BaseRequest) -> Answer | tuple[Face, Ask]:
        """Return the protocol adapter and the request, or an error response."""
        target = request.raw_path
        if len(target) > MOST_TARGET or not target.isascii() or not target.isprintable():
            return failed(414, "the URL is too long or contains invalid characters")
        path, _, query = target.partition("?")
        found = face_at(path, self.faces)
        if found is None and path.startswith("/pypi/") and request.method not in _READS:
            # Where uploads go is beside the simple index, and not below it.
            found = next(((face, path) for face in self.faces if face.ecosystem is Ecosystem.PYPI), None)
        if found is None:
            return _no_face(self.faces)
        face, below = found
        headers = {name.lower(): value for name, value in request.headers.items()}
        root = self._root(request)
        if root is None:
            return failed(400, "the Host header contains no valid host")
        base = f"{root}{face.prefix}"
        return face, Ask(method=request.method, path=below, query=query, headers=headers, base=base)

    def _admitted(self, face: Face, ask: Ask) -> Admitted | Answer:
        """Return the authenticated client, or a refusal."""
        admitted = self.admission.admit(ask.headers, face.ecosystem)
        if isinstance(admitted, Admitted) and face.ecosystem is Ecosystem.PYPI and ask.method not in _READS:
            return upload_refused(ask.method, self.upstreams)
        return admitted

    async def _wanted(  # noqa: C901 - one case for each question
        self, face: Face, ask: Ask, wanted: Wanted, request: web.BaseRequest, admitted: Admitted
    ) -> Answer:
        address = self.trusted.client(request.remote, ask.headers)
        client = client_of(address, ask.headers, who=admitted.who, ci=admitted.ci)
        bird = canary_of(wanted)
        if bird is not None:
            return await canary(self.artifacts, bird, client)
        match wanted:
            case Answer():
                answer = wanted
            case ListingWanted():
                answer = await self._listing(face, wanted, ask)
            case ReleaseWanted():
                answer = await self._release(face, wanted, ask)
            case ArtifactWanted():
                answer = ranged(await self.artifacts.answer(face, wanted, client), ask.headers)
            case NamedFileWanted():
                answer = ranged(await named_file(self.artifacts, face, wanted, client), ask.headers)
            case IndexListingWanted(name=name):
                answer = await self._list(name, ask)
            case BesideFileWanted():
                beside = await beside_file(
                    face,
                    wanted,
                    client,
                    listings=self.listings,
                    artifacts=self.artifacts,
                    registry=self.registry,
                )
                answer = ranged(beside, ask.headers)
            case BesideWanted():
                answer = await self._beside(face, wanted, ask)
            case IndexWanted():
                answer = self._from_index(face, wanted, await self._body(request))
            case WriteWanted():
                answer = await self.writing.answer(wanted, ask, Sent.of(request), admitted, client)
        return answer

    async def _listing(self, face: Face, wanted: ListingWanted, ask: Ask) -> Answer:
        """Return the listing of a package.

        If the registry does not list the package, report whether the package is known to be malicious.
        """
        try:
            served = await self.listings.page(face, wanted, ask.base)
        except RegistryError as error:
            if (
                error.reference is not Reference.REGISTRY_NOT_FOUND
                or self.upstreams.of(wanted.package).private
            ):
                raise
            return unlisted(wanted.package, error, self.listings.law.road.warnings.package(wanted.package))
        state = self.listings.known(wanted.package)
        return _page(served, ask.headers, trouble=state.trouble if state else "")

    async def _release(self, face: Face, wanted: ReleaseWanted, ask: Ask) -> Answer:
        """Return the document of one release from the listing."""
        served = await self.listings.page(face, wanted.listing, ask.base)
        body = await asyncio.to_thread(wanted.pick, served.identity)
        headers = {"Content-Type": served.content_type, "Cache-Control": "private, no-cache"}
        return Answer(status=200, body=body, headers=headers)

    async def _list(self, name: str, ask: Ask) -> Answer:
        """Return a list of all packages. Only gem clients request a list of all packages."""
        if self.gems is None:
            return failed(404, "this gate does not provide lists of all packages")
        return await self.gems.ranged(name, ask.headers, head=ask.method == "HEAD")

    async def _beside(self, face: Face, wanted: BesideWanted, ask: Ask) -> Answer:
        """Forward the request to the registry. A package name that is bound to a registry is never sent to another registry."""
        if wanted.package is None and _names_a_scope(wanted.path, self.upstreams):
            return failed(
                404, "the gate does not send names that are bound to one registry to another registry"
            )
        any_name = ECOSYSTEMS[face.ecosystem].normalise("any")
        upstream = self.upstreams.of(wanted.package or any_name)
        body = await self.registry.document(
            f"{upstream.url}{wanted.path}",
            upstream,
            # It is a part of the name under which the answer is kept: no client has one of its own.
            accept=_JSON if _JSON in ask.headers.get("accept", "") else "*/*",
            max_bytes=_MOST_BESIDE_BYTES,
            keep="?" not in wanted.path,
        )
        return Answer(status=200, body=body, headers={"Content-Type": "application/json"})

    def _from_index(self, face: Face, wanted: IndexWanted, body: bytes) -> Answer:
        """Return a response from the advisory index, with a notice of newer versions that the gate withholds."""
        names = wanted.names(body)
        line = notice(
            (package, mark)
            for package, versions in names.items()
            for mark in self._withheld(face, package, tuple(versions))
        )
        told = {wanted.notice_header: line} if line else {}
        try:
            law = self.listings.law
            freshness = Freshness(law.now(), law.road.warnings.max_age)
            answer = wanted.answer(body, self._index(), freshness)
        except RegistryError as error:
            refused = failed(503, error.message, hint=error.hint)
            return replace(refused, headers={**refused.headers, **told})
        headers = {"Content-Type": "application/json", "Cache-Control": "no-store", **told}
        return Answer(status=200, body=answer, headers=headers)

    def _index(self) -> Advisories:
        """Return the advisory index. Raises RegistryError if there is no index."""
        warnings = self.listings.law.road.warnings
        if warnings.index is None:
            raise RegistryError(
                Reference.ADVISORIES_MISSING, warnings.why, hint="run `pratique advisories sync`"
            )
        return warnings.index

    def _withheld(self, face: Face, package: PackageRef, versions: tuple[str, ...]) -> list[Mark]:
        """Return the newer versions of the requested packages that are refused now."""
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

    def _root(self, request: web.BaseRequest) -> str | None:
        """Return the URL at which the client reaches the gate, without a trailing slash; None if the URL is unknown."""
        return self.public_url or self.trusted.root(request.remote, request.headers, scheme=request.scheme)

    def _misdirected(self, request: web.BaseRequest) -> Answer | None:
        """Return status 421 if the request is for another host than the gate's."""
        root = self._root(request)
        if self.public_url or root is None:
            return None
        local = request.transport.get_extra_info("sockname") if request.transport else None
        try:
            if self.hosts.allows(root, str(local[0]) if local else None):
                return None
        except ValueError:
            return failed(400, "the Host header contains no valid host")
        name = root.partition("//")[2]
        return failed(
            421,
            f"{name} is not an allowed host name of this gate",
            hint="add the name to the setting gate.hosts, or start the gate with --public-url",
        )

    async def _watched(self, request: web.BaseRequest) -> Answer:
        """Return the response of a monitoring endpoint."""
        watched = Watched(
            admission=self.admission,
            listings=self.listings,
            metrics=self.metrics,
            moment=self.moment,
            ecosystems=[face.ecosystem for face in self.faces],
            beside=told_by(self.background),
            troubles=problems_of(self.background),
        )
        headers = {name.lower(): value for name, value in request.headers.items()}
        return await watched.answer(request.raw_path, headers)


def _no_face(faces: tuple[Face, ...]) -> Answer:
    known = ", ".join(face.prefix for face in faces)
    return failed(404, f"not found: the gate serves registries at {known}", hint="see `pratique help gate`")


def _unanswered(error: PratiqueError) -> Answer:
    if error.reference in {Reference.REGISTRY_NOT_FOUND, Reference.VERSION_NOT_FOUND}:
        return failed(404, error.message, hint=error.hint)
    return failed(503, error.message, hint=error.hint, retry_after_s=RETRY_AFTER_S)


def _page(served: Served, headers: Mapping[str, str], *, trouble: str) -> Answer:
    packed = "gzip" in headers.get("accept-encoding", "")
    # Where a protocol says what an ETag is, it is that in each form.
    etag = served.headers.get("ETag") or f'"{served.etag}{"-gz" if packed else ""}"'
    known = etag.strip('"') if "ETag" in served.headers else served.etag
    told = {
        "Content-Type": served.content_type,
        "ETag": etag,
        "Vary": "Accept, Accept-Encoding, User-Agent, Host, npm-command",
        "Cache-Control": f"private, max-age={0 if trouble else _MAX_AGE_S}, must-revalidate",
        **served.headers,
    }
    if trouble:
        told["Warning"] = '110 pratique "the registry did not respond: this is its last known listing"'
    if any(known in one for one in headers.get("if-none-match", "").split(",")):
        return Answer(status=304, headers=told)
    if packed:
        return Answer(status=200, body=served.gzipped, headers={**told, "Content-Encoding": "gzip"})
    return Answer(status=200, body=served.identity, headers=told)


def _names_a_scope(path: str, upstreams: Upstreams) -> bool:
    text = unquote(path, errors="replace").lower()
    return any(scope.lower() in text for scope in upstreams.scopes)
