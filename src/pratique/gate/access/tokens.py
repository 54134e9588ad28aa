"""Creates, parses and verifies client tokens. This module does no I/O.

A token is `prtq_ID_SECRET`. The id selects the entry in the token file, which stores only the SHA-256 of the token.
The secret has 256 random bits, so a slow hash would add no security. Tokens are compared in constant time.
"""

import base64
import binascii
import hashlib
import hmac
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import msgspec

from pratique.errors import ParseError, Reference, UsageError

MOST_TOKENS = 10_000
MOST_FILE_BYTES = 4 * 1024**2
MOST_HEADER = 16_000
_VERSION = 1
_PREFIX = "prtq"
_TOKEN = re.compile(r"prtq_([0-9a-f]{12})_[A-Za-z0-9_-]{43}\Z")
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._@-]{0,63}\Z")
_NOBODY = "0" * 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """The stored data of a token, without its secret."""

    name: str
    """The name of the client, as shown in the log."""
    id: str
    """The public part of the token: 12 hexadecimal digits."""
    sha256: str
    """The SHA-256 of the whole token, in hex."""
    made_at: datetime


@dataclass(frozen=True, slots=True)
class Tokens:
    """The known tokens, by id."""

    by_id: Mapping[str, Token] = field(default_factory=dict)

    def who(self, text: str) -> str | None:
        """Return the name of a token; None if the token is unknown to this gate."""
        match = _TOKEN.match(text)
        known = None if match is None else self.by_id.get(match[1])
        digest = hashlib.sha256(text.encode("utf-8", "backslashreplace")).hexdigest()
        # Compared also where nothing is known, so that the time tells nothing of the ids.
        same = hmac.compare_digest(digest, _NOBODY if known is None else known.sha256)
        return known.name if known is not None and same else None

    def named(self, name: str) -> Token | None:
        """Return the token with this name; None if no token has this name."""
        return next((one for one in self.by_id.values() if one.name == name), None)

    def with_one(self, token: Token) -> "Tokens":
        """Return the known tokens together with the new token.

        Raises UsageError for a duplicate name, and if there are too many tokens.
        """
        if self.named(token.name) is not None:
            raise _usage(
                f"a token named {token.name} already exists", "remove this token, or choose another name"
            )
        if len(self.by_id) >= MOST_TOKENS:
            raise _usage(f"the token file already contains {MOST_TOKENS:,} tokens", "remove unused tokens")
        return Tokens({**self.by_id, token.id: token})

    def without(self, name: str) -> "Tokens":
        """Return all tokens except the one with this name. Raises UsageError if no token has this name."""
        gone = self.named(name)
        if gone is None:
            raise _usage(f"no token is named {name}", "`pratique gate token list` lists all tokens")
        return Tokens({key: one for key, one in self.by_id.items() if key != gone.id})


def new_token(name: str, random: bytes, at: datetime) -> tuple[str, Token]:
    """Create a token from 38 random bytes. Return the token's text, which is not stored, and the data to store.

    Raises UsageError for an invalid name.
    """
    if not _NAME.match(name):
        raise _usage(
            f"{name[:80]!r} is not a valid token name", "use letters, digits, and . _ @ - as in ci-web"
        )
    assert len(random) == 38
    secret = base64.urlsafe_b64encode(random[6:]).decode().rstrip("=")
    text = f"{_PREFIX}_{random[:6].hex()}_{secret}"
    digest = hashlib.sha256(text.encode()).hexdigest()
    return text, Token(name=name, id=random[:6].hex(), sha256=digest, made_at=at)


def parse_tokens(data: bytes) -> Tokens:
    """Parse a token file. Raises ParseError (config-invalid) if the file is invalid."""
    if len(data) > MOST_FILE_BYTES:
        raise _bad("the file is too large")
    try:
        told: Any = msgspec.json.decode(data, type=dict[str, Any])
        if told.get("version") != _VERSION:
            raise _bad(f"the format version is not {_VERSION}")
        items = msgspec.convert(told.get("tokens"), type=list[dict[str, str]])
        found = [_token(item) for item in items]
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise _bad(str(error)[:200]) from None
    tokens = Tokens()
    if len(found) > MOST_TOKENS:
        raise _bad("the file has too many tokens")
    by_id = {one.id: one for one in found}
    if len(by_id) != len(found) or len({one.name for one in found}) != len(found):
        raise _bad("the file contains a duplicate id or name")
    return Tokens(by_id) if found else tokens


def write_tokens(tokens: Tokens) -> bytes:
    """Return the content of a token file, sorted by name."""
    items = [
        {"name": one.name, "id": one.id, "sha256": one.sha256, "made_at": one.made_at.isoformat()}
        for one in sorted(tokens.by_id.values(), key=lambda one: one.name)
    ]
    return msgspec.json.format(msgspec.json.encode({"version": _VERSION, "tokens": items}), indent=1) + b"\n"


@dataclass(frozen=True, slots=True)
class Shown:
    """A candidate token from a request, and the registry credential that follows the token."""

    text: str = field(repr=False)
    rest: str | None = field(default=None, repr=False)
    """A credential for the registry, which follows the gate's token after a colon."""


def shown_in(header: str) -> tuple[Shown, ...]:
    """Return the candidate tokens in an `Authorization` header: a bearer token, or the password and the user name.

    A password may contain a registry credential after a colon, because clients can send only one `Authorization`
    header.
    """
    if len(header) > MOST_HEADER:
        return ()
    scheme, _, value = header.strip().partition(" ")
    value = value.strip()
    if scheme.lower() == "bearer" and value:
        return (Shown(value),)
    if scheme.lower() != "basic" or not value:
        return ()
    try:
        user, colon, password = base64.b64decode(value, validate=True).decode().partition(":")
    except (binascii.Error, ValueError):
        return ()
    if not colon:
        return (Shown(user),)
    first, _, rest = password.partition(":")
    return (Shown(first, rest or None), Shown(user))


def _token(item: Mapping[str, str]) -> Token:
    name, id_, digest = item.get("name", ""), item.get("id", ""), item.get("sha256", "")
    if not _NAME.match(name) or not re.fullmatch(r"[0-9a-f]{12}", id_):
        raise _bad("a token has no valid name or id")
    if not re.fullmatch(r"[0-9a-f]{64}", digest):
        raise _bad(f"the token named {name} has no valid SHA-256")
    try:
        made_at = datetime.fromisoformat(item.get("made_at", ""))
    except ValueError:
        raise _bad(f"the token named {name} has no valid creation time") from None
    if made_at.tzinfo is None:
        raise _bad(f"the token named {name} has no valid creation time")
    return Token(name=name, id=id_, sha256=digest, made_at=made_at)


def _usage(message: str, hint: str) -> UsageError:
    return UsageError(Reference.USAGE, message, hint=hint)


def _bad(why: str) -> ParseError:
    return ParseError(
        Reference.CONFIG_INVALID,
        f"the token file is invalid: {why}",
        hint="recreate it with `pratique gate token add NAME`, or restore a copy",
    )
