"""Sends requests to the HTTP API of a gate."""

import asyncio
import os
import re
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs

import msgspec

from pratique import __version__
from pratique.cli.remote.gate_option import TOKEN
from pratique.errors import ParseError, Reference, RegistryError, UsageError
from pratique.gate.protocols.table import FACES
from pratique.net.client.address import bare, origin, parse
from pratique.net.client.authorization import Authorization
from pratique.net.client.http import Http, HttpSettings
from pratique.net.client.proxies import from_environment
from pratique.net.client.route import Route
from pratique.net.registries.forwarding import Passed, Passing

MOST_SENT_BYTES = 8 * 1024**2
_MOST_ANSWER_BYTES = 32 * 1024**2
_DEADLINE_S = 150.0
_MOST_PAGES = 100_000
_CURSOR = re.compile(r"[0-9]{1,20}\.[0-9]{1,20}\Z")


def root_of(gate: str) -> str:
    """Return the URL of a gate without a trailing slash, from its URL or from the URL of one of its registries.

    Raise UsageError.
    """
    try:
        url = bare(parse(gate)).with_query(None)
    except ParseError as error:
        raise UsageError(Reference.USAGE, f"--gate: {error.message}", hint=error.hint) from None
    path = url.path.rstrip("/")
    for prefix in sorted((face.prefix.rstrip("/") for face in FACES), key=len, reverse=True):
        path = path.removesuffix(prefix)
    return str(url.with_path(path)).rstrip("/")


@dataclass(frozen=True, slots=True)
class GateApi:
    """The API of one gate. Methods raise RegistryError if the gate does not answer, or answers with an error."""

    root: str
    token: str = field(default="", repr=False)

    def get(self, path: str, query: Mapping[str, str | None]) -> Mapping[str, Any]:
        """Return the JSON document at a path. Parameters without a value are omitted."""
        return document_of(self._accepted(self._ask("GET", self._url(path, query))))

    def rows(
        self,
        path: str,
        query: Mapping[str, str | None],
        *,
        lose: Callable[[str], None] = lambda _: None,
    ) -> Iterator[Mapping[str, Any]]:
        """Yield the rows of a log, page by page. Call `lose` with a sentence for each file that the gate could not read."""
        after: str | None = None
        for _ in range(_MOST_PAGES):
            answer = self._accepted(self._ask("GET", self._url(path, {**query, "after": after})))
            for sentence in _not_searched(answer.headers.get("pratique-not-searched")):
                lose(sentence)
            for line in answer.body.splitlines():
                yield _object(line)
            cursor = _next(answer.headers.get("link", ""))
            if cursor is None or cursor == after:
                return
            after = cursor

    def post(self, path: str, body: Mapping[str, Any], *, also: int = 409) -> Passed:
        """Send a JSON document, and return the answer with status 200 or `also`."""
        return self._accepted(self._ask("POST", self._url(path, {}), msgspec.json.encode(body)), also)

    def read(self, path: str) -> Passed:
        """Return the answer at a path, with any status."""
        return self._ask("GET", self._url(path, {}))

    def send(self, path: str, body: bytes) -> Passed:
        """Send a body, and return the answer with any status."""
        return self._ask("POST", self._url(path, {}), body)

    def _url(self, path: str, query: Mapping[str, str | None]) -> str:
        given = {name: value for name, value in query.items() if value is not None}
        return str(parse(f"{self.root}{path}").with_query(given))

    def _ask(self, method: str, url: str, body: bytes | None = None) -> Passed:
        return asyncio.run(self._pass(method, url, body))

    async def _pass(self, method: str, url: str, body: bytes | None) -> Passed:
        passing = Passing(
            method=method,
            url=url,
            headers={"Content-Type": "application/json", "User-Agent": f"pratique/{__version__}"},
            authorization=Authorization.bearer(self.token) if self.token else None,
            body=None if body is None else _whole(body),
            length=None if body is None else len(body),
            most_sent_bytes=MOST_SENT_BYTES,
            most_bytes=_MOST_ANSWER_BYTES,
        )
        limits = HttpSettings(read_timeout_s=_DEADLINE_S, deadline_s=_DEADLINE_S)
        notes: list[str] = []
        async with Http(limits, configured={origin(parse(url))}) as http:
            return await http.pass_on(passing, route=Route(proxies=from_environment(os.environ, notes)))

    def _accepted(self, answer: Passed, also: int = 200) -> Passed:
        if answer.status in {200, also}:
            return answer
        raise refused(answer, f"check the URL of the gate, and that {TOKEN} is the token of an operator")


def _next(link: str) -> str | None:
    """Return the position of the next page in a `Link` header; None if there is no next page."""
    url, _, relation = link.partition(">")
    given = parse_qs(url.partition("?")[2]).get("after", [""])[0]
    return given if relation.strip() == '; rel="next"' and _CURSOR.match(given) else None


def _not_searched(header: str | None) -> list[str]:
    """Return one sentence for each file of old decisions that the gate could not read."""
    if header is None:
        return []
    try:
        return msgspec.json.decode(header, type=list[str])
    except msgspec.MsgspecError:
        return ["the gate could not read some files of old decisions"]


def gate_api(gate: str) -> GateApi:
    """Return the API of the gate at a URL, with the token from the environment. Raise UsageError for an invalid URL."""
    return GateApi(root_of(gate), os.environ.get(TOKEN, ""))


def refused(answer: Passed, hint: str) -> RegistryError:
    """Return the error for an answer that is not the expected one, in the words of the gate."""
    told = document_of(answer, strict=False).get("error") or answer.reason or "without a reason"
    return RegistryError(
        Reference.REGISTRY_FAILED,
        f"the gate did not accept the request ({answer.status}): {str(told)[:1_000]}",
        hint=hint,
    )


def document_of(answer: Passed, *, strict: bool = True) -> Mapping[str, Any]:
    """Return the JSON object in an answer. Raise RegistryError if there is none and `strict` is true."""
    try:
        return _object(answer.body)
    except RegistryError:
        if strict:
            raise
        return {}


def _object(data: bytes) -> Mapping[str, Any]:
    try:
        return msgspec.json.decode(data, type=dict[str, Any])
    except (msgspec.MsgspecError, UnicodeError, RecursionError):
        raise RegistryError(
            Reference.REGISTRY_FAILED,
            "the response of the server at --gate is not that of a gate",
            hint="check that --gate is the URL of a gate of the same or a newer release",
        ) from None


async def _whole(body: bytes) -> AsyncIterator[bytes]:
    yield body
