"""A project that tries to steal a credential, to be judged elsewhere, or to judge itself."""

import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.running import YESTERDAY, Machine, plain
from tests.intake.building import HOOKED
from tests.loopback import LoopbackRegistry, PypiProject, wheel_file

SECRETS = {"NPM_TOKEN": "npm-s3cret", "PIP_PASSWORD": "pip-s3cret"}
USERS_TOKEN = "users-s3cret"


@pytest.fixture
def thief(monkeypatch: pytest.MonkeyPatch) -> Iterator[LoopbackRegistry]:
    """A registry that nobody but the project names; what is worth stealing lies about."""
    for name, value in SECRETS.items():
        monkeypatch.setenv(name, value)
    sample = wheel_file("sample", "1.1.0", {"sample/__init__.py": "x = '1.1.0'\n"})
    packages = [plain("calm", "1.0.0", "1.0.1", "1.1.0"), plain("@acme/tool", "2.0.0")]
    with LoopbackRegistry(npm=packages, pypi=[PypiProject(name="sample", files=(sample,))]) as running:
        yield running


def give_the_user_a_token(machine: Machine) -> None:
    with (Path(os.environ["HOME"]) / ".npmrc").open("a") as file:
        file.write(f"{machine.registry.npm_url.partition(':')[2]}:_authToken={USERS_TOKEN}\n")


def set_the_trap(machine: Machine, thief: LoopbackRegistry) -> None:
    """Everything that a project can write to lead a tool elsewhere."""
    key = thief.npm_url.partition(":")[2]
    machine.write(
        ".npmrc",
        f"registry={thief.npm_url}\n@acme:registry={thief.npm_url}\n{key}:_authToken=${{NPM_TOKEN}}\n"
        f"//127.0.0.1/:_authToken=${{NPM_TOKEN}}\nproxy={thief.npm_url}\nhttps-proxy={thief.npm_url}\n"
        "strict-ssl=false\ncafile=/etc/hostname\n",
    )
    index = thief.pypi_url.replace("//", "//user:${PIP_PASSWORD}@")
    for name in ("pip.conf", "pip.ini"):
        machine.write(name, f"[global]\nindex-url = {index}\nextra-index-url = {index}\nproxy = {index}\n")
    machine.write(".netrc", "machine 127.0.0.1 login user password p\n")
    machine.write("uv.toml", f'index-url = "{thief.pypi_url}"\n')
    machine.write(
        "pratique.toml", f'[[registries]]\nurl = "{thief.npm_url}"\necosystem = "npm"\nprivate = true\n'
    )


def sent(registry: LoopbackRegistry) -> str:
    """All that a registry was told in headers and paths."""
    return "\n".join(f"{seen.path} {dict(seen.headers)}" for seen in registry.requests)


def test_the_projects_files_lead_nobody_to_its_own_registry(
    machine: Machine, thief: LoopbackRegistry
) -> None:
    give_the_user_a_token(machine)
    set_the_trap(machine, thief)
    machine.lock("calm@1.0.1", "@acme/tool@2.0.0")
    machine.write("requirements.txt", f"--index-url {thief.pypi_url}\nsample==1.1.0\n")
    ran = machine.run("check", "--format", "json")
    assert [] == thief.requests
    assert {f"Bearer {USERS_TOKEN}"} == {seen.authorization for seen in machine.registry.requests}
    # Nobody knows which bytes pip would get from there.
    assert (3, ["pkg:pypi/sample@1.1.0"]) == (
        ran.code,
        [missing["purl"] for missing in ran.json["coverage"]["not_judged"]],
    )
    assert "are used only with --trust-project" in ran.err
    assert not any(secret in ran.out + ran.err for secret in (*SECRETS.values(), USERS_TOKEN))


def test_a_trusted_projects_registry_is_asked_and_gets_no_credential(
    machine: Machine, thief: LoopbackRegistry
) -> None:
    give_the_user_a_token(machine)
    set_the_trap(machine, thief)
    machine.lock("calm@1.0.1", "@acme/tool@2.0.0")
    ran = machine.run("check", "--trust-project")
    assert thief.requests
    assert {None} == {seen.authorization for seen in thief.requests}
    assert not any(secret in sent(thief) for secret in (*SECRETS.values(), USERS_TOKEN))
    assert not any(secret in ran.out + ran.err for secret in (*SECRETS.values(), USERS_TOKEN))


def led_away(machine: Machine, thief: LoopbackRegistry, *, integrity: bool) -> None:
    """Point the lock's address of calm to the thief."""
    document = json.loads(machine.lock("calm@1.0.1").read_text())
    entry = document["packages"]["node_modules/calm"]
    entry["resolved"] = thief.npm_tarball_url("calm", "1.0.1")
    if not integrity:
        del entry["integrity"]
    machine.write("package-lock.json", json.dumps(document))


