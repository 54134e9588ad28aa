"""The comments of GitHub and the notes of GitLab, on this machine: what is asked is recorded."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

MACHINE = "github-actions[bot]"


@dataclass(frozen=True, kw_only=True)
class Call:
    """One question to the API."""

    method: str
    path: str
    headers: dict[str, str]
    body: Any


@dataclass(kw_only=True)
class ForgeApi:
    """An API that plays both forges; `comments` are those under the one change there is."""

    url: str
    comments: list[dict[str, Any]] = field(default_factory=list)
    calls: list[Call] = field(default_factory=list)
    refuses: dict[str, int] = field(default_factory=dict)
    """Method -> the status that it answers in place of doing it."""

    @property
    def writes(self) -> list[Call]:
        return [call for call in self.calls if call.method != "GET"]

    def add(self, body: str, *, author: str = MACHINE) -> None:
        """Put a comment there that was written before."""
        self.comments.append(
            {
                "id": 100 + len(self.comments),
                "body": body,
                "user": {"login": author},
                "author": {"id": 1 if author == MACHINE else 2},
            }
        )

    def answer(self, call: Call) -> tuple[int, Any]:
        """What the API says; it does what it is asked."""
        self.calls.append(call)
        if call.method in self.refuses:
            return self.refuses[call.method], {"message": "Resource not accessible by integration"}
        path = call.path.partition("?")[0]
        if path.endswith("/user"):
            return 200, {"id": 1, "login": MACHINE}
        if call.method == "GET":
            page = int(call.path.partition("&page=")[2] or 1)
            return 200, self.comments[100 * (page - 1) : 100 * page]
        if call.method == "POST":
            self.add(call.body["body"])
            return 201, self.comments[-1]
        for comment in self.comments:
            if path.endswith(f"/{comment['id']}"):
                comment["body"] = call.body["body"]
                return 200, comment
        return 404, {"message": "Not Found"}


@contextmanager
def forge_api() -> Iterator[ForgeApi]:
    """Serve it."""

    class Handler(BaseHTTPRequestHandler):
        def do(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            text = self.rfile.read(length)
            call = Call(
                method=self.command,
                path=self.path,
                headers={name.lower(): value for name, value in self.headers.items()},
                body=json.loads(text) if text else None,
            )
            status, value = api.answer(call)
            data = json.dumps(value).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        do_GET = do_POST = do_PATCH = do_PUT = do  # noqa: N815 - the names that http.server calls

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - http.server's signature
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        api = ForgeApi(url=f"http://127.0.0.1:{server.server_port}")
        thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        try:
            yield api
        finally:
            server.shutdown()
            thread.join(10)
