"""Patches that a client applies at install: judged as the files that they leave behind."""

import json
from collections.abc import Callable
from hashlib import sha256

import pytest

from tests.cli.running import Machine, Ran
from tests.git import Git, repository

INDEX = "module.exports = '1.0.0'\n"
HARMLESS = "module.exports = 2\n"
EVIL = "eval(Buffer.from('Y29uc29sZS5sb2coIm1hcmtlciIp', 'base64').toString())\n"
"""Runs a line that prints a word."""
OTHER = EVIL.replace("1hcmtlciIp", "90aGVyIik=")
PATH = "patches/calm.patch"
FIRST = {"dependencies": {"calm": "1.0.0"}}


def patch(line: str = HARMLESS, before: str = INDEX) -> str:
    head = "diff --git a/index.js b/index.js\n--- a/index.js\n+++ b/index.js\n@@ -1,1 +1,2 @@\n"
    return f"{head} {before}+{line}"


def pnpm(machine: Machine, text: str | None, selector: str = "calm@1.0.0") -> None:
    """Lock `calm` as pnpm does, with a patch or without one."""
    digest = sha256((text or "").encode()).hexdigest()
    hashed = f"(patch_hash={digest})" if text is not None else ""
    named = f"patchedDependencies:\n  {selector}:\n    hash: {digest}\n    path: {PATH}\n" if hashed else ""
    machine.write(
        "pnpm-lock.yaml",
        f"lockfileVersion: '9.0'\n{named}importers:\n  .:\n    dependencies:\n      calm:\n        specifier: 1.0.0\n"
        f"        version: 1.0.0{hashed}\npackages:\n  calm@1.0.0:\n    resolution: {{integrity: {machine.registry.npm_integrity('calm', '1.0.0')}}}\n"
        f"snapshots:\n  calm@1.0.0{hashed}: {{}}\n",
    )
    machine.write("package.json", json.dumps(FIRST))
    settings = machine.folder / "pnpm-workspace.yaml"
    if text is None:
        settings.unlink(missing_ok=True)
        return
    settings.write_text(f"patchedDependencies:\n  {selector}: {PATH}\n")
    machine.write(PATH, text)


def bun(machine: Machine, text: str | None) -> None:
    """Lock `calm` as bun does."""
    patched = {} if text is None else {"patchedDependencies": {"calm@1.0.0": PATH}}
    lock = {
        "lockfileVersion": 1,
        "workspaces": {"": {"name": "app", **FIRST}},
        **patched,
        "packages": {"calm": ["calm@1.0.0", "", {}, machine.registry.npm_integrity("calm", "1.0.0")]},
    }
    machine.write("bun.lock", json.dumps(lock, indent=2))
    machine.write("package.json", json.dumps({**FIRST, **patched}, indent=2))
    if text is not None:
        machine.write(PATH, text)


def yarn(machine: Machine, text: str | None) -> None:
    """Lock `calm` as yarn 4 does after `yarn patch-commit`."""
    asked = "npm:1.0.0" if text is None else f"patch:calm@npm%3A1.0.0#~/{PATH}"
    patched = (
        f'"calm@{asked}":\n  version: 1.0.0\n'
        f'  resolution: "calm@{asked}::version=1.0.0&hash=abcdef"\n  languageName: node\n  linkType: hard\n\n'
    )
    machine.write(
        "yarn.lock",
        "__metadata:\n  version: 8\n\n"
        f'"app@workspace:.":\n  version: 0.0.0-use.local\n  resolution: "app@workspace:."\n  dependencies:\n    calm: "{asked}"\n'
        "  languageName: unknown\n  linkType: soft\n\n"
        '"calm@npm:1.0.0":\n  version: 1.0.0\n  resolution: "calm@npm:1.0.0"\n  languageName: node\n  linkType: hard\n\n'
        + ("" if text is None else patched),
    )
    machine.write("package.json", json.dumps({"name": "app", "dependencies": {"calm": asked}}, indent=2))
    if text is not None:
        machine.write(PATH, text)


Client = Callable[[Machine, str | None], None]
CLIENTS = pytest.mark.parametrize("client", [pnpm, bun, yarn])


@pytest.fixture
def git(machine: Machine) -> Git:
    return repository(machine.folder)


def since(machine: Machine) -> Ran:
    return machine.run("check", "--since", "HEAD", "--format", "json")


def full(machine: Machine) -> Ran:
    return machine.run("check", "--as", "new", "--format", "json")


def patches(ran: Ran) -> list[tuple[list[str], bool]]:
    return [(one["paths"], one["judged"]) for one in ran.json["patches"]]


@CLIENTS
def test_a_harmless_patch_is_judged_and_let_in(machine: Machine, git: Git, client: Client) -> None:
    client(machine, None)
    git.commit()
    client(machine, patch())
    for ran in (since(machine), full(machine)):
        assert (0, [([PATH], True)]) == (ran.code, patches(ran)), ran.out
        assert all(item["judged"] for item in ran.json["install_settings"])
    assert "calm@1.0.0 patched by patches/calm.patch, judged" in machine.run("check", "--as", "new").out