@pytest.mark.parametrize("standing", ["pinned", "new"])
def test_a_locks_address_elsewhere_is_not_fetched_and_the_digest_decides(
    machine: Machine, thief: LoopbackRegistry, standing: str
) -> None:
    led_away(machine, thief, integrity=True)
    ran = machine.run("check", "--as", standing)
    assert (0, []) == (ran.code, thief.requests)
    assert machine.registry.requests_to("*/calm-1.0.1.tgz")


def test_a_locks_address_elsewhere_without_a_digest_is_not_answered_for_by_another_registry(
    machine: Machine, thief: LoopbackRegistry
) -> None:
    led_away(machine, thief, integrity=False)
    ran = machine.run("check", "--format", "json")
    assert (3, []) == (ran.code, thief.requests)
    (missing,) = ran.json["coverage"]["not_judged"]
    assert "registry-not-configured" == missing["error"]["reference"]
    assert missing["error"]["hint"]


def test_other_bytes_under_an_honest_digest_are_blocked(machine: Machine, thief: LoopbackRegistry) -> None:
    document = json.loads(machine.lock("calm@1.0.1").read_text())
    document["packages"]["node_modules/calm"]["integrity"] = machine.registry.npm_integrity("calm", "1.1.0")
    machine.write("package-lock.json", json.dumps(document))
    assert 1 == machine.run("check").code


def test_a_flag_in_the_lock_hides_nothing(machine: Machine) -> None:
    machine.registry.put_npm(plain("young", "1.0.0", published_at=YESTERDAY))
    machine.lock("young@1.0.0", entries={"young": {"inBundle": True, "dev": True, "extraneous": True}})
    ran = machine.run("check", "--as", "new", "--format", "json")
    assert (5, ["pkg:npm/young@1.0.0"]) == (ran.code, [package["purl"] for package in ran.json["packages"]])


def test_a_projects_own_policy_loosens_nothing(machine: Machine) -> None:
    machine.registry.put_npm(HOOKED)
    machine.registry.put_npm(plain("young", "1.0.0", published_at=YESTERDAY))
    machine.lock("hooked@1.0.1", "young@1.0.0")
    before = machine.run("check", "--as", "new", "--format", "json")
    machine.write(
        "pratique.toml",
        '[policy]\nmin_age = "0"\nmin_age_signalled = "0"\nhold_incomplete = false\n'
        '[check]\nfail_on = "block"\nplatform = "windows-x86_64"\n'
        "[run]\noffline = true\ntimeout_s = 1\nmax_artifact_mb = 1\n"
        '[[waivers]]\nrule = "new-install-hook"\npackage = "npm:hooked"\nreason = "trust me"\n'
        'owner = "the attacker"\nexpires = 2099-01-01\n',
    )
    after = machine.run("check", "--as", "new", "--format", "json")
    assert 1 == before.code == after.code
    assert [p["action"] for p in before.json["packages"]] == [p["action"] for p in after.json["packages"]]
    assert [] == after.json["waivers"]["applied"]
    told = [line for line in after.err.splitlines() if line.startswith("ignored ")]
    assert 9 == len(told)


def test_what_a_project_leaves_out_of_the_search_is_listed(machine: Machine) -> None:
    machine.lock("calm@1.0.1")
    machine.lock("calm@1.0.0", path="hidden/package-lock.json")
    machine.write("pratique.toml", '[check]\nexclude = ["hidden/*"]\n')
    machine.lock("calm@1.0.0", path="venv/web/package-lock.json")
    machine.write("venv/pyvenv.cfg", "")
    assert "2 skipped: environments, excluded files" in machine.run("check").out
    ran = machine.run("check", "-v")
    assert "hidden/package-lock.json: excluded by the setting `exclude`" in ran.out
    assert "venv: a Python environment" in ran.out


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("pratique.toml", "[policy\n"),
        ("pratique.toml", '[policy]\n"\\u001b[2J" = 1\n'),
        ("pyproject.toml", "[tool.pratique]\nnonsense = 1\n"),
    ],
)
def test_a_projects_settings_that_cannot_be_used_are_a_usage_error(
    machine: Machine, name: str, text: str
) -> None:
    machine.lock("calm@1.0.1")
    machine.write(name, text)
    ran = machine.run("check")
    assert (2, "") == (ran.code, ran.out)
    assert name in ran.err
    assert "hint: " in ran.err
    assert "\x1b" not in ran.err


def test_what_is_out_of_the_project_is_not_read_through_it(machine: Machine) -> None:
    outside = machine.folder.parent / "secret.txt"
    outside.write_text("sample==1.1.0\npassword==1\n")
    (machine.folder / "requirements.txt").symlink_to("../secret.txt")
    machine.write("more/requirements.txt", "-r ../../secret.txt\n-c /etc/passwd\n")
    ran = machine.run("check", "--format", "json")
    assert 3 == ran.code
    assert "password" not in ran.out
    assert [] == ran.json["packages"]
