"""A server of advisories on this machine, as a bucket of Google's storage answers: ETags, ranges, hashes; with faults.

    with AdvisoryBucket({"npm/all.zip": data}) as bucket:
        bucket.url("npm/all.zip"), bucket.objects, bucket.requests

`cut` ends an answer early; `told_md5` lies about the bytes; `status` answers with a status and nothing of use.
"""

import base64
import hashlib
import re
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self
from urllib.parse import unquote, urlsplit


@dataclass(frozen=True, kw_only=True)
class Asked:
    """One request that arrived, and what it was answered with. Header names are in lower case."""

    path: str
    headers: Mapping[str, str]
    status: int


@dataclass(kw_only=True)
class Faults:
    """What goes wrong, by path."""

    cut: dict[str, int] = field(default_factory=dict)
    """After how many bytes the next answer ends; each holds once."""
    told_md5: dict[str, str] = field(default_factory=dict)
    status: dict[str, int] = field(default_factory=dict)
    no_etag: bool = False
    no_ranges: bool = False
    no_length: bool = False
    """The end of the connection is the end of the answer."""


class AdvisoryBucket:
    """A context manager; `objects` may be changed while it runs."""

    def __init__(self, objects: Mapping[str, bytes] | None = None) -> None:
        self.objects: dict[str, bytes] = dict(objects or {})
        self.faults = Faults()
        self.requests: list[Asked] = []

    def __enter__(self) -> Self:
        handler = type("Handler", (_Handler,), {"owner": self})
        self._server = _Server(("127.0.0.1", 0), handler)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(10)

    def url(self, path: str) -> str:
        """The address of an object."""
        return f"http://127.0.0.1:{self._server.server_address[1]}/{path}"

    def requests_to(self, path: str) -> list[Asked]:
        """The requests for an object, in order."""
        return [asked for asked in self.requests if asked.path == path]


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *_: Any) -> None:
        """Whoever has enough of an answer may go before its end."""


class _Handler(BaseHTTPRequestHandler):
    owner: AdvisoryBucket
    protocol_version = "HTTP/1.1"

    def log_message(self, *_: Any) -> None:
        """Say nothing."""

    def do_GET(self) -> None:
        path = unquote(urlsplit(self.path).path).lstrip("/")
        faults, data = self.owner.faults, self.owner.objects.get(path)
        if path in faults.status or data is None:
            self._answer(path, faults.status.get(path, 404), {}, b"")
            return
        etag = f'"{hashlib.md5(data).hexdigest()}"'
        headers = {} if faults.no_etag else {"ETag": etag}
        told = faults.told_md5.get(path, base64.b64encode(hashlib.md5(data).digest()).decode())
        if self.headers.get("If-None-Match") == etag:
            self._answer(path, 304, headers, b"")
            return
        asked = re.fullmatch(r"bytes=(\d+)-", self.headers.get("Range", ""))
        if asked and self.headers.get("If-Range") == etag and not faults.no_ranges:
            start = int(asked[1])
            if start >= len(data):
                self._answer(path, 416, {"Content-Range": f"bytes */{len(data)}"}, b"")
                return
            headers["Content-Range"] = f"bytes {start}-{len(data) - 1}/{len(data)}"
            self._answer(path, 206, headers, data[start:], told)
            return
        self._answer(path, 200, headers, data, told)

    def _answer(
        self, path: str, status: int, headers: Mapping[str, str], body: bytes, md5: str | None = None
    ) -> None:
        seen = {name.lower(): value for name, value in self.headers.items()}
        self.owner.requests.append(Asked(path=path, headers=seen, status=status))
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        if md5 is not None:
            # Two headers of one name, as the storage sends them.
            self.send_header("x-goog-hash", "crc32c=AAAAAA==")
            self.send_header("x-goog-hash", f"md5={md5}")
        if self.owner.faults.no_length:
            self.close_connection = True
        elif status != 304:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        cut = self.owner.faults.cut.pop(path, None) if body else None
        self.close_connection = self.close_connection or cut is not None
        self.wfile.write(body if cut is None else body[:cut])