@CLIENTS
def test_a_patch_that_adds_an_attack_is_stopped_and_named(machine: Machine, git: Git, client: Client) -> None:
    client(machine, None)
    git.commit()
    client(machine, patch(EVIL))
    for ran in (since(machine), full(machine)):
        assert (1, [([PATH], True)]) == (ran.code, patches(ran))
        assert {"index.js:2"} <= {
            f"{place['path']}:{place['line']}"
            for package in ran.json["packages"]
            for finding in package["findings"]
            for place in finding["locations"]
        }
    assert "patched by patches/calm.patch" in machine.run("check", "--since", "HEAD").out
    changes = [package["change"]["kinds"] for package in since(machine).json["packages"]]
    assert [["patch-changed"]] == changes


@CLIENTS
def test_a_patch_that_is_as_it_was_is_not_judged_again(machine: Machine, git: Git, client: Client) -> None:
    client(machine, patch(EVIL))
    git.commit()
    machine.write("README.md", "x\n")
    assert (0, []) == (since(machine).code, patches(since(machine)))
    client(machine, patch(OTHER))
    assert 1 == since(machine).code


@CLIENTS
def test_a_patch_that_clients_may_apply_in_other_ways_is_incomplete(
    machine: Machine, git: Git, client: Client
) -> None:
    client(machine, None)
    git.commit()
    client(machine, patch(before="module.exports = 7\n"))
    for ran in (since(machine), full(machine)):
        assert (3, [([PATH], False)]) == (ran.code, patches(ran))
        [item] = ran.json["coverage"]["not_judged"]
        assert "pkg:npm/calm@1.0.0" == item["purl"]
        assert item["why"].startswith("patches/calm.patch: line 4: the lines from 1 on differ from those")


@CLIENTS
def test_a_patch_that_is_missing_is_incomplete(machine: Machine, git: Git, client: Client) -> None:
    client(machine, None)
    git.commit()
    client(machine, patch())
    (machine.folder / PATH).unlink()
    for ran in (since(machine), full(machine)):
        assert (3, [([PATH], False)]) == (ran.code, patches(ran))


def test_a_waiver_accepts_a_patch_that_cannot_be_judged(machine: Machine, git: Git) -> None:
    pnpm(machine, None)
    lines = (
        f'rule = "install-settings"\npackage = "{PATH}"\nreason = "r"\nowner = "o"\nexpires = 2099-01-01\n'
    )
    machine.write("pratique.toml", f"[[waivers]]\n{lines}")
    git.commit()
    pnpm(machine, patch(before="module.exports = 7\n"))
    (machine.folder / "pnpm-workspace.yaml").unlink()
    machine.write(
        "package.json", json.dumps({**FIRST, "pnpm": {"patchedDependencies": {"calm@1.0.0": PATH}}})
    )
    git.commit()
    machine.write(PATH, patch(before="module.exports = 8\n"))
    ran = since(machine)
    assert (0, [([PATH], False)]) == (ran.code, patches(ran))
    assert "r" == ran.json["patches"][0]["waived"]["reason"]
    assert 1 == len(ran.json["waivers"]["applied"])
    assert "not judged, accepted by a waiver" in machine.run("check", "--since", "HEAD").out
    assert (3, [([PATH], False)]) == (full(machine).code, patches(full(machine)))


def test_a_patch_in_use_here_is_adopted_and_another_one_is_new(machine: Machine) -> None:
    pnpm(machine, patch(EVIL))
    assert 0 == machine.run("check").code
    assert 0 == machine.run("check").code
    pnpm(machine, patch(OTHER))
    assert 1 == machine.run("check").code


@pytest.mark.parametrize(
    ("selector", "judged"),
    [("calm", True), ("calm@^1.0.0", True), ("calm@2.0.0", False), ("calm@>=2", False), ("calmer", False)],
)
def test_a_selector_of_pnpm_names_a_version_a_range_or_all(
    machine: Machine, selector: str, judged: bool
) -> None:
    pnpm(machine, patch(), selector)
    assert ([([PATH], True)] if judged else []) == patches(full(machine))


def test_a_patch_outside_of_the_repository_is_never_read(machine: Machine, git: Git) -> None:
    pnpm(machine, patch())
    machine.write("../outside.patch", patch())
    (machine.folder / "pnpm-workspace.yaml").write_text(
        "patchedDependencies:\n  calm@1.0.0: ../outside.patch\n"
    )
    ran = full(machine)
    assert 3 == ran.code
    assert "leads outside the repository" in ran.json["patches"][0]["why"]


def test_a_patch_of_another_clients_lock_is_not_applied(machine: Machine) -> None:
    bun(machine, patch(EVIL))
    (machine.folder / "bun.lock").unlink()
    machine.lock("calm@1.0.0")
    assert [] == patches(full(machine))
