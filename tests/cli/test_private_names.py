"""Names that are bound to a registry of their own: asked there alone, judged report-only, integrity enforced."""

import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.builders import tgz
from tests.cli.running import YESTERDAY, Machine
from tests.loopback import LoopbackRegistry, NpmPackage, NpmRelease, Replaced, Status

TOKEN = "corp-s3cret"
SECRET = NpmPackage(
    name="@corp/secret",
    releases=(
        NpmRelease(version="1.0.0", files={"index.js": "1\n"}),
        NpmRelease(
            version="1.1.0",
            manifest={"scripts": {"postinstall": "node x.js"}},
            files={"x.js": "1\n"},
            published_at=YESTERDAY,
        ),
    ),
)


@pytest.fixture
def corp(machine: Machine) -> Iterator[LoopbackRegistry]:
    """The company's registry, which the user's own .npmrc binds a scope to; it wants a token."""
    with LoopbackRegistry(npm=[SECRET], token=TOKEN) as running:
        with (Path(os.environ["HOME"]) / ".npmrc").open("a") as file:
            file.write(f"@corp:registry={running.npm_url}\n")
            file.write(f"{running.npm_url.partition(':')[2]}:_authToken={TOKEN}\n")
        yield running


def lock(
    machine: Machine, corp: LoopbackRegistry, *, resolved: str | None = None, version: str = "1.1.0"
) -> None:
    document = json.loads(machine.lock("calm@1.0.1").read_text())
    document["packages"]["node_modules/@corp/secret"] = {
        "version": version,
        "resolved": resolved or corp.npm_tarball_url("@corp/secret", version),
        "integrity": corp.npm_integrity("@corp/secret", version),
    }
    machine.write("package-lock.json", json.dumps(document))


def test_each_registry_is_asked_for_its_own_names_with_its_own_token(
    machine: Machine, corp: LoopbackRegistry
) -> None:
    lock(machine, corp)
    for standing in ("pinned", "new"):
        assert 0 == machine.run("check", "--as", standing).code
    machine.run("inspect", "@corp/secret@1.0.0", "calm@1.0.0")
    assert [] == machine.registry.requests_to("*corp*")
    assert [] == corp.requests_to("*calm*")
    assert {None} == {seen.authorization for seen in machine.registry.requests}
    assert {f"Bearer {TOKEN}"} == {seen.authorization for seen in corp.requests}


def test_private_artifacts_are_judged_report_only(machine: Machine, corp: LoopbackRegistry) -> None:
    lock(machine, corp)
    ran = machine.run("check", "--as", "new", "--format", "json")
    (secret,) = [package for package in ran.json["packages"] if "corp" in package["purl"]]
    assert (0, "allow") == (ran.code, secret["action"])
    assert {"new-install-hook"} <= {note["source"] for note in secret["notes"]}
    assert "too-young" not in {note["code"] for note in secret["notes"]}


def test_their_integrity_is_enforced(machine: Machine, corp: LoopbackRegistry) -> None:
    lock(machine, corp)
    corp.fault("*.tgz", Replaced(data=tgz({"package.json": "{}"})))
    ran = machine.run("check")
    assert 1 == ran.code
    assert "! the lockfile says" in ran.out


@pytest.mark.parametrize("code", [401, 404, 500])
def test_what_its_registry_does_not_give_is_asked_of_nobody_else(
    machine: Machine, corp: LoopbackRegistry, code: int
) -> None:
    machine.registry.put_npm(SECRET)
    corp.fault("*", Status(code=code))
    lock(machine, corp)
    ran = machine.run("check", "--format", "json")
    assert (3, ["pkg:npm/%40corp/secret@1.1.0"]) == (
        ran.code,
        [missing["purl"] for missing in ran.json["coverage"]["not_judged"]],
    )
    assert 3 == machine.run("inspect", "@corp/secret@1.1.0").code
    assert [] == machine.registry.requests_to("*corp*")


def test_a_lock_that_says_otherwise_changes_nothing(machine: Machine, corp: LoopbackRegistry) -> None:
    """Dependency confusion: the same name lies at the other registry, and the lock points there."""
    machine.registry.put_npm(SECRET)
    lock(machine, corp, resolved=machine.registry.npm_tarball_url("@corp/secret", "1.1.0"))
    for standing in ("pinned", "new"):
        assert 0 == machine.run("check", "--as", standing).code
    assert [] == machine.registry.requests_to("*corp*")
    assert corp.requests


def test_a_project_that_is_not_trusted_cannot_bind_the_name_anew(
    machine: Machine, corp: LoopbackRegistry
) -> None:
    machine.registry.put_npm(SECRET)
    machine.write(".npmrc", f"@corp:registry={machine.registry.npm_url}\n")
    lock(machine, corp)
    for standing in ("pinned", "new"):
        assert 0 == machine.run("check", "--as", standing).code
    assert [] == machine.registry.requests_to("*corp*")


def test_a_binding_that_cannot_be_used_is_told(machine: Machine) -> None:
    with (Path(os.environ["HOME"]) / ".npmrc").open("a") as file:
        file.write("@corp:registry=https://${NOT_SET}/\n")
    machine.lock("calm@1.0.1")
    for arguments in (("check",), ("inspect", "calm@1.0.1"), ("config", "show")):
        ran = machine.run(*arguments)
        assert (
            "@corp:registry is ignored: the environment variable in the setting is not set"
            in ran.out + ran.err
        )


def test_a_python_name_is_asked_of_the_next_index_only_after_a_clear_no(machine: Machine) -> None:
    with LoopbackRegistry() as private:
        pip = Path(os.environ["HOME"]) / ".config/pip/pip.conf"
        pip.write_text(
            f"[global]\nindex-url = {machine.registry.pypi_url}\nextra-index-url = {private.pypi_url}\n"
        )
        assert 0 == machine.run("inspect", "sample==1.1.0").code
        assert private.requests
        private.fault("*", Status(code=500))
        machine.registry.requests.clear()
        ran = machine.run("inspect", "--no-cache", "sample==1.1.0")
        assert 3 == ran.code
        assert [] == machine.registry.requests
