"""Home folders of developers, filled by the real clients from a registry of this machine.

All packages are made up: they have the names of the recorded releases, and one harmless line of code.
"""

import base64
import hashlib
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from tests.loopback import (
    LoopbackRegistry,
    NpmPackage,
    NpmRelease,
    PypiFile,
    PypiProject,
    gem_file,
    wheel_file,
)
from tests.loopback.gem_packages import GemPackage

from gauntlet.estate.campaigns import BY_ID, CAMPAIGNS, Campaign, decoys
from gauntlet.estate.truth import Decoy, Planted, Truth

_TIMEOUT_S = 240
_HOOK = {"install": "node -e 0"}
_NPM_CAMPAIGNS = tuple(one for one in CAMPAIGNS if one.ecosystem == "npm")


def npm_packages() -> list[NpmPackage]:
    """Return the made-up packages of npm: the bad releases and what looks like them."""
    versions: dict[str, list[str]] = {}
    for campaign in _NPM_CAMPAIGNS:
        for name, version in (
            *campaign.releases,
            *((name, version) for name, version, _ in decoys(campaign)),
        ):
            versions.setdefault(name, []).append(version)
    return [
        NpmPackage(name=name, releases=tuple(_npm_release(name, version) for version in dict.fromkeys(found)))
        for name, found in versions.items()
    ]


def _npm_release(name: str, version: str) -> NpmRelease:
    manifest: dict[str, object] = {"main": "index.js", "bin": {name.rpartition("/")[2]: "index.js"}}
    if name == "keyv":
        manifest["scripts"] = _HOOK
    text = f"#!/usr/bin/env node\n// {name} {version}\nmodule.exports = 1\n"
    return NpmRelease(version=version, manifest=manifest, files={"index.js": text})


def _wheels() -> list[tuple[str, PypiFile]]:
    campaign = BY_ID["litellm-2026"]
    found = (*campaign.releases, *((name, version) for name, version, _ in decoys(campaign)))
    return [
        (
            name,
            wheel_file(
                name,
                version,
                {
                    f"{name.replace('-', '_')}.py": "def main():\n    pass\n",
                    f"{name.replace('-', '_')}-{version}.dist-info/entry_points.txt": (
                        f"[console_scripts]\n{name} = {name.replace('-', '_')}:main\n"
                    ),
                },
            ),
        )
        for name, version in found
    ]


def pypi_projects() -> list[PypiProject]:
    """Return the made-up projects of PyPI."""
    files: dict[str, list[PypiFile]] = {}
    for name, file in _wheels():
        files.setdefault(name, []).append(file)
    return [PypiProject(name=name, files=tuple(found)) for name, found in files.items()]


def gem_packages() -> list[GemPackage]:
    """Return the made-up gems."""
    campaign = BY_ID["rest-client-2019"]
    versions: dict[str, list[str]] = {}
    for name, version in (*campaign.releases, *((name, version) for name, version, _ in decoys(campaign))):
        versions.setdefault(name, []).append(version)
    return [
        GemPackage(name=name, files=tuple(gem_file(name, version) for version in found))
        for name, found in versions.items()
    ]


def digests() -> dict[str, str]:
    """Return the sha512 of the bad bytes of axios, as npm's locks write it."""
    for package in npm_packages():
        if package.name == "axios":
            data = package.tarballs["axios-1.14.1.tgz"]
            return {"axios-2026": "sha512-" + base64.b64encode(hashlib.sha512(data).digest()).decode()}
    raise LookupError


