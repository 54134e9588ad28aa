"""package.json against locks of npm, yarn, pnpm and bun."""

import json
from typing import Any

import pytest

from tests.intake.agreement.files import UNREADABLE, Files, files, told


def npm(packages: dict[str, Any], *, version: int = 3, manifest: Any = None, more: Any = None) -> Files:
    lock = {"lockfileVersion": version, "packages": {"": {}, **packages}}
    return files({"package-lock.json": lock, "package.json": manifest or {}, **(more or {})})


A = {"node_modules/a": {"version": "1.5.0", "resolved": "https://registry.example/a/-/a-1.5.0.tgz"}}


@pytest.mark.parametrize("section", ["dependencies", "devDependencies"])
def test_a_lock_that_holds_what_is_asked_for_agrees(section: str) -> None:
    assert [] == told("package-lock.json", npm(A, manifest={section: {"a": "^1.0.0"}}))


def test_an_entry_that_nobody_asks_for_is_no_disagreement() -> None:
    assert [] == told("package-lock.json", npm(A))


@pytest.mark.parametrize("section", ["dependencies", "devDependencies"])
def test_what_the_lock_does_not_hold_is_told_with_what_it_holds(section: str) -> None:
    assert [
        "a: package.json requests ^2.0.0, but the lock contains 1.5.0",
        "b: package.json requests any version, but the lock has no matching entry",
    ] == told("package-lock.json", npm(A, manifest={section: {"a": "^2.0.0", "b": ""}}))


def test_an_optional_dependency_needs_an_entry_of_its_range() -> None:
    manifest = {"optionalDependencies": {"a": "^2.0.0", "b": "^1.0.0"}}
    assert [
        "a: package.json requests ^2.0.0, but the lock contains 1.5.0",
        "b: package.json requests ^1.0.0, but the lock has no matching entry",
    ] == told("package-lock.json", npm(A, manifest=manifest))


PEERS = {
    "peerDependencies": {"a": "^9", "z": "*", "y": "1"},
    "peerDependenciesMeta": {"y": {"optional": True}},
}


@pytest.mark.parametrize(("version", "named"), [(3, True), (2, True)])
def test_a_peer_of_the_project_needs_an_entry_of_any_version(version: int, *, named: bool) -> None:
    found = told("package-lock.json", npm(A, version=version, manifest=PEERS))
    assert (
        ["z: package.json requests the peer dependency *, but the lock has no matching entry"]
        if named
        else []
    ) == found


@pytest.mark.parametrize(
    ("line", "leaves"),
    [
        ("legacy-peer-deps=true", True),
        ("legacy-peer-deps", True),
        (" legacy-peer-deps = true ", True),
        ("legacy-peer-deps=false", False),
        ("; legacy-peer-deps=true", False),
        ("legacy-peer-deps=true\nlegacy-peer-deps=false", False),
    ],
)
def test_npm_leaves_peers_alone_where_its_settings_say_so(line: str, *, leaves: bool) -> None:
    packages = {**A, "node_modules/a": {**A["node_modules/a"], "peerDependencies": {"b": "1"}}}
    beside = npm(packages, manifest={"peerDependencies": {"z": "*"}}, more={".npmrc": f"{line}\n"})
    expected = [
        "b 1: node_modules/a requests this package, but the lock has no matching entry",
        "z: package.json requests the peer dependency *, but the lock has no matching entry",
    ]
    assert ([] if leaves else expected) == told("package-lock.json", beside)


def test_a_folder_of_the_workspace_needs_an_entry() -> None:
    manifest = {"workspaces": ["packages/*", "!packages/out"]}
    folders = {f"packages/{name}/package.json": {"name": name} for name in ("in", "new", "out")}
    packages = {"packages/in": {"name": "in"}, "node_modules/in": {"resolved": "packages/in", "link": True}}
    assert [
        "packages/new: package.json lists this workspace member, but the lock has no entry for it"
    ] == told("package-lock.json", npm(packages, manifest=manifest, more=folders))
    assert [] == told(
        "package-lock.json",
        files(
            {
                "package-lock.json": {"lockfileVersion": 1, "dependencies": {}},
                "package.json": manifest,
                **folders,
            }
        ),
    )


