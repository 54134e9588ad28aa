"""What people see who install through the gate with npm 10, 11 and 12, yarn 1 and 4, pnpm 10 and 11, and bun.

Each of these is run where it is installed (see `clients_of_npm`).
"""

import os
from pathlib import Path

import pytest

from tests.gate.clients_of_npm import Client, NpmUser, params
from tests.gate.conftest import YOUNG
from tests.gate.running import RunningGate, gate
from tests.loopback import LoopbackRegistry, NpmPackage, NpmRelease

pytestmark = pytest.mark.parametrize("client", params())

TALL = NpmPackage(
    name="tall",
    releases=(
        NpmRelease(version="1.0.0", files={"index.js": "exports.n = 0\n"}),
        NpmRelease(version="1.1.0", files={"index.js": "exports.n = 1\n"}, published_at=YOUNG),
        NpmRelease(version="2.0.0", files={"index.js": "exports.n = 2\n"}),
    ),
)
"""The newest of its older line is too young."""
WAITS = "is held until 20"


def user_of(client: Client, running: RunningGate, folder: Path, **dependencies: str) -> NpmUser:
    return NpmUser(client, folder, f"{running.url}/npm/", dependencies)


def agents(client: Client, running: RunningGate) -> bool:
    """Whether every decision in the log names this client."""
    # yarn 4 says the name of its HTTP library.
    said = {"yarn4": "got ", "bun": "bun/"}.get(client.id, f"{client.usual}/{client.major}.")
    return all(one["agent"].lower().startswith(said) for one in running.log())


def test_ranges_resolve_around_what_waits_and_the_lock_installs_through_the_gate(
    client: Client, tmp_path: Path, registry: LoopbackRegistry
) -> None:
    registry.put_npm(TALL)
    with gate(tmp_path) as running:
        user = user_of(client, running, tmp_path / "app", user="^2.0.0", tall="^1.0.0")
        ran = user.install()
        resolved = {name: user.version(name) for name in ("user", "calm", "tall")}
        asked = len(registry.requests)
        user.forget()
        locked = user.install_locked()
        told = agents(client, running)

    assert 0 == ran.code, ran.out
    assert {"user": "2.0.0", "calm": "1.0.1", "tall": "1.0.0"} == resolved
    assert 0 == locked.code, locked.out
    assert resolved == {name: user.version(name) for name in ("user", "calm", "tall")}
    # All of it came out of the gate's own store.
    assert [] == [seen.path for seen in registry.requests[asked:] if seen.path.endswith(".tgz")]
    assert told


def test_a_pin_of_a_version_that_waits_meets_the_reason(
    client: Client, tmp_path: Path, registry: LoopbackRegistry
) -> None:
    with gate(tmp_path) as running:
        user = user_of(client, running, tmp_path / "app", calm="1.1.0")
        ran = user.install()
        held = running.log("--action", "hold")

    assert 0 != ran.code
    assert f"calm@1.1.0 {WAITS}" in ran.out
    assert "[too-young]; use calm@1.0.1" in ran.out
    assert user.version("calm") is None
    assert {"pkg:npm/calm@1.1.0"} == {one["purl"] for one in held}


def test_a_lock_cannot_bring_in_what_waits(
    client: Client, tmp_path: Path, registry: LoopbackRegistry
) -> None:
    with gate(tmp_path, "--observe") as lax:
        user = user_of(client, lax, tmp_path / "app", calm="1.1.0")
        assert 0 == user.install().code
    with gate(tmp_path) as running:
        user.point_at(f"{running.url}/npm/")
        user.forget()
        ran = user.install_locked()
        held = running.log("--action", "hold", "--package", "calm")

    assert 0 != ran.code, ran.out
    assert user.version("calm") is None
    assert {"pkg:npm/calm@1.1.0"} == {one["purl"] for one in held}
    if client.shows_refusals:
        assert f"calm@1.1.0 {WAITS}" in ran.out
    else:
        assert "403" in ran.out


def test_what_the_policy_denies_is_blocked_and_resolved_around(
    client: Client, tmp_path: Path, registry: LoopbackRegistry, settings: Path
) -> None:
    settings.write_text('[deny]\n"pkg:npm/calm@1.0.1" = "read by us, and bad"\n')
    with gate(tmp_path) as running:
        around = user_of(client, running, tmp_path / "around", calm="^1.0.0")
        resolved = around.install()
        pinned = user_of(client, running, tmp_path / "pin", calm="1.0.1").install()

    assert 0 == resolved.code, resolved.out
    assert "1.0.0" == around.version("calm")
    assert 0 != pinned.code
    assert (
        "calm@1.0.1 is blocked: denied by the policy: read by us, and bad [denied]; use calm@1.0.0"
        in pinned.out
    )


def test_a_scope_with_a_registry_of_its_own_is_asked_there_alone(
    client: Client, tmp_path: Path, registry: LoopbackRegistry
) -> None:
    tool = NpmPackage(name="@acme/tool", releases=(NpmRelease(version="2.0.0", files={"index.js": "1"}),))
    with LoopbackRegistry(npm=[tool]) as own:
        rc = Path(os.environ["HOME"]) / ".npmrc"
        rc.write_text(f"{rc.read_text()}@acme:registry={own.npm_url}\n")
        with gate(tmp_path) as running:
            user = user_of(client, running, tmp_path / "app", **{"@acme/tool": "^2.0.0"})
            ran = user.install()
            user.forget()
            locked = user.install_locked()

    assert (0, 0) == (ran.code, locked.code), ran.out + locked.out
    assert "2.0.0" == user.version("@acme/tool")
    assert [] == [seen.path for seen in registry.requests if "acme" in seen.path]


def test_a_release_whose_new_dependency_was_refused_is_resolved_past(
    client: Client, tmp_path: Path, registry: LoopbackRegistry
) -> None:
    needs = {"dependencies": {"hooked": "^1.0.1"}}
    registry.put_npm(
        NpmPackage(
            name="ship",
            releases=(
                NpmRelease(version="1.14.0", files={"index.js": "exports.n = 0\n"}),
                NpmRelease(version="1.14.1", files={"index.js": "exports.n = 1\n"}, manifest=needs),
            ),
        )
    )
    with gate(tmp_path) as running:
        first = user_of(client, running, tmp_path / "first", ship="^1.14.0").install()
        user = user_of(client, running, tmp_path / "second", ship="^1.14.0")
        second = user.install()

    assert 0 != first.code
    assert 0 == second.code, second.out
    assert ("1.14.0", None) == (user.version("ship"), user.version("hooked"))
