"""Authenticates clients by their gate token. A gate that never had a token file accepts every client."""

import logging
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from pratique.core.ci_claim import CiClaim
from pratique.core.names import Ecosystem
from pratique.errors import PratiqueError
from pratique.gate.access.ci_token import PREFIX, CiTokens, name_of
from pratique.gate.access.ci_user_name import read_user_name
from pratique.gate.access.token_file import read_token_file, stamp_of
from pratique.gate.access.tokens import Role, Shown, Token, Tokens, shown_in
from pratique.gate.decision.refusal import failed, moment
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
    owner: str = ""
    """The person or the machine that uses the token; "" if unknown."""
    role: Role = Role.DEVELOPER
    own: Authorization | None = None
    """The client's own credential for the registry.

    The gate sends the client's credential only with forwarded write requests.
    """
    ci: CiClaim | None = None
    """The CI job that the client states, or that its token proves."""


class Admission:
    """Authenticates requests with the tokens in a file.

    The gate rereads the token file within seconds after a change. If the changed file is unreadable, the previous
    tokens stay valid.
    """

    def __init__(
        self,
        path: Path | None = None,
        *,
        now: Callable[[], datetime],
        required: bool = False,
        remember: Callable[[], None] = lambda: None,
        contact: str = "the operator of this gate",
        ci_tokens: CiTokens | None = None,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        """Read the token file. `ci_tokens` verifies the tokens of CI jobs; None if the gate accepts no ID tokens.

        If `required` is true, every client needs a token even if the file is missing. `remember` is called when the file is
        found, so that later gates are created with `required`.

        Raises ParseError for an invalid file and StoreError for an unreadable one.
        """
        self._path = path
        self._now = now
        self._contact = contact
        self._ci_tokens = ci_tokens
        self._monotonic = monotonic
        self._looked = monotonic()
        self._stamp = "" if path is None else stamp_of(path)
        self._remember = remember
        self._tokens: Tokens | None = Tokens() if required else None
        if path is not None:
            self._use(path, read_token_file(path))

    def _use(self, path: Path, found: Tokens | None) -> None:
        """Apply the content of the token file; None if the file is missing."""
        if found is not None:
            self._tokens = found
            try:
                self._remember()
            except PratiqueError:
                _LOG.exception("the state folder does not record yet that clients need tokens")
        elif self._tokens is not None:
            self._tokens = Tokens()
            _LOG.warning(
                "%s is missing: the gate rejects every client without a token of a CI job; restore the file, create a token, or "
                "run `pratique gate token disable` and reload the settings",
                path,
            )

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
        every = shown_in(header)
        job = self._job(every)
        if isinstance(job, Admitted):
            return job
        claim = next(filter(None, (read_user_name(shown.text) for shown in every)), None)
        if self._tokens is None:
            # A credential that is meant for the gate is none for a registry.
            own = None if claim or any(shown.text.startswith(PREFIX) for shown in every) else header
            return Admitted(own=Authorization(own) if own and _sound(own) else None, ci=claim)
        what = "the gate does not know this token" if header else "the gate needs a token"
        for shown in every:
            token = self._tokens.find(shown.text)
            if token is None:
                continue
            if not token.expired(self._now()):
                return Admitted(
                    who=token.name, owner=token.owner, role=token.role, own=_rest(shown), ci=claim
                )
            what = _ended(token)
        return job or self._refused(ecosystem, what)

    def _job(self, every: Iterable[Shown]) -> Admitted | Answer | None:
        """Return the CI job whose token is shown, a 401 response if the token expired, or None without such a token."""
        if self._ci_tokens is None:
            return None
        for shown in every:
            token = self._ci_tokens.read(shown.text)
            if token is None:
                continue
            if self._ci_tokens.now() < token.expires_at:
                return Admitted(
                    who=name_of(token.claim), role=Role.DEVELOPER, own=_rest(shown), ci=token.claim
                )
            return failed(
                401,
                f"the token of this CI job expired at {moment(token.expires_at)}: run `pratique setup --ci` again",
            )
        return None

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
        self._use(self._path, found)

    def _refused(self, ecosystem: Ecosystem | None, what: str) -> Answer:
        how = _HOW.get(ecosystem, "") if ecosystem is not None else ""
        words = f"{what}: request a token from {self._contact}" + (f", and {how}" if how else "")
        answer = failed(401, words)
        if ecosystem is Ecosystem.NPM:
            # npm puts words of its own in place of these when it is told of a scheme (npm-registry-fetch, check-response).
            return answer
        challenge = 'Basic realm="pratique: use a token of this gate as the password", charset="UTF-8"'
        return replace(answer, headers={**answer.headers, "WWW-Authenticate": challenge})


def _rest(shown: Shown) -> Authorization | None:
    """Return the credential for the registry that follows the gate's token."""
    return None if shown.rest is None or not _sound(shown.rest) else Authorization.bearer(shown.rest)


def _ended(token: Token) -> str:
    end = "" if token.expires_at is None else f" at {moment(token.expires_at)}"
    return f"the token {token.name} expired{end}"


def _sound(text: str) -> bool:
    return bool(text) and text.isascii() and text.isprintable()
