"""Implements the HTTP API of operators: the queue, approvals, denials, freezes and the log; and of requesters.

The table `ROUTES` lists each endpoint with the role that it needs. Every endpoint needs a token, because a gate
without tokens does not know who its clients are.
"""

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from urllib.parse import parse_qsl, urlencode

from aiohttp import web
from yarl import URL

from pratique.config.moment import end_of, start_of
from pratique.core.act import ActKind
from pratique.core.freeze import FreezeKind, lasting
from pratique.core.policy import Action
from pratique.ecosystems.target import parse_name
from pratique.errors import ParseError, Reference, StoreError, UsageError
from pratique.gate.access.authentication import Admission, Admitted
from pratique.gate.access.tokens import Role
from pratique.gate.api.act_body import author_of, read_act, read_freeze
from pratique.gate.api.log_pages import MOST_ROWS, Page, Search, acts_page, affected_page, log_page
from pratique.gate.decision.policy import Law
from pratique.gate.decision.refusal import failed
from pratique.gate.holds.approval import Wish, act_upon
from pratique.gate.holds.approval_requests import Requests
from pratique.gate.holds.current_queue import current_queue
from pratique.gate.holds.rate_limit import RequestRate
from pratique.gate.protocols.interface import Answer
from pratique.report.formats.json_contract import Json
from pratique.report.formats.json_text import compact
from pratique.report.parts.counts import plural
from pratique.report.verbs import approvals, holds
from pratique.report.verbs.log_search import LOG_VERSION, searched
from pratique.store.interface import Store
from pratique.store.log.part import Looked, Query

