"""Installs of a project by npm or pip: straight from the registry, and through each proxy, cold and warm, in turn.

The client begins with an empty cache each time; npm runs without scripts, audit and funding, pip installs wheels only. The upstream
is the registry of the client's own configuration. Cold is a proxy that was started just now with nothing kept; warm is the same one
asked again. What a proxy holds back makes an install another one, so one gate has adopted the lock (`gate adopt`), as its owner
would. That gate serves a file before its inspection ends, and then still inspects: it is measured cold only. A second gate has not
adopted the lock, and judges each file before it serves it. Only one proxy runs at a time. `ci-addressed` is `npm ci` by the same
lock with an address (`resolved`) for each tarball, as most locks have them: npm then asks for no listing.
"""

import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from tests.advisories.indexes import write_index
from tests.advisories.made import state

from bench.gate.servers import Server, gate, sampled
from pratique.core.advisory import AdvisoryKind, Cover
from pratique.store.folder.home import Home

RESULTS = Path(__file__).with_name("installs.json")
_NPM = ("--ignore-scripts", "--no-audit", "--no-fund", "--no-progress", "--loglevel=error")
_PIP = ("--no-deps", "--no-cache-dir", "--only-binary", ":all:", "--progress-bar", "off", "--quiet")
_COLD, _WARM = "cold", "warm"
_ADOPTED, _NEW = "pratique, lock adopted", "pratique"


@dataclass(frozen=True)
class Subject:
    """A client with a project: its lock, the registry that it asks by itself, and the proxy of its ecosystem beside the gate."""

    scenario: str
    lock: Path
    upstream: str
    peer: Callable[[Path], AbstractContextManager[Server]]

    @property
    def is_npm(self) -> bool:
        """Whether the client is npm, and not pip."""
        return self.scenario != "pip"


@dataclass
class Measured:
    """What the installs of one kind took: seconds, CPU seconds of the server, MB of the server with its workers."""

    wall_s: list[float] = field(default_factory=list)
    cpu_s: list[float] = field(default_factory=list)
    memory_mb: int = 0


def main(work: Path, subjects: Sequence[Subject], *, times: int) -> None:
    """Measure, print the medians with their ratios to no proxy, and write them to `installs.json`."""
    for subject in subjects:
        found: dict[str, Measured] = {}
        for number in range(times):
            _round(work / f"{subject.scenario}-{number}", subject, found)
        known = json.loads(RESULTS.read_bytes()) if RESULTS.exists() else {}
        known[subject.scenario] = _summary(found, files=_files(subject.lock))
        RESULTS.write_text(json.dumps(known, indent=1) + "\n")


def _round(work: Path, subject: Subject, found: dict[str, Measured]) -> None:
    ways: list[tuple[str, AbstractContextManager[Server] | None, tuple[str, ...]]] = [
        ("direct", None, (_COLD,)),
        (_ADOPTED, _gate(work / "adopted", subject, adopts=True), (_COLD,)),
        ("peer", subject.peer(work / "peer"), (_COLD, _WARM)),
        (_NEW, _gate(work / "new", subject, adopts=False), (_COLD, _WARM)),
    ]
    for name, starts, heats in ways:
        if starts is None:
            _once(subject, name, None, found)
            continue
        with starts as server:
            shown = server.name if name == "peer" else name
            for heat in heats:
                _once(subject, f"{shown} {heat}", server, found)


def _once(subject: Subject, name: str, server: Server | None, found: dict[str, Measured]) -> None:
    measured = found.setdefault(name, Measured())
    if server is None:
        measured.wall_s.append(_install(subject, subject.upstream))
    else:
        with sampled(server) as memory_mb:
            before = server.cpu_s()
            measured.wall_s.append(_install(subject, server.url))
            measured.cpu_s.append(server.cpu_s() - before)
        measured.memory_mb = max(measured.memory_mb, *memory_mb)
    print(f"  {subject.scenario}, {name}: {measured.wall_s[-1]:.1f} s", file=sys.stderr, flush=True)


