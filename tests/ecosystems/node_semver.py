"""The semver library that ships inside npm, asked by one run of node."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest

_MEASURED = (7, 8, 5)


def npm_modules() -> Path:
    """Find npm's own modules; the test is skipped where node or npm is absent."""
    npm = shutil.which("npm")
    if npm is None or shutil.which("node") is None:
        pytest.skip("node and npm are not installed")
    root = subprocess.run([npm, "root", "-g"], capture_output=True, text=True, check=True).stdout.strip()
    modules = Path(root) / "npm" / "node_modules"
    manifest = modules / "semver" / "package.json"
    if not manifest.is_file():
        pytest.skip("npm is not installed where `npm root -g` says")
    version = json.loads(manifest.read_text())["version"]
    if tuple(map(int, version.split("."))) < _MEASURED:
        pytest.skip(f"npm's semver {version} is older than the 7.8.5 whose rules are kept here")
    return modules


def run_node(program: str, cases: object) -> object:
    """Run a program that reads `cases` as JSON in the constant `cases` and prints a JSON value."""
    node = shutil.which("node")
    assert node is not None
    prelude = "const cases = JSON.parse(require('fs').readFileSync(0, 'utf8'));\n"
    done = subprocess.run(
        [node, "-e", prelude + program], input=json.dumps(cases), capture_output=True, text=True, check=True
    )
    return json.loads(done.stdout)
