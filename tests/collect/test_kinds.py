"""The kinds of caches and trees: recognised by the names in them, and filled by the real clients."""

import os
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from pratique.collect.kinds import kinds
from tests.collect.walked import gaps, named, records
from tests.gate.clients_of_npm import NpmUser, params
from tests.installed.caches.laid import TARBALL, every, npm_content, put, wheel
from tests.loopback import LoopbackRegistry, NpmPackage, NpmRelease, wheel_file

SCRIPT = {"scripts": {"postinstall": "node -e 0"}}
WANTED = {"calm": "1.0.1", "loud": "2.0.0", "@acme/tool": "1.2.3-rc.1"}
PACKAGES = (
    NpmPackage(name="calm", releases=(NpmRelease(version="1.0.1"),)),
    NpmPackage(name="loud", releases=(NpmRelease(version="2.0.0", manifest=SCRIPT),)),
    NpmPackage(name="@acme/tool", releases=(NpmRelease(version="1.2.3-rc.1"),)),
)
CACHE_OF = {
    "npm10": "npm-cache",
    "npm11": "npm-cache",
    "npm12": "npm-cache",
    "yarn1": "yarn1-cache",
    "yarn4": "yarn-cache",
    "pnpm10": "pnpm-store",
    "pnpm11": "pnpm-store",
    "bun": "bun-cache",
}

RECORDS_SCRIPTS = {"npm10", "npm11", "pnpm10", "pnpm11"}


def test_every_cache_is_recognised_by_its_names(tmp_path: Path) -> None:
    every(tmp_path)

    assert {
        ("npm-cache", "calm", "1.0.1"),
        ("yarn1-cache", "calm", "1.0.1"),
        ("yarn-cache", "calm", "1.0.1"),
        ("pnpm-store", "calm", "1.0.1"),
        ("bun-cache", "calm", "1.0.1"),
        ("pip-cache", "sample", "1.0.0"),
        ("uv-cache", "sample", "1.0.0"),
        ("gem-cache", "kite", "1.0.0"),
    } <= named(tmp_path)
    assert [] == gaps(tmp_path)


def test_the_table_has_each_source_once() -> None:
    found = [one.source for one in kinds()]

    assert len(set(found)) == len(found)


def test_contents_without_an_entry_are_listed_by_their_digest(tmp_path: Path) -> None:
    npm_content(tmp_path / "_cacache", TARBALL)
    put(tmp_path / "_cacache/index-v5/aa/bb/cc", b"")
    [found] = records(tmp_path)

    assert ("", True) == (found.name, found.digests[0].startswith("sha512:"))


def test_files_without_a_recorded_digest_are_hashed(tmp_path: Path) -> None:
    put(tmp_path / "wheels/sample-1.0.0-py3-none-any.whl", wheel())
    put(tmp_path / "vendor/cache/kite-1.0.0.gem", b"a gem")

    assert {"wheel-file": 1, "gem-cache": 1} == {one.source: len(one.digests) for one in records(tmp_path)}


def test_the_unpacked_files_of_uv_show_a_package_without_a_pointer(tmp_path: Path) -> None:
    put(tmp_path / "uv/wheels-v8/CACHEDIR.TAG", "")
    put(tmp_path / "uv/archive-v0/abc/sample-1.0.0.dist-info/METADATA", "")

    assert {("uv-cache", "sample", "1.0.0")} == named(tmp_path)


@pytest.mark.parametrize("client", params())
def test_what_a_client_of_npm_fetched_installed_and_ran_is_found(client: Any, tmp_path: Path) -> None:
    scripts = replace(client, install=tuple(word for word in client.install if word != "--ignore-scripts"))
    with LoopbackRegistry(npm=PACKAGES) as served:
        user = NpmUser(scripts, tmp_path / "app", served.npm_url, WANTED)
        if client.id.startswith("pnpm"):
            allowed = "onlyBuiltDependencies:\n  - loud\nallowBuilds:\n  loud: true\n"
            (user.folder / "pnpm-workspace.yaml").write_text(allowed)
        ran = user.install()
    assert 0 == ran.code, ran.out
    found = named(tmp_path)

    assert {("node_modules", *one) for one in WANTED.items()} <= found
    assert {(CACHE_OF[client.id], *one) for one in WANTED.items()} <= found
    executed = {one.name for one in records(tmp_path) if one.state == "ran"}
    # npm 12 runs no scripts unless it is told to, and yarn and bun record no execution.
    assert ({"loud"} if client.id in RECORDS_SCRIPTS else set()) == executed
    assert [] == gaps(tmp_path)


@pytest.mark.parametrize("client", ["pip", "uv"])
def test_what_a_client_of_python_installed_is_found(client: str, tmp_path: Path) -> None:
    if shutil.which(client) is None:
        pytest.skip(f"{client} is not installed here")
    file = put(tmp_path / "files/sample-1.0.0-py3-none-any.whl", wheel_file("sample", "1.0.0").data)
    words = {
        "pip": [sys.executable, "-m", "pip", "install", "--isolated", "--no-index", "--no-deps"],
        "uv": ["uv", "pip", "install", "--no-deps", "--offline", "--python", sys.executable],
    }[client]
    cache = ["--cache-dir", str(tmp_path / "cache")]
    site = tmp_path / "env/site-packages"
    subprocess.run(
        [*words, *cache, "--target", str(site), str(file)],
        check=True,
        capture_output=True,
        timeout=120,
        env={**os.environ, "HOME": str(tmp_path)},
    )

    assert ("site-packages", "sample", "1.0.0") in named(tmp_path / "env")
    assert {("wheel-file", "sample", "1.0.0")} == named(tmp_path / "files")