@contextmanager
def caching_index() -> Iterator[str]:
    """Serve the made-up wheels as an index whose answers pip caches, and yield its address."""
    files = {file.filename: (name, file.data) for name, file in _wheels()}

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            parts = self.path.strip("/").split("/")
            if parts[0] == "files" and parts[-1] in files:
                self._send(files[parts[-1]][1], "application/octet-stream")
            elif parts[0] == "simple" and len(parts) == 2:
                links = [
                    f'<a href="/files/{file}#sha256={hashlib.sha256(data).hexdigest()}">{file}</a>'
                    for file, (name, data) in files.items()
                    if name == parts[1]
                ]
                self._send(
                    f"<!DOCTYPE html><html><body>{'<br>'.join(links)}</body></html>".encode(), "text/html"
                )
            else:
                self.send_error(404)

        def _send(self, data: bytes, media: str) -> None:
            self.send_response(200)
            self.send_header("Content-Type", media)
            self.send_header("Content-Length", str(len(data)))
            self.send_header("Cache-Control", "max-age=365000000, immutable, public")
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002, ARG002 - the signature of the method that it replaces
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/simple/"
    finally:
        server.shutdown()
        server.server_close()


@dataclass(frozen=True, slots=True, kw_only=True)
class Urls:
    """The addresses of the registries."""

    npm: str
    pypi: str
    caching: str


@dataclass(slots=True)
class Machine:
    """One home folder and what was planted in it."""

    name: str
    root: Path
    urls: Urls
    truth: Truth = field(default_factory=lambda: Truth("", 0))

    @property
    def home(self) -> Path:
        """Return the home folder."""
        return self.root / "home"

    @property
    def work(self) -> Path:
        """Return the folder of a project."""
        return self.home / "work" / "app"

    def run(self, *words: str, more: Mapping[str, str] | None = None) -> str:
        """Run a client in the project with this home. Raises `ClientError` if it fails."""
        self.work.mkdir(parents=True, exist_ok=True)
        env = {
            "PATH": os.environ["PATH"],
            "HOME": str(self.home),
            "NO_COLOR": "1",
            "CI": "1",
            # Root's cache of yarn 1 is elsewhere by default.
            "YARN_CACHE_FOLDER": str(self.home / ".cache/yarn"),
            "PIP_CONFIG_FILE": os.devnull,
            "npm_config_registry": self.urls.npm,
            "npm_config_update_notifier": "false",
            "npm_config_audit": "false",
            "npm_config_fund": "false",
            **(more or {}),
        }
        done = subprocess.run(
            words,
            cwd=self.work,
            env=env,
            check=False,
            text=True,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=_TIMEOUT_S,
        )
        if done.returncode:
            message = f"{words[:3]} ended with {done.returncode}: {done.stdout[-600:]}"
            raise ClientError(message)
        return done.stdout

    def plant(
        self,
        campaign: Campaign,
        release: tuple[str, str],
        *,
        kinds: tuple[str, ...],
        contacts: tuple[str, ...],
        form: str,
        hard: str,
        digest: bool = False,
    ) -> None:
        """Note what was planted."""
        self.truth.planted.append(
            Planted(
                campaign=campaign.id,
                ecosystem=campaign.ecosystem,
                name=release[0],
                version=release[1],
                kinds=kinds,
                place=f"machines/{self.name}",
                contacts=contacts,
                form=form,
                hard=hard,
                digest=digest,
            )
        )

    def decoy(self, campaign: Campaign) -> None:
        """Note what looks like a bad release."""
        for name, version, why in decoys(campaign):
            text = f"{name}@{version}"
            decoy = Decoy(campaign=campaign.id, place=f"machines/{self.name}", text=text, why=why)
            self.truth.decoys.append(decoy)


class ClientError(Exception):
    """A client failed."""


def _program(client: str) -> str | None:
    """Return where a client is: in the folder of the variable `PRATIQUE_CLIENTS`, or on PATH."""
    folder = os.environ.get("PRATIQUE_CLIENTS")
    found = shutil.which(client, path=folder) if folder else None
    return found or shutil.which({"npm11": "npm"}.get(client, client))


