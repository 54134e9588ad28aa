"""Checks each downloaded release as its publisher would: in a repository, with the release before it in a registry on loopback."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.git import repository
from tests.loopback import LoopbackRegistry, NpmPackage, NpmRelease, PypiFile, PypiProject

from pratique.archive.reading import read

OUTPUTS = ("dist", "build", "es", "esm", "cjs", "umd", "out", "lib-es", "types")
"""Folders that projects build and leave out of git."""
_WRITTEN = ("PKG-INFO", ".egg-info/")


@dataclass(frozen=True, slots=True)
class Row:
    """The result for one release."""

    ecosystem: str
    name: str
    version: str
    last: str
    files: int
    seconds: float
    result: str
    rules: str
    notes: str

    @property
    def text(self) -> str:
        """Return the row of `rows.tsv`."""
        return "\t".join(str(getattr(self, field)) for field in self.__slots__)


def measure(folder: Path, pattern: str = "*/*") -> Iterator[Row]:
    """Yield the result of each package, or of those whose `ECOSYSTEM/NAME` matches a pattern."""
    for place in sorted(folder.glob(pattern)):
        if (place / "next").is_dir():
            yield _row(place.parent.name, place.name.replace("+", "/"), place)


def _row(ecosystem: str, name: str, place: Path) -> Row:
    files = {role: sorted((place / role).glob("*/*")) for role in ("next", "last")}
    with tempfile.TemporaryDirectory() as work, _registry(ecosystem, name, files["last"]) as served:
        home, project = Path(work) / "home", Path(work) / "project"
        given = environment(home, served)
        targets = _project(ecosystem, project, files["next"])
        started = time.perf_counter()
        done = subprocess.run(
            [sys.executable, "-m", "pratique", "publish", "check", "--format=json", "--provenance", *targets],
            cwd=project,
            env=given,
            capture_output=True,
            text=True,
            check=False,
        )
        seconds = time.perf_counter() - started
    answer = json.loads(done.stdout or "{}")
    found = [one for artifact in answer.get("artifacts", ()) for one in artifact["findings"]]
    gaps = [
        f"{part}: {state['why']}"
        for artifact in answer.get("artifacts", ())
        for part, state in artifact["coverage"].items()
        if state["state"] == "unknown"
    ]
    said = [error["message"] for error in answer.get("errors", ())] or (
        [done.stderr[-300:]] if not answer else []
    )
    return Row(
        ecosystem=ecosystem,
        name=name,
        version=files["next"][0].parent.name,
        last=files["last"][0].parent.name,
        files=sum(artifact["files"] for artifact in answer.get("artifacts", ())),
        seconds=round(seconds, 2),
        result={0: "quiet", 1: "stopped", 3: "incomplete"}.get(done.returncode, "failed"),
        rules="; ".join(sorted({_said(one) for one in found if one["level"] == "stop"}))
        + "; ".join((*gaps, *said)),
        notes="; ".join(sorted({one["rule"] for one in found if one["level"] == "note"})),
    )


def _said(finding: dict[str, Any]) -> str:
    first = finding["locations"][0]
    return f"{finding['rule']} {first['path']}".replace("\t", " ")


def _registry(ecosystem: str, name: str, files: list[Path]) -> LoopbackRegistry:
    if ecosystem == "npm":
        releases = tuple(NpmRelease(version=one.parent.name, tarball=one.read_bytes()) for one in files)
        return LoopbackRegistry(npm=[NpmPackage(name=name, releases=releases)])
    served = tuple(
        PypiFile(filename=one.name, version=one.parent.name, data=one.read_bytes()) for one in files
    )
    return LoopbackRegistry(pypi=[PypiProject(name=name, files=served)])


def environment(home: Path, served: LoopbackRegistry) -> dict[str, str]:
    (home / ".config/pip").mkdir(parents=True)
    (home / ".npmrc").write_text(f"registry={served.npm_url}\n")
    (home / ".config/pip/pip.conf").write_text(f"[global]\nindex-url = {served.pypi_url}\n")
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.lower().startswith(("npm_config_", "pip_", "pratique_", "xdg_"))
    }
    return {**kept, "HOME": str(home), "PIP_CONFIG_FILE": str(home / ".config/pip/pip.conf")}


def _project(ecosystem: str, project: Path, files: list[Path]) -> list[str]:
    """Make the repository of the publisher from a release, and return the arguments of the check."""
    git = repository(project)
    source = next(
        (one for one in files if ecosystem == "npm" or one.name.endswith((".tar.gz", ".zip"))), None
    )
    if source is not None:
        for file in read(source.read_bytes(), source.name):
            if not file.path.startswith(_WRITTEN) and ".egg-info/" not in file.path:
                target = project / file.path
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(file.data)
    if ecosystem == "npm":
        manifest = json.loads((project / "package.json").read_bytes())
        _exclude(project, OUTPUTS)
        if "files" not in manifest and not (project / ".npmignore").is_file():
            (project / ".npmignore").write_text("")
        git.commit()
        return ["."]
    _exclude(project, ("dist",))
    git.commit()
    (project / "dist").mkdir(exist_ok=True)
    return [str(shutil.copy(one, project / "dist" / one.name)) for one in files]


def _exclude(project: Path, names: Sequence[str]) -> None:
    """Ignore folders without a change of the release's own .gitignore."""
    path = project / ".git/info/exclude"
    path.parent.mkdir(exist_ok=True)
    path.write_text("".join(f"/{name}/\n" for name in names))
