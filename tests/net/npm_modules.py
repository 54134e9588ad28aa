"""npm's own modules, to compare with. Nothing here reads any configuration of this machine."""

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest


def ask_npm(module: str, program: str, question: object) -> Any:
    """Run a few lines of JavaScript over one of npm's modules, as `m`, and a value, as `q`; gives what it returns."""
    npm = shutil.which("npm")
    path = Path(npm or "").resolve().parent.parent / "node_modules" / module
    if shutil.which("node") is None or not path.is_file():
        pytest.skip("npm is not installed here")
    script = (
        "const m = require(process.argv[1]);"
        "const q = JSON.parse(require('fs').readFileSync(0, 'utf8'));"
        f"console.log(JSON.stringify((() => {{ {program} }})()))"
    )
    told = subprocess.run(
        ["node", "-e", script, str(path)],
        input=json.dumps(question).encode(),
        capture_output=True,
        check=True,
        timeout=60,
    )
    return json.loads(told.stdout)