_LOG = logging.getLogger(__name__)
PREFIX = "/-/pratique/"
MOST_HOLDS = 1_000
"""The maximum number of held files in one answer."""
NOT_SEARCHED = "Pratique-Not-Searched"
"""The header of a page with a JSON list: one sentence for each missing or damaged file of old decisions."""
_MOST_SENTENCES = 10
_MOST_SENTENCE = 200
"""The maximum number and length of these sentences, because clients limit headers to 8 kB."""
_HEADERS = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}
_MOST_QUERY = 2_000
_MOST_NUMBER = 2**63 - 1
_JSON = "application/json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """A request by a client whose role is sufficient."""

    admitted: Admitted
    path: str
    query: Mapping[str, str]
    body: bytes
    base: str
    """The URL at which the client reaches the gate, without a trailing slash."""


@dataclass(kw_only=True)
class OperatorApi:
    """Handles the requests of operators and requesters. Methods raise ParseError, UsageError and StoreError."""

    law: Law
    store: Store
    requests: Requests
    rate: RequestRate = field(default_factory=lambda: RequestRate(each=120, everybody=1_200))
    """Limits how often developers list their requests."""
    _turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    """Lets one request at a time read or change the whole queue."""

    async def own(self, call: Call) -> Answer:
        """Return the requests that were made with the client's token, newest first."""
        (before,) = _taken(call, "before")
        if wait_s := self.rate.wait_s(call.admitted.who, self.law.now()):
            return failed(429, "too many requests with this token or in total", retry_after_s=wait_s)
        number = None if before is None else _number(before, "before")
        return _json(self.requests.own(call.admitted.who, call.base, number))

    async def holds(self, call: Call) -> Answer:
        """Return the queue of held files."""
        package, everything = _taken(call, "package", "all")
        if everything not in {None, "true", "false"}:
            raise _bad("`all` must be true or false")
        name, version = (None, None) if package is None else parse_name(package)
        async with self._turn:
            now = self.law.now()
            found = await asyncio.to_thread(
                current_queue,
                self.store,
                now,
                package=name,
                version=version,
                everything=everything == "true",
            )
        told = holds.document(found[:MOST_HOLDS], now)
        return _json({**told, "left_off": max(0, len(found) - MOST_HOLDS)})

    async def approve(self, call: Call) -> Answer:
        """Approve the targets in the body, or withdraw their approvals."""
        return await self._act(call, ActKind.RELEASE, ActKind.RELEASE_UNDONE)

    async def deny(self, call: Call) -> Answer:
        """Deny the targets in the body, or withdraw their denials."""
        return await self._act(call, ActKind.REFUSE, ActKind.REFUSE_UNDONE)

    async def _act(self, call: Call, kind: ActKind, undone: ActKind) -> Answer:
        _taken(call)
        body, now = read_act(call.body), self.law.now()
        if kind is ActKind.REFUSE and (body.expires is not None or body.even_blocked):
            raise _bad("a denial has no `expires` and no `even_blocked`")
        wish = Wish(
            kind=undone if body.undo else kind,
            who=author_of(call.admitted),
            token=call.admitted.who,
            reason=body.reason,
            at=now,
            until=None if body.expires is None else end_of(body.expires, now, "expires"),
            even_blocked=body.even_blocked,
        )
        async with self._turn:
            done, not_done = await asyncio.to_thread(act_upon, body.targets, wish, self.store)
        self.law.acts.renew(self.law.now())
        told = approvals.answer(
            [(one.act, one.subject.filename, one.lifts) for one in done],
            [(one.target, one.why, one.stopped) for one in not_done],
        )
        return _json(told, status=409 if not_done else 200)

    async def freezes(self, call: Call) -> Answer:
        """Return the freezes that are in force."""
        _taken(call)
        found = lasting(await asyncio.to_thread(self.store.freezes.read), self.law.now())
        rows: list[Json] = [approvals.lasting_row(one) for one in found]
        return _json({"schema_version": approvals.ACTS_VERSION, "freezes": rows})

    async def freeze(self, call: Call) -> Answer:
        """Start a freeze, or end all freezes."""
        _taken(call)
        act = read_freeze(call.body, call.admitted, self.law.now())
        if act.kind is FreezeKind.UNDONE and not lasting(self.store.freezes.read(), act.at):
            return failed(409, "there is no active freeze")
        await asyncio.to_thread(self.store.freezes.add, act)
        return _json(approvals.freeze_row(act))

    async def log(self, call: Call) -> Answer:
        """Return a page of the decisions."""
        names = ("since", "until", "package", "action", "who", "after", "limit")
        return await self._page(call, names, log_page)

    async def acts(self, call: Call) -> Answer:
        """Return a page of the approvals, denials and freezes."""
        return await self._page(call, ("since", "until", "package", "after", "limit"), acts_page)

    async def affected(self, call: Call) -> Answer:
        """Return a page of the downloads of files that were flagged later."""
        return await self._page(call, ("since", "package", "alarm", "after", "limit"), affected_page)

    async def searched(self, call: Call) -> Answer:
        """Return the number and the time range of the decisions in the log, and the files that are missing."""
        since, until = _taken(call, "since", "until")
        now = self.law.now()
        start = None if since is None else start_of(since, now, "since")
        end = None if until is None else start_of(until, now, "until")
        looked = Looked()
        extent = await asyncio.to_thread(self.store.log.extent, Query(since=start, until=end), looked)
        told: Mapping[str, Json] = {**searched(extent, start, end), "not_searched": [*looked.lost]}
        return _json({"schema_version": LOG_VERSION, **told})

    async def _page(
        self, call: Call, names: tuple[str, ...], read: Callable[[Store, Search], Page]
    ) -> Answer:
        search = self._search(dict(zip(names, _taken(call, *names), strict=True)))
        page = await asyncio.to_thread(read, self.store, search)
        headers = {"Content-Type": "application/jsonl"}
        if page.next is not None:
            query = urlencode({**call.query, "after": f"{page.next[0]}.{page.next[1]}"})
            headers["Link"] = f'<{call.base}{call.path}?{query}>; rel="next"'
        if page.lost:
            headers[NOT_SEARCHED] = _header_of(page.lost)
        return Answer(status=200, body=page.body, headers={**_HEADERS, **headers})

    def _search(self, given: Mapping[str, str | None]) -> Search:
        """Return the parsed query. Raises ParseError and UsageError."""
        now = self.law.now()
        since, until, package = (given.get(name) for name in ("since", "until", "package"))
        name, version = (None, None) if package is None else parse_name(package)
        action, after, limit = (given.get(name) for name in ("action", "after", "limit"))
        if action is not None and action not in set(Action):
            raise _bad(f"`action` must be one of {', '.join(Action)}")
        first, _, second = (after or "0").partition(".")
        rows = None if limit is None else _number(limit, "limit")
        if rows is not None and not 0 < rows <= MOST_ROWS:
            raise _bad(f"`limit` must be 1 to {MOST_ROWS}")
        found = Search(
            since=None if since is None else start_of(since, now, "since"),
            until=None if until is None else start_of(until, now, "until"),
            package=name,
            version=version,
            action=None if action is None else Action(action),
            who=given.get("who"),
            alarm=given.get("alarm"),
            after=(_number(first, "after"), _number(second or "0", "after")),
        )
        return found if rows is None else replace(found, limit=rows)


def _header_of(lost: Sequence[str]) -> str:
    """Return sentences as a JSON list in ASCII."""
    shown = [
        one.encode("ascii", "backslashreplace").decode()[:_MOST_SENTENCE] for one in lost[:_MOST_SENTENCES]
    ]
    if left_off := len(lost) - len(shown):
        shown.append(f"{plural(left_off, 'more file')} of old decisions could not be read")
    return json.dumps(shown)


@dataclass(frozen=True, slots=True)
class Route:
    """An endpoint, and the role that its clients need."""

    method: str
    path: str
    role: Role
    work: Callable[[OperatorApi, Call], Awaitable[Answer]]


