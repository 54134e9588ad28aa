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

from gauntlet.incident import Incident
from gauntlet.locks import asked_by, package_json, package_lock, requirements
from pratique.core.names import Ecosystem

_TIMEOUT_S = 900
"""How long a client may take, and waits for an answer: the gate judges a large wheel while pip waits for its bytes."""
SHOWN = "http://gate.example"
"""Stands for the gate's address, which is another one each time."""
_TELLING = re.compile(
    r"\[[a-z-]+\]|is held|is blocked|registry removed|from its registry|changed-bytes|ETARGET|No matching|Could not find"
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
        # npm and pip say it twice: once with the address.
        told = told.split(" - GET http")[0].split(" for url: http")[0]
        return told.removeprefix("npm error ").removeprefix("npm warn ")


@dataclass(frozen=True)
class Client:
    """A client in an empty project; `url` is that of the gate, `beside` that of another index of pip, if any."""

    incident: Incident
    url: str
    folder: Path
    beside: str = ""
    scripts: bool = False
    """Whether npm may run scripts of packages: only where all of them are ours and harmless."""
    npmrc: str = ""
    """What the project's own .npmrc says."""

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
        asks = asked_by(self.incident, wanted) if locked else wanted
        (project / "package.json").write_text(json.dumps(package_json(asks)))
        if self.npmrc:
            (project / ".npmrc").write_text(self.npmrc)
        if locked:
            lock = package_lock(self.incident, wanted, npm_url=f"{self.url}/npm/")
            (project / "package-lock.json").write_text(json.dumps(lock))
        env = npm_variables(self.url, project, scripts=self.scripts)
        code, out = ran(("npm", "ci" if locked else "install", "--no-progress"), project, env)
        found = {}
        for manifest in (project / "node_modules").glob("**/package.json"):
            read = json.loads(manifest.read_text())
            found[str(read["name"])] = str(read["version"])
        return Install(code=code, out=out.replace(self.url, SHOWN), versions=found)

    def _pip(self, project: Path, wanted: Mapping[str, str], *, locked: bool) -> Install:
        asked = "".join(f"{name}{version}\n" for name, version in wanted.items())
        text = requirements(self.incident, wanted) if locked else asked
        (project / "requirements.txt").write_text(text)
        words = [
            "--retries",
            "0",
            "--timeout",
            str(_TIMEOUT_S),
            *pip_words(self.url),
            "--no-compile",
            "--target",
            "site",
        ]
        words += ["--extra-index-url", self.beside] if self.beside else []
        words += ["--require-hashes"] if locked else []
        command = (sys.executable, "-m", "pip", "install", *words, "-r", "requirements.txt")
        code, out = ran(command, project, {})
        found = {}
        for folder in (project / "site").glob("*.dist-info"):
            name, _, version = folder.name.removesuffix(".dist-info").rpartition("-")
            found[name.replace("_", "-")] = version
        return Install(code=code, out=out.replace(self.url, SHOWN), versions=found)

    def _gem(self, project: Path, wanted: Mapping[str, str]) -> Install:
        home = str(project / "gems")
        env = {"GEM_HOME": home, "GEM_PATH": home, "GEM_SPEC_CACHE": str(project / "specs")}
        told, code = [], 0
        for name, version in wanted.items():
            words = ("gem", "install", "--no-document", "--clear-sources", "--source", f"{self.url}/gems/")
            ended, out = ran((*words, name, "--version", version), project, env)
            told.append(out)
            code = code or ended
        found = {}
        for path in (project / "gems/specifications").glob("*.gemspec"):
            name, _, version = path.name.removesuffix(".gemspec").rpartition("-")
            found[name] = version
        return Install(code=code, out="\n".join(told).replace(self.url, SHOWN), versions=found)


def missing(ecosystem: Ecosystem) -> str | None:
    """The client that an ecosystem needs, where it is not installed here."""
    program = {Ecosystem.NPM: "npm", Ecosystem.RUBYGEMS: "gem"}.get(ecosystem)
    return program if program is not None and shutil.which(program) is None else None


def npm_variables(url: str, project: Path, *, scripts: bool = False) -> Mapping[str, str]:
    """What npm is told by variables: the gate at `url`, a cache of its own, no configuration of anybody, no scripts."""
    return {
        "npm_config_registry": f"{url}/npm/",
        "npm_config_cache": str(project / ".cache"),
        "npm_config_userconfig": str(project / ".no-npmrc"),
        "npm_config_globalconfig": str(project / ".no-global"),
        "npm_config_fetch_retries": "0",
        "npm_config_fetch_timeout": str(_TIMEOUT_S * 1000),
        "npm_config_fund": "false",
        "npm_config_audit": "false",
        "npm_config_update_notifier": "false",
        "npm_config_ignore_scripts": "false" if scripts else "true",
    }


def pip_words(url: str) -> tuple[str, ...]:
    """What pip is told: the gate at `url`, and wheels alone: a source distribution would be built, which runs code of it."""
    quiet = ("--no-cache-dir", "--disable-pip-version-check", "--no-color")
    return (*quiet, "--only-binary", ":all:", "--index-url", f"{url}/pypi/simple/")


def ran(command: tuple[str, ...], project: Path, variables: Mapping[str, str]) -> tuple[int, str]:
    """Run a client in a project, with no variables of the user's; its exit code and all that it printed."""
    env = {
        "PATH": os.environ["PATH"],
        "HOME": str(project),
        "NO_COLOR": "1",
        "PIP_CONFIG_FILE": os.devnull,
        "COLUMNS": "400",
        **variables,
    }
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
