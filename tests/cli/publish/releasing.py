"""Projects of three ecosystems that are about to be released: a folder with a repository, and a last release in the registry."""

import base64
import hashlib
import json
import os
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from tests.cli.running import Machine, Ran
from tests.git import Git, repository
from tests.loopback import (
    GemPackage,
    LoopbackRegistry,
    NpmPackage,
    NpmRelease,
    PypiFile,
    PypiProject,
    gem_file,
    sdist_file,
    wheel_file,
)

DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
LAST, NEXT = "1.0.0", "1.1.0"


def random_text(seed: str, length: int, alphabet: str = DIGITS) -> str:
    """Make a text that looks random and is the same in every run."""
    digest = b"".join(hashlib.sha256(f"{seed}{n}".encode()).digest() for n in range(length // 32 + 1))
    return "".join(alphabet[byte % len(alphabet)] for byte in digest[:length])


def checked_token(prefix: str) -> str:
    """Make a token with a right checksum, as GitHub and npm do; nobody has issued it."""
    body = random_text(prefix, 30)
    number, checksum = zlib.crc32(body.encode()), ""
    while number:
        number, digit = divmod(number, 62)
        checksum = DIGITS[digit] + checksum
    return f"{prefix}{body}{checksum.rjust(6, '0')}"


def private_key(seed: str = "key") -> str:
    """Make a text in the form of a private key; the content is no key."""
    body = base64.b64encode(
        b"".join(hashlib.sha256(f"{seed}{n}".encode()).digest() for n in range(8))
    ).decode()
    rows = "\n".join(body[at : at + 64] for at in range(0, len(body), 64))
    return f"-----BEGIN PRIVATE KEY-----\n{rows}\n-----END PRIVATE KEY-----\n"


def source_map(*sources: str) -> str:
    """Make a source map that contains its sources."""
    names = [f"../src/{n}.ts" for n in range(len(sources))]
    return json.dumps({"version": 3, "sources": names, "sourcesContent": list(sources), "mappings": "AAAA"})


@dataclass
class Project:
    """A project that is about to be released. `files` are what its archives contain."""

    machine: Machine
    git: Git
    ecosystem: str
    built: dict[str, str | bytes] = field(default_factory=dict)
    """Files of the archives that the folder does not have."""
    dropped: tuple[str, ...] = ()
    """Files of the folder that the archives do not have."""
    extensions: tuple[str, ...] = ()
    more: tuple[str, ...] = ()
    """More options of the command line."""

    def write(self, path: str, text: str | bytes) -> None:
        """Write a file of the folder."""
        target = self.machine.folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(text.encode() if isinstance(text, str) else text)

    def commit(self) -> str:
        """Commit all that git does not ignore."""
        return self.git.commit()

    def manifest(self, **fields: Any) -> None:
        """Change fields of package.json."""
        path = self.machine.folder / "package.json"
        path.write_text(json.dumps({**json.loads(path.read_text()), **fields}, indent=2) + "\n")

    def contents(self, *, top: str = "") -> dict[str, str | bytes]:
        """Return what an archive of the folder contains."""
        root = self.machine.folder
        found: dict[str, str | bytes] = {}
        for path in sorted(root.rglob("*")):
            name = path.relative_to(root).as_posix()
            if path.is_file() and name.startswith(top) and not name.startswith((".git/", "dist/", "pkg/")):
                found[name.removeprefix(top)] = path.read_bytes()
        found |= self.built
        return {name: data for name, data in found.items() if name not in self.dropped}

    def build(self) -> None:
        """Build the archives of a Python or Ruby project."""
        if self.ecosystem == "pypi":
            for made in (wheel_of(self.contents(top="src/"), NEXT), sdist_of(self.contents(), NEXT)):
                self.write(f"dist/{made.filename}", made.data)
        elif self.ecosystem == "gem":
            made_gem = gem_file("kite", NEXT, self.contents(), extensions=self.extensions)
            self.write(f"pkg/kite-{NEXT}.gem", made_gem.data)

    def check(self, *arguments: str) -> Ran:
        """Run the check."""
        return self.machine.run("publish", "check", *self.more, *arguments)

    def rules(self, *arguments: str) -> set[str]:
        """Return the rules that stop the release."""
        answer = self.check("--format", "json", *arguments).json
        return {
            finding["rule"]
            for artifact in answer["artifacts"]
            for finding in artifact["findings"]
            if finding["level"] == "stop" and not finding["accepted"]
        }


def wheel_of(files: Mapping[str, str | bytes], version: str, **more: Any) -> PypiFile:
    """Make the wheel of the Python project: only its package."""
    return wheel_file("kite", version, dict(files), **more)


def sdist_of(files: Mapping[str, str | bytes], version: str) -> PypiFile:
    """Make the source distribution of the Python project."""
    return sdist_file("kite", version, dict(files))


NPM_FILES = {
    "index.js": "module.exports = require('./dist/main.js')\n",
    "src/main.ts": "export const fly = () => 'kite'\n",
    "README.md": "# kite\n",
    ".gitignore": "dist/\nnode_modules/\n*.log\nlocal.json\n",
    "dist/main.js": "exports.fly = () => 'kite'\n",
}
PYTHON_FILES = {
    "pyproject.toml": '[build-system]\nrequires = ["setuptools"]\nbuild-backend = "setuptools.build_meta"\n\n'
    '[project]\nname = "kite"\nversion = "1.1.0"\n',
    "src/kite/__init__.py": "from kite.core import fly\n",
    "src/kite/core.py": "def fly():\n    return 'kite'\n",
    "README.md": "# kite\n",
    ".gitignore": "dist/\n*.egg-info/\n__pycache__/\n*.log\nlocal.json\n",
}
RUBY_FILES = {
    "kite.gemspec": "Gem::Specification.new { |spec| spec.name = 'kite' }\n",
    "lib/kite.rb": "require 'kite/core'\n",
    "lib/kite/core.rb": "module Kite\n  def self.fly = 'kite'\nend\n",
    "README.md": "# kite\n",
    ".gitignore": "pkg/\n*.log\nlocal.json\n",
}
FILES = {"npm": NPM_FILES, "pypi": PYTHON_FILES, "gem": RUBY_FILES}


def npm_manifest(version: str) -> str:
    """The package.json of the npm project."""
    fields = {"name": "kite", "version": version, "license": "MIT", "main": "index.js"}
    return json.dumps({**fields, "files": ["index.js", "dist"]}, indent=2) + "\n"


def last_npm(**more: Any) -> NpmPackage:
    """The last release of the npm project."""
    files = {name: NPM_FILES[name] for name in ("index.js", "README.md", "dist/main.js")}
    release = NpmRelease(
        version=LAST, files={"package.json": npm_manifest(LAST), **files, **more.pop("files", {})}, **more
    )
    return NpmPackage(name="kite", releases=(release,))


def last_python(
    *, provenance: Mapping[str, object] | None = None, files: Mapping[str, str] | None = None
) -> PypiProject:
    """The last release of the Python project."""
    package = {
        name.removeprefix("src/"): text for name, text in PYTHON_FILES.items() if name.startswith("src/")
    }
    wheel = wheel_of({**package, **(files or {})}, LAST, provenance=provenance)
    return PypiProject(name="kite", files=(wheel, sdist_of({**PYTHON_FILES, **(files or {})}, LAST)))


def last_gem(files: Mapping[str, str] | None = None) -> GemPackage:
    """The last release of the Ruby project."""
    return GemPackage(name="kite", files=(gem_file("kite", LAST, {**RUBY_FILES, **(files or {})}),))


@contextmanager
def opened(
    ecosystem: str, folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Iterator[Project]:
    """Start a registry with the last release, and a committed project in a folder."""
    for name in list(os.environ):
        if name.startswith(("ACTIONS_", "NPM_", "NODE_AUTH", "npm_config_")):
            monkeypatch.delenv(name)
    home = Path(os.environ["HOME"])
    with LoopbackRegistry(npm=[last_npm()], pypi=[last_python()], gems=[last_gem()]) as registry:
        (home / ".npmrc").write_text(f"registry={registry.npm_url}\n")
        (home / ".gemrc").write_text(f"---\n:sources:\n- {registry.gem_url}\n")
        pip = home / ".config/pip/pip.conf"
        pip.parent.mkdir(parents=True, exist_ok=True)
        pip.write_text(f"[global]\nindex-url = {registry.pypi_url}\n")
        git = repository(folder / "project")
        project = Project(Machine(folder / "project", registry, capsys), git, ecosystem)
        for path, text in FILES[ecosystem].items():
            project.write(path, text)
        if ecosystem == "npm":
            project.write("package.json", npm_manifest(NEXT))
        project.commit()
        project.build()
        monkeypatch.chdir(project.machine.folder)
        yield project