INNER = {
    "node_modules/a": {**A["node_modules/a"], "dependencies": {"b": "^2.0.0"}},
    "node_modules/b": {"version": "1.0.0", "resolved": "https://registry.example/b/-/b-1.0.0.tgz"},
}


def test_an_entry_outside_the_range_that_another_entry_asks_for_is_told() -> None:
    assert [
        "b ^2.0.0: node_modules/a requests this package, but the lock resolves the request to b@1.0.0"
    ] == told("package-lock.json", npm(INNER))


@pytest.mark.parametrize(
    "overrides", [{"b": "1.0.0"}, {"b@2": "1.0.0"}, {"a": {"b": "1.0.0"}}, {"a": {"b": {".": "1.0.0"}}}]
)
def test_what_overrides_name_may_be_outside_the_range(overrides: Any) -> None:
    assert [] == told("package-lock.json", npm(INNER, manifest={"overrides": overrides}))


@pytest.mark.parametrize(
    ("wanted", "version", "fits"),
    [
        ("^1.0.0", "1.9.0", True),
        ("^1.0.0", "1.9.0-rc.1", False),
        ("^1.9.0-rc.0", "1.9.0-rc.1", True),
        ("*", "1.9.0-rc.1", True),
        ("", "1.9.0-rc.1", True),
        ("latest", "1.9.0-rc.1", True),
        ("npm:b@^1.0.0", "1.9.0", True),
        ("npm:c@^1.0.0", "1.9.0", False),
        ("npm:b@^2.0.0", "1.9.0", False),
    ],
)
def test_ranges_between_entries_are_npms(wanted: str, version: str, *, fits: bool) -> None:
    packages = {
        "node_modules/a": {**A["node_modules/a"], "dependencies": {"b": wanted}},
        "node_modules/b": {"version": version, "resolved": f"https://registry.example/b/-/b-{version}.tgz"},
    }
    assert fits == (told("package-lock.json", npm(packages)) == [])


def test_a_lone_lock_is_compared_with_nothing() -> None:
    assert [] == told(
        "package-lock.json", files({"package-lock.json": {"lockfileVersion": 3, "packages": {}}})
    )


@pytest.mark.parametrize("manifest", [b"{", b"[]", UNREADABLE, b"<<<<<<< a\n"])
def test_a_broken_manifest_is_told_alone(manifest: bytes) -> None:
    [found] = told("package-lock.json", npm(A, manifest=manifest))
    assert found.startswith("package.json: the lock cannot be compared with this file")


def test_overrides_stand_in_for_what_is_asked_for() -> None:
    manifest = {"dependencies": {"a": "^2.0.0"}, "overrides": {"a": "1.5.0"}}
    assert [] == told("package-lock.json", npm(A, manifest=manifest))


def test_an_override_that_the_lock_does_not_follow_is_told() -> None:
    beside = npm(A, manifest={"overrides": {"a": "^1.6.0", "not-in-the-lock": "1"}})
    assert ["a: the project overrides the package with ^1.6.0, but the lock contains 1.5.0"] == told(
        "package-lock.json", beside
    )


WORKSPACE = {
    **A,
    "node_modules/part": {"resolved": "packages/part", "link": True},
    "packages/part": {"name": "part", "version": "1.0.0"},
}


def test_members_of_the_workspace_are_compared_too() -> None:
    lock = {"lockfileVersion": 3, "packages": {"": {"workspaces": ["packages/*"]}, **WORKSPACE}}
    beside = files(
        {
            "app/package-lock.json": lock,
            "app/package.json": {"dependencies": {"part": "^1.0.0"}},
            "app/packages/part/package.json": {"dependencies": {"a": "^1.0.0", "b": "1"}},
        }
    )
    assert ["b: app/packages/part/package.json requests 1, but the lock has no matching entry"] == told(
        "app/package-lock.json", beside
    )


