"""What package managers note, and how far it is believed."""

import json
from typing import Any

import pytest

from pratique.core.lock import LockedPackage, SourceKind
from pratique.core.names import Ecosystem, PackageRef
from pratique.installed.node_hints import NodeHints, hinted, read_hints
from pratique.installed.package_json import PackageJson
from tests.installed.memory import MemoryFiles

SHA512 = "sha512-" + "A" * 86 + "=="
BASE = "https://registry.example"


def entry(name: str = "a", version: str = "1.0.0") -> LockedPackage:
    return LockedPackage(key="x", package=PackageRef(Ecosystem.NPM, name), version=version)


def notes(**files: Any) -> NodeHints:
    return read_hints(MemoryFiles({"node_modules": files}), "node_modules")


def hidden_lock(**fields: object) -> dict[str, str]:
    packages = {"node_modules/a": {"version": "1.0.0", **fields}}
    return {".package-lock.json": json.dumps({"lockfileVersion": 3, "packages": packages})}


def test_npm_tells_registry_and_digest_by_place() -> None:
    hints = notes(**hidden_lock(resolved=f"{BASE}/a/-/a-1.0.0.tgz", integrity=SHA512))
    told = hinted(entry(), PackageJson(), hints.of("node_modules/a", entry()))

    assert (SourceKind.REGISTRY, BASE) == (told.source, told.registry)
    assert ["sha512"] == [digest.algorithm for digest in told.digests]


def test_a_note_of_another_release_counts_for_nothing() -> None:
    hints = notes(**hidden_lock(resolved="git+ssh://git@forge.example/u/a.git#" + "0" * 40))
    other = entry(version="2.0.0")

    assert hints.of("node_modules/a", other) is None
    assert other == hinted(other, PackageJson(), None)


@pytest.mark.parametrize(
    ("resolved", "source"),
    [
        ("git+ssh://git@forge.example/u/a.git#" + "0" * 40, SourceKind.GIT),
        ("https://files.example/a.tgz", SourceKind.URL),
        ("file:../a", SourceKind.URL),
    ],
)
def test_what_is_of_no_registry_is_told_and_never_taken_out_of_judgement(
    resolved: str, source: SourceKind
) -> None:
    hints = notes(**hidden_lock(resolved=resolved))

    assert source is hinted(entry(), PackageJson(), hints.of("node_modules/a", entry())).source


def test_pnpm_tells_digests_by_release() -> None:
    lock = (
        "lockfileVersion: '9.0'\nimporters:\n  .:\n    dependencies:\n"
        "      a: {specifier: ^1.0.0, version: 1.0.0}\npackages:\n"
        f"  a@1.0.0:\n    resolution: {{integrity: {SHA512}}}\nsnapshots:\n  a@1.0.0: {{}}\n"
    )
    hint = notes(**{".pnpm": {"lock.yaml": lock}}).of("anywhere", entry())

    assert hint is not None
    assert ["sha512"] == [digest.algorithm for digest in hint.digests]


@pytest.mark.parametrize(
    ("locator", "source"),
    [
        ("a@npm:1.0.0", SourceKind.REGISTRY),
        ("a@virtual:0123#npm:1.0.0", SourceKind.REGISTRY),
        ("a@https://forge.example/u/a.git#commit=" + "0" * 40, SourceKind.GIT),
        ("a@https://files.example/a.tgz", SourceKind.URL),
        ("a@file:../a", SourceKind.URL),
    ],
)
def test_yarns_state_tells_sources_by_place(locator: str, source: SourceKind) -> None:
    state = f'__metadata:\n  version: 1\n"{locator}":\n  locations:\n    - "node_modules/a"\n'
    hints = notes(**{".yarn-state.yml": state})

    assert source is hinted(entry(), PackageJson(), hints.of("node_modules/a", entry())).source


@pytest.mark.parametrize(
    ("address", "source"),
    [
        (f"{BASE}/a/-/a-1.0.0.tgz#0123", SourceKind.REGISTRY),
        ("git+https://forge.example/u/a.git#0123", SourceKind.GIT),
    ],
)
def test_yarn_1_tells_sources_by_pattern(address: str, source: SourceKind) -> None:
    written = json.dumps({"lockfileEntries": {"a@^1.0.0": address, "b@1": 7}})
    hints = notes(**{".yarn-integrity": written})
    told = hinted(entry(), PackageJson(), hints.of("node_modules/a", entry()))

    assert (source, None) == (told.source, told.registry)


def test_two_notes_that_differ_tell_nothing() -> None:
    written = {"a@^1.0.0": "git+https://forge.example/u/a.git", "a@1": "git+https://forge.example/v/a.git"}
    hints = notes(**{".yarn-integrity": json.dumps({"lockfileEntries": written})})

    assert hints.of("node_modules/a", entry()) is None


def test_npm_before_7_wrote_it_into_each_package() -> None:
    manifest = PackageJson(resolved=f"{BASE}/a/-/a-1.0.0.tgz", integrity=SHA512)
    told = hinted(entry(), manifest, None)

    assert (BASE, 1) == (told.registry, len(told.digests))


@pytest.mark.parametrize("name", [".package-lock.json", ".yarn-state.yml", ".yarn-integrity"])
@pytest.mark.parametrize("text", ["", "[", "[]", "{}", '{"packages": 3}', "a: &x", "\udcff"])
def test_a_note_that_cannot_be_read_is_as_if_absent(name: str, text: str) -> None:
    data = text.encode("utf-8", "surrogateescape")

    assert notes(**{name: data}).of("node_modules/a", entry()) is None
