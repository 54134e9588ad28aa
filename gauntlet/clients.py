"""The real npm, pip and gem, pointed at a gate; nothing of a package is ever run."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from gauntlet import world
from gauntlet.incident import Incident
from pratique.core.names import Ecosystem

_TIMEOUT_S = 180
_SHOWN = "http://gate.example"
"""Stands for the gate's address, which is another one each time."""
_TELLING = re.compile(
    r"\[[a-z-]+\]|waits until|is held|is blocked|no more|changed-bytes|ETARGET|No matching|Could not find"
)


@dataclass(frozen=True, kw_only=True)
class Install:
    """How an install ended."""

    code: int
    out: str
    versions: Mapping[str, str]
    """What lies there now."""

    @property
    def words(self) -> str:
        """The line of the console that says most; "" when it says nothing of the gate."""
        lines = [" ".join(line.split()) for line in self.out.splitlines()]
        told = next((line for line in lines if _TELLING.search(line)), "")
        # npm says it twice: once with the address.
        return told.split(" - GET http")[0].removeprefix("npm error ").removeprefix("npm warn ")


@dataclass(frozen=True)
class Client:
    """A client in an empty project; `url` is that of the gate."""

    incident: Incident
    url: str
    folder: Path

    def by_range(self, into: str) -> Install:
        """Install what an ordinary project asks for."""
        return self._install(into, self.incident.asks, locked=False)

    def by_lock(self, into: str, versions: Mapping[str, str]) -> Install:
        """Install by a lock of these versions, which may not change."""
        return self._install(into, versions, locked=True)

    def _install(self, into: str, wanted: Mapping[str, str], *, locked: bool) -> Install:
        project = self.folder / into
        shutil.rmtree(project, ignore_errors=True)
        project.mkdir(parents=True)
        if self.incident.ecosystem is Ecosystem.NPM:
            return self._npm(project, wanted, locked=locked)
        if self.incident.ecosystem is Ecosystem.PYPI:
            return self._pip(project, wanted, locked=locked)
        return self._gem(project, wanted)

    def _npm(self, project: Path, wanted: Mapping[str, str], *, locked: bool) -> Install:
        document = {"name": "app", "version": "1.0.0", "dependencies": dict(self.incident.asks)}
        (project / "package.json").write_text(json.dumps(document))
        if locked:
            (project / "package-lock.json").write_text(json.dumps(self._package_lock(document, wanted)))
        env = {
            "npm_config_registry": f"{self.url}/npm/",
            "npm_config_cache": str(project / ".cache"),
            "npm_config_userconfig": str(project / ".no-npmrc"),
            "npm_config_globalconfig": str(project / ".no-global"),
            "npm_config_fetch_retries": "0",
            "npm_config_fund": "false",
            "npm_config_audit": "false",
            "npm_config_update_notifier": "false",
            "npm_config_ignore_scripts": "true",
        }
        code, out = _run(("npm", "ci" if locked else "install", "--no-progress"), project, env)
        found = {}
        for manifest in (project / "node_modules").glob("**/package.json"):
            read = json.loads(manifest.read_text())
            found[str(read["name"])] = str(read["version"])
        return Install(code=code, out=out.replace(self.url, _SHOWN), versions=found)

    def _package_lock(self, root: Mapping[str, object], wanted: Mapping[str, str]) -> Mapping[str, object]:
        entries: dict[str, object] = {"": root}
        for name, version in wanted.items():
            entry: dict[str, object] = {
                "version": version,
                "resolved": f"{self.url}/npm/{name}/-/{name.rpartition('/')[2]}-{version}.tgz",
                "integrity": world.npm_integrity(self.incident, name, version),
            }
            if needs := world.depends(self.incident, name, version):
                entry["dependencies"] = needs
            entries[f"node_modules/{name}"] = entry
        return {
            "name": "app",
            "version": "1.0.0",
            "lockfileVersion": 3,
            "requires": True,
            "packages": entries,
        }

    def _pip(self, project: Path, wanted: Mapping[str, str], *, locked: bool) -> Install:
        lines = [f"{name}{'==' if locked else ''}{version}" for name, version in wanted.items()]
        if locked:
            hashes = [world.pypi_hashes(self.incident, *one) for one in wanted.items()]
            lines = [
                line + "".join(f" --hash=sha256:{one}" for one in sums)
                for line, sums in zip(lines, hashes, strict=True)
            ]
        (project / "requirements.txt").write_text("\n".join([*lines, ""]))
        words = [
            "--no-cache-dir",
            "--retries",
            "0",
            "--disable-pip-version-check",
            "--no-color",
            "--no-compile",
        ]
        # A source distribution would be built, which runs code of it.
        words += ["--only-binary", ":all:", "--index-url", f"{self.url}/pypi/simple/", "--target", "site"]
        words += ["--require-hashes"] if locked else []
        command = (sys.executable, "-m", "pip", "install", *words, "-r", "requirements.txt")
        code, out = _run(command, project, {"PIP_CONFIG_FILE": os.devnull, "COLUMNS": "400"})
        found = {}
        for folder in (project / "site").glob("*.dist-info"):
            name, _, version = folder.name.removesuffix(".dist-info").rpartition("-")
            found[name.replace("_", "-")] = version
        return Install(code=code, out=out.replace(self.url, _SHOWN), versions=found)

    def _gem(self, project: Path, wanted: Mapping[str, str]) -> Install:
        home = str(project / "gems")
        env = {"GEM_HOME": home, "GEM_PATH": home, "GEM_SPEC_CACHE": str(project / "specs")}
        told, code = [], 0
        for name, version in wanted.items():
            words = ("gem", "install", "--no-document", "--clear-sources", "--source", f"{self.url}/gems/")
            ended, out = _run((*words, name, "--version", version), project, env)
            told.append(out)
            code = code or ended
        found = {}
        for path in (project / "gems/specifications").glob("*.gemspec"):
            name, _, version = path.name.removesuffix(".gemspec").rpartition("-")
            found[name] = version
        return Install(code=code, out="\n".join(told).replace(self.url, _SHOWN), versions=found)


def missing(ecosystem: Ecosystem) -> str | None:
    """The client that an ecosystem needs, where it is not installed here."""
    program = {Ecosystem.NPM: "npm", Ecosystem.RUBYGEMS: "gem"}.get(ecosystem)
    return program if program is not None and shutil.which(program) is None else None


def _run(command: tuple[str, ...], project: Path, variables: Mapping[str, str]) -> tuple[int, str]:
    env = {"PATH": os.environ["PATH"], "HOME": str(project), "NO_COLOR": "1", **variables}
    done = subprocess.run(
        command,
        cwd=project,
        env=env,
        check=False,
        text=True,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        timeout=_TIMEOUT_S,
    )
    return done.returncode, done.stdout
