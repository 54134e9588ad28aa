"""`python -m gauntlet serve ID --moment "1 h"`: the registry of an incident at a moment, for a tool of your own.

It prints the addresses to give npm, pip and gem, what a project asks for and what is bad in it, and serves on this machine alone
until a signal ends it (Ctrl-C, or SIGTERM).
"""

import argparse
import json
import signal
import threading
from collections.abc import Mapping, Sequence
from datetime import timedelta

from tests.loopback import LoopbackRegistry

from gauntlet import world
from gauntlet.incident import Incident
from gauntlet.incidents import INCIDENTS
from gauntlet.machine import beside
from gauntlet.replay import MOMENTS
from pratique.core.names import Ecosystem

BEFORE = "before"
_MOMENTS: Mapping[str, timedelta] = {BEFORE: -timedelta(days=1), **MOMENTS}


def main(arguments: Sequence[str]) -> int:
    """Serve until a signal comes."""
    known = {incident.id: incident for incident in INCIDENTS}
    parser = argparse.ArgumentParser(
        prog="python -m gauntlet serve",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("id", metavar="ID", choices=list(known), help=", ".join(known))
    parser.add_argument(
        "--moment", choices=list(_MOMENTS), default="1 h", help="how long after (default: 1 h); a day before"
    )
    asked = parser.parse_args(arguments)
    incident = known[asked.id]
    stopped = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stopped.set())
    with LoopbackRegistry() as registry, beside(incident) as other:
        when = incident.at + _MOMENTS[asked.moment]
        world.set_to(registry, incident, when)
        told = {
            **described(incident, registry, asked.moment),
            **({"extra-index-url": other} if other else {}),
        }
        print(json.dumps(told, indent=1), flush=True)
        stopped.wait()
    return 0


def described(incident: Incident, registry: LoopbackRegistry, moment: str) -> Mapping[str, object]:
    """What a tool needs to be run against it."""
    when = incident.at + _MOMENTS[moment]
    address = {
        Ecosystem.NPM: {"npm": registry.npm_url},
        Ecosystem.PYPI: {"pip": registry.pypi_url},
        Ecosystem.RUBYGEMS: {"gem": registry.gem_url},
    }
    return {
        "incident": incident.id,
        "title": incident.title,
        "now": when.isoformat(),
        **address[incident.ecosystem],
        "asks": dict(incident.asks),
        "good": dict(incident.good),
        "bad": dict(incident.locked_at(when)),
        "guilty": {name: list(versions) for name, versions in incident.guilty.items()},
        "doors": {name: list(versions) for name, versions in incident.doors.items()},
    }
