"""The gate that checks the downloads."""

import os
from pathlib import Path

from pratique.cli.setup.record import Record, record_file, write_record
from tests.cli.mcp.asking import ask
from tests.cli.running import Machine


def test_the_gate_that_setup_configured_is_named(machine: Machine) -> None:
    calm = {"ecosystem": "npm", "name": "calm"}
    assert "gate" not in ask(machine.folder, "judge", **calm)
    origin = machine.registry.npm_url.split("/npm")[0]
    home = Path(os.environ["PRATIQUE_HOME"])
    for client, gate in (("npm", f"{origin}/"), ("pip", "http://gate.invalid")):
        record = Record(path=home / "x", gate=gate, before=None, after=b"")
        record_file(home, client).parent.mkdir(exist_ok=True)
        write_record(record_file(home, client), record)
    (home / "setup" / "broken.json").write_text("{")
    for tool in ("judge", "why", "nearest_allowed"):
        assert origin == ask(machine.folder, tool, **calm)["gate"]
    assert "http://127.0.0.1:9" == ask(machine.folder, "judge", gate="http://127.0.0.1:9", **calm)["gate"]
