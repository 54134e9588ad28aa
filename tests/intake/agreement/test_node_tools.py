"""What sets the tools of Node apart."""

from typing import Any

from tests.intake.agreement.files import files, told

A = {"node_modules/a": {"version": "1.5.0", "resolved": "https://registry.example/a/-/a-1.5.0.tgz"}}


def npm(version: int, manifest: Any) -> list[str]:
    lock = {"lockfileVersion": version, "packages": {"": {}, **A}}
    return told("package-lock.json", files({"package-lock.json": lock, "package.json": manifest}))


def test_npm_6_and_7_know_no_overrides() -> None:
    manifest = {"overrides": {"a": "^1.6.0"}}

    assert npm(2, manifest) == []
    assert npm(3, manifest) == [
        "a: the project overrides the package with ^1.6.0, but the lock contains 1.5.0"
    ]


def test_other_tools_sections_override_nothing_for_npm() -> None:
    assert npm(3, {"resolutions": {"a": "^9"}, "pnpm": {"overrides": {"a": "^9"}}}) == []
