"""`npm ci` and `npm install` of a project: straight from the registry, and through each proxy, cold and warm, in turn.

npm begins with an empty cache each time, without scripts, audit and funding. The upstream is the registry of npm's own
configuration. Cold is a proxy that was started just now with nothing kept; warm is the same one asked again. What a proxy
holds back makes an install another one, so the lock is adopted by the gate first (`gate adopt`), as its owner would; a second gate
has not adopted it, and judges each file before it serves it. `ci-addressed` is
`npm ci` by the same lock with an address (`resolved`) for each tarball, as most locks have them: npm then asks for no listing.
"""

import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path

from tests.advisories.indexes import write_index
from tests.advisories.made import state

from bench.gate.servers import Server, gate, verdaccio
from pratique.core.advisory import AdvisoryKind, Cover
from pratique.store.folder.home import Home

_NPM = ("--ignore-scripts", "--no-audit", "--no-fund", "--no-progress", "--loglevel=error")


def main(
    program: Path, work: Path, project: Path, upstream: str, *, times: int, scenarios: tuple[str, ...]
) -> None:
    """Measure and print the medians with their ratios to no proxy."""
    walls: dict[tuple[str, str], list[float]] = {}
    cpus: dict[tuple[str, str], list[float]] = {}
    for round_ in range(times):
        with ExitStack() as stack:
            ours = stack.enter_context(gate(work / f"gate-{round_}", upstream))
            _adopt(work / f"gate-{round_}", project / "package-lock.json")
            new = stack.enter_context(gate(work / f"new-{round_}", upstream))
            _advise(Home(work / f"new-{round_}" / "state").advisories)
            peer = stack.enter_context(verdaccio(program, work / f"verdaccio-{round_}", upstream))
            for scenario in scenarios:
                plan: list[tuple[str, str, Server | None]] = [("direct", upstream, None)]
                plan += [
                    (f"{server.name} {heat}", server.url, server)
                    for heat in ("cold", "warm")
                    for server in (ours, peer)
                ]
                plan.append(("pratique cold, lock not adopted", new.url, new))
                for name, url, server in plan:
                    before = server.cpu_s() if server else 0.0
                    wall = _install(scenario, project, url)
                    walls.setdefault((scenario, name), []).append(wall)
                    if server:
                        cpus.setdefault((scenario, name), []).append(server.cpu_s() - before)
                    print(f"  round {round_ + 1}: npm {scenario}, {name}: {wall:.1f} s", file=sys.stderr)
            print(f"memory at most: pratique {ours.peak_mb()} MB, Verdaccio {peer.peak_mb()} MB")
    for (scenario, name), seconds in walls.items():
        median, base = statistics.median(seconds), statistics.median(walls[scenario, "direct"])
        cpu = (
            f", server {statistics.median(cpus[scenario, name]):.1f} s of CPU"
            if (scenario, name) in cpus
            else ""
        )
        print(
            f"npm {scenario}, {name}: {median:.1f} s ({median / base:.2f}x direct{cpu}; {len(seconds)} runs)"
        )


def _adopt(folder: Path, lock: Path) -> None:
    _advise(Home(folder / "state").advisories)
    env = {
        **os.environ,
        "PRATIQUE_HOME": str(folder / "state"),
        "HOME": str(folder),
        "PYTHONPATH": os.pathsep.join(sys.path),
    }
    subprocess.run(
        [sys.executable, "-m", "pratique.cli", "gate", "adopt", str(lock)],
        env=env,
        check=True,
        stdout=subprocess.DEVNULL,
    )


def _advise(index: Path) -> None:
    """Write advisories that cover malicious releases: without them, the gate serves nothing before its inspection."""
    at, cover = datetime.now(UTC), Cover("npm", AdvisoryKind.MALWARE)
    index.parent.mkdir(parents=True, exist_ok=True)
    write_index(index, {}, [state("malicious-index", cover, checked_at=at, as_of=at)], at=at)


def addressed(lock: str, registry: str) -> str:
    """A lock whose entries name where their tarballs lie in a registry: by it npm asks for no listing."""
    document = json.loads(lock)
    for place, entry in document["packages"].items():
        name = entry.get("name") or place.rpartition("node_modules/")[2]
        if name and "integrity" in entry:
            file = f"{name.rpartition('/')[2]}-{entry['version']}.tgz"
            entry["resolved"] = f"{registry.rstrip('/')}/{name}/-/{file}"
    return json.dumps(document, indent=2)


def _install(scenario: str, project: Path, registry: str) -> float:
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        shutil.copy(project / "package.json", folder)
        if scenario != "install":
            lock = (project / "package-lock.json").read_text()
            (folder / "package-lock.json").write_text(lock if scenario == "ci" else addressed(lock, registry))
        env: Mapping[str, str] = {
            **os.environ,
            "npm_config_registry": registry,
            "npm_config_cache": str(folder / ".cache"),
        }
        started = time.perf_counter()
        done = subprocess.run(
            ["npm", "install" if scenario == "install" else "ci", *_NPM],
            cwd=folder,
            env=env,
            check=False,
            capture_output=True,
            text=True,
        )
        wall = time.perf_counter() - started
        if done.returncode != 0:
            raise SystemExit(f"npm {scenario} from {registry} failed:\n{done.stderr[-3000:]}")
    return wall