def test_a_member_without_a_manifest_asks_for_nothing_and_a_broken_one_is_told() -> None:
    lock = {"lockfileVersion": 3, "packages": {"": {"workspaces": ["packages/*"]}, **WORKSPACE}}
    beside = files({"package-lock.json": lock, "package.json": {}})
    assert [] == told("package-lock.json", beside)
    broken = files({"package-lock.json": lock, "package.json": {}, "packages/part/package.json": "{"})
    [found] = told("package-lock.json", broken)
    assert found.startswith("packages/part/package.json: ")


def test_a_folder_outside_the_project_is_not_looked_at() -> None:
    lock = (
        "lockfileVersion: '9.0'\nimporters:\n  ../../../x:\n    dependencies:\n      a: {specifier: '1', version: 1.0.0}\n"
        "packages:\n  a@1.0.0: {resolution: {integrity: sha512-AAAA}}\nsnapshots:\n  a@1.0.0: {}\n"
    )
    beside = files(
        {"app/pnpm-lock.yaml": lock, "app/package.json": {}, "x/package.json": {"dependencies": {"b": "1"}}}
    )
    assert [] == told("app/pnpm-lock.yaml", beside)


YARN_1 = """# yarn lockfile v1


a@^1.0.0:
  version "1.5.0"
  resolved "https://registry.example/a/-/a-1.5.0.tgz#0000000000000000000000000000000000000000"
"""


def yarn(manifest: dict[str, Any], **members: dict[str, Any]) -> Files:
    folders = {f"packages/{name}/package.json": value for name, value in members.items()}
    return files({"yarn.lock": YARN_1, "package.json": manifest, **folders})


YARN_1_ASKS = f"""{YARN_1}  dependencies:
    b "^2.0.0"

b@^1.0.0:
  version "1.0.0"
  resolved "https://registry.example/b/-/b-1.0.0.tgz#0000000000000000000000000000000000000000"
"""


def test_yarn_1_wants_an_entry_for_the_very_range_that_an_entry_asks_for() -> None:
    manifest = {"dependencies": {"a": "^1.0.0", "b": "^1.0.0"}}
    beside = files({"yarn.lock": YARN_1_ASKS, "package.json": manifest})
    assert [
        "b ^2.0.0: a@1.5.0 requests this package, but the lock has no entry for this range, only b@1.0.0"
    ] == told("yarn.lock", beside)
    replaced = files(
        {"yarn.lock": YARN_1_ASKS, "package.json": {**manifest, "resolutions": {"**/b": "1.0.0"}}}
    )
    assert [] == told("yarn.lock", replaced)
    assert [] == told("yarn.lock", files({"yarn.lock": YARN_1_ASKS}))


def test_to_yarn_1_a_member_answers_to_its_name_without_an_entry() -> None:
    lock = YARN_1_ASKS.replace('b "^2.0.0"', 'one "^1.0.0"')
    manifest = {"private": True, "workspaces": ["packages/*"], "dependencies": {"a": "^1.0.0", "b": "^1.0.0"}}
    member = {"packages/one/package.json": {"name": "one", "version": "1.0.0"}}
    assert [] == told("yarn.lock", files({"yarn.lock": lock, "package.json": manifest, **member}))
    assert ["one ^1.0.0: a@1.5.0 requests this package, but the lock has no matching entry"] == told(
        "yarn.lock", files({"yarn.lock": lock, "package.json": manifest})
    )


def test_a_range_of_a_catalog_is_not_in_the_lock() -> None:
    lock = """__metadata:
  version: 8

"app@workspace:.":
  version: 0.0.0-use.local
  resolution: "app@workspace:."
  dependencies:
    a: "catalog:"
  languageName: unknown
  linkType: soft

"a@npm:^1.0.0":
  version: 1.5.0
  resolution: "a@npm:1.5.0"
  languageName: node
  linkType: hard
"""
    manifest = {"name": "app", "dependencies": {"a": "catalog:"}}
    assert [] == told("yarn.lock", files({"yarn.lock": lock, "package.json": manifest}))


def test_yarn_resolves_anew_what_the_lock_answers_in_other_words() -> None:
    assert ["a: package.json requests ^1.5.0, but the lock has no matching entry"] == told(
        "yarn.lock", yarn({"dependencies": {"a": "^1.5.0"}})
    )
    assert [] == told("yarn.lock", yarn({"dependencies": {"a": "^1.0.0"}}))


