"""`pratique scripts` and the real clients: what is approved with the verb runs, and nothing else."""

import pytest

from tests.cli.conftest import machine
from tests.cli.running import Machine
from tests.cli.scripts.installing import Installer, native, params, scripted
from tests.gate.clients_of_npm import Client

__all__ = ["machine"]

VERSIONS = {
    "npm12": "12.2.2",
    "pnpm10": "10.34.8",
    "pnpm11": "11.28.10",
    "pnpm12": "12.23.0",
    "yarn4": "4.18.1",
    "bun": "1.4.4",
}
SETTINGS = {
    "npm12": (".npmrc", "dangerously-allow-all-scripts=true\n"),
    "pnpm10": ("pnpm-workspace.yaml", "onlyBuiltDependencies: [nobody]\n"),
    "pnpm11": ("pnpm-workspace.yaml", "dangerouslyAllowAllBuilds: true\n"),
}
"""Settings that run what the approvals deny."""
DEPENDENCIES = dict.fromkeys(("native", "person", "nobody"), "1.0.0")


@pytest.mark.parametrize("client", params(*VERSIONS))
def test_what_the_verb_approves_runs_and_nothing_else(client: Client, machine: Machine) -> None:
    for package in (*native("native"), scripted("person", "1.0.0", "1.1.0"), scripted("nobody", "1.0.0")):
        machine.registry.put_npm(package)
    user = Installer(client, machine.folder / "app", machine.registry.npm_url, DEPENDENCIES)
    user.install()
    assert set() == user.ran
    words = ("scripts", str(user.folder), "--client", f"{client.usual}@{VERSIONS[client.id]}")
    written = machine.run(*words, "--write", "--approve", "person@1.0.0")
    assert 0 == written.code, written.out + written.err
    user.forget()
    ran = user.install()
    assert 0 == ran.code, ran.out
    assert {"person@1.0.0", "native@1.0.0"} == user.ran
    after = machine.run(*words, "--check")
    assert 0 == after.code, after.out

    if client.id in SETTINGS:
        path, line = SETTINGS[client.id]
        file = user.folder / path
        file.write_text(f"{file.read_text()}{line}")
        user.forget()
        user.install()
        assert "nobody@1.0.0" in user.ran
        stopped = machine.run(*words, "--check")
        assert 1 == stopped.code
        assert f"in {path}:" in " ".join(stopped.out.split())
