"""Defines the `Authorization` header, whose value is never printed."""

import base64
from dataclasses import dataclass, field

from yarl import URL

from pratique.errors import ParseError, Reference
from pratique.net.client.address import bare


@dataclass(frozen=True, slots=True)
class Authorization:
    """The value of an `Authorization` header. `repr` and `str` do not reveal the value."""

    header: str = field(repr=False)

    @classmethod
    def bearer(cls, token: str) -> "Authorization":
        """Return the header for a token.

        Raises ParseError if the token contains characters that are invalid in a header.
        """
        return cls(_sound(f"Bearer {token}"))

    @classmethod
    def basic(cls, user: str, password: str) -> "Authorization":
        """Return the header for a user and a password (RFC 7617, UTF-8)."""
        raw = f"{user}:{password}".encode("utf-8", "replace")
        return cls(f"Basic {base64.b64encode(raw).decode()}")

    @classmethod
    def encoded(cls, text: str) -> "Authorization":
        """Return the header for a base64-encoded `user:password`, as in npm's `_auth`. Raises ParseError for invalid characters."""
        return cls(_sound(f"Basic {text}"))


def split_userinfo(url: URL) -> tuple[URL, Authorization | None]:
    """Split a URL into the URL without user and password, and an `Authorization` with the user and password."""
    if url.user is None and url.password is None:
        return url, None
    return bare(url), Authorization.basic(url.user or "", url.password or "")


def _sound(header: str) -> str:
    if not header.isascii() or not header.isprintable() or len(header) > 16_000:
        raise ParseError(
            Reference.CONFIG_INVALID,
            "a credential has characters that are not allowed in an HTTP header",
            hint="check that the complete token was copied, on one line",
        )
    return header
