"""A large wheel through the gate: what pip with its default settings experiences, and the memory of the gate with its workers."""

import json
import os
import subprocess
import sys
import threading
import time
from pathlib import Path

from bench.gate.servers import Server, gate

_SAMPLE_S = 0.05
RESULTS = Path(__file__).with_name("large.json")


def main(work: Path, requirement: str, *, upstream: str, index: str) -> None:
    """Download the files of a requirement once with pip, and write time and memory to `large.json`."""
    folder = work / "gate"
    (folder / ".config/pip").mkdir(parents=True)
    if index:
        (folder / ".config/pip/pip.conf").write_text(f"[global]\nindex-url = {index}\n")
    with gate(folder, upstream) as server:
        peak = _Peak(server)
        peak.start()
        began = time.monotonic()
        url = f"{server.url.removesuffix('npm/')}pypi/simple/"
        command = [sys.executable, "-m", "pip", "download", "--no-deps", "--no-cache-dir", "--index-url", url]
        env = {name: value for name, value in os.environ.items() if not name.startswith("PIP_")}
        done = subprocess.run(
            [*command, "--dest", str(work / "files"), requirement],
            env={**env, "PIP_CONFIG_FILE": os.devnull},
            check=False,
        )
        took_s = time.monotonic() - began
        peak.ends.set()
        peak.join()
        cpu_s = server.cpu_s()
    if done.returncode:
        raise SystemExit(f"pip ended with {done.returncode}")
    sizes = [path.stat().st_size for path in (work / "files").iterdir()]
    told = {
        "requirement": requirement,
        "size_mib": round(sum(sizes) / 2**20),
        "pip_s": round(took_s),
        "gate_cpu_s": round(cpu_s),
        "memory_mb": peak.most_mb,
    }
    RESULTS.write_text(json.dumps(told, indent=1) + "\n")
    print(told)


class _Peak(threading.Thread):
    """Samples the resident memory of the gate and its workers together."""

    def __init__(self, server: Server) -> None:
        super().__init__(daemon=True)
        self._server = server
        self.ends = threading.Event()
        self.most_mb = 0

    def run(self) -> None:
        while not self.ends.wait(_SAMPLE_S):
            self.most_mb = max(self.most_mb, self._server.memory_mb())
