"""A large wheel through the gate: what pip with its default settings experiences, and the memory of the gate with its workers."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

from bench.gate.servers import gate, sampled

RESULTS = Path(__file__).with_name("large.json")


def main(work: Path, requirement: str, *, upstream: str, index: str) -> None:
    """Download the files of a requirement once with pip, and write time and memory to `large.json`."""
    with gate(work / "gate", upstream, pypi=index) as server, sampled(server) as memory_mb:
        began = time.monotonic()
        url = server.at("pypi/simple/").url
        command = [sys.executable, "-m", "pip", "download", "--no-deps", "--no-cache-dir", "--index-url", url]
        env = {name: value for name, value in os.environ.items() if not name.startswith("PIP_")}
        done = subprocess.run(
            [*command, "--dest", str(work / "files"), requirement],
            env={**env, "PIP_CONFIG_FILE": os.devnull},
            check=False,
        )
        took_s = time.monotonic() - began
        cpu_s = server.cpu_s()
    if done.returncode:
        raise SystemExit(f"pip ended with {done.returncode}")
    sizes = [path.stat().st_size for path in (work / "files").iterdir()]
    results = {
        "requirement": requirement,
        "size_mib": round(sum(sizes) / 2**20),
        "pip_s": round(took_s),
        "gate_cpu_s": round(cpu_s),
        "memory_mb": max(memory_mb),
    }
    RESULTS.write_text(json.dumps(results, indent=1) + "\n")
    print(results)
