"""Registries of this machine with some 1,400 made-up packages, and a host of git repositories."""

import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random

from tests.git import repository
from tests.git_server import git_host
from tests.loopback import LoopbackRegistry, NpmPackage, NpmRelease, PypiFile, PypiProject, wheel_file

from bench.pins import Bytes, Git, Pin
from bench.releases import Maker

NPM_PACKAGES, PYTHON_PACKAGES, PRIVATE_PACKAGES = 1_000, 400, 20
NOWHERE = "http://127.0.0.1:9"
"""Where nothing answers: the discard port of this machine."""


@dataclass(frozen=True)
class World:
    """The registries, and what they have: for each name its pins, the oldest first."""

    npm: Mapping[str, tuple[Pin, ...]]
    python: Mapping[str, tuple[Pin, ...]]
    tool: tuple[Git, ...]
    """Commits of a repository that is no package of any registry."""
    env: Mapping[str, str]
    index: str


@contextmanager
def world(folder: Path) -> Iterator[World]:
    """Start the registries and a host of git repositories, and configure npm, pip and pratique for them."""
    make = Maker(Random(20))
    npm_names, python_names = make.names(NPM_PACKAGES), make.names(PYTHON_PACKAGES)
    private = [f"@acme/{name}" for name in make.names(PRIVATE_PACKAGES)]
    packages = [_npm_package(make, name) for name in npm_names]
    secret = [_npm_package(make, name, timeless=True) for name in private]
    projects = [_python_project(make, name) for name in python_names]
    with (
        LoopbackRegistry(npm=packages, pypi=projects) as public,
        LoopbackRegistry(npm=secret, token="bench-token") as acme,
        git_host(folder / "repositories") as (git_name, _),
    ):
        commits = _tool(make, folder / "repositories" / "own-tool")
        tool = tuple(Git(url=f"http://{git_name}/own-tool", commit=commit) for commit in commits)
        needs = {name: make.needs(npm_names, at) for at, name in enumerate(npm_names)}
        npm = {p.name: _npm_pins(p, public, needs[p.name]) for p in packages}
        npm |= {p.name: _npm_pins(p, acme, needs[npm_names[at]]) for at, p in enumerate(secret)}
        python = {
            project.name: _python_pins(project, public, make.needs(python_names, at))
            for at, project in enumerate(projects)
        }
        home = folder / "home"
        home.mkdir()
        bare = acme.npm_url.removeprefix("http:")
        (home / ".npmrc").write_text(
            f"registry={public.npm_url}\n@acme:registry={acme.npm_url}\n{bare}:_authToken=bench-token\n"
        )
        env = {
            **_environment(),
            "HOME": str(home),
            "XDG_CONFIG_HOME": str(home / ".config"),
            "npm_config_globalconfig": str(home / "no-global-npmrc"),
            "PIP_CONFIG_FILE": os.devnull,
            "PIP_INDEX_URL": public.pypi_url,
            "PRATIQUE_GIT_HOSTS": git_name,
        }
        yield World(npm, python, tool, env, public.pypi_url)


def _environment() -> dict[str, str]:
    """This machine's, without what configures clients, and closed: a made-up name is asked of nobody else."""
    configures = ("NPM_CONFIG_", "PIP_", "UV_", "PRATIQUE_", "BUNDLE_", "GIT_")
    kept = {name: value for name, value in os.environ.items() if not name.upper().startswith(configures)}
    closed = {"HTTP_PROXY": NOWHERE, "HTTPS_PROXY": NOWHERE, "NO_PROXY": "127.0.0.1,127.0.0.2"}
    return {**kept, **closed, **{name.lower(): value for name, value in closed.items()}}


def _tool(make: Maker, folder: Path) -> list[str]:
    """A repository that is a package of npm and of Python at once; gives its commits."""
    git = repository(folder)
    commits = []
    for version in ("1.0.0", "1.0.1", "1.1.0"):
        texts = {
            **make.javascript(),
            "package.json": json.dumps({"name": "own-tool", "version": version, "main": "index.js"}),
            "pyproject.toml": f'[project]\nname = "own-tool"\nversion = "{version}"\n',
        }
        for path, text in texts.items():
            (folder / path).parent.mkdir(exist_ok=True)
            (folder / path).write_text(text)
        commits.append(git.commit())
    return commits


def _npm_package(make: Maker, name: str, *, timeless: bool = False) -> NpmPackage:
    """Two or three releases that share most of their files, as releases do."""
    files = make.javascript()
    releases = []
    for version in sorted({make.version() for _ in range(3)}, key=_order):
        changed = {**files, "index.js": f"// {name} {version}\n{files.get('index.js', '')}"}
        release = NpmRelease(version=version, files=changed)
        releases.append(replace(release, published_at=None) if timeless else release)
    return NpmPackage(name=name, releases=tuple(releases))


def _python_project(make: Maker, name: str) -> PypiProject:
    package = name.replace("-", "_")
    files = make.python(package)
    made: list[PypiFile] = []
    for version in sorted({make.version() for _ in range(3)}, key=_order):
        changed = {**files, f"{package}/version.py": f"VERSION = '{version}'\n"}
        made.append(wheel_file(name, version, changed))
    return PypiProject(name=name, files=tuple(made))


def _npm_pins(package: NpmPackage, registry: LoopbackRegistry, needs: tuple[str, ...]) -> tuple[Pin, ...]:
    base = package.name.rpartition("/")[2]
    pins = []
    for release in package.releases:
        url = registry.npm_tarball_url(package.name, release.version)
        data = package.tarballs[f"{base}-{release.version}.tgz"]
        pins.append(Pin(name=package.name, version=release.version, source=Bytes.of(url, data), needs=needs))
    return tuple(pins)


def _python_pins(project: PypiProject, registry: LoopbackRegistry, needs: tuple[str, ...]) -> tuple[Pin, ...]:
    return tuple(
        Pin(
            name=project.name,
            version=file.version,
            source=Bytes.of(registry.pypi_file_url(file), file.data),
            needs=needs,
        )
        for file in project.files
    )


def _order(version: str) -> list[int]:
    return [int(part) for part in version.split(".")]
