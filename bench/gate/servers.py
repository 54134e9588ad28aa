"""The proxies as processes: the gate of this tree, and Verdaccio and devpi as their own packages start them."""

import base64
import json
import os
import re
import socket
import ssl
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import Request, urlopen

from tests.gate.tls import Pki

_START_S = 60.0
_SAMPLE_S = 0.1
_CLOCK = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Server:
    """A proxy that listens; `url` is what npm is told, with a slash at its end."""

    name: str
    url: str
    process: "subprocess.Popen[bytes]"

    def at(self, path: str) -> "Server":
        """Return the same proxy with another path of the address in place of `npm/`."""
        return replace(self, url=self.url.removesuffix("npm/") + path)

    def cpu_s(self) -> float:
        """CPU seconds of the process and of those that it started, from its start."""
        return sum(_cpu_s(pid) for pid in _family(self.process.pid))

    def peak_mb(self) -> int:
        """The most memory that the process itself ever had, in MB."""
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        found = re.search(r"VmHWM:\s+(\d+) kB", status)
        return int(found.group(1)) // 1024 if found else 0

    def memory_mb(self) -> int:
        """The resident memory of the process and of those that it started, now, in MB."""
        return sum(_resident_kb(pid) for pid in _family(self.process.pid)) // 1024


@contextmanager
def sampled(server: Server) -> Iterator[list[int]]:
    """Collect the memory of a server and its processes, in MB, until the context ends."""
    seen, ended = [server.memory_mb()], threading.Event()

    def sample() -> None:
        while not ended.wait(_SAMPLE_S):
            seen.append(server.memory_mb())

    thread = threading.Thread(target=sample, daemon=True)
    thread.start()
    try:
        yield seen
    finally:
        ended.set()
        thread.join()


@contextmanager
def gate(folder: Path, upstream: str, tls: Pki | None = None, *, pypi: str = "") -> Iterator[Server]:
    """This tree's gate before a registry of npm and an index of PyPI, or before their defaults if they are "".

    The state folder is its own. With a certificate, the gate serves https.
    """
    (folder / ".config/pip").mkdir(parents=True, exist_ok=True)
    if upstream:
        (folder / ".npmrc").write_text(f"registry={upstream}\n")
    if pypi:
        (folder / ".config/pip/pip.conf").write_text(f"[global]\nindex-url = {pypi}\n")
    env = {
        **plain(),
        "HOME": str(folder),
        "XDG_CONFIG_HOME": str(folder / ".config"),
        "PRATIQUE_HOME": str(folder / "state"),
        "npm_config_globalconfig": str(folder / "none"),
        "PYTHONPATH": os.pathsep.join(sys.path),
    }
    port = free_port()
    command = [sys.executable, "-m", "pratique.cli", "gate", "serve", "--listen", f"127.0.0.1:{port}"]
    url = f"{'https' if tls else 'http'}://127.0.0.1:{port}"
    with _running([*command, *(tls.options if tls else ())], folder, env) as process:
        _wait(f"{url}/healthz", process, tls.client() if tls else None)
        yield Server("pratique", f"{url}/npm/", process)


@contextmanager
def verdaccio(program: Path, folder: Path, upstream: str) -> Iterator[Server]:
    """Verdaccio with its own storage, set up as in its documentation: one uplink, everything proxied to it."""
    folder.mkdir(parents=True)
    port = free_port()
    (folder / "config.yaml").write_text(
        "storage: ./storage\n"
        f"uplinks:\n  up:\n    url: {upstream}\n    maxage: 60m\n    max_fails: 100\n"
        "packages:\n  '@*/*':\n    access: $all\n    proxy: up\n  '**':\n    access: $all\n    proxy: up\n"
        "log: { type: stdout, format: json, level: error }\n"
        "userRateLimit: { windowMs: 1000, max: 1000000 }\n"
    )
    command = [str(program), "--config", str(folder / "config.yaml"), "--listen", f"127.0.0.1:{port}"]
    with _running(command, folder, {**plain(), "HOME": str(folder)}) as process:
        _wait(f"http://127.0.0.1:{port}/-/ping", process)
        yield Server("Verdaccio", f"http://127.0.0.1:{port}/", process)


@contextmanager
def devpi(program: Path, folder: Path, index: str) -> Iterator[Server]:
    """devpi-server with its own storage, and its mirror `root/pypi` of an index, without the list of all projects of that index."""
    folder.mkdir(parents=True)
    port, env = free_port(), {**plain(), "HOME": str(folder)}
    state = ["--serverdir", str(folder / "state")]
    init = program.with_name("devpi-init")
    subprocess.run([str(init), *state], cwd=folder, env=dict(env), check=True, capture_output=True)
    url = f"http://127.0.0.1:{port}"
    with _running([str(program), *state, "--host", "127.0.0.1", "--port", str(port)], folder, env) as process:
        _wait(f"{url}/+status", process)
        login = _json("POST", f"{url}/+login", {"user": "root", "password": ""})
        token = base64.b64encode(f"root:{login['result']['password']}".encode()).decode()
        _json("PATCH", f"{url}/root/pypi", [f"mirror_url={index}", "mirror_no_project_list=True"], token)
        yield Server("devpi", f"{url}/root/pypi/+simple/", process)


def _json(method: str, url: str, body: object, token: str = "") -> Any:
    headers = {"Content-Type": "application/json", "Accept": "application/json"}
    if token:
        headers["X-Devpi-Auth"] = token
    with urlopen(Request(url, json.dumps(body).encode(), headers, method=method), timeout=30) as answer:
        return json.loads(answer.read())


def plain() -> Mapping[str, str]:
    """The environment without what configures clients."""
    configures = ("NPM_CONFIG_", "PIP_", "UV_", "PRATIQUE_", "BUNDLE_")
    return {name: value for name, value in os.environ.items() if not name.upper().startswith(configures)}


@contextmanager
def _running(command: list[str], folder: Path, env: Mapping[str, str]) -> Iterator["subprocess.Popen[bytes]"]:
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(command, cwd=folder, env=dict(env), stdout=log, stderr=log)
        try:
            yield process
        finally:
            process.terminate()
            try:
                process.wait(30)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def free_port() -> int:
    """Return a port of this machine on which nothing listens."""
    with socket.create_server(("127.0.0.1", 0)) as held:
        return int(held.getsockname()[1])


def _wait(url: str, process: "subprocess.Popen[bytes]", tls: ssl.SSLContext | None = None) -> None:
    end = time.monotonic() + _START_S
    while time.monotonic() < end:
        if process.poll() is not None:
            break
        try:
            with urlopen(url, timeout=5, context=tls) as answer:
                answer.read()
            return
        except (URLError, OSError):
            time.sleep(0.2)
    raise SystemExit(f"{json.dumps(process.args)} does not answer at {url}")


def _cpu_s(pid: int) -> float:
    try:
        text = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return 0.0
    fields = text.rpartition(")")[2].split()
    # utime, stime and those of children that were waited for: proc(5), fields 14 to 17.
    return sum(int(value) for value in fields[11:15]) / _CLOCK


def _resident_kb(pid: int) -> int:
    try:
        found = re.search(r"VmRSS:\s+(\d+) kB", Path(f"/proc/{pid}/status").read_text())
    except OSError:
        return 0
    return int(found.group(1)) if found else 0


def _family(pid: int) -> list[int]:
    found, waiting = [], [pid]
    while waiting:
        one = waiting.pop()
        found.append(one)
        for children in Path(f"/proc/{one}/task").glob("*/children"):
            try:
                waiting += [int(word) for word in children.read_text().split()]
            except OSError:
                continue
    return found