def _summary(found: Mapping[str, Measured], *, files: int) -> Mapping[str, object]:
    base = statistics.median(found["direct"].wall_s)
    results: dict[str, object] = {"files": files, "rounds": len(found["direct"].wall_s)}
    for name, measured in found.items():
        wall = statistics.median(measured.wall_s)
        row: dict[str, float] = {"wall_s": round(wall, 1), "to_direct": round(wall / base, 2)}
        if measured.cpu_s:
            row |= {"cpu_s": round(statistics.median(measured.cpu_s), 1), "memory_mb": measured.memory_mb}
        results[name] = row
        print(f"{name}: {row}")
    return results


def _files(lock: Path) -> int:
    text = lock.read_text()
    if lock.suffix != ".json":
        return text.count("==")
    return sum("integrity" in entry for entry in json.loads(text)["packages"].values())


@contextmanager
def _gate(folder: Path, subject: Subject, *, adopts: bool) -> Iterator[Server]:
    """Yield a gate of this tree before the subject's registry, with advisories, and with the subject's lock adopted or not.

    Without advisories, the gate serves nothing before its inspection.
    """
    index = Home(folder / "state").advisories
    at, cover = datetime.now(UTC), Cover("npm" if subject.is_npm else "pypi", AdvisoryKind.MALWARE)
    index.parent.mkdir(parents=True, exist_ok=True)
    write_index(index, {}, [state("malicious-index", cover, checked_at=at, as_of=at)], at=at)
    npm, pypi = (subject.upstream, "") if subject.is_npm else ("", subject.upstream)
    with gate(folder, npm, pypi=pypi) as server:
        if adopts:
            env = {
                **os.environ,
                "PRATIQUE_HOME": str(folder / "state"),
                "HOME": str(folder),
                "PYTHONPATH": os.pathsep.join(sys.path),
            }
            command = [sys.executable, "-m", "pratique.cli", "gate", "adopt", str(subject.lock)]
            subprocess.run(command, env=env, check=True, stdout=subprocess.DEVNULL)
        yield server if subject.is_npm else server.at("pypi/simple/")


def addressed(lock: str, registry: str) -> str:
    """A lock whose entries name where their tarballs lie in a registry: by it npm asks for no listing."""
    document = json.loads(lock)
    for place, entry in document["packages"].items():
        name = entry.get("name") or place.rpartition("node_modules/")[2]
        if name and "integrity" in entry:
            file = f"{name.rpartition('/')[2]}-{entry['version']}.tgz"
            entry["resolved"] = f"{registry.rstrip('/')}/{name}/-/{file}"
    return json.dumps(document, indent=2)


def _install(subject: Subject, registry: str) -> float:
    """Return the seconds that an install took. Raise SystemExit if the install failed."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        command, env = (_npm if subject.is_npm else _pip)(subject, registry, folder)
        started = time.perf_counter()
        done = subprocess.run(command, cwd=folder, env=env, check=False, capture_output=True, text=True)
        wall = time.perf_counter() - started
        if done.returncode != 0:
            raise SystemExit(f"{' '.join(command)} from {registry} failed:\n{done.stderr[-3000:]}")
    return wall


def _npm(subject: Subject, registry: str, folder: Path) -> tuple[list[str], Mapping[str, str]]:
    shutil.copy(subject.lock.with_name("package.json"), folder)
    if subject.scenario != "install":
        lock = subject.lock.read_text()
        text = addressed(lock, registry) if subject.scenario == "ci-addressed" else lock
        (folder / "package-lock.json").write_text(text)
    env = {**os.environ, "npm_config_registry": registry, "npm_config_cache": str(folder / ".cache")}
    return ["npm", "install" if subject.scenario == "install" else "ci", *_NPM], env


def _pip(subject: Subject, registry: str, folder: Path) -> tuple[list[str], Mapping[str, str]]:
    command = [sys.executable, "-m", "pip", "install", *_PIP, "--index-url", registry]
    command += ["--target", str(folder / "packages"), "--requirement", str(subject.lock)]
    own = ("PIP_CERT",)
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PIP_") or name in own}
    return command, {**kept, "PIP_CONFIG_FILE": os.devnull}
