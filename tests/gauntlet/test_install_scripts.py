"""The incidents with an install hook: `pratique scripts --check` stops each, and the rule approves none of their scripts."""

import json
from collections.abc import Iterator, Mapping
from datetime import timedelta

import pytest
from gauntlet.incident import Incident
from gauntlet.incidents import INCIDENTS
from gauntlet.locks import asked_by, package_json, package_lock, requirements
from gauntlet.world import runs_at_install, set_beside, set_to

from pratique.core.names import Ecosystem
from tests.cli.running import Machine

MUST = 12


def _hooked(incident: Incident) -> Iterator[str]:
    """The guilty packages of the lock that run something at install."""
    locked = incident.locked_at(max(r.at for p in incident.packages for r in p.releases) + timedelta(days=1))
    for name, version in locked.items():
        if version not in incident.guilty.get(name, ()):
            continue
        release = next(
            r for p in incident.packages if p.name == name for r in p.releases if r.version == version
        )
        startup = any(path.endswith(".pth") for path in release.files)
        if runs_at_install(incident, name, version) or "binding.gyp" in release.files or startup:
            yield name


HOOKED = [
    incident
    for incident in INCIDENTS
    if incident.ecosystem is not Ecosystem.RUBYGEMS and any(_hooked(incident))
]


def test_there_are_enough_incidents() -> None:
    assert MUST <= len(HOOKED)


@pytest.mark.parametrize("incident", HOOKED, ids=lambda incident: incident.id)
def test_check_stops_the_incident(machine: Machine, incident: Incident) -> None:
    after = max(r.at for p in incident.packages for r in p.releases) + timedelta(days=1)
    set_to(machine.registry, incident, after)
    set_beside(machine.registry, incident)
    if incident.good:
        _lock(machine, incident, incident.good)
        machine.run("scripts", "--write", "--client", "npm@12.1.0")
    _lock(machine, incident, incident.locked_at(after))
    ran = machine.run("scripts", "--check", "--client", "npm@12.1.0", "--format", "json")
    rows = {row["purl"]: row for row in ran.json["packages"]}
    stopped = {name for name in _hooked(incident) if _stops(rows, name)}
    assert 1 == ran.code, (ran.out, ran.err)
    assert set(_hooked(incident)) == stopped


def _stops(rows: Mapping[str, Mapping[str, object]], name: str) -> bool:
    """Whether the check stops because of a package, and no rule can approve its scripts."""
    written = name.replace("@", "%40")
    mine = [row for purl, row in rows.items() if f"/{written}@" in purl]
    return bool(mine) and all(row["stops"] and row["needs_person"] for row in mine)


def _lock(machine: Machine, incident: Incident, wanted: Mapping[str, str]) -> None:
    if incident.ecosystem is Ecosystem.PYPI:
        machine.write("requirements.txt", requirements(incident, wanted))
        return
    document = package_lock(incident, wanted, npm_url=machine.registry.npm_url)
    machine.write("package-lock.json", json.dumps(document, indent=2))
    machine.write("package.json", json.dumps(package_json(asked_by(incident, wanted)), indent=2))
