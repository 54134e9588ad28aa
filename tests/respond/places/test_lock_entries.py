"""Entries of a lockfile that match a request."""

import json

from pratique.lockfiles import format_for
from pratique.respond.places.lock_entries import entries
from pratique.respond.sighting import Basis
from tests.respond.places.wanting import digest, releases

SRI = "sha512-" + "A" * 86 + "=="


def lock(packages: dict[str, object]):  # type: ignore[no-untyped-def]
    text = json.dumps({"name": "web", "lockfileVersion": 3, "packages": packages}, indent=2)
    format_ = format_for("package-lock.json")
    assert format_ is not None
    return format_.parse(text.encode())


def entry(version: str, **more: object) -> dict[str, object]:
    return {"version": version, "resolved": "https://registry.example/a.tgz", "integrity": SRI, **more}


def test_an_entry_has_its_line_and_the_path_to_it() -> None:
    found = lock(
        {
            "": {"dependencies": {"web-client": "^1.0.0"}},
            "node_modules/web-client": entry("1.0.0", dependencies={"axios": "^1.14.0"}),
            "node_modules/axios": entry("1.14.1"),
        }
    )

    (one,) = entries(found, releases("axios@1.14.1"))

    assert ("pkg:npm/axios@1.14.1", Basis.RELEASE) == (one.wanted, one.basis)
    assert ("web-client", "axios") == one.through
    assert one.line is not None
    assert one.digests


def test_an_alias_is_named() -> None:
    found = lock(
        {
            "": {"dependencies": {"http": "npm:axios@1.14.1"}},
            "node_modules/http": entry("1.14.1", name="axios"),
        }
    )

    (one,) = entries(found, releases("axios@1.14.1"))

    assert "installed as http" == one.note


def test_a_bundled_package_is_found() -> None:
    found = lock(
        {
            "": {"dependencies": {"outer": "^1.0.0"}},
            "node_modules/outer": entry("1.0.0", bundleDependencies=["axios"], dependencies={"axios": "*"}),
            "node_modules/outer/node_modules/axios": {"version": "1.14.1", "inBundle": True},
        }
    )

    (one,) = entries(found, releases("axios@1.14.1"))

    assert ("outer", "axios") == one.through


def test_a_digest_matches_under_any_name() -> None:
    found = lock({"": {"dependencies": {"b": "*"}}, "node_modules/b": entry("9.9.9")})

    (one,) = entries(found, digest(SRI))

    assert (SRI, Basis.DIGEST) == (one.wanted, one.basis)


def test_a_folder_of_the_project_is_no_release() -> None:
    found = lock(
        {
            "": {"workspaces": ["axios"]},
            "axios": {"name": "axios", "version": "1.14.1"},
            "node_modules/axios": {"resolved": "axios", "link": True},
        }
    )

    assert [] == list(entries(found, releases("axios@1.14.1")))


def test_another_version_is_no_match() -> None:
    found = lock({"": {"dependencies": {"axios": "*"}}, "node_modules/axios": entry("1.14.0")})

    assert [] == list(entries(found, releases("axios@1.14.1")))
