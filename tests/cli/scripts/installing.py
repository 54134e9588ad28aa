"""Projects that install packages with install scripts, by the clients that `PRATIQUE_CLIENTS` names.

Each script leaves a file with the name of its package and does nothing else.
"""

import os
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.gate.clients_of_npm import Client, NpmUser
from tests.loopback import NpmPackage, NpmRelease

_NPM = ("install", "--no-progress", "--no-fund", "--no-audit")
# The age rule of their own, which pnpm 11 and 12 have by default, is not the subject; nor is a retry.
_PNPM = ("install", "--no-frozen-lockfile", "--reporter=append-only", "--config.fetch-retries=0")
_PNPM_11 = (*_PNPM, "--config.minimumReleaseAge=0")

CLIENTS = (
    Client("npm11", "npm", "11", _NPM, (), "package-lock.json"),
    Client("npm12", "npm", "12", _NPM, (), "package-lock.json"),
    Client("pnpm10", "pnpm", "10", _PNPM, (), "pnpm-lock.yaml"),
    Client("pnpm11", "pnpm", "11", _PNPM_11, (), "pnpm-lock.yaml"),
    Client("pnpm12", "pnpm", "12", _PNPM_11, (), "pnpm-lock.yaml"),
    Client("yarn4", "yarn", "4", ("install",), (), "yarn.lock"),
    Client("bun", "bun", "1", ("install", "--no-progress"), (), "bun.lock"),
)
"""Clients that can approve install scripts, as people call them."""


def params(*ids: str) -> list[object]:
    """Return clients as parameters, all without `ids`; those that are not installed here are skipped with a message."""
    return [
        pytest.param(
            one,
            id=one.id,
            marks=pytest.mark.skipif(one.program is None, reason=f"{one.id} is not installed here"),
        )
        for one in CLIENTS
        if not ids or one.id in ids
    ]


@dataclass
class Installer(NpmUser):
    """A project whose packages leave marks when their scripts run."""

    @property
    def marks(self) -> Path:
        """Return the folder with a file for each script that ran."""
        return self.folder.parent / f"{self.folder.name}-marks"

    @property
    def ran(self) -> set[str]:
        """Return the releases whose scripts ran since the last `forget`."""
        return {path.name.replace("+", "/") for path in self.marks.glob("*")}

    @property
    def environment(self) -> dict[str, str]:
        """Return the variables of the client, and the folder of the marks for the scripts."""
        self.marks.mkdir(exist_ok=True)
        there = super().environment
        if self.client.id == "bun" and self.client.program is not None:
            # bun builds native code with itself: `bun x node-gyp`.
            there["PATH"] = f"{Path(self.client.program).parent}{os.pathsep}{there['PATH']}"
        return {**there, "MARKS": str(self.marks)}

    def forget(self, *, cache: bool = True) -> None:
        """Remove what was installed, the marks, and the client's cache."""
        super().forget(cache=cache)
        for mark in self.marks.glob("*"):
            mark.unlink()

    def tree(self) -> set[str]:
        """Return the installed files by their paths."""
        modules = self.folder / "node_modules"
        return {
            (Path(folder) / name).relative_to(modules).as_posix()
            for folder, _, names in os.walk(modules)
            for name in names
        }


_MARK = """
const fs = require('fs'), path = require('path')
const own = JSON.parse(fs.readFileSync('package.json'))
fs.writeFileSync(path.join(process.env.MARKS, `${own.name}@${own.version}`.replace('/', '+')), '')
"""


def scripted(name: str, *versions: str, when: str = "postinstall") -> NpmPackage:
    """Return a package whose script leaves a mark."""
    manifest = {"scripts": {when: "node mark.js"}}
    return NpmPackage(
        name=name,
        releases=tuple(
            NpmRelease(version=version, files={"mark.js": _MARK, "index.js": ""}, manifest=manifest)
            for version in versions
        ),
    )


def plain(name: str, **dependencies: str) -> NpmPackage:
    """Return a package without scripts."""
    return NpmPackage(
        name=name,
        releases=(
            NpmRelease(version="1.0.0", files={"index.js": ""}, manifest={"dependencies": dependencies}),
        ),
    )


def native(name: str) -> tuple[NpmPackage, NpmPackage]:
    """Return a package that declares no script but has a `binding.gyp`, and the `node-gyp` that its build starts."""
    tool = NpmRelease(
        version="1.0.0",
        files={"mark.js": f"#!/usr/bin/env node\n{_MARK}"},
        manifest={"bin": {"node-gyp": "mark.js"}},
    )
    package = NpmRelease(
        version="1.0.0",
        files={"binding.gyp": "{}", "index.js": ""},
        manifest={"dependencies": {"node-gyp": "1.0.0"}},
    )
    return NpmPackage(name=name, releases=(package,)), NpmPackage(name="node-gyp", releases=(tool,))
