"""Finds the gate that checks the downloads of a package, if one is configured."""

import os
from collections.abc import Iterator

from pratique.cli.mcp.wording import quoted
from pratique.cli.setup.record import read_record
from pratique.core.names import PackageRef
from pratique.errors import ParseError, RegistryError, StoreError
from pratique.intake.gate_verdicts import GateVerdicts
from pratique.net.client.address import Origin, origin, parse
from pratique.net.registries.upstreams import Upstreams
from pratique.store.folder.home import data_home


def gate_of(upstreams: Upstreams, package: PackageRef, shared: GateVerdicts | None) -> str:
    """Return the URL of the gate: that of --gate, or the one to which `pratique setup` points the client; "" for none."""
    if shared is not None:
        return quoted(shared.name)
    try:
        url = parse(upstreams.of(package).url)
    except (ParseError, RegistryError):
        return ""
    return quoted(str(url.origin())) if origin(url) in set(_recorded()) else ""


def _recorded() -> Iterator[Origin]:
    """Yield the origins of the gates that `pratique setup` configured."""
    for file in sorted((data_home(os.environ) / "setup").glob("*.json")):
        try:
            record = read_record(file)
            if record is not None:
                yield origin(parse(record.gate))
        except (ParseError, StoreError, ValueError):
            continue
