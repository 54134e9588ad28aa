"""A registry of npm on loopback with inert packages: `calm` 1.0.0 and 1.0.1 (the bad one), and `outer`, which needs `calm`."""

import base64
import hashlib
import io
import json
import tarfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

_NEEDS = {("calm", "1.0.0"): {}, ("calm", "1.0.1"): {}, ("outer", "1.0.0"): {"calm": "^1.0.0"}}


def _tarball(name: str, version: str) -> bytes:
    data = json.dumps({"name": name, "version": version, "dependencies": _NEEDS[name, version]}).encode()
    held = io.BytesIO()
    with tarfile.open(fileobj=held, mode="w") as archive:
        info = tarfile.TarInfo("package/package.json")
        info.size = len(data)
        archive.addfile(info, io.BytesIO(data))
    return held.getvalue()


def _listing(name: str, base: str) -> bytes:
    versions = {}
    for (one, version), needs in _NEEDS.items():
        if one == name:
            digest = base64.b64encode(hashlib.sha512(_tarball(one, version)).digest()).decode()
            dist = {"tarball": f"{base}/{one}/-/{one}-{version}.tgz", "integrity": f"sha512-{digest}"}
            versions[version] = {"name": one, "version": version, "dependencies": needs, "dist": dist}
    # Some clients do not install a release without a time, or a young one.
    times = dict.fromkeys((*versions, "created", "modified"), "2020-01-01T00:00:00.000Z")
    tags = {"latest": max(versions)}
    return json.dumps({"name": name, "dist-tags": tags, "versions": versions, "time": times}).encode()


class _Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        path = self.path.split("?")[0].strip("/")
        name, _, file = path.partition("/-/")
        if name not in {"calm", "outer"}:
            self.send_error(404)
            return
        base = f"http://{self.headers['Host']}"
        version = file.removeprefix(f"{name}-").removesuffix(".tgz")
        body = _tarball(name, version) if file else _listing(name, base)
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Print nothing."""


@contextmanager
def registry() -> Iterator[str]:
    """Yield the address of the registry."""
    with ThreadingHTTPServer(("127.0.0.1", 0), _Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}/"
        server.shutdown()
