"""Sends JSON requests to the API of a forge, with limits of time and size."""

import json
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from http.client import HTTPException

_TIMEOUT_S = 20.0
_MOST_BYTES = 16 * 1024 * 1024
_DENIED = frozenset((401, 403, 404))
"""404 is what a forge says of what a token may not see."""


class WebError(Exception):
    """Raised if the API does not respond or refuses. `denied` means that the token lacks the permission."""

    def __init__(self, message: str, *, denied: bool = False) -> None:
        super().__init__(message)
        self.denied = denied


class _Stay(urllib.request.HTTPRedirectHandler):
    """Rejects redirects, because urllib would send the token to any other host."""

    def redirect_request(self, *_: object) -> None:
        return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Api:
    """The API at a URL, with the headers that contain the token."""

    url: str
    headers: Mapping[str, str]

    def ask(self, method: str, path: str, value: Mapping[str, object] | None = None) -> object:
        """Send a request and return the JSON response. Raises WebError."""
        address = f"{self.url.rstrip('/')}/{path}"
        if not address.startswith(("https://", "http://")):
            raise WebError(f"{self.url!r} is no address of an API")
        data = None if value is None else json.dumps(value).encode()
        headers = {"Content-Type": "application/json", "User-Agent": "pratique", **self.headers}
        question = urllib.request.Request(address, data=data, headers=headers, method=method)  # noqa: S310 - http(s), see above
        try:
            with urllib.request.build_opener(_Stay).open(question, timeout=_TIMEOUT_S) as answer:
                body = answer.read(_MOST_BYTES + 1)
        except urllib.error.HTTPError as error:
            with error:
                raise WebError(
                    f"{method}: the API answers {error.code}", denied=error.code in _DENIED
                ) from None
        except (OSError, HTTPException, ValueError) as error:
            raise WebError(f"{method}: no answer from the API ({type(error).__name__})") from error
        if len(body) > _MOST_BYTES:
            raise WebError(f"{method}: the answer of the API is too long")
        try:
            return json.loads(body) if body else None
        except (ValueError, RecursionError) as error:
            raise WebError(f"{method}: the answer of the API is no JSON") from error

    def pages(self, path: str, most: int) -> list[object]:
        """Return all items of a list, from at most `most` pages of 100 items. Raises WebError."""
        found: list[object] = []
        for page in range(1, most + 1):
            items = self.ask("GET", f"{path}?per_page=100&page={page}")
            if not isinstance(items, list):
                raise WebError("GET: the answer of the API is no list")
            found += items
            if len(items) < 100:
                break
        return found
