"""What npm and yarn leave in a drill: the readers of Pratique understand each file."""

import base64
import hashlib
import io
import json
import tarfile
from pathlib import Path

import pytest

from pratique.core.lock import Lock
from pratique.lockfiles.npm import package_lock as package_lock_reader
from pratique.lockfiles.npm.yarn import yarn_lock as yarn_reader
from pratique.respond.drill.npm import Package, cache, installed, manifest, package_lock, yarn_lock
from tests.installed.caches.laid import looked

TOOL = Package(name="@acme/tool", version="2.0.0", files={"index.js": "module.exports = {}\n"})
CALM = Package(name="calm", version="1.0.1", files={"lib/a.js": "// a\n"}, depends={"@acme/tool": "^2.0.0"})


def purls(lock: Lock) -> set[str]:
    assert () == lock.problems
    return {package.package.at(package.version).purl for package in lock.packages if package.version}


def test_the_tarball_contains_the_package_and_is_the_same_at_every_call() -> None:
    with tarfile.open(fileobj=io.BytesIO(CALM.tarball)) as archive:
        names = archive.getnames()
    digest = base64.b64decode(CALM.integrity.removeprefix("sha512-"))

    assert ["package/package.json", "package/lib/a.js"] == names
    assert CALM.tarball == CALM.tarball
    assert hashlib.sha512(CALM.tarball).digest() == digest


def test_the_address_of_a_package_with_a_scope_repeats_only_its_name() -> None:
    assert "https://registry.example/@acme/tool/-/tool-2.0.0.tgz" == TOOL.url
    assert "https://registry.example/calm/-/calm-1.0.1.tgz" == CALM.url


def test_the_package_lock_lists_each_release_with_its_digest() -> None:
    data = package_lock("app", (CALM, TOOL))

    assert {"pkg:npm/calm@1.0.1", "pkg:npm/%40acme/tool@2.0.0"} == purls(package_lock_reader.parse(data))
    assert CALM.integrity == json.loads(data)["dependencies"]["calm"]["integrity"]


def test_the_yarn_lock_lists_each_release_with_its_range() -> None:
    data = yarn_lock(((CALM, "^1.0.0"), (TOOL, "^2.0.0")))

    assert {"pkg:npm/calm@1.0.1", "pkg:npm/%40acme/tool@2.0.0"} == purls(yarn_reader.parse(data))
    assert b'"@acme/tool@^2.0.0":' in data


def test_the_cache_is_read_with_the_release_the_digest_and_the_time(tmp_path: Path) -> None:
    for path, data in cache("home", (CALM, TOOL), time_ms=1_539_594_342_000).items():
        target = tmp_path / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
    contents = looked("npm", tmp_path / "home/_cacache")

    assert {"pkg:npm/calm@1.0.1", "pkg:npm/%40acme/tool@2.0.0"} == {
        one.ref.purl for one in contents.entries if one.ref is not None
    }
    for one in contents.entries:
        digest = hashlib.sha512((tmp_path / "home/_cacache" / one.content).read_bytes()).hexdigest()
        assert [("sha512", digest)] == [(each.algorithm, each.hex) for each in one.digests]


def test_the_installed_tree_and_the_manifest_of_a_project() -> None:
    files = installed("app", (CALM,))

    assert {"app/node_modules/calm/package.json", "app/node_modules/calm/lib/a.js"} == set(files)
    assert "1.0.1" == json.loads(files["app/node_modules/calm/package.json"])["version"]
    assert {"calm": "^1.0.0"} == json.loads(manifest("app", {"calm": "^1.0.0"}))["dependencies"]


@pytest.mark.parametrize("package", [CALM, TOOL])
def test_packages_state_that_they_are_made_for_a_drill(package: Package) -> None:
    assert "made for a drill" in json.loads(package.manifest)["description"]
