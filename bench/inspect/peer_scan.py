"""Scan archives with GuardDog; run by the Python of an environment that has it, and by nothing else.

    PEER_PYTHON -I peer_scan.py < paths

Reads lines of `ecosystem TAB path`, writes a JSON line for each: score, rules that hit, CPU seconds, peak memory. GuardDog is imported
once; each archive is scanned in a process of its own and, as its command does, inside its kernel sandbox, without which nothing is scanned.
"""

import json
import os
import resource
import shutil
import signal
import sys
import tempfile
from pathlib import Path
from typing import Any

from guarddog.ecosystems import ECOSYSTEM  # type: ignore[import-not-found]
from guarddog.sandbox import apply_sandbox, is_available  # type: ignore[import-not-found]
from guarddog.scanners import get_package_scanner  # type: ignore[import-not-found]
from guarddog.utils.archives import safe_extract  # type: ignore[import-not-found]

MOST_CPU_S, MOST_WALL_S = 300, 1_800
"""For each archive: more than our own workers have."""


def main() -> int:
    if not is_available():
        print("the peer's sandbox is not available on this machine: nothing is scanned", file=sys.stderr)
        return 3
    scanners = {
        "npm": get_package_scanner(ECOSYSTEM.NPM),
        "pypi": get_package_scanner(ECOSYSTEM.PYPI),
    }
    for line in sys.stdin:
        ecosystem, path = line.rstrip("\n").split("\t")
        readable, writable = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(readable)
            resource.setrlimit(resource.RLIMIT_CPU, (MOST_CPU_S, MOST_CPU_S))
            signal.alarm(MOST_WALL_S)
            answer = json.dumps(scan(scanners[ecosystem], path)).encode()
            with os.fdopen(writable, "wb") as out:
                out.write(answer)
            os._exit(0)
        os.close(writable)
        with os.fdopen(readable, "rb") as answers:
            told = answers.read()
        _, status, usage = os.wait4(child, 0)
        row = json.loads(told) if told else {"failed": f"ended with status {status}"}
        row |= {
            "path": path,
            "cpu_s": round(usage.ru_utime + usage.ru_stime, 3),
            "peak_mb": usage.ru_maxrss // 1024,
        }
        print(json.dumps(row), flush=True)
    return 0


def scan(scanner: Any, path: str) -> dict[str, Any]:
    """Scan one archive the way the peer's command does."""
    root = os.path.realpath(tempfile.gettempdir())
    folder = tempfile.mkdtemp(dir=root)
    try:
        inside = shutil.copy(path, folder)
        os.chdir(root)
        apply_sandbox(scan_paths=[], writable_paths=[folder])
        extracted = Path(folder, "extracted")
        extracted.mkdir()
        safe_extract(inside, str(extracted))
        result = scanner.scan_local(str(extracted), None)
    except Exception as error:  # noqa: BLE001 - its failure is part of its answer
        return {"failed": f"{type(error).__name__}: {error}"[:200]}
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    hits = sorted(rule for rule, hit in result.get("results", {}).items() if hit)
    return {"score": result["risk_score"].get("score"), "rules": hits}


if __name__ == "__main__":
    sys.exit(main())