def _npm_project(machine: Machine, wanted: Mapping[str, str]) -> None:
    machine.work.mkdir(parents=True, exist_ok=True)
    asked = ", ".join(f'"{name}": "{version}"' for name, version in wanted.items())
    allowed = '"pnpm": { "onlyBuiltDependencies": ["keyv"] }'
    text = f'{{ "name": "app", "version": "1.0.0", "dependencies": {{ {asked} }}, {allowed} }}\n'
    (machine.work / "package.json").write_text(text)
    (machine.work / ".npmrc").write_text(f"registry={machine.urls.npm}\n")
    yarn = f'npmRegistryServer: "{machine.urls.npm}"\nunsafeHttpWhitelist: ["127.0.0.1"]\n'
    (machine.work / ".yarnrc.yml").write_text(
        f"{yarn}enableImmutableInstalls: false\nenableTelemetry: false\nnodeLinker: node-modules\n"
    )
    (machine.work / "pnpm-workspace.yaml").write_text(
        "allowBuilds:\n  keyv: true\nonlyBuiltDependencies:\n  - keyv\n"
    )


_NPM_INSTALLS: Mapping[str, tuple[tuple[str, ...], Mapping[str, str]]] = {
    "npm10": (("install", "--no-progress", "--loglevel=http"), {}),
    "npm11": (("install", "--no-progress", "--loglevel=http"), {}),
    "yarn1": (("install", "--non-interactive", "--no-progress", "--ignore-scripts"), {}),
    "yarn4": (("install",), {}),
    "pnpm10": (("install", "--no-frozen-lockfile", "--reporter=append-only"), {}),
    "pnpm11": (
        ("install", "--no-frozen-lockfile", "--reporter=append-only", "--config.minimumReleaseAge=0"),
        {},
    ),
    "bun": (("install", "--ignore-scripts", "--no-progress"), {}),
}
_KEEPS_TREE = {"npm10", "pnpm11"}
"""Clients whose node_modules stays; elsewhere only the cache shows the release."""


def _npm(machine: Machine, client: str, turn: int, program: str) -> None:
    """Install some bad releases and look-alikes with one client."""
    chosen = [_NPM_CAMPAIGNS[(turn * 3 + number) % len(_NPM_CAMPAIGNS)] for number in range(5)]
    keyv = BY_ID["keyv-chaindrop-2026"]
    if client in {"npm10", "pnpm10", "pnpm11"} and keyv not in chosen:
        chosen.append(keyv)
    wanted: dict[str, str] = {}
    planted: list[tuple[Campaign, tuple[str, str]]] = []
    for campaign in chosen:
        release = campaign.main
        wanted[release[0]] = release[1]
        planted.append((campaign, release))
        for name, version, _ in decoys(campaign):
            wanted.setdefault(name, version)
    _npm_project(machine, wanted)
    words, more = _NPM_INSTALLS[client]
    machine.run(program, *words, more=more)
    keeps = client in _KEEPS_TREE
    if not keeps:
        shutil.rmtree(machine.work)
    else:
        # The lock is a place of its own, and not what this machine is for.
        for lock in ("package-lock.json", "pnpm-lock.yaml", "package.json"):
            (machine.work / lock).unlink(missing_ok=True)
    for campaign, release in planted:
        machine.decoy(campaign)
        ran = release[0] == "keyv" and client in {"npm10", "npm11"}
        machine.plant(
            campaign,
            release,
            kinds=("cache",),
            contacts=("fetched", "installed", "executed"),
            form=f"cache of {client}",
            hard="" if keeps else "only in a cache",
        )
        if keeps:
            machine.plant(
                campaign,
                release,
                kinds=("installed",),
                contacts=("installed", "executed"),
                form="node_modules",
                hard="",
            )
        if client in {"npm10", "npm11"}:
            contacts = ("executed",) if ran else ("fetched", "installed")
            hard = "the hook is named in a debug log" if ran else "in a debug log"
            machine.plant(
                campaign, release, kinds=("debug-log",), contacts=contacts, form="npm debug log", hard=hard
            )


