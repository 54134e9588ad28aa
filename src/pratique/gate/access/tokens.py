"""Creates, parses and verifies client tokens. This module does no I/O.

A token has a role, and can have an owner and an end. A token is `prtq_ID_SECRET`. The id selects the entry in the token file, which stores only the SHA-256 of the token.
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
from enum import StrEnum
from typing import Any

import msgspec

from pratique.errors import ParseError, Reference, UsageError

MOST_TOKENS = 10_000
MOST_FILE_BYTES = 4 * 1024**2
MOST_HEADER = 16_000
MOST_OWNER = 200
_VERSION = 2
_READABLE = frozenset({1, _VERSION})
"""The format versions that can be read. Tokens of version 1 have no role, owner or end."""
_PREFIX = "prtq"
_TOKEN = re.compile(r"prtq_([0-9a-f]{12})_[A-Za-z0-9_-]{43}\Z")
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._@-]{0,63}\Z")
_NOBODY = "0" * 64


class Role(StrEnum):
    """What the client of a token may do."""

    DEVELOPER = "developer"
    """The client may install packages and request approvals."""
    OPERATOR = "operator"
    """The client may also approve and deny artifacts, and read the queue and the log."""


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
    role: Role = Role.DEVELOPER
    owner: str = ""
    """The person or the machine that uses the token."""
    expires_at: datetime | None = None

    def expired(self, now: datetime) -> bool:
        """Return True if the token is not valid any more."""
        return self.expires_at is not None and self.expires_at <= now


@dataclass(frozen=True, slots=True)
class Tokens:
    """The known tokens, by id."""

    by_id: Mapping[str, Token] = field(default_factory=dict)

    def find(self, text: str) -> Token | None:
        """Return the data of a token, even if the token is expired; None if the token is unknown to this gate."""
        match = _TOKEN.match(text)
        known = None if match is None else self.by_id.get(match[1])
        digest = hashlib.sha256(text.encode("utf-8", "backslashreplace")).hexdigest()
        # Compared also where nothing is known, so that the time tells nothing of the ids.
        same = hmac.compare_digest(digest, _NOBODY if known is None else known.sha256)
        return known if same else None

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


def new_token(
    name: str,
    random: bytes,
    at: datetime,
    *,
    role: Role = Role.DEVELOPER,
    owner: str = "",
    expires_at: datetime | None = None,
) -> tuple[str, Token]:
    """Create a token from 38 random bytes. Return the token's text, which is not stored, and the data to store.

    Raises UsageError for an invalid name or owner, and for an operator's token without an end.
    """
    if not _NAME.match(name):
        raise _usage(
            f"{name[:80]!r} is not a valid token name", "use letters, digits, and . _ @ - as in ci-web"
        )
    if not _is_owner(owner):
        raise _usage("the owner is too long or not printable", f"use at most {MOST_OWNER} characters")
    if role is Role.OPERATOR and expires_at is None:
        raise _usage("an operator's token needs an end", "specify the end, for example --expires 90d")
    assert len(random) == 38
    secret = base64.urlsafe_b64encode(random[6:]).decode().rstrip("=")
    text = f"{_PREFIX}_{random[:6].hex()}_{secret}"
    digest = hashlib.sha256(text.encode()).hexdigest()
    return text, Token(
        name=name,
        id=random[:6].hex(),
        sha256=digest,
        made_at=at,
        role=role,
        owner=owner,
        expires_at=expires_at,
    )


def parse_tokens(data: bytes) -> Tokens:
    """Parse a token file. Raises ParseError (config-invalid) if the file is invalid."""
    if len(data) > MOST_FILE_BYTES:
        raise _bad("the file is too large")
    try:
        told: Any = msgspec.json.decode(data, type=dict[str, Any])
        if told.get("version") not in _READABLE:
            raise _bad("this release does not know the format version")
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
    items = [_item(one) for one in sorted(tokens.by_id.values(), key=lambda one: one.name)]
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


def _item(token: Token) -> dict[str, str]:
    end = {} if token.expires_at is None else {"expires_at": token.expires_at.isoformat()}
    return {
        "name": token.name,
        "id": token.id,
        "sha256": token.sha256,
        "made_at": token.made_at.isoformat(),
        "role": token.role.value,
        "owner": token.owner,
        **end,
    }


def _token(item: Mapping[str, str]) -> Token:
    name, id_, digest = item.get("name", ""), item.get("id", ""), item.get("sha256", "")
    if not _NAME.match(name) or not re.fullmatch(r"[0-9a-f]{12}", id_):
        raise _bad("a token has no valid name or id")
    if not re.fullmatch(r"[0-9a-f]{64}", digest):
        raise _bad(f"the token named {name} has no valid SHA-256")
    role, owner = item.get("role", Role.DEVELOPER.value), item.get("owner", "")
    if role not in set(Role) or not _is_owner(owner):
        raise _bad(f"the token named {name} has no valid role or owner")
    end = _time(name, "end", item["expires_at"]) if "expires_at" in item else None
    if role == Role.OPERATOR and end is None:
        raise _bad(f"the operator's token named {name} has no end")
    return Token(
        name=name,
        id=id_,
        sha256=digest,
        made_at=_time(name, "creation time", item.get("made_at", "")),
        role=Role(role),
        owner=owner,
        expires_at=end,
    )


def _time(name: str, what: str, text: str) -> datetime:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        found = None
    if found is None or found.tzinfo is None:
        raise _bad(f"the token named {name} has no valid {what}")
    return found


def _is_owner(text: str) -> bool:
    return len(text) <= MOST_OWNER and text.isprintable()


def _usage(message: str, hint: str) -> UsageError:
    return UsageError(Reference.USAGE, message, hint=hint)


def _bad(why: str) -> ParseError:
    return ParseError(
        Reference.CONFIG_INVALID,
        f"the token file is invalid: {why}",
        hint="recreate the token file with `pratique gate token add NAME`, or restore a copy",
    )
