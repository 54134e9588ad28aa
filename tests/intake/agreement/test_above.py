"""Workspaces above a lock."""

import json

import pytest

from tests.intake.agreement.files import Files, files, told

PNPM = "lockfileVersion: '9.0'\nimporters:\n  .: {}\n"
YARN_4 = '__metadata:\n  version: 8\n\n"app@workspace:.":\n  version: 0.0.0-use.local\n  resolution: "app@workspace:."\n'
UV = 'version = 1\n[[package]]\nname = "app"\nversion = "1"\nsource = { virtual = "." }\n'
WORKSPACES = {"private": True, "workspaces": ["apps/*"]}
CASES = [
    (
        "package-lock.json",
        json.dumps({"lockfileVersion": 3, "packages": {"": {}}}),
        "package.json",
        json.dumps(WORKSPACES),
    ),
    ("yarn.lock", "# yarn lockfile v1\n\n\n", "package.json", json.dumps(WORKSPACES)),
    (
        "bun.lock",
        '{"lockfileVersion": 1, "workspaces": {"": {}}, "packages": {}}',
        "package.json",
        json.dumps(WORKSPACES),
    ),
    ("pnpm-lock.yaml", PNPM, "pnpm-workspace.yaml", "packages: [apps/*]\n"),
    ("uv.lock", UV, "pyproject.toml", '[tool.uv.workspace]\nmembers = ["apps/*"]\n'),
]


def project(name: str, lock: str, manifest: str, text: str, **more: str) -> Files:
    return files({f"apps/a/{name}": lock, manifest: text, **more})


@pytest.mark.parametrize(("name", "lock", "manifest", "text"), CASES)
def test_a_lock_that_its_client_passes_over_is_told(name: str, lock: str, manifest: str, text: str) -> None:
    why = (
        f"{manifest}: the workspace includes apps/a but has no lock, so the package manager ignores this lock"
    )
    assert [why] == told(f"apps/a/{name}", project(name, lock, manifest, text))


@pytest.mark.parametrize(("name", "lock", "manifest", "text"), CASES)
def test_the_lock_of_the_workspace_counts(name: str, lock: str, manifest: str, text: str) -> None:
    assert [] == told(f"apps/a/{name}", project(name, lock, manifest, text, **{name: lock}))


@pytest.mark.parametrize(("name", "lock", "manifest", "text"), CASES)
def test_a_folder_that_is_no_member_has_its_own_lock(name: str, lock: str, manifest: str, text: str) -> None:
    other = text.replace("apps/*", "parts/*")
    assert [] == told(f"apps/a/{name}", project(name, lock, manifest, other))


def test_what_uv_leaves_out_is_no_member() -> None:
    text = '[tool.uv.workspace]\nmembers = ["apps/*"]\nexclude = ["apps/a"]\n'
    assert [] == told("apps/a/uv.lock", project("uv.lock", UV, "pyproject.toml", text))


def test_yarn_4_takes_the_nearest_lock() -> None:
    beside = project("yarn.lock", YARN_4, "package.json", json.dumps(WORKSPACES))
    assert [] == told("apps/a/yarn.lock", beside)


def test_a_manifest_that_cannot_be_read_has_no_members() -> None:
    assert [] == told("apps/a/uv.lock", project("uv.lock", UV, "pyproject.toml", "["))