def _npm_global(machine: Machine, program: str) -> None:
    keyv = BY_ID["keyv-chaindrop-2026"]
    prefix = machine.home / ".npm-global"
    (prefix / "lib").mkdir(parents=True, exist_ok=True)
    words = ("install", "--global", "--prefix", str(prefix), "--ignore-scripts", "keyv@6.0.0")
    machine.run(program, *words)
    shutil.rmtree(machine.home / ".npm")
    machine.plant(
        keyv,
        keyv.main,
        kinds=("installed",),
        contacts=("installed", "executed"),
        form="npm globals",
        hard="installed globally, in no project",
    )


def _npx(machine: Machine, program: str) -> None:
    nx = BY_ID["nx-s1ngularity-2025"]
    machine.run(program, "exec", "--yes", "--package", "nx@21.5.0", "--", "nx")
    shutil.rmtree(machine.home / ".npm/_cacache")
    shutil.rmtree(machine.home / ".npm/_logs", ignore_errors=True)
    machine.plant(
        nx,
        nx.main,
        kinds=("installed", "cache", "lock"),
        contacts=("installed", "executed", "fetched"),
        form="npx",
        hard="a one-off run, in no project",
    )


def _debug_log_only(machine: Machine, program: str) -> None:
    axios = BY_ID["axios-2026"]
    _npm_project(machine, {"axios": "1.14.1", "axios-mock-adapter": "1.14.1"})
    machine.run(program, "install", "--ignore-scripts", "--no-progress")
    shutil.rmtree(machine.home / ".npm/_cacache")
    shutil.rmtree(machine.work)
    machine.decoy(axios)
    machine.plant(
        axios,
        axios.main,
        kinds=("debug-log",),
        contacts=("fetched", "installed", "locked"),
        form="npm debug log",
        hard="only in a debug log",
    )


def _pip(machine: Machine, program: str) -> None:
    litellm = BY_ID["litellm-2026"]
    cache = machine.home / ".cache/pip"
    # pip caches answers only of hosts that it trusts.
    words = (
        "-m",
        "pip",
        "install",
        "--cache-dir",
        str(cache),
        "--trusted-host",
        "127.0.0.1",
        "--index-url",
        machine.urls.caching,
    )
    name, version = litellm.main
    target = machine.home / "site"
    machine.run(
        program, *words, "--target", str(target), f"{name}=={version}", f"{name}-proxy-extras=={version}"
    )
    shutil.rmtree(target)
    shutil.rmtree(machine.home / "work")
    machine.decoy(litellm)
    machine.plant(
        litellm,
        litellm.main,
        kinds=("cache",),
        contacts=("fetched",),
        form="cache of pip",
        hard="only in a cache, and only by digest",
        digest=True,
    )
    sha256 = next(
        hashlib.sha256(file.data).hexdigest()
        for one, file in _wheels()
        if (one, file.version) == (name, version)
    )
    machine.truth.digests["litellm-2026"] = [f"sha256:{sha256}"]


def _uv(machine: Machine, program: str) -> None:
    litellm = BY_ID["litellm-2026"]
    release = litellm.releases[1]
    more = {"UV_PYTHON": sys.executable, "UV_PYTHON_DOWNLOADS": "never", "UV_NO_CONFIG": "1"}
    words = ("tool", "install", "--index-url", machine.urls.pypi, "==".join(release))
    machine.run(program, *words, more=more)
    shutil.rmtree(machine.home / "work")
    machine.plant(litellm, release, kinds=("cache",), contacts=("fetched",), form="cache of uv", hard="")
    machine.plant(
        litellm,
        release,
        kinds=("installed",),
        contacts=("installed", "executed"),
        form="uv tool",
        hard="a tool, in no project",
    )


