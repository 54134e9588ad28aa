"""Accepts approval requests for releases or a lockfile, stores them, and reports which files are held and until when."""

import asyncio
import secrets
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

from pratique.core.act import word_of
from pratique.core.decision import Client
from pratique.core.hold import HoldState, state_of
from pratique.core.names import Digest, Ecosystem, PackageRef, strongest
from pratique.core.policy import Action
from pratique.core.request import FileRequest, HeldEntry, Request, requester_of
from pratique.errors import ParseError, PratiqueError, StoreError
from pratique.gate.access.authentication import Admitted
from pratique.gate.access.tokens import Role
from pratique.gate.decision.listing_decision import LOST, files_of
from pratique.gate.decision.refusal import failed, one_line
from pratique.gate.holds.rate_limit import RequestRate
from pratique.gate.holds.request_answer import REQUEST_VERSION, Looked, Unknown, answer_of, document_of
from pratique.gate.holds.request_body import Asked, AskedFor, read_request
from pratique.gate.listings.serving import Listings
from pratique.gate.listings.state import State
from pratique.gate.protocols.interface import Answer, Face, Mark
from pratique.store.interface import Store
from pratique.store.record import FileName

PATH = "/-/pratique/request"
MOST_HELD = 500
"""The maximum number of files in a stored request. The request also stores the number of further held files."""
MOST_OTHERS = 1_000
"""The maximum number of requests for the same files that are searched for other requesters."""
MOST_LISTED = 20
"""The maximum number of requests in one list of a client's own requests."""
_MOST_KEY = 40
_AT_ONCE = 8
_LOOK_S = 60.0
_SAME_FOR = timedelta(days=7)
_HOW = "send JSON with POST, or run: pratique request LOCKFILE|PURL --gate {base} --reason TEXT"
_OPEN = frozenset({HoldState.REVIEW, HoldState.WAIT, HoldState.BLOCKED})


