"""Run the command line in this process against the loopback registry, as a person would."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from pratique.cli import main
from tests.loopback import LoopbackRegistry, NpmPackage, NpmRelease

YESTERDAY = datetime.now(UTC) - timedelta(hours=20)


@dataclass(frozen=True)
class Ran:
    """How a run ended and what it printed."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)

    @property
    def lines(self) -> list[Any]:
        return [json.loads(line) for line in self.out.splitlines()]


@dataclass(frozen=True)
class Machine:
    """A person's machine: settings that name the loopback registry, and a folder to work in."""

    folder: Path
    registry: LoopbackRegistry
    capsys: pytest.CaptureFixture[str]

    def run(self, *arguments: str) -> Ran:
        self.capsys.readouterr()
        code = main([str(argument) for argument in arguments])
        captured = self.capsys.readouterr()
        return Ran(code, captured.out, captured.err)

    def write(self, path: str, text: str) -> Path:
        target = self.folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text)
        return target

    def lock(
        self,
        *names: str,
        path: str = "package-lock.json",
        entries: Mapping[str, Mapping[str, object]] | None = None,
    ) -> Path:
        """Write a package-lock v3 with these `name@version`, with the integrity that the registry lists."""
        packages: dict[str, object] = {
            "": {"name": "app", "version": "1.0.0", "dependencies": dict(n.rsplit("@", 1) for n in names)}
        }
        for name in names:
            package, version = name.rsplit("@", 1)
            packages[f"node_modules/{package}"] = {
                "version": version,
                "resolved": self.registry.npm_tarball_url(package, version),
                "integrity": self.registry.npm_integrity(package, version),
                **(entries or {}).get(package, {}),
            }
        document = {
            "name": "app",
            "version": "1.0.0",
            "lockfileVersion": 3,
            "requires": True,
            "packages": packages,
        }
        return self.write(path, json.dumps(document, indent=2))


def plain(name: str, *versions: str, **more: Any) -> NpmPackage:
    """A harmless package with some releases."""
    releases = tuple(
        NpmRelease(version=version, files={"index.js": f"module.exports = '{version}'\n"}, **more)
        for version in versions
    )
    return NpmPackage(name=name, releases=releases)