ROUTES: tuple[Route, ...] = (
    Route("GET", f"{PREFIX}requests", Role.DEVELOPER, OperatorApi.own),
    Route("GET", f"{PREFIX}holds", Role.OPERATOR, OperatorApi.holds),
    Route("POST", f"{PREFIX}approve", Role.OPERATOR, OperatorApi.approve),
    Route("POST", f"{PREFIX}deny", Role.OPERATOR, OperatorApi.deny),
    Route("GET", f"{PREFIX}freeze", Role.OPERATOR, OperatorApi.freezes),
    Route("POST", f"{PREFIX}freeze", Role.OPERATOR, OperatorApi.freeze),
    Route("GET", f"{PREFIX}log", Role.OPERATOR, OperatorApi.log),
    Route("GET", f"{PREFIX}log/searched", Role.OPERATOR, OperatorApi.searched),
    Route("GET", f"{PREFIX}acts", Role.OPERATOR, OperatorApi.acts),
    Route("GET", f"{PREFIX}affected", Role.OPERATOR, OperatorApi.affected),
)
"""Each endpoint once. `/-/pratique/request` is in `approval_requests`, because a gate without tokens serves it, too."""
PATHS = frozenset(route.path for route in ROUTES)


async def operated(
    api: OperatorApi,
    request: web.BaseRequest,
    admission: Admission,
    *,
    base: str | None,
    body: Callable[[], Awaitable[bytes]],
) -> Answer:
    """Return the response for a path in `PATHS`. `base` is the URL at which the client reaches the gate."""
    headers = {name.lower(): value for name, value in request.headers.items()}
    admitted = admission.admit(headers)
    if isinstance(admitted, Answer):
        return admitted
    path, _, query = request.raw_path.partition("?")
    method = "GET" if request.method == "HEAD" else request.method
    routes = {route.method: route for route in ROUTES if route.path == path}
    if method not in routes:
        answer = failed(405, f"this endpoint does not support {request.method}")
        return replace(answer, headers={**answer.headers, "Allow": ", ".join(routes)})
    route = routes[method]
    refusal = _refused(route, admitted, headers, base, api.requests.contact)
    if refusal is not None:
        return refusal
    try:
        call = Call(
            admitted=admitted,
            path=path,
            query=_query(query),
            body=await body() if method == "POST" else b"",
            base=base or "",
        )
        return await route.work(api, call)
    except (ParseError, UsageError) as error:
        return failed(400, error.message, hint=error.hint)
    except StoreError as error:
        _LOG.exception("could not handle %s %s", method, path)
        return failed(503, f"the gate's state folder cannot be used: {error.message}")


def _refused(
    route: Route, admitted: Admitted, headers: Mapping[str, str], base: str | None, contact: str
) -> Answer | None:
    """Return the refusal of a client without a sufficient role, or of a request that a web page may have sent."""
    if not admitted.who:
        return failed(
            403,
            "this gate has no tokens, so only commands on its own machine can decide and read its log",
            hint="create a token there: pratique gate token add NAME --role operator",
        )
    if route.role is Role.OPERATOR and admitted.role is not Role.OPERATOR:
        return failed(
            403,
            f"the token {admitted.who} has the role {admitted.role.value}; this needs the role {route.role.value}",
            hint=f"contact {contact}",
        )
    if base is None:
        return failed(400, "the Host header contains no valid host")
    if not _same_host(headers.get("origin"), base):
        # A browser sends the password of a page that it knows along with the requests of other pages.
        return failed(403, "the request comes from a web page of another host")
    kind = headers.get("content-type", "").partition(";")[0].strip().lower()
    if route.method == "POST" and kind != _JSON:
        return failed(415, f"the content type must be {_JSON}")
    return None


def _same_host(origin: str | None, base: str) -> bool:
    """Return True if a request comes from no web page, or from a page of the gate's own host."""
    if origin is None:
        return True
    try:
        page, own = URL(origin), URL(base)
    except ValueError:
        return False
    return bool(page.host) and (page.host, page.explicit_port) == (own.host, own.explicit_port)


def _query(text: str) -> Mapping[str, str]:
    """Parse a query. Raises ParseError for an invalid query and for repeated parameters."""
    try:
        pairs = parse_qsl(
            text, keep_blank_values=True, strict_parsing=bool(text), max_num_fields=20, errors="strict"
        )
    except ValueError:
        raise _bad("the query of the URL is invalid") from None
    if len(text) > _MOST_QUERY or len(dict(pairs)) != len(pairs):
        raise _bad("the query of the URL is too long, or repeats a parameter")
    return dict(pairs)


def _taken(call: Call, *names: str) -> tuple[str | None, ...]:
    """Return the values of the parameters. Raises ParseError for an unknown parameter."""
    unknown = [name for name in call.query if name not in names]
    if unknown:
        known = f"the parameters are {', '.join(names)}" if names else "this endpoint has no parameters"
        raise _bad(f"unknown parameter {unknown[0][:40]!r}; {known}")
    return tuple(call.query.get(name) for name in names)


def _number(text: str, name: str) -> int:
    if not (text.isascii() and text.isdigit()) or len(text) > 19 or int(text) > _MOST_NUMBER:
        raise _bad(f"`{name}` is not a valid number")
    return int(text)


def _json(document: Mapping[str, Json], *, status: int = 200) -> Answer:
    headers = {**_HEADERS, "Content-Type": _JSON}
    return Answer(status=status, body=compact(document).encode(), headers=headers)


def _bad(why: str) -> ParseError:
    return ParseError(Reference.USAGE, why, hint="see the reference of the gate's API")