@dataclass(kw_only=True)
class Requests:
    """Accepts approval requests and reports their state. This class does not approve or deny files."""

    listings: Listings
    store: Store
    faces: tuple[Face, ...]
    contact: str
    rate: RequestRate = field(default_factory=RequestRate)
    kept: RequestRate = field(
        default_factory=lambda: RequestRate(each=100, everybody=1_000, span=timedelta(days=1))
    )
    """Limits the number of stored requests, because a request may be large and is never removed."""
    look_s: float = _LOOK_S
    """The time for looking up held files, in seconds. The state of files that were not looked up in this time is
    reported as unknown."""
    _turn: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(1))

    async def post(self, body: bytes, headers: Mapping[str, str], client: Client, base: str) -> Answer:
        """Store a request.

        Return status 201 with the key of the request, or 200 if no file is held or an identical request already
        exists.

        Raises ParseError for an invalid body, and StoreError.
        """
        # A page that a browser shows cannot send this type to another site without asking first.
        if headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
            return failed(
                415, "the content type of a request must be application/json", hint=_HOW.format(base=base)
            )
        asker = requester_of(client)
        if wait_s := self.rate.wait_s(asker, self.listings.law.now()):
            return _busy(wait_s)
        async with self._turn:
            asked = await asyncio.to_thread(read_request, body)
            held, unknown = await self._look(asked.releases)
            unknown = [*unknown, *(Unknown("", why) for why in asked.unread)]
            request = self._request(asked, held, len(unknown), client)
            earlier = await self._same(request) if held else None
            if held and earlier is None:
                if wait_s := self.kept.wait_s(asker, request.at):
                    return _busy(wait_s)
                self.store.requests.add(request)
        told = earlier or (request if held else replace(request, key=""))
        return self._answer(told, base, unknown, status=201 if held and earlier is None else 200)

    def get(self, key: str, base: str, admitted: Admitted) -> Answer:
        """Return the state of a request to the client that made it, or to an operator.

        On a gate without tokens, every client that knows the key may read the request. Raises StoreError if the state
        folder is unusable.
        """
        if not key:
            headers = {"Content-Type": "text/plain; charset=utf-8", "Cache-Control": "no-store"}
            text = f"Request the approval of held files here: {_HOW.format(base=base)}\n"
            return Answer(status=200, body=text.encode(), headers=headers)
        known = key.isascii() and key.isalnum() and len(key) <= _MOST_KEY
        request = self.store.requests.get(key) if known else None
        if request is None or not _may_read(admitted, request):
            return failed(404, "there is no such request, or it was made with another token")
        return self._answer(request, base, (), status=200)

    def own(self, token: str, base: str, before: int | None) -> dict[str, Any]:
        """Return the requests that were made with a token, newest first, and the number to continue from.

        Raises StoreError if the state folder is unusable.
        """
        found = self.store.requests.latest(token=token, most=MOST_LISTED + 1, before=before)
        listed = found[:MOST_LISTED]
        return {
            "schema_version": REQUEST_VERSION,
            "requests": [
                document_of(one, self._looked(one), (), url=self._url(one, base), contact=self.contact)
                for one in listed
            ],
            "next": listed[-1].number if len(found) > len(listed) else None,
        }

    def _answer(self, request: Request, base: str, unknown: Sequence[Unknown], *, status: int) -> Answer:
        return answer_of(
            request,
            self._looked(request),
            unknown,
            url=self._url(request, base),
            contact=self.contact,
            status=status,
        )

    def _url(self, request: Request, base: str) -> str:
        return f"{base}{PATH}/{request.key}" if request.key else ""

    def _looked(self, request: Request) -> list[Looked]:
        """Return the state of each entry of a request, the last decision, and who else waits for the entry."""
        now, acts = self.listings.law.now(), self.listings.law.acts
        met = self.store.artifacts.find(entry.digest for entry in request.held if entry.digest)
        named = self.store.artifacts.seen_many(
            (FileName(entry.purl, entry.filename) for entry in request.held if not entry.digest),
            registries=[one.url for one in self.listings.upstreams],
        )
        digests: list[tuple[Digest, ...]] = []
        for entry in request.held:
            seen = met.get(entry.digest) if entry.digest else named.get(FileName(entry.purl, entry.filename))
            promised = (entry.digest,) if entry.digest else ()
            digests.append((*promised, *(seen.digests if seen else ())))
        others = self._others(request, digests)
        found: list[Looked] = []
        for entry, of_entry in zip(request.held, digests, strict=True):
            said = acts.said(of_entry, now)
            word = word_of(said, now)
            act = word.refusal or word.release
            last = said[-1] if said else None
            names: tuple[Digest | FileName, ...] = (*of_entry, FileName(entry.purl, entry.filename))
            waiting = [
                one for name in names for one in others.get(name, ()) if last is None or one.at > last.at
            ]
            found.append(
                Looked(
                    entry,
                    state_of(entry, word, now),
                    by="" if act is None else one_line(f"{act.who}: {act.reason}", most=1_000),
                    last=last,
                    others=frozenset(one.requester for one in waiting),
                    since=min((one.at for one in waiting), default=None),
                )
            )
        return found

    def _others(
        self, request: Request, digests: Iterable[Iterable[Digest]]
    ) -> Mapping[Digest | FileName, Sequence[FileRequest]]:
        """Return the requests of others for the same bytes, by digest, or by name if the bytes are unknown."""
        names = [FileName(one.purl, one.filename) for one in request.held]
        same = self.store.requests.about(
            (digest for some in digests for digest in some), names, most=MOST_OTHERS
        )
        found: dict[Digest | FileName, list[FileRequest]] = defaultdict(list)
        for one in same:
            if one.requester != request.requester:
                found[one.digest or FileName(one.purl, one.filename)].append(one)
        return found

    def _request(self, asked: Asked, held: Sequence[HeldEntry], unknown: int, client: Client) -> Request:
        who = asked.who or client.who
        return Request(
            key=secrets.token_hex(8),
            at=self.listings.law.now(),
            who=who,
            reason=asked.reason,
            client=client,
            about=asked.about,
            asked=len(asked.releases),
            held=tuple(held[:MOST_HELD]),
            more=len(held[MOST_HELD:]),
            unknown=unknown,
        )

    async def _same(self, request: Request) -> Request | None:
        """Return the client's open request with identical content, so that a duplicate is not queued again."""
        address = request.client.address
        before = await asyncio.to_thread(
            lambda: list(self.store.requests.read(since=request.at - _SAME_FOR, address=address))
        )
        names = {(entry.purl, entry.filename) for entry in request.held}
        for earlier in reversed(before):
            asked = {(entry.purl, entry.filename) for entry in earlier.held}
            same = (earlier.who, earlier.client.who) == (request.who, request.client.who)
            if same and names == asked and any(one.state in _OPEN for one in self._looked(earlier)):
                return earlier
        return None

    async def _look(self, releases: Iterable[AskedFor]) -> tuple[list[HeldEntry], list[Unknown]]:
        """Return the held files, and the entries whose state is unknown. Raises StoreError if the state folder is unusable."""
        by_package: dict[PackageRef, list[AskedFor]] = defaultdict(list)
        for one in releases:
            by_package[one.ref.package].append(one)
        gate = asyncio.Semaphore(_AT_ONCE)
        tasks = {
            package: asyncio.create_task(self._state_of(package, gate)) for package in sorted(by_package)
        }
        if tasks:
            _, late = await asyncio.wait(tasks.values(), timeout=self.look_s)
            for task in late:
                task.cancel()
            await asyncio.gather(*tasks.values(), return_exceptions=True)
        held: list[HeldEntry] = []
        unknown: list[Unknown] = []
        for package, task in tasks.items():
            state = "the lookup took too long" if task.cancelled() else task.result()
            if isinstance(state, str):
                unknown += [Unknown(one.ref.purl, state) for one in by_package[package]]
            else:
                found, lost = await self._held(state, by_package[package])
                held += found
                unknown += lost
        # Several may wait for the same file.
        by_file: dict[tuple[str, str], HeldEntry] = {}
        for entry in held:
            known = by_file.get((entry.purl, entry.filename))
            if known is None or known.digest is None:
                by_file[entry.purl, entry.filename] = entry
        return list(by_file.values()), unknown

    async def _state_of(self, package: PackageRef, gate: asyncio.Semaphore) -> State | str:
        """Return the state of a listing, or the reason why this state is unknown.

        Raises StoreError if the state folder is unusable.
        """
        face = _face_of(self.faces, package.ecosystem)
        if face is None:
            return f"this gate does not serve {package.ecosystem.value}"
        async with gate:
            try:
                return await self.listings.state(face, package)
            except StoreError:
                raise
            except PratiqueError as error:
                return one_line(error.message, most=300)

    async def _held(self, state: State, wanted: Sequence[AskedFor]) -> tuple[list[HeldEntry], list[Unknown]]:
        """Return the held and blocked files of releases."""
        marked: dict[str, list[tuple[str, Mark]]] = defaultdict(list)
        for filename, mark in state.marking.marks.items():
            if mark.stops:
                marked[mark.version].append((filename, mark))
        found: dict[FileName, Mark] = {}
        lost: list[Unknown] = []
        for one in wanted:
            for filename, mark in marked.get(one.ref.version, ()):
                if one.filenames and filename not in one.filenames:
                    continue
                if mark.kind is None and mark.action is Action.HOLD:
                    lost.append(Unknown(one.ref.purl, LOST))
                    continue
                # Where only something that it needs is refused, that is what has to be let in.
                name = FileName(mark.behind.purl, mark.behind.filename) if mark.behind else None
                found[name or FileName(one.ref.purl, filename)] = mark.behind.mark if mark.behind else mark
        digests = await self._digests(state, found)
        held = [
            HeldEntry(
                purl=name.purl,
                filename=name.filename,
                digest=digests.get(name),
                action=mark.action,
                kind=mark.kind,
                until=mark.until,
                why=mark.words,
            )
            for name, mark in found.items()
        ]
        return held, lost

    async def _digests(self, state: State, names: Collection[FileName]) -> Mapping[FileName, Digest]:
        """Return the digest of the first-seen bytes of each file, or else the digest in the listing."""
        registries = [one.url for one in self.listings.upstreams.all_of(state.package)]
        seen = self.store.artifacts.seen_many(names, registries=registries)
        found = {name: Digest("sha256", one.sha256) for name, one in seen.items()}
        try:
            listing = await self.listings.parsed(state) if len(found) < len(names) else None
        except ParseError:
            listing = None
        if listing is None:
            return found
        for _, artifact, name in files_of(listing):
            listed = strongest(tuple(digest for digest in artifact.digests if digest.strong))
            if name in names and listed is not None:
                found.setdefault(name, listed)
        return found


def _may_read(admitted: Admitted, request: Request) -> bool:
    return admitted.who in {"", request.client.who} or admitted.role is Role.OPERATOR


def _busy(wait_s: int) -> Answer:
    return failed(429, "too many approval requests from this client or in total", retry_after_s=wait_s)


def _face_of(faces: Iterable[Face], ecosystem: Ecosystem) -> Face | None:
    return next((face for face in faces if face.ecosystem is ecosystem), None)