def _venv(machine: Machine, program: str) -> None:
    litellm = BY_ID["litellm-2026"]
    machine.run(program, "-m", "venv", "--without-pip", "venv")
    site = next((machine.work / "venv/lib").glob("python*/site-packages"))
    words = (
        "-m",
        "pip",
        "install",
        "--disable-pip-version-check",
        "--no-cache-dir",
        "--index-url",
        machine.urls.caching,
    )
    machine.run(
        program, *words, "--target", str(site), "==".join(litellm.main), f"my-litellm=={litellm.main[1]}"
    )
    machine.decoy(litellm)
    machine.plant(
        litellm,
        litellm.main,
        kinds=("installed",),
        contacts=("installed", "executed"),
        form="virtual environment",
        hard="",
    )


def _gem(machine: Machine, program: str) -> None:
    rest = BY_ID["rest-client-2019"]
    gems = machine.home / ".local/share/gem/ruby/3.3.0"
    more = {"GEM_HOME": str(gems), "GEM_PATH": str(gems), "GEM_SPEC_CACHE": str(machine.home / "specs")}
    # From files: gem asks a registry for a dump that only Ruby can write.
    for package in gem_packages():
        for file in package.files:
            path = machine.root / f"{package.name}-{file.version}.gem"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(file.data)
            if (package.name, file.version) != rest.releases[2]:
                machine.run(program, "install", "--no-document", "--local", "--force", str(path), more=more)
            path.unlink()
    only, kept = rest.releases[:2]
    stem = "-".join(only)
    shutil.rmtree(gems / "gems" / stem)
    (gems / "specifications" / f"{stem}.gemspec").unlink()
    shutil.rmtree(machine.home / "work")
    machine.decoy(rest)
    machine.plant(
        rest, only, kinds=("cache",), contacts=("fetched",), form="cache of gem", hard="only in a cache"
    )
    machine.plant(
        rest, kept, kinds=("cache",), contacts=("fetched", "installed"), form="cache of gem", hard=""
    )
    machine.plant(rest, kept, kinds=("installed",), contacts=("installed", "executed"), form="gems", hard="")


_Step = Callable[[Machine, str], None]


def _table() -> Sequence[tuple[str, str, _Step]]:
    """Return machines: name, client, and what is done there."""
    found: list[tuple[str, str, _Step]] = []
    for turn, client in enumerate(_NPM_INSTALLS):
        found.append((f"laptop-{client}", client, partial(_one_npm, client, turn)))
    found += [("laptop-global", "npm11", _npm_global), ("laptop-npx", "npm11", _npx)]
    found += [("laptop-debug-log", "npm11", _debug_log_only), ("laptop-pip", "python", _pip)]
    found += [("laptop-uv", "uv", _uv), ("laptop-venv", "python", _venv), ("laptop-gem", "gem", _gem)]
    return found


def _one_npm(client: str, turn: int, machine: Machine, program: str) -> None:
    _npm(machine, client, turn, program)


def write_machines(folder: Path, seed: int) -> Truth:
    """Fill the home folders, and note those that could not be filled here."""
    truth = Truth("", seed)
    with (
        LoopbackRegistry(npm=npm_packages(), pypi=pypi_projects()) as registry,
        caching_index() as caching,
    ):
        urls = Urls(npm=registry.npm_url, pypi=registry.pypi_url, caching=caching)
        for name, client, step in _table():
            program = sys.executable if client == "python" else _program(client)
            if program is None:
                truth.missing[name] = f"{client} is not installed here"
                continue
            machine = Machine(name, folder / "machines" / name, urls)
            try:
                step(machine, program)
            except (ClientError, OSError, subprocess.TimeoutExpired) as error:
                truth.missing[name] = f"{client}: {error}"
                shutil.rmtree(machine.root, ignore_errors=True)
                continue
            # pip asks a shim of Rust's compiler for its version, which writes a folder.
            shutil.rmtree(machine.home / ".rustup", ignore_errors=True)
            truth.add(machine.truth)
            truth.counts["machines"] = truth.counts.get("machines", 0) + 1
    return truth
