"""Packages in `node_modules`."""

import json
from pathlib import Path

from tests.collect.walked import gaps, looked, named, records
from tests.installed.caches.laid import SHA512, SRI, put


def manifest(name: str, version: str) -> str:
    return json.dumps({"name": name, "version": version})


def test_packages_are_found_in_every_layout(tmp_path: Path) -> None:
    for path, name in (
        ("app/node_modules/calm", "calm"),
        ("app/node_modules/@acme/tool", "@acme/tool"),
        ("app/node_modules/calm/node_modules/deep", "deep"),
        ("app/node_modules/calm/lib/node_modules/vendored", "vendored"),
        ("app/node_modules/.pnpm/kept@1.0.0/node_modules/kept", "kept"),
        ("app/node_modules/.store/linked-npm-1.0.0-abc/package", "linked"),
        ("lib/node_modules/global", "global"),
    ):
        put(tmp_path / path / "package.json", manifest(name, "1.0.0"))
    put(tmp_path / "app/src/package.json", manifest("own", "1.0.0"))
    expected = {"calm", "@acme/tool", "deep", "vendored", "kept", "linked", "global"}

    assert {("node_modules", name, "1.0.0") for name in expected} == named(tmp_path)
    assert {5 + 1, 1} == {one.packages for one in looked(tmp_path)}


def test_what_npx_installed_has_its_own_source(tmp_path: Path) -> None:
    put(tmp_path / ".npm/_npx/0123/node_modules/once/package.json", manifest("once", "2.0.0"))

    assert {("npx", "once", "2.0.0")} == named(tmp_path)


def test_the_hidden_lockfile_tells_digest_and_address_of_the_same_version(tmp_path: Path) -> None:
    entry = {"integrity": SRI, "resolved": "https://ada:pw@r.example/calm/-/calm-1.0.1.tgz"}
    packages = {
        "node_modules/calm": {"version": "1.0.1", **entry},
        "node_modules/moved": {"version": "9.0.0", **entry},
    }
    put(tmp_path / "node_modules/.package-lock.json", json.dumps({"packages": packages}))
    put(tmp_path / "node_modules/calm/package.json", manifest("calm", "1.0.1"))
    put(tmp_path / "node_modules/moved/package.json", manifest("moved", "1.0.0"))
    found = {one.name: (one.digests, one.url) for one in records(tmp_path)}

    assert {
        "calm": ((f"sha512:{SHA512}",), "https://r.example/calm/-/calm-1.0.1.tgz"),
        "moved": ((), ""),
    } == found


def test_a_package_without_a_version_is_told(tmp_path: Path) -> None:
    put(tmp_path / "node_modules/odd/package.json", "{")

    assert ["the package.json names no version"] == [one.why for one in gaps(tmp_path)]
