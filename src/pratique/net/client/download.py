"""Downloads a large file to disk, and resumes an interrupted download."""

import asyncio
import base64
import hashlib
import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

import aiohttp

from pratique.advisories.index.failure import explained_writing
from pratique.advisories.refusal import refused
from pratique.errors import Reference, RegistryError, StoreError
from pratique.net.client.address import shown
from pratique.net.client.authorization import Authorization
from pratique.net.client.failure import TransientError
from pratique.net.client.http import Http
from pratique.net.client.route import Route

_BLOCK_BYTES = 1 << 20
_MOST_ETAG = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Downloaded:
    """A downloaded file. `path` is None if the file has not changed."""

    path: Path | None
    etag: str | None
    url: str
    """The final URL of the download, without credentials."""

    @property
    def unchanged(self) -> bool:
        """Return True if the file has not changed since the given ETag."""
        return self.path is None


@dataclass(frozen=True, slots=True)
class Part:
    """A partial download.

    A second file contains the URL and the strong ETag of the download, which are needed to resume the download.
    """

    path: Path
    url: str

    @property
    def _about(self) -> Path:
        return self.path.with_name(f"{self.path.name}.json")

    def held(self) -> tuple[int, str] | None:
        """Return the number of downloaded bytes and the ETag, or None if the download cannot be resumed."""
        try:
            about: Any = json.loads(self._about.read_bytes()[:10_000])
            size_bytes = self.path.stat().st_size
        except (OSError, ValueError, RecursionError):
            return None
        if not isinstance(about, dict) or about.get("url") != self.url or not size_bytes:
            return None
        etag = about.get("etag")
        return (size_bytes, etag) if isinstance(etag, str) and _strong(etag) else None

    def begin(self, etag: str | None) -> None:
        """Start a new download. Raises StoreError if the files cannot be written."""
        with explained_writing(self.path):
            self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._about.unlink(missing_ok=True)
            self.path.write_bytes(b"")
            self.path.chmod(0o600)
            if _strong(etag):
                self._about.write_text(json.dumps({"url": self.url, "etag": etag}), encoding="utf-8")

    def discard(self) -> None:
        """Remove the partial download."""
        for path in (self._about, self.path):
            with suppress(OSError):
                path.unlink(missing_ok=True)


async def download(
    http: Http,
    url: str,
    part: Part,
    *,
    max_bytes: int,
    etag: str | None = None,
    authorization: Authorization | None = None,
    route: Route | None = None,
) -> Downloaded:
    """Download the file at `url` to `part.path`, unless its ETag still equals `etag`.

    A partial download is resumed if the file has not changed (`If-Range`). Raises RegistryError for the same reasons
    as `Http.get`. Raises StoreError if the file cannot be written. Raises StoreError with the code
    `advisories-refused` if the bytes do not match the server's MD5 (`x-goog-hash`).
    """
    receiver = _ToFile(part, max_bytes, etag)
    response = await http.ask(url, receiver, authorization=authorization, route=route)
    if response.status == 304:
        return Downloaded(path=None, etag=etag, url=response.url)
    await asyncio.to_thread(_check_md5, part, receiver.md5)
    found = response.headers.get("etag", "")
    kept = found if found.isascii() and 0 < len(found) <= _MOST_ETAG else None
    return Downloaded(path=part.path, etag=kept, url=response.url)


@dataclass(slots=True)
class _ToFile:
    """Writes the body of a response to a file: the complete body (200), or the missing part (206)."""

    part: Part
    max_bytes: int
    etag: str | None
    md5: str | None = None
    """The server's MD5 of the whole file, in base64."""

    more_s: ClassVar[float] = 0.0

    @property
    def statuses(self) -> frozenset[int]:
        return frozenset({200, 206, 304, 416})

    def headers(self) -> Mapping[str, str]:
        held = self.part.held()
        if held is not None:
            size_bytes, etag = held
            return {"Accept-Encoding": "identity", "Range": f"bytes={size_bytes}-", "If-Range": etag}
        condition = {} if self.etag is None else {"If-None-Match": self.etag}
        return {"Accept-Encoding": "identity", **condition}

    async def receive(self, response: aiohttp.ClientResponse) -> bytes:
        if response.status == 304:
            return b""
        self.md5 = _told_md5(response)
        held = self.part.held()
        if response.status == 200:
            self.part.begin(response.headers.get("ETag"))
            have = 0
        elif held is None or not _continues(response, held[0]):
            self.part.discard()
            raise TransientError(_odd(response))
        else:
            have = held[0]
        try:
            await self._append(response, have)
        except StoreError:
            # A disk that is full needs the room more than the next run needs the part.
            self.part.discard()
            raise
        return b""

    async def _append(self, response: aiohttp.ClientResponse, have: int) -> None:
        if have + (response.content_length or 0) > self.max_bytes:
            raise self._too_large(response)
        with explained_writing(self.part.path):
            file = self.part.path.open("ab")
        with file:
            async for chunk in response.content.iter_chunked(_BLOCK_BYTES):
                have += len(chunk)
                if have > self.max_bytes:
                    raise self._too_large(response)
                # The disk alone: what goes wrong on the way is for the client to tell.
                with explained_writing(self.part.path):
                    file.write(chunk)
                    file.flush()

    def _too_large(self, response: aiohttp.ClientResponse) -> RegistryError:
        self.part.discard()
        return RegistryError(
            Reference.BODY_TOO_LARGE,
            f"{shown(response.url)} is larger than {self.max_bytes:,} bytes",
            hint="the limit protects the disk; check that the URL is correct",
        )


def _continues(response: aiohttp.ClientResponse, have: int) -> bool:
    """Return True if a partial response starts at the end of the partial download (RFC 9110, 14.4)."""
    return response.status == 206 and response.headers.get("Content-Range", "").startswith(f"bytes {have}-")


def _strong(etag: str | None) -> bool:
    """Return True for a strong ETag that is valid in a header."""
    return etag is not None and etag.startswith('"') and etag.isprintable() and len(etag) <= _MOST_ETAG


def _odd(response: aiohttp.ClientResponse) -> RegistryError:
    return RegistryError(
        Reference.REGISTRY_FAILED,
        f"{shown(response.url)} sent a different part of the file than requested",
        hint="the server, or a proxy or mirror in between, is at fault",
    )


def _told_md5(response: aiohttp.ClientResponse) -> str | None:
    """Return the MD5 in Google's storage header. The CRC32C in the same header would be too slow to compute."""
    for header in response.headers.getall("x-goog-hash", []):
        for item in header.split(","):
            name, _, value = item.strip().partition("=")
            if name == "md5":
                return value
    return None


def _check_md5(part: Part, told: str | None) -> None:
    if told is None:
        return
    digest = hashlib.md5(usedforsecurity=False)
    with explained_writing(part.path), part.path.open("rb") as file:
        while block := file.read(_BLOCK_BYTES):
            digest.update(block)
    found = base64.b64encode(digest.digest()).decode()
    if found != told:
        part.discard()
        raise refused(
            part.url, f"the server reports md5 {told[:40]}, but the downloaded file has md5 {found}"
        )
