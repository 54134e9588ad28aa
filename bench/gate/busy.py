"""The first installs that a new gate is asked for, while other programs keep every processor busy: does each succeed at once?

Every install begins with a new gate that keeps nothing, and with an empty cache of the client. The clients run with their default
settings, so their own retries count as one try. The upstreams are the registries of the clients' own configuration. Exit codes and
seconds are printed and written to `busy.json`.
"""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from bench.gate.servers import Server, gate, plain

RESULTS = Path(__file__).with_name("busy.json")
_LONGEST_S = 1_200


@dataclass(frozen=True)
class _Case:
    label: str
    program: tuple[str, ...]
    """The command; `{url}` stands for the address of the gate for this client."""
    path: str
    """Where the gate serves the client's ecosystem."""
    dependencies: Mapping[str, str] | None = None
    """What package.json asks for, of npm."""
    at_once: int = 1


_PIP = (sys.executable, "-m", "pip", "download", "--no-deps", "--no-cache-dir", "--dest", "files")
_NEXT = {"next": "16.0.3", "react": "19.2.0", "react-dom": "19.2.0", "eslint-config-next": "16.0.3"}


def _cases(npm: Path) -> Iterator[_Case]:
    for asked in ("scipy", "pandas"):
        yield _Case(f"pip download {asked}", (*_PIP, "--index-url", "{url}", asked), "pypi/simple/")
    install = (str(npm), "install", "--no-audit", "--no-fund", "--ignore-scripts", "--registry", "{url}")
    yield _Case("npm install of a Next.js app", install, "npm/", _NEXT)
    yield _Case("ten npm install typescript at once", install, "npm/", {"typescript": "5.9.2"}, at_once=10)


def main(work: Path, npm: Path, *, upstream: str, index: str) -> None:
    """Run each case once with this npm, and write what happened to `busy.json`."""
    version = subprocess.run(
        [str(npm), "--version"], capture_output=True, text=True, check=True
    ).stdout.strip()
    results: dict[str, object] = {"npm": version, "processors": os.cpu_count()}
    with _busy():
        for number, case in enumerate(_cases(npm)):
            with gate(work / f"gate-{number}", upstream, pypi=index) as server:
                began = time.monotonic()
                with ThreadPoolExecutor(case.at_once) as clients:
                    folders = [work / f"client-{number}-{at}" for at in range(case.at_once)]
                    codes = list(clients.map(partial(_install, case, server), folders))
                took_s = round(time.monotonic() - began, 1)
                results[case.label] = {
                    "exit_codes": codes,
                    "slowest_s": took_s,
                    "cpu_s": round(server.cpu_s(), 1),
                }
                print(f"{case.label}: exit codes {codes}, {took_s} s", flush=True)
    RESULTS.write_text(json.dumps(results, indent=1) + "\n")


def _install(case: _Case, server: Server, folder: Path) -> int:
    folder.mkdir()
    if case.dependencies is not None:
        (folder / "package.json").write_text(json.dumps({"name": "app", "dependencies": case.dependencies}))
    env = {
        **plain(),
        "HOME": str(folder),
        "PIP_CONFIG_FILE": os.devnull,
        "npm_config_userconfig": str(folder / "no-user-npmrc"),
        "npm_config_globalconfig": str(folder / "no-global-npmrc"),
    }
    command = [word.replace("{url}", server.at(case.path).url) for word in case.program]
    done = subprocess.run(
        command, cwd=folder, env=env, check=False, capture_output=True, text=True, timeout=_LONGEST_S
    )
    if done.returncode:
        print(f"{' '.join(command)}:\n{done.stderr[-2000:]}", file=sys.stderr)
    return done.returncode


@contextmanager
def _busy() -> Iterator[None]:
    """Keep every processor busy with one process each."""
    burning = [
        subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in range(os.cpu_count() or 1)
    ]
    try:
        yield
    finally:
        for one in burning:
            one.kill()
            one.wait()
