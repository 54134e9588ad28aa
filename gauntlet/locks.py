"""The lockfiles of an ordinary project, with the digests that a registry lists."""

import json
from collections.abc import Mapping

from gauntlet import world
from gauntlet.incident import Incident
from pratique.core.names import Ecosystem

Lock = tuple[str, str]
"""File name and text."""


def lock_of(incident: Incident, wanted: Mapping[str, str], *, npm_url: str, gem_url: str = "") -> Lock:
    """The lock of a project that installed these versions; the addresses are those of the registry, with a slash at the end."""
    if incident.ecosystem is Ecosystem.NPM:
        return "package-lock.json", json.dumps(package_lock(incident, wanted, npm_url=npm_url))
    if incident.ecosystem is Ecosystem.PYPI:
        return "requirements.txt", requirements(incident, wanted)
    return "Gemfile.lock", _gemfile_lock(incident, wanted, gem_url)


def package_json(asks: Mapping[str, str]) -> Mapping[str, object]:
    """The manifest of a project that asks for this."""
    return {"name": "app", "version": "1.0.0", "dependencies": dict(asks)}


def asked_by(incident: Incident, wanted: Mapping[str, str]) -> Mapping[str, str]:
    """What the project asks for that has such a lock: by range as ever, and what nothing in the lock depends on."""
    needed = {name for one in wanted.items() for name in world.depends(incident, *one)}
    return {
        name: incident.asks.get(name, version)
        for name, version in wanted.items()
        if name in incident.asks or name not in needed
    }


def package_lock(incident: Incident, wanted: Mapping[str, str], *, npm_url: str) -> Mapping[str, object]:
    """The lock of npm, version 3."""
    entries: dict[str, object] = {"": package_json(asked_by(incident, wanted))}
    for name, version in wanted.items():
        entry: dict[str, object] = {
            "version": version,
            "resolved": f"{npm_url}{name}/-/{name.rpartition('/')[2]}-{version}.tgz",
            "integrity": world.npm_integrity(incident, name, version),
        }
        if needs := world.depends(incident, name, version):
            entry["dependencies"] = needs
        if world.runs_at_install(incident, name, version):
            # Without it npm runs no script of what a lock holds.
            entry["hasInstallScript"] = True
        entries[f"node_modules/{name}"] = entry
    return {
        "name": "app",
        "version": "1.0.0",
        "lockfileVersion": 3,
        "requires": True,
        "packages": entries,
    }


def requirements(incident: Incident, wanted: Mapping[str, str]) -> str:
    """The requirements of pip, with exact versions and hashes."""
    lines = []
    for name, version in wanted.items():
        hashes = "".join(f" --hash=sha256:{one}" for one in world.pypi_hashes(incident, name, version))
        lines.append(f"{name}=={version}{hashes}\n")
    return "".join(lines)


def _gemfile_lock(incident: Incident, wanted: Mapping[str, str], gem_url: str) -> str:
    """Bundler's lock; gem itself knows none."""
    lines = ["GEM", f"  remote: {gem_url}", "  specs:"]
    for name, version in sorted(wanted.items()):
        lines.append(f"    {name} ({version})")
        lines += [
            f"      {need} ({asked})"
            for need, asked in sorted(world.depends(incident, name, version).items())
        ]
    asked = [f"  {name}" for name in sorted(wanted) if name in incident.asks]
    return "\n".join(
        [*lines, "", "PLATFORMS", "  ruby", "", "DEPENDENCIES", *asked, "", "BUNDLED WITH", "   2.5.22", ""]
    )
