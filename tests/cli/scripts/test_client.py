"""Which client installs, and what it does with approvals: a cell for each client and version."""

import json

import pytest

from pratique.cli.scripts.client import client_of, installed_version
from pratique.core.names import Ecosystem
from pratique.core.script_report import Client
from pratique.errors import UsageError

LOCKS = {"npm": "package-lock.json", "pnpm": "pnpm-lock.yaml", "yarn": "yarn.lock", "bun": "bun.lock"}


def found(
    client: str,
    *,
    manager: str | None = None,
    given: str | None = None,
    installed: str | None = None,
    format_: str = "x v8",
) -> Client:
    manifest = json.dumps({} if manager is None else {"packageManager": manager}).encode()
    return client_of(
        Ecosystem.NPM,
        LOCKS[client],
        format_,
        lambda name: manifest if name == "package.json" else None,
        given=given,
        installed=lambda _name: installed,
    )


@pytest.mark.parametrize(
    ("client", "version", "blocks", "form"),
    [
        ("npm", "12.2.2", True, "npm"),
        ("npm", "11.21.0", False, None),
        ("npm", "10.8.0", False, None),
        ("pnpm", "12.21.0", True, "pnpm"),
        ("pnpm", "11.28.0", True, "pnpm"),
        ("pnpm", "10.34.0", True, "pnpm"),
        ("pnpm", "9.15.0", False, None),
        ("yarn", "4.18.0", True, "yarn"),
        ("yarn", "3.8.0", False, None),
        ("yarn", "1.22.22", False, None),
        ("bun", "1.4.0", True, "bun"),
    ],
)
def test_each_client(client: str, version: str, blocks: bool, form: str | None) -> None:
    for one in (
        found(client, manager=f"{client}@{version}"),
        found(client, given=f"{client}@{version}"),
        found(client, installed=version),
    ):
        assert (client, version, blocks, form) == (one.name, one.version, one.blocks, one.form)
        assert bool(one.form) or "ignore-scripts" in one.note


def test_the_command_line_wins_over_the_manifest_and_that_over_the_machine() -> None:
    assert "12.0.0" == found("npm", given="npm@12.0.0", manager="npm@11.0.0", installed="10.0.0").version
    assert "11.0.0" == found("npm", manager="npm@11.0.0+sha512.abc", installed="10.0.0").version


def test_the_lock_of_yarn_1_tells_its_client() -> None:
    one = found("yarn", format_="yarn.lock v1")
    assert ("yarn", False, None) == (one.name, one.blocks, one.form)


def test_an_unknown_version_writes_nothing_and_says_what_to_do() -> None:
    one = found("npm")
    assert (None, False, None) == (one.version, one.blocks, one.form)
    assert "--client npm@VERSION" in one.note


@pytest.mark.parametrize("ecosystem", [Ecosystem.PYPI, Ecosystem.RUBYGEMS])
def test_pypi_and_rubygems_have_no_approvals(ecosystem: Ecosystem) -> None:
    one = client_of(ecosystem, "uv.lock", "x", lambda _name: None, given=None, installed=lambda _name: None)
    assert not one.blocks
    assert "reads approvals" in one.note


def test_a_client_without_a_version_is_refused() -> None:
    with pytest.raises(UsageError):
        found("npm", given="npm")


def test_a_program_that_is_not_installed_has_no_version() -> None:
    assert installed_version("pratique-no-such-program") is None


@pytest.mark.parametrize(
    ("entry", "client", "warns"),
    [
        ({"version": "1.0.0"}, "npm@12.2.0", True),
        ({"version": "1.0.0", "resolved": "https://registry.invalid/a.tgz"}, "npm@12.2.0", False),
        ({"link": True}, "npm@12.2.0", False),
        ({"version": "1.0.0", "inBundle": True}, "npm@12.2.0", False),
        ({"version": "1.0.0"}, "npm@11.21.0", False),
    ],
)
def test_npm_12_ignores_approvals_of_versions_without_an_address(
    entry: dict[str, object], client: str, warns: bool
) -> None:
    lock = json.dumps({"lockfileVersion": 3, "packages": {"": {}, "node_modules/a": entry}}).encode()
    one = client_of(
        Ecosystem.NPM,
        "package-lock.json",
        "package-lock v3",
        {"package-lock.json": lock}.get,
        given=client,
        installed=lambda _name: None,
    )
    assert warns is ("has no `resolved` address" in one.note)


@pytest.mark.parametrize(
    "lock", [b"", b"[", b"[]", b'{"packages": 1}', b'{"packages": {"node_modules/a": 1}}']
)
def test_a_lockfile_that_cannot_be_read_has_no_note(lock: bytes) -> None:
    found = client_of(
        Ecosystem.NPM,
        "package-lock.json",
        "x",
        {"package-lock.json": lock}.get,
        given="npm@12.2.0",
        installed=lambda _name: None,
    )
    assert "" == found.note
