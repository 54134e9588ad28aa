"""Real clients obey the approvals that are written for them: what was approved runs, and nothing else."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from pratique.cli.scripts.approvals import Decision, Form, form_of
from tests.cli.scripts.installing import Installer, native, params, plain, scripted
from tests.gate.clients_of_npm import Client
from tests.loopback import LoopbackRegistry

PACKAGES = (
    scripted("approved", "1.0.0", "1.1.0"),
    scripted("denied", "1.0.0"),
    scripted("@acme/tool", "1.0.0", when="preinstall"),
    scripted("inner", "1.0.0", when="install"),
    scripted("esbuild", "1.0.0"),
    plain("outer", inner="1.0.0"),
    *native("native"),
)
DEPENDENCIES = dict.fromkeys(("approved", "denied", "@acme/tool", "outer", "native", "esbuild"), "1.0.0")
ALLOWED = {"approved@1.0.0", "@acme/tool@1.0.0", "inner@1.0.0", "native@1.0.0"}
DENIED = {"denied@1.0.0", "esbuild@1.0.0"}

UNAPPROVED_RUN: Mapping[str, set[str]] = {"npm11": ALLOWED | DENIED, "bun": {"esbuild@1.0.0"}}
"""What runs without a decision. esbuild is on bun's own list; all other clients run nothing."""
UNAPPROVED_EXIT: Mapping[str, int] = {"pnpm11": 1, "pnpm12": 1}
"""The exit code of an install with scripts that nobody decided about; 0 for the others."""


@pytest.fixture(scope="module")
def registry() -> Iterator[LoopbackRegistry]:
    with LoopbackRegistry(npm=PACKAGES) as served:
        yield served


def form(client: Client) -> Form:
    found = form_of(client.usual)
    assert found is not None
    return found


def decide(user: Installer, *decisions: Decision) -> None:
    path = user.folder / form(user.client).path
    before = path.read_text() if path.exists() else None
    path.write_text(form(user.client).write(before, decisions))


def decision(release: str, *, allowed: bool) -> Decision:
    name, _, version = release.rpartition("@")
    return Decision(name, version, allowed)


def in_package_json(user: Installer, **values: object) -> None:
    path = user.folder / "package.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), **values}, indent=2))


# What clients write beside packages: their own notes, and the links to programs of packages that were built.
def packages(tree: set[str]) -> set[str]:
    return {
        path for path in tree if "/.bin/" not in f"/{path}" and not path.split("/")[0].startswith(".p")
    } | {
        path.partition("/node_modules/")[2]
        for path in tree
        if path.startswith(".pnpm/") and "/.bin/" not in path
    }


@pytest.mark.parametrize("client", params())
def test_exactly_what_was_approved_runs(client: Client, tmp_path: Path, registry: LoopbackRegistry) -> None:
    user = Installer(client, tmp_path / "app", registry.npm_url, DEPENDENCIES)
    first = user.install()
    assert UNAPPROVED_EXIT.get(client.id, 0) == first.code, first.out
    assert UNAPPROVED_RUN.get(client.id, set()) == user.ran
    before = packages(user.tree())

    decide(
        user,
        *(decision(one, allowed=True) for one in ALLOWED),
        *(decision(one, allowed=False) for one in DENIED),
    )
    user.forget()
    second = user.install()
    assert 0 == second.code, second.out
    assert ALLOWED == user.ran
    assert before == packages(user.tree())

    in_package_json(user, dependencies={**DEPENDENCIES, "approved": "1.1.0"})
    user.forget()
    third = user.install()
    unpinned = client.id in {"npm11", "bun"}
    assert (ALLOWED - {"approved@1.0.0"} | ({"approved@1.1.0"} if unpinned else set())) == user.ran
    assert UNAPPROVED_EXIT.get(client.id, 0) == third.code, third.out
    assert form(client).pinned == (client.id != "bun")
