"""`python -m bench.hook`: judge the drawn names, time a repeated question in a real shell, and write result.json."""

import json
import shlex
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench.hook.measure import configured, judge, read, registry, summary

RESULT = Path(__file__).with_name("result.json")
_TIMES = 15


def main() -> None:
    names = read()
    with tempfile.TemporaryDirectory() as home, registry(names) as served, configured(Path(home), served):
        result = summary(judge(names, Path(home)))
        allowed = next(one.name for one in names if one.kind == "real" and one.ecosystem == "npm")
        result["milliseconds"] = {
            "ls": _milliseconds("ls -la", home),
            "a pipe": _milliseconds("cat x | sort", home),
            "a first question": _milliseconds(f"npm install {allowed}", home, times=1),
            "a repeated question": _milliseconds(f"npm install {allowed}", home),
        }
    RESULT.write_text(json.dumps(result, indent=2) + "\n")
    print(RESULT.read_text())


def _milliseconds(line: str, folder: str, *, times: int = _TIMES) -> dict[str, float]:
    """Return how long the hook takes as an agent starts it: by a shell, with the documented input."""
    document = json.dumps({"tool_name": "Bash", "tool_input": {"command": line}, "cwd": folder})
    command = f"{shlex.quote(sys.executable)} -P -m pratique hook claude || exit 2"
    found = []
    for _ in range(times):
        started = time.perf_counter()
        done = subprocess.run(
            ["/bin/sh", "-c", command], input=document, text=True, capture_output=True, check=True
        )
        found.append((time.perf_counter() - started) * 1000)
        assert done.stdout == "{}\n", done.stdout
    return {"median": round(statistics.median(found), 1), "highest": round(max(found), 1)}


if __name__ == "__main__":
    main()