ROOT = {"private": True, "workspaces": ["packages/*"], "dependencies": {"a": "^1.0.0", "one": "^1.0.0"}}


def test_members_that_a_lock_of_yarn_1_does_not_name_are_found_by_their_folders() -> None:
    one = {"name": "one", "version": "1.0.0", "dependencies": {"a": "^2.0.0"}}
    assert ["a: packages/one/package.json requests ^2.0.0, but the lock has no matching entry"] == told(
        "yarn.lock", yarn(ROOT, one=one)
    )


def test_to_yarn_1_a_folder_without_name_or_version_is_no_member() -> None:
    nameless = {"version": "1.0.0", "dependencies": {"z": "1"}}
    one = {"name": "one", "version": "1.0.0", "dependencies": {"two": "1"}}
    assert ["two: packages/one/package.json requests 1, but the lock has no matching entry"] == told(
        "yarn.lock", yarn(ROOT, one=one, nameless=nameless, two={"name": "two"})
    )


def test_only_a_private_project_of_yarn_1_has_members() -> None:
    one = {"name": "one", "version": "1.0.0", "dependencies": {"z": "1"}}
    assert [] == told("yarn.lock", yarn({**ROOT, "private": False, "dependencies": {}}, one=one))


BERRY = """__metadata:
  version: 8

"app@workspace:.":
  version: 0.0.0-use.local
  resolution: "app@workspace:."
  dependencies:
    a: "npm:^1.0.0"
  languageName: unknown
  linkType: soft

"a@npm:^1.0.0":
  version: 1.5.0
  resolution: "a@npm:1.5.0"
  languageName: node
  linkType: hard
"""


@pytest.mark.parametrize(
    ("request_", "answered"),
    [
        ("^1.0.0", True),
        ("https://files.example/a.tgz", False),
        ("https://registry.example/a/-/a-1.5.0.tgz", False),
        ("git+https://h.example/a.git", False),
        ("user/a", False),
    ],
)
def test_no_release_answers_an_address_in_a_later_yarn(request_: str, *, answered: bool) -> None:
    manifest = {"name": "app", "dependencies": {"a": request_}}
    expected = [f"a: package.json requests {request_}, but the lock has no matching entry"]
    assert ([] if answered else expected) == told(
        "yarn.lock", files({"yarn.lock": BERRY, "package.json": manifest})
    )


def test_resolutions_stand_in_for_what_is_asked_for() -> None:
    manifest = {"dependencies": {"a": "^2.0.0"}, "resolutions": {"**/a": "^1.0.0"}}
    assert [] == told("yarn.lock", yarn(manifest))


PNPM = """lockfileVersion: '9.0'
importers:
  .:
    dependencies:
      a: {specifier: ^1.0.0, version: 1.5.0}
packages:
  a@1.5.0: {resolution: {integrity: sha512-AAAA}}
snapshots:
  a@1.5.0: {}
"""


def pnpm(manifest: dict[str, Any], workspace: str | None = None) -> Files:
    more = {} if workspace is None else {"pnpm-workspace.yaml": workspace}
    return files({"pnpm-lock.yaml": PNPM, "package.json": manifest, **more})


def test_pnpm_takes_overrides_from_its_workspace_file_too() -> None:
    manifest = {"dependencies": {"a": "^2.0.0"}}
    assert ["a: package.json requests ^2.0.0, but the lock contains 1.5.0"] == told(
        "pnpm-lock.yaml", pnpm(manifest)
    )
    assert [] == told("pnpm-lock.yaml", pnpm(manifest, "overrides:\n  a: ^1.5.0\n"))
    assert ["a: the project overrides the package with ^1.6.0, but the lock contains 1.5.0"] == told(
        "pnpm-lock.yaml", pnpm(manifest, "overrides:\n  a: ^1.6.0\n")
    )


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("package.yaml", "dependencies:\n  a: ^2.0.0\n"),
        ("package.json5", '{"dependencies": {"a": "^2.0.0",}} // note'),
    ],
)
def test_pnpm_reads_the_other_forms_of_a_manifest_where_there_is_no_package_json(
    name: str, text: str
) -> None:
    other = {"pnpm-lock.yaml": PNPM, name: text}
    assert [f"a: {name} requests ^2.0.0, but the lock contains 1.5.0"] == told("pnpm-lock.yaml", files(other))
    assert [] == told("pnpm-lock.yaml", files({**other, "package.json": {}}))


