"""The server: a thread with its own event loop, on two addresses of this machine."""

import asyncio
import base64
import fnmatch
import gzip
import hashlib
import json
import re
import ssl
import threading
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import TracebackType
from typing import Self

from aiohttp import BasicAuth, web
from aiohttp.typedefs import Handler

from pratique.net.client.address import Origin, origin, parse
from tests.loopback import gem_face, npm_face, npm_writes, pypi_face
from tests.loopback.faults import Fault, misbehave
from tests.loopback.gem_packages import GemPackage
from tests.loopback.npm_stage import NpmStage
from tests.loopback.packages import NpmPackage, PypiFile, PypiProject

REGISTRY_HOST = "127.0.0.1"
FILES_HOST = "127.0.0.2"
"""Another host, for what a listing or a redirect names elsewhere."""


@dataclass(frozen=True, kw_only=True)
class Seen:
    """One request that arrived. `path` is percent-decoded, without the query; header names are in lower case."""

    method: str
    host: str
    path: str
    headers: Mapping[str, str]
    status: int
    """0 for a fault on demand."""

    @property
    def authorization(self) -> str | None:
        """The credentials that came with it."""
        return self.headers.get("authorization")


class LoopbackRegistry:
    """A registry for tests; a context manager.

    With `token` every question of the registry's own host needs it: as a bearer token from npm, as the password of
    any user from pip and gem; files on the other host are open, as PyPI's are. `tls` serves https.
    """

    def __init__(
        self,
        npm: Iterable[NpmPackage] = (),
        pypi: Iterable[PypiProject] = (),
        gems: Iterable[GemPackage] = (),
        *,
        mirror: bool = False,
        token: str | None = None,
        tls: ssl.SSLContext | None = None,
        signer: npm_face.Signer | None = None,
        files_elsewhere: bool = False,
        stages: bool = True,
    ) -> None:
        """`files_elsewhere`: Python files lie on the other host, as those of the public index do.

        `stages`: whether it knows staged releases of npm, as most registries do not.
        """
        self.npm_stage = NpmStage() if stages else None
        """The staged releases of npm."""
        self._npm = {package.name: package for package in npm}
        self._pypi = {_canonical(project.name): project for project in pypi}
        self._gems = {package.name: package for package in gems}
        self._mirror = mirror
        self._gem_list = gem_face.versions(self._gems.values(), mirror=mirror)
        self._token = token
        self._files_elsewhere = files_elsewhere
        self._tls = tls
        self.signer = signer
        """Whose key signs what npm is told of; None: nobody's, and the registry names no keys."""
        self._faults: list[tuple[str, Fault, list[int]]] = []
        self._loop = asyncio.new_event_loop()
        self._started = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._ports: dict[str, int] = {}
        self.requests: list[Seen] = []
        """Every request that was answered, in order."""
        self.written: list[tuple[str, str, bytes]] = []
        """What npm wrote: method, decoded path below the registry, body."""

    @property
    def npm_url(self) -> str:
        """What to give npm as its registry."""
        return f"{self._url(REGISTRY_HOST)}/npm/"

    @property
    def pypi_url(self) -> str:
        """What to give pip as its index."""
        return f"{self._url(REGISTRY_HOST)}/simple/"

    @property
    def gem_url(self) -> str:
        """What to give gem and Bundler as their source."""
        return f"{self._url(REGISTRY_HOST)}/rubygems/"

    @property
    def files_url(self) -> str:
        """The other host, without a slash at its end."""
        return self._url(FILES_HOST)

    def put_npm(self, package: NpmPackage) -> None:
        """Add a package, or put it in place of the one of that name."""
        self._npm[package.name] = package

    def put_pypi(self, project: PypiProject) -> None:
        """Add a project, or put it in place of the one of that name."""
        self._pypi[_canonical(project.name)] = project

    def put_gem(self, package: GemPackage) -> None:
        """Add a gem, or put it in place of the one of that name."""
        self._gem_list += gem_face.news(self._gems.get(package.name), package, mirror=self._mirror)
        self._gems[package.name] = package

    def remove(self, name: str) -> None:
        """Take a package away from all faces."""
        self._npm.pop(name, None)
        self._gems.pop(name, None)
        self._pypi.pop(_canonical(name), None)

    def npm_tarball_url(self, name: str, version: str) -> str:
        """Where a tarball lies."""
        return f"{self.npm_url}{name}/-/{name.rpartition('/')[2]}-{version}.tgz"

    def npm_integrity(self, name: str, version: str) -> str:
        """The `dist.integrity` that is listed for a tarball."""
        data = self._npm[name].tarballs[f"{name.rpartition('/')[2]}-{version}.tgz"]
        return "sha512-" + base64.b64encode(hashlib.sha512(data).digest()).decode()

    def pypi_file_url(self, file: PypiFile) -> str:
        """Where a file lies."""
        return self.pypi_files_url + pypi_face.file_path(file)

    @property
    def pypi_files_url(self) -> str:
        """Where Python files lie, without a slash at its end."""
        return self.files_url if self._files_elsewhere else self._url(REGISTRY_HOST)

    @property
    def origins(self) -> frozenset[Origin]:
        """Both hosts, for a client whose user has configured them."""
        return frozenset(origin(parse(url)) for url in (self.npm_url, self.files_url))

    def fault(self, path: str, fault: Fault, *, times: int = 1 << 30) -> None:
        """Make a path misbehave for its next questions; `path` is decoded, without the query, and may be a glob."""
        self._faults.insert(0, (path, fault, [times]))

    def heal(self) -> None:
        """Take all faults away."""
        self._faults.clear()

    def requests_to(self, path: str) -> list[Seen]:
        """The requests for a path, which may be a glob."""
        return [seen for seen in self.requests if fnmatch.fnmatchcase(seen.path, path)]

    def __enter__(self) -> Self:
        self._thread.start()
        assert self._started.wait(20), "the loopback registry did not start"
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(20)

    def _url(self, host: str) -> str:
        return f"{'https' if self._tls else 'http'}://{host}:{self._ports[host]}"

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        runner = web.AppRunner(self._application(), access_log=None, shutdown_timeout=0.1)
        self._loop.run_until_complete(self._start(runner))
        self._started.set()
        try:
            self._loop.run_forever()
        finally:
            self._loop.run_until_complete(runner.cleanup())
            left = asyncio.all_tasks(self._loop)
            for task in left:
                task.cancel()
            self._loop.run_until_complete(asyncio.gather(*left, return_exceptions=True))
            self._loop.run_until_complete(self._loop.shutdown_asyncgens())
            self._loop.close()

    async def _start(self, runner: web.AppRunner) -> None:
        await runner.setup()
        for host in (REGISTRY_HOST, FILES_HOST):
            site = web.TCPSite(runner, host, 0, ssl_context=self._tls)
            await site.start()
            server = site._server
            assert isinstance(server, asyncio.Server)
            self._ports[host] = server.sockets[0].getsockname()[1]

    def _application(self) -> web.Application:
        application = web.Application(middlewares=[self._middleware])
        application.router.add_route("*", "/{tail:.*}", self._answer)
        return application

    @web.middleware
    async def _middleware(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        true = await handler(request)
        assert isinstance(true, web.Response)
        for path, fault, left in self._faults:
            if left[0] > 0 and fnmatch.fnmatchcase(request.path, path):
                left[0] -= 1
                self._note(request, 0)
                return await misbehave(fault, request, true)
        self._note(request, true.status)
        return true

    def _note(self, request: web.Request, status: int) -> None:
        self.requests.append(
            Seen(
                method=request.method,
                host=(request.transport.get_extra_info("sockname") or ("",))[0] if request.transport else "",
                path=request.path,
                headers={name.lower(): value for name, value in request.headers.items()},
                status=status,
            )
        )

    async def _answer(self, request: web.Request) -> web.Response:
        path = request.path
        if path.startswith(("/packages/", "/integrity/")):
            return self._file(path)
        if self._token is not None and not self._admitted(request):
            headers = {"WWW-Authenticate": 'Basic realm="loopback"'}
            return web.json_response({"error": "a token is needed"}, status=401, headers=headers)
        if path.startswith("/npm/"):
            return await self._npm_answer(request, path.removeprefix("/npm/"))
        if path.startswith("/simple/"):
            return self._pypi_answer(request, path.removeprefix("/simple/"))
        if path.startswith("/rubygems/"):
            return self._gem_answer(request, path.removeprefix("/rubygems/"))
        return _missing()

    def _admitted(self, request: web.Request) -> bool:
        header = request.headers.get("Authorization", "")
        if header.startswith("Basic "):
            try:
                return bool(BasicAuth.decode(header).password == self._token)
            except ValueError:
                return False
        return header == f"Bearer {self._token}"

    async def _npm_answer(self, request: web.Request, path: str) -> web.Response:
        if self.npm_stage is not None and f"{path}/".startswith("-/stage/"):
            return await self._npm_staged(request, path, self.npm_stage)
        if request.method in {"PUT", "DELETE"} or (path == "-/v1/login" and request.method == "POST"):
            return await self._npm_write(request, path)
        if path.startswith("-/"):
            return await self._npm_special(request, path)
        name, separator, filename = path.partition("/-/")
        package = self._npm.get(name)
        if package is None:
            return _missing()
        if separator:
            data = package.tarballs.get(filename)
            return _missing() if data is None else _tarball(data, mirror=self._mirror)
        full = npm_face.packument(package, self.npm_url, mirror=self._mirror, signer=self.signer)
        short = npm_face.ABBREVIATED in request.headers.get("Accept", "")
        page = npm_face.abbreviated(full, mirror=self._mirror) if short else full
        kind = npm_face.ABBREVIATED if short and not self._mirror else "application/json"
        return _page(request, json.dumps(page).encode(), kind, mirror=self._mirror)

    async def _npm_staged(self, request: web.Request, path: str, stage: NpmStage) -> web.Response:
        body = await request.read()
        if request.method != "GET":
            self.written.append((request.method, path, body))

        def publish(name: str, document: bytes) -> None:
            changed = npm_writes.change(self._npm, "PUT", name, document)
            assert changed is not None
            self.put_npm(changed)

        said = stage.answer(
            request.method,
            path,
            request.query,
            {name.lower(): value for name, value in request.headers.items()},
            body,
            exists=lambda name, version: (
                name in self._npm and any(one.version == version for one in self._npm[name].releases)
            ),
            publish=publish,
        )
        if said.data is not None:
            return web.Response(body=said.data, content_type="application/octet-stream")
        if said.status == 204:
            return web.Response(status=204)
        return web.json_response(said.document, status=said.status, headers=said.headers)

    async def _npm_write(self, request: web.Request, path: str) -> web.Response:
        body = await request.read()
        self.written.append((request.method, path, body))
        changed = npm_writes.change(self._npm, request.method, path, body)
        if changed is not None:
            self.put_npm(changed)
        return web.json_response({"ok": True}, status=201)

    async def _npm_special(self, request: web.Request, path: str) -> web.Response:
        if path.startswith("-/npm/v1/security/"):
            await request.read()
            # Mirrors of the kind that strips listings answer 405 to the audit.
            return web.Response(status=405) if self._mirror else web.json_response({})
        match = re.fullmatch(r"-/npm/v1/attestations/(@?[^@]+)@(.+)", path)
        if match is not None and match[1] in self._npm:
            for release in self._npm[match[1]].releases:
                if release.version == match[2] and release.attestations is not None:
                    return web.json_response(release.attestations)
        if path == "-/whoami":
            return web.json_response({"username": "ada"})
        tagged = re.fullmatch(r"-/package/(@?[^@]+)/dist-tags", path)
        if tagged is not None and tagged[1] in self._npm:
            return web.json_response(npm_face.tags(self._npm[tagged[1]]))
        if path in {"-/npm/v1/keys", "-/ping"}:
            keys = {"keys": []} if self.signer is None else self.signer.document()
            return web.json_response(keys if path.endswith("keys") else {})
        return _missing()

    def _pypi_answer(self, request: web.Request, path: str) -> web.Response:
        name = path.rstrip("/")
        if "/" in name or not name:
            return _missing()
        if not path.endswith("/") or name != _canonical(name):
            return web.Response(status=301, headers={"Location": f"/simple/{_canonical(name)}/"})
        project = self._pypi.get(name)
        if project is None:
            return _missing()
        if pypi_face.JSON in request.headers.get("Accept", ""):
            page = pypi_face.json_page(project, name, self.pypi_files_url, mirror=self._mirror)
            return _page(request, page, pypi_face.JSON, mirror=self._mirror)
        page = pypi_face.html_page(project, name, self.pypi_files_url, mirror=self._mirror)
        return _page(request, page, "text/html", mirror=self._mirror)

    def _gem_answer(self, request: web.Request, path: str) -> web.Response:
        gems = self._gems.values()
        if path == "versions":
            return _index_page(request, self._gem_list, mirror=self._mirror)
        if path.startswith(("gems/", "quick/")):
            data = gem_face.find(gems, path)
            return _missing() if data is None else _tarball(data, mirror=self._mirror)
        if path.startswith("api/v1/attestations/"):
            told = gem_face.attestations(gems, path)
            return _missing() if told is None else web.json_response(told)
        package = self._gems.get(path.removeprefix("info/"))
        if not path.startswith("info/") or package is None:
            return _missing()
        return _index_page(request, gem_face.info(package, mirror=self._mirror), mirror=self._mirror)

    def _file(self, path: str) -> web.Response:
        for project in self._pypi.values():
            for file in project.files:
                place = pypi_face.file_path(file)
                if path == place:
                    return web.Response(body=file.data, content_type="application/octet-stream")
                if path == f"{place}.metadata" and file.metadata is not None:
                    return web.Response(body=file.metadata, content_type="application/octet-stream")
                if path == f"/integrity/{_canonical(project.name)}/{file.version}/{file.filename}/provenance":
                    return _missing() if file.provenance is None else web.json_response(file.provenance)
        return _missing()


def _page(request: web.Request, body: bytes, kind: str, *, mirror: bool) -> web.Response:
    """A listing, with an ETag and gzip, which mirrors are seen to lack."""
    if mirror:
        return web.Response(body=body, content_type=kind)
    etag = f'"{hashlib.md5(body).hexdigest()}"'
    headers = {"ETag": etag, "Cache-Control": "public, max-age=300", "Vary": "Accept, Accept-Encoding"}
    if request.headers.get("If-None-Match") == etag:
        return web.Response(status=304, headers=headers)
    if "gzip" in request.headers.get("Accept-Encoding", ""):
        headers["Content-Encoding"] = "gzip"
        body = gzip.compress(body, 1, mtime=0)
    return web.Response(body=body, content_type=kind, headers=headers)


def _index_page(request: web.Request, body: bytes, *, mirror: bool) -> web.Response:
    """A page of the compact index, whole or from where the client has it."""
    page = _page(request, body, "text/plain", mirror=mirror)
    if mirror or page.status != 200:
        return page
    page.headers["Repr-Digest"] = gem_face.digest_header(body)
    asked = gem_face.part(body, request.headers.get("Range"))
    if asked is not None:
        data, told = asked
        headers = {name: value for name, value in page.headers.items() if name != "Content-Encoding"}
        return web.Response(status=206, body=data, headers={**headers, "Content-Range": told})
    return page


def _tarball(data: bytes, *, mirror: bool) -> web.Response:
    headers = {} if mirror else {"ETag": f'"{hashlib.md5(data).hexdigest()}"'}
    return web.Response(body=data, content_type="application/octet-stream", headers=headers)


def _missing() -> web.Response:
    return web.json_response({"error": "Not found"}, status=404)


def _canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()
