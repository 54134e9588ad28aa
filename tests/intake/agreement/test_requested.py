"""Requests that bun resolves again, and members of a workspace that yarn 1 links in the place of entries."""

from typing import Any

import pytest

from tests.intake.agreement.files import files, told

SRI = "sha512-" + "A" * 86 + "=="


def bun(workspaces: Any, manifest: Any, **members: Any) -> list[str]:
    packages = {"a": ["a@1.5.0", "", {}, SRI], "b": ["b@1.0.0", "", {}, SRI]}
    packages |= {name: [f"{name}@workspace:{name}"] for name in members}
    lock = {"lockfileVersion": 1, "workspaces": workspaces, "packages": packages}
    folders = {f"{name}/package.json": value for name, value in members.items()}
    return told("bun.lock", files({"bun.lock": lock, "package.json": manifest, **folders}))


ASKS = {
    "name": "app",
    "dependencies": {"a": "^1.0.0"},
    "peerDependencies": {"b": "*"},
}
AGAIN = [
    "a: package.json requests ^1.0.0, but `workspaces` of bun.lock does not list it: the client resolves it again",
    "b: package.json requests *, but `workspaces` of bun.lock does not list it: the client resolves it again",
]


@pytest.mark.parametrize(
    ("listed", "expected"),
    [
        (ASKS, []),
        ({"name": "app", "devDependencies": {"a": "^1.0.0", "b": "*"}}, []),
        ({"name": "app", "optionalDependencies": {"a": "1"}, "dependencies": {"b": ""}}, []),
        ({"name": "app", "dependencies": {"a": "^1.0.0"}}, AGAIN[1:]),
        ({"name": "app", "dependencez": {"a": "^1.0.0"}, "peerDependencies": {"b": "*"}}, AGAIN[:1]),
        ({"name": "app"}, AGAIN),
    ],
)
def test_bun_resolves_again_what_its_lock_does_not_list(listed: Any, expected: list[str]) -> None:
    assert expected == bun({"": listed}, ASKS)


def test_what_another_folder_lists_does_not_count() -> None:
    assert AGAIN == bun({"": {"name": "app"}, "x": ASKS}, ASKS)
    assert AGAIN == bun({"x": ASKS}, ASKS)


def test_the_members_of_a_workspace_are_compared_too() -> None:
    member = {"name": "m", "dependencies": {"a": "catalog:", "b": "1"}}
    assert [] == bun({"": {}, "m": member}, {"workspaces": ["m"]}, m=member)
    lost = {"name": "m", "dependencies": {"a": "catalog:"}}
    assert [
        "b: m/package.json requests 1, but `workspaces` of bun.lock does not list it: the client resolves it again"
    ] == bun({"": {}, "m": lost}, {"workspaces": ["m"]}, m=member)


def test_what_is_replaced_is_listed_all_the_same() -> None:
    assert AGAIN == bun({"": {"name": "app"}}, {**ASKS, "overrides": {"a": "1.5.0"}})


def yarn(request: str, version: str = "1.5.0", *, name: str = "a", private: bool = True) -> list[str]:
    lock = f"""# yarn lockfile v1


{request}:
  version "1.5.0"
  resolved "https://registry.example/a/-/a-1.5.0.tgz#0000000000000000000000000000000000000000"
"""
    manifest = {"private": private, "workspaces": ["parts/*"]}
    member = {"name": name, "version": version}
    return told(
        "yarn.lock", files({"yarn.lock": lock, "package.json": manifest, "parts/a/package.json": member})
    )


TAKEN = ["a@1.5.0: yarn links parts/a, a workspace member with this name, instead of installing the entry"]


@pytest.mark.parametrize(
    ("request_", "version", "expected"),
    [
        ("a@^1.0.0", "1.5.0", TAKEN),
        ("a@^1.0.0", "1.9.0", TAKEN),
        ("a@^9.0.0, a@^1.0.0", "1.0.0", TAKEN),
        ('"a@*"', "3.0.0", TAKEN),
        ("a@^1.0.0", "2.0.0", []),
        ("a@^1.0.0", "1.6.0-rc.1", []),
        ("a@latest", "1.5.0", []),
        ('"b@npm:a@^1.0.0"', "1.5.0", []),
    ],
)
def test_yarn_1_links_a_member_in_the_place_of_an_entry(
    request_: str, version: str, expected: list[str]
) -> None:
    assert expected == yarn(request_, version)


def test_a_member_of_another_name_or_of_no_workspace_takes_no_place() -> None:
    assert [] == yarn("a@^1.0.0", name="other")
    assert [] == yarn("a@^1.0.0", private=False)


@pytest.mark.parametrize(
    ("request_", "expected"),
    [
        ("latest", ["a: package.json requests latest, but the lock was made for ^1.0.0"]),
        ("catalog:", ["a: package.json requests catalog:, but the lock was made for ^1.0.0"]),
        ("^1.0.0", []),
        ("^1.5.0", []),
    ],
)
def test_a_request_without_a_range_is_the_one_that_the_lock_was_made_for(
    request_: str, expected: list[str]
) -> None:
    manifest = {"name": "app", "dependencies": {"a": request_}}
    assert expected == bun({"": {"name": "app", "dependencies": {"a": "^1.0.0"}}}, manifest)
    assert [] == bun({"": manifest}, manifest)
    pnpm = (
        "lockfileVersion: '9.0'\nimporters:\n  .:\n    dependencies:\n      a: {specifier: TEXT, version: 1.5.0}\n"
        f"packages:\n  a@1.5.0: {{resolution: {{integrity: {SRI}}}}}\nsnapshots:\n  a@1.5.0: {{}}\n"
    )
    for text, found in (("^1.0.0", expected), (f"'{request_}'", [])):
        lock = pnpm.replace("TEXT", text)
        assert found == told("pnpm-lock.yaml", files({"pnpm-lock.yaml": lock, "package.json": manifest}))


def test_npm_keeps_an_entry_for_a_tag() -> None:
    entry = {"version": "1.5.0", "resolved": "https://registry.example/a/-/a-1.5.0.tgz", "integrity": SRI}
    lock = {"lockfileVersion": 3, "packages": {"": {"dependencies": {"a": "^1"}}, "node_modules/a": entry}}
    beside = files({"package-lock.json": lock, "package.json": {"dependencies": {"a": "latest"}}})
    assert [] == told("package-lock.json", beside)