def test_json5_that_is_not_understood_is_told() -> None:
    [found] = told(
        "pnpm-lock.yaml", files({"pnpm-lock.yaml": PNPM, "package.json5": "{dependencies: {a: '9'}}"})
    )
    assert found.startswith("package.json5: the lock cannot be compared with this file")


def test_members_of_a_workspace_of_pnpm_may_have_another_form() -> None:
    beside = files(
        {
            "pnpm-lock.yaml": PNPM,
            "package.json": {},
            "pnpm-workspace.yaml": "packages: [parts/*]\n",
            "parts/x/package.yaml": "name: x\n",
        }
    )
    [found] = told("pnpm-lock.yaml", beside)
    assert found.startswith("parts/x: ")


WORKSPACE_FILE = """packages: # all of them
  - parts/*
  - '!parts/out'
"""


@pytest.mark.parametrize(
    ("workspace", "npmrc", "named"),
    [
        (WORKSPACE_FILE, "", True),
        ('packages: ["parts/*", "!parts/out"]\n', "shared-workspace-lockfile=true\n", True),
        ('"packages": ["parts/*", "!parts/out"]\n', "", True),
        (WORKSPACE_FILE, "shared-workspace-lockfile=false\n", False),
        (f"{WORKSPACE_FILE}sharedWorkspaceLockfile: false\n", "", False),
        ("packages: []\n", "", False),
        ("packages: parts\n", "", False),
    ],
)
def test_a_folder_that_pnpm_takes_in_needs_a_list_of_its_own(
    workspace: str, npmrc: str, *, named: bool
) -> None:
    lock = PNPM.replace("packages:\n", "  parts/old: {}\npackages:\n")
    names = ("old", "new", "out", ".hidden", "deep/er", "bower_components")
    folders = {f"parts/{name}/package.json": {"name": "k"} for name in names}
    beside = files(
        {
            "app/pnpm-lock.yaml": lock,
            "app/package.json": {},
            "app/pnpm-workspace.yaml": workspace,
            "app/.npmrc": npmrc,
            **{f"app/{path}": value for path, value in folders.items()},
        }
    )
    expected = [
        "parts/new: app/pnpm-workspace.yaml lists this workspace member, but the lock has no entry for it"
    ]
    assert (expected if named else []) == told("app/pnpm-lock.yaml", beside)


def test_without_all_overrides_nothing_is_compared() -> None:
    [found] = told("pnpm-lock.yaml", pnpm({"dependencies": {"a": "^2.0.0"}}, "overrides: {"))
    assert found.startswith("pnpm-workspace.yaml: the lock cannot be compared with this file")


def test_an_entry_of_a_catalog_must_be_there_in_some_version() -> None:
    manifest = {"dependencies": {"a": "catalog:", "b": "catalog:"}}
    beside = files({"pnpm-lock.yaml": PNPM.replace("^1.0.0", "'catalog:'"), "package.json": manifest})
    assert ["b: package.json requests catalog:, but the lock has no matching entry"] == told(
        "pnpm-lock.yaml", beside
    )


def test_what_the_lock_and_the_manifest_ask_for_is_told_once() -> None:
    packages = {"": {"dependencies": {"b": "1"}}}
    lock = json.dumps({"lockfileVersion": 3, "packages": packages})
    assert ["b 1: the project requests this package, but the lock has no matching entry"] == told(
        "package-lock.json", files({"package-lock.json": lock, "package.json": {"dependencies": {"b": "1"}}})
    )


def test_a_hostile_project_costs_little() -> None:
    names = {f"b{number}": "^9.0.0 || " * 10 + "^8" for number in range(5_000)}
    overrides = {f"c{number}": {"d": "1"} for number in range(5_000)}
    found = told("package-lock.json", npm(A, manifest={"dependencies": names, "overrides": overrides}))
    assert "more problems: only the first 1000 problems are listed" == found[-1]
