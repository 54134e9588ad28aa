"""Authenticates clients by their gate token. Without a token file, every client is accepted."""

import logging
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from pratique.core.names import Ecosystem
from pratique.errors import PratiqueError
from pratique.gate.access.token_file import read_token_file, stamp_of
from pratique.gate.access.tokens import Tokens, shown_in
from pratique.gate.decision.refusal import failed
from pratique.gate.protocols.interface import Answer
from pratique.net.client.authorization import Authorization

_LOG = logging.getLogger(__name__)
LOOK_EVERY_S = 2.0
_HOW = {
    Ecosystem.NPM: "put the token in .npmrc, as //HOST/npm/:_authToken=TOKEN",
    Ecosystem.PYPI: "put the token in the URL of the index, as //user:TOKEN@HOST/pypi/simple/",
    Ecosystem.RUBYGEMS: "put the token in the URL of the source, as //user:TOKEN@HOST/gems/",
}


@dataclass(frozen=True, slots=True)
class Admitted:
    """An authenticated client."""

    who: str = ""
    """The name of the token; "" if the gate requires no tokens."""
    own: Authorization | None = None
    """The client's own credential for the registry.

    The gate sends the client's credential only with forwarded write requests.
    """


class Admission:
    """Authenticates requests with the tokens in a file.

    The gate rereads the token file within seconds after a change. If the changed file is unreadable, the previous
    tokens stay valid.
    """

    def __init__(
        self,
        path: Path | None = None,
        *,
        named: bool = False,
        contact: str = "the operator of this gate",
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        """Read the token file.

        If the settings specify the file (`named`), tokens are required even if the file is missing.

        Raises ParseError for an invalid file and StoreError for an unreadable one.
        """
        self._path = path
        self._contact = contact
        self._monotonic = monotonic
        self._looked = monotonic()
        self._stamp = "" if path is None else stamp_of(path)
        found = None if path is None else read_token_file(path)
        self._tokens: Tokens | None = Tokens() if found is None and named else found

    @property
    def required(self) -> bool:
        """Return True if clients need a token.

        The requirement of a token changes only when the settings are reloaded.
        """
        return self._tokens is not None

    def admit(self, headers: Mapping[str, str], ecosystem: Ecosystem | None = None) -> Admitted | Answer:
        """Return the authenticated client, or a 401 response. The names in `headers` are in lower case."""
        self._look()
        header = headers.get("authorization", "")
        if self._tokens is None:
            return Admitted(own=Authorization(header) if _sound(header) else None)
        for shown in shown_in(header):
            who = self._tokens.who(shown.text)
            if who is not None:
                own = (
                    None if shown.rest is None or not _sound(shown.rest) else Authorization.bearer(shown.rest)
                )
                return Admitted(who, own)
        return self._refused(ecosystem, told=bool(header))

    def _look(self) -> None:
        now = self._monotonic()
        if self._path is None or now - self._looked < LOOK_EVERY_S:
            return
        self._looked = now
        stamp = stamp_of(self._path)
        if stamp == self._stamp:
            return
        self._stamp = stamp
        try:
            found = read_token_file(self._path)
        except PratiqueError:
            _LOG.exception("the token file cannot be read; the previous tokens stay active")
            return
        if found is None and self._tokens is not None:
            _LOG.warning(
                "%s is missing: every client is rejected until the file is restored or the settings are reloaded",
                self._path,
            )
        self._tokens = Tokens() if found is None and self._tokens is not None else found

    def _refused(self, ecosystem: Ecosystem | None, *, told: bool) -> Answer:
        what = "the gate does not know this token" if told else "the gate needs a token"
        how = _HOW.get(ecosystem, "") if ecosystem is not None else ""
        words = f"{what}: request a token from {self._contact}" + (f", and {how}" if how else "")
        answer = failed(401, words)
        if ecosystem is Ecosystem.NPM:
            # npm puts words of its own in place of these when it is told of a scheme (npm-registry-fetch, check-response).
            return answer
        challenge = 'Basic realm="pratique: use a token of this gate as the password", charset="UTF-8"'
        return replace(answer, headers={**answer.headers, "WWW-Authenticate": challenge})


def _sound(text: str) -> bool:
    return bool(text) and text.isascii() and text.isprintable()
