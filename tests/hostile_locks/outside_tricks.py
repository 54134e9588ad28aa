"""Mechanisms that a person wrote down who had not seen the code: odd encodings, and Node clients."""

import base64
import hashlib
import json
import re
from collections.abc import Callable
from typing import Any
from urllib.parse import quote, urlsplit

from tests.git import Git, repository
from tests.hostile_locks.clients import (
    BUN,
    BUNDLER,
    NPM,
    PDM,
    PIPENV,
    PNPM,
    POETRY,
    PYLOCK,
    UV,
    YARN1,
    YARN4,
)
from tests.hostile_locks.mechanism import OUTSIDE, mechanism
from tests.hostile_locks.relocked_tricks import node_folder
from tests.hostile_locks.scene import (
    EVIL_SRI,
    EVIL_TGZ,
    GOOD_GEM,
    GOOD_SDIST,
    GOOD_SRI,
    GOOD_WHEEL,
    GULL_SRI,
    NoChangeError,
    Scene,
    evil_tgz,
    sha1,
    sha256,
)
from tests.hostile_locks.world import EVIL, attack_later, gem, npm_release, python_wheel, tarball
from tests.loopback import GemPackage, PypiProject

_NODE = (NPM, YARN1, YARN4, PNPM, BUN)
_TABLES = (UV, POETRY, PDM, PYLOCK)
_LISTED = "what is installed ("
"""Words of the line that lists settings, where each client has its own file."""
_LINE_SEPARATOR = "\u2028"


def _swap(text: str, *pairs: tuple[str, str]) -> str:
    for old, new in pairs:
        if old not in text:
            raise NoChangeError(f"the lock has no {old!r}")
        text = text.replace(old, new)
    return text


def _turned(scene: Scene) -> str:
    """Return the lock with the attacker's package in place of kite; the honest one stays where it was published."""
    text, world = scene.lock, scene.world
    good, gull = world.good.npm_tarball_url("kite", "1.1.0"), world.good.npm_tarball_url("gull", "1.0.0")
    match scene.format:
        case "npm" | "bun":
            return _swap(text, (good, gull), (GOOD_SRI, GULL_SRI))
        case "yarn1":
            place = f"{good}#{sha1(tarball('kite', '1.1.0', 'good'))}"
            return _swap(text, (place, gull), (GOOD_SRI, GULL_SRI))
        case "yarn4":
            text = re.sub(r'(?<="kite@npm:1\.1\.0"\n)  checksum: [^\n]+\n', "", text)
            return _swap(text, ('resolution: "kite@npm:1.1.0"', 'resolution: "gull@npm:1.0.0"'))
        case "pnpm":
            return _swap(text, (f"{{integrity: {GOOD_SRI}}}", f"{{integrity: {GULL_SRI}, tarball: {gull}}}"))
        case "bundler":
            newer = gem("kite", "1.1.5", EVIL)
            world.good.put_gem(GemPackage(name="kite", files=(GOOD_GEM, newer)))
            return _swap(text, ("kite (1.1.0)", "kite (1.1.5)"), (sha256(GOOD_GEM.data), sha256(newer.data)))
    special = python_wheel("kite", "1.1.0", EVIL, tag="1-py3-none-any")
    world.good.put_pypi(PypiProject(name="kite", files=(GOOD_WHEEL, GOOD_SDIST, special)))
    names: tuple[tuple[str, str], ...] = (
        ((GOOD_WHEEL.filename, special.filename),) if GOOD_WHEEL.filename in text else ()
    )
    if (url := world.good.pypi_file_url(GOOD_WHEEL)) in text:
        sizes = ((f"size = {len(GOOD_WHEEL.data)}", f"size = {len(special.data)}"),)
        names = ((url, world.good.pypi_file_url(special)), *sizes)
    return _swap(text, *names, (sha256(GOOD_WHEEL.data), sha256(special.data)))


def _rewrite(scene: Scene, change: Callable[[str], str | bytes]) -> None:
    honest = scene.lock
    changed = change(_turned(scene))
    if changed == honest:
        raise NoChangeError("the lock stays as it was")
    scene.write(scene.client.lock, changed)


_EVERY = (*_NODE, *_TABLES, PIPENV, BUNDLER)


@mechanism("lock-is-a-link", *_EVERY, idea=OUTSIDE)
def lock_is_a_link(scene: Scene) -> None:
    """Make the lock a symbolic link to a file that no reader takes for a lock."""
    scene.write("docs/picture.svg", _turned(scene))
    path = scene.folder / scene.client.lock
    path.unlink()
    path.symlink_to("docs/picture.svg")


@mechanism("manifest-is-a-link", *_NODE, idea=OUTSIDE)
def manifest_is_a_link(scene: Scene) -> None:
    """Make package.json a symbolic link to a file that asks for more."""
    scene.manifest(lambda document: document["dependencies"].update(gull="^1.0.0"))
    path = scene.folder / "package.json"
    scene.write("docs/picture.svg", path.read_bytes())
    path.unlink()
    path.symlink_to("docs/picture.svg")


@mechanism("marked-bytes", *(form for form in _EVERY if form != NPM), idea=OUTSIDE)
def marked_bytes(scene: Scene) -> None:
    """Begin the lock with a byte order mark."""
    _rewrite(scene, lambda text: "\ufeff" + text)


@mechanism("windows-lines", *_EVERY, idea=OUTSIDE)
def windows_lines(scene: Scene) -> None:
    _rewrite(scene, lambda text: text.replace("\n", "\r\n"))


@mechanism("sixteen-bits", *_EVERY, idea=OUTSIDE)
def sixteen_bits(scene: Scene) -> None:
    _rewrite(scene, lambda text: text.encode("utf-16"))


@mechanism("escaped-text", NPM, BUN, PNPM, *_TABLES, PIPENV, idea=OUTSIDE)
def escaped_text(scene: Scene) -> None:
    """Write letters of keys and values as escapes."""

    def escape(text: str) -> str:
        match scene.format:
            case "npm":
                return _swap(text, ('"node_modules/kite"', '"node_modules/\\u006bite"'))
            case "bun":
                return _swap(text, ('"kite": [', '"k\\u0069te": ['))
            case "pnpm":
                return _swap(text, ("  kite@1.1.0:\n    res", '  "k\\x69te@1.1.0":\n    res'))
            case "pipenv":
                return _swap(text, ('"kite": {', '"k\\u0069te": {'))
        return _swap(text, ('name = "kite"\nversion', '"n\\u0061me" = "k\\u0069te"\nversion'))

    _rewrite(scene, escape)


_HONEST_LINES = {
    YARN1: f'kite@^1.0.0:\n  version "1.1.0"\n  resolved "GOOD"\n  integrity {GOOD_SRI}\n',
    YARN4: '  resolution: "kite@npm:1.1.0"\n',
    PNPM: f"    resolution: {{integrity: {GOOD_SRI}}}\n",
    BUNDLER: "    kite (1.1.0)\n",
}
_EVIL_LINE = {
    YARN4: '  resolution: "gull@npm:1.0.0"\n',
    PNPM: f"    resolution: {{integrity: {GULL_SRI}, tarball: GULL}}\n",
    BUNDLER: "    kite (1.1.5)\n",
}


def _comment_behind(scene: Scene, ending: str) -> None:
    """Put a comment behind the attacker's line that holds the honest one behind a character some readers break lines at."""
    places = {name: scene.world.good.npm_tarball_url(name, version) for name, version in _AT.items()}
    honest = _HONEST_LINES[scene.format].replace("GOOD", places["kite"]).replace("\n", ending)
    if scene.format == YARN1:
        _rewrite(scene, lambda text: f"{text}\n# note{ending}{honest}\n")
        return
    line = _EVIL_LINE[scene.format].replace("GULL", places["gull"])
    _rewrite(scene, lambda text: _swap(text, (line, f"{line}# note{ending}{honest}\n")))


_AT = {"kite": "1.1.0", "gull": "1.0.0"}


@mechanism("line-separator-in-comment", YARN1, YARN4, PNPM, BUNDLER, idea=OUTSIDE)
def line_separator(scene: Scene) -> None:
    _comment_behind(scene, _LINE_SEPARATOR)


@mechanism("next-line-in-comment", YARN1, YARN4, PNPM, BUNDLER, idea=OUTSIDE)
def next_line(scene: Scene) -> None:
    _comment_behind(scene, "\u0085")


@mechanism("form-feed-in-comment", YARN1, BUNDLER, idea=OUTSIDE)
def form_feed(scene: Scene) -> None:
    _comment_behind(scene, "\u000c")


@mechanism("lone-return-in-comment", YARN1, YARN4, PNPM, BUNDLER, idea=OUTSIDE)
def lone_return(scene: Scene) -> None:
    _comment_behind(scene, "\r")


@mechanism("entry-inside-string", *_TABLES, idea=OUTSIDE)
def entry_inside_string(scene: Scene) -> None:
    """Put the honest entry into a string of several lines, for readers that look at lines."""
    table = "packages" if scene.format == PYLOCK else "package"
    start = f'[[{table}]]\nname = "kite"\n'
    honest = scene.lock[scene.lock.index(start) :].partition("\n\n[")[0]
    _rewrite(
        scene,
        lambda text: _swap(text, (start, f"[[ {table} ]]\nnote = '''\n{honest}\n'''\nname = \"kite\"\n")),
    )


@mechanism("key-twice-in-manifest", *_NODE, idea=OUTSIDE)
def key_twice_in_manifest(scene: Scene) -> None:
    """Write `dependencies` twice: clients take the last."""
    more = ',\n  "dependencies": {"fleet": "^2.0.0", "kite": "^1.0.0", "gull": "^1.0.0"}\n}\n'
    scene.sub(r"\n\}\n\Z", more, "package.json")


@mechanism("comment-in-manifest", BUN, idea=OUTSIDE)
def comment_in_manifest(scene: Scene) -> None:
    """Ask for more in a package.json with comments and a comma too many, which bun reads."""
    scene.replace('"fleet"', '// note\n    "gull": "^1.0.0",\n    "fleet"', "package.json")
    scene.replace('"^1.0.0"\n  }', '"^1.0.0",\n  }', "package.json")


@mechanism("manifest-of-another-form", PNPM, idea=OUTSIDE)
def manifest_of_another_form(scene: Scene) -> None:
    """Put package.yaml, which pnpm reads as well, in place of package.json."""
    (scene.folder / "package.json").unlink()
    text = "name: app\nversion: 1.0.0\ndependencies:\n  fleet: ^2.0.0\n  gull: ^1.0.0\n  kite: ^1.0.0\n"
    scene.write("package.yaml", text)


@mechanism("json5-manifest", PNPM, idea=OUTSIDE)
def json5_manifest(scene: Scene) -> None:
    (scene.folder / "package.json").unlink()
    scene.write(
        "package.json5", "{name: 'app', dependencies: {fleet: '^2.0.0', gull: '^1.0.0', kite: '^1.0.0'}}\n"
    )


# npm


@mechanism("inherited-fields", NPM, idea=OUTSIDE)
def inherited_fields(scene: Scene) -> None:
    """Give the entry's fields to its prototype."""
    fields = {
        "resolved": scene.world.good.npm_tarball_url("gull", "1.0.0"),
        "integrity": GULL_SRI,
    }
    scene.entry(resolved=None, integrity=None, __proto__=fields)


@mechanism("dots-in-address", NPM, YARN1, PNPM, BUN, idea=OUTSIDE)
def dots_in_address(scene: Scene) -> None:
    """Write an address below the honest package that leads to another one."""
    gull = scene.world.good.npm_tarball_url("gull", "1.0.0")
    _rewrite(scene, lambda text: _swap(text, (gull, gull.replace("/gull/-", "/kite/-/../../gull/-"))))


@mechanism("escaped-dots-in-address", NPM, YARN1, PNPM, BUN, idea=OUTSIDE)
def escaped_dots_in_address(scene: Scene) -> None:
    gull = scene.world.good.npm_tarball_url("gull", "1.0.0")
    _rewrite(scene, lambda text: _swap(text, (gull, gull.replace("/gull/-", "/kite/-/%2e%2e/%2E%2e/gull/-"))))


@mechanism("user-in-address", NPM, YARN1, PNPM, BUN, idea=OUTSIDE)
def user_in_address(scene: Scene) -> None:
    """Write the honest host where the user stands, and the attacker's behind it."""
    good, evil = scene.world.good.npm_tarball_url("kite", "1.1.0"), evil_tgz(scene.world)
    place = evil.replace("://", f"://{urlsplit(good).netloc}@")
    _with_address(scene, place, EVIL_SRI)


@mechanism("backslash-in-address", NPM, YARN1, PNPM, BUN, idea=OUTSIDE)
def backslash_in_address(scene: Scene) -> None:
    good, evil = urlsplit(scene.world.good.npm_tarball_url("kite", "1.1.0")), urlsplit(evil_tgz(scene.world))
    _with_address(scene, f"http://{evil.netloc}\\@{good.netloc}{evil.path}", EVIL_SRI)


@mechanism("tab-in-address", NPM, YARN1, PNPM, BUN, idea=OUTSIDE)
def tab_in_address(scene: Scene) -> None:
    """Put a tab into the host, which WHATWG readers leave out."""
    place = evil_tgz(scene.world).replace("127.0.0.1", "127.0\t.0.1")
    _with_address(scene, place, EVIL_SRI)


def _with_address(scene: Scene, place: str, digest: str) -> None:
    good = scene.world.good.npm_tarball_url("kite", "1.1.0")
    text = json.dumps(place)
    match scene.format:
        case "npm":
            scene.entry(resolved=place, integrity=digest)
        case "yarn1":
            scene.sub(
                r'resolved "' + good + r'[^"]*"\n  integrity [^\n]+', f"resolved {text}\n  integrity {digest}"
            )
        case "pnpm":
            scene.replace(f"{{integrity: {GOOD_SRI}}}", f"{{integrity: {digest}, tarball: {text}}}")
        case "bun":
            scene.replace(f'"{good}"', text)
            scene.replace(GOOD_SRI, digest)


@mechanism("digest-with-options", NPM, YARN1, PNPM, BUN, idea=OUTSIDE)
def digest_with_options(scene: Scene) -> None:
    """Write the honest digest as an option of the attacker's."""
    _with_address(scene, evil_tgz(scene.world), f"{EVIL_SRI}?{GOOD_SRI}")


@mechanism("empty-digest", NPM, YARN1, PNPM, BUN, idea=OUTSIDE)
def empty_digest(scene: Scene) -> None:
    _with_address(scene, evil_tgz(scene.world), '""' if scene.format == YARN1 else "sha512-")


@mechanism("md5-digest", NPM, YARN1, PNPM, BUN, idea=OUTSIDE)
def md5_digest(scene: Scene) -> None:
    found = hashlib.md5(EVIL_TGZ, usedforsecurity=False).digest()
    _with_address(scene, evil_tgz(scene.world), f"md5-{base64.b64encode(found).decode()}")


@mechanism("key-with-dots", NPM, idea=OUTSIDE)
def key_with_dots(scene: Scene) -> None:
    _second_key(scene, "vendor/../node_modules/kite")


@mechanism("key-with-slash", NPM, idea=OUTSIDE)
def key_with_slash(scene: Scene) -> None:
    _second_key(scene, "node_modules/kite/")


@mechanism("key-with-two-slashes", NPM, idea=OUTSIDE)
def key_with_two_slashes(scene: Scene) -> None:
    _second_key(scene, "node_modules//kite")


def _second_key(scene: Scene, key: str) -> None:
    def change(document: Any) -> None:
        place = scene.world.good.npm_tarball_url("gull", "1.0.0")
        document["packages"][key] = {"version": "1.1.0", "resolved": place, "integrity": GULL_SRI}

    scene.json(change)


@mechanism("program-of-the-client", NPM, idea=OUTSIDE, settings_file=".npmrc")
def program_of_the_client(scene: Scene) -> None:
    """Name the repository's own program as git, and lock a git address."""
    git = repository(scene.folder.parent / "kite-git")
    (git.folder / "package.json").write_text('{"name": "kite", "version": "1.1.0"}')
    (git.folder / "index.js").write_text(str(npm_release("kite", "1.1.0", EVIL).files["index.js"]))
    commit = git.commit()
    scene.write("tools/git", '#!/bin/sh\nexec git "$@"\n')
    (scene.folder / "tools/git").chmod(0o755)
    scene.write(".npmrc", "git=tools/git\n")
    scene.entry(resolved=f"git+file://{git.folder}#{commit}", integrity=None)


# what a client believes to have installed


@mechanism("installed-tree-committed", YARN1, YARN4, PNPM, BUN, idea=OUTSIDE, settings_file="node_modules")
def installed_tree_committed(scene: Scene) -> None:
    """Commit what the client itself installs, with the attacker's file in it."""
    done = scene.client.run(scene.client.plain, scene.folder, scene.world)
    if done.code:
        raise NoChangeError(done.out)
    evil = str(npm_release("kite", "1.1.0", EVIL).files["index.js"])
    for path in (scene.folder / "node_modules").rglob("kite/index.js"):
        path.unlink()
        path.write_text(evil)
    Git(scene.folder)("add", "--force", "node_modules")


# yarn


@mechanism("name-field", YARN1, idea=OUTSIDE)
def name_field(scene: Scene) -> None:
    """Name another package in the entry, and no address."""
    scene.sub(
        r'  version "1\.1\.0"\n  resolved [^\n]+\n  integrity [^\n]+\n',
        f'  name gull\n  version "1.0.0"\n  integrity {GULL_SRI}\n',
    )


@mechanism("quoted-key-twice", YARN1, idea=OUTSIDE)
def quoted_key_twice(scene: Scene) -> None:
    """Write the key once more, in quotes."""
    place = scene.world.good.npm_tarball_url("gull", "1.0.0")
    block = f'"k\\u0069te@^1.0.0":\n  version "1.1.0"\n  resolved "{place}"\n  integrity {GULL_SRI}\n'
    scene.write(scene.client.lock, f"{scene.lock}\n{block}")


@mechanism("lock-switched-off", YARN1, idea=OUTSIDE, settings_file=".yarnrc")
def lock_switched_off(scene: Scene) -> None:
    scene.write(".yarnrc", f'--install.no-lockfile true\nregistry "{scene.world.evil.npm_url}"\n')


@mechanism("old-header", YARN4, idea=OUTSIDE)
def old_header(scene: Scene) -> None:
    """Say that the lock is one of yarn 1, whose reader takes the last of two entries."""
    kite = scene.lock[scene.lock.index('"kite@npm:^1.0.0":') :]
    evil = kite.replace('"kite@npm:1.1.0"', '"gull@npm:1.0.0"')
    evil = "\n".join(line for line in evil.splitlines() if "checksum" not in line)
    scene.write(scene.client.lock, f"# yarn lockfile v1\n\n{scene.lock}\n{evil}\n")


@mechanism("checksum-of-another-cache", YARN4, idea=OUTSIDE)
def checksum_of_another_cache(scene: Scene) -> None:
    """Keep the digest, with the key of another cache, for which yarn does not compare it."""
    where = quote(evil_tgz(scene.world), safe="")
    scene.replace('resolution: "kite@npm:1.1.0"', f'resolution: "kite@npm:1.1.0::__archiveUrl={where}"')
    scene.sub(r"(?<=kite@npm:)(.*?)checksum: 10c0/", lambda found: f"{found[1]}checksum: 9c0/")


@mechanism("program-makes-package", YARN4, idea=OUTSIDE)
def program_makes_package(scene: Scene) -> None:
    """Let a program of the repository write the package."""
    evil = str(npm_release("kite", "1.1.0", EVIL).files["index.js"])
    scene.write(
        "make.js",
        "const fs = require('fs'), path = require('path')\n"
        f"fs.writeFileSync(path.join(execEnv.buildDir, 'index.js'), {json.dumps(evil)})\n"
        'fs.writeFileSync(path.join(execEnv.buildDir, \'package.json\'), \'{"name": "kite", "version": "1.1.0"}\')\n',
    )
    scene.replace(
        'resolution: "kite@npm:1.1.0"',
        'resolution: "kite@exec:./make.js#./make.js::locator=app%40workspace%3A."',
    )
    scene.sub(r"(?<=kite@exec:)(.*?)  checksum: [^\n]+\n", lambda found: found[1])


# As for each member of a workspace: it is the project itself to a full check, which lists it.
@mechanism(
    "resolved-to-member",
    YARN4,
    idea=OUTSIDE,
    in_place="parts/kite",
    settings_file="a workspace of the project",
)
def resolved_to_member(scene: Scene) -> None:
    """Let the entry of a registry's package be a folder of the project."""
    scene.manifest(lambda document: document.update(private=True, workspaces=["parts/*"]))
    node_folder(scene, "parts/kite")
    scene.sub(
        r'"kite@npm:\^1\.0\.0":\n.*\Z',
        '"kite@npm:^1.0.0, kite@workspace:parts/kite":\n  version: 0.0.0-use.local\n'
        '  resolution: "kite@workspace:parts/kite"\n  languageName: unknown\n  linkType: soft\n',
    )


@mechanism("local-git", YARN4, YARN1, BUN, idea=OUTSIDE)
def local_git(scene: Scene) -> None:
    git = repository(scene.folder.parent / "kite-git")
    (git.folder / "package.json").write_text('{"name": "kite", "version": "1.1.0"}')
    (git.folder / "index.js").write_text(str(npm_release("kite", "1.1.0", EVIL).files["index.js"]))
    commit = git.commit()
    where = f"git+file://{git.folder}#{commit}"
    match scene.format:
        case "yarn1":
            scene.sub(r'resolved "[^"]+/kite-[^"]+"\n  integrity [^\n]+', f'resolved "{where}"')
        case "bun":
            scene.sub(r'    "kite": \[[^\n]+\n', f'    "kite": ["kite@{where}", {{}}, "{commit}"],\n')
        case "yarn4":
            place = f"file://{git.folder}#commit={commit}"
            scene.replace('resolution: "kite@npm:1.1.0"', f'resolution: "kite@{place}"')
            scene.sub(r"(?<=commit=)(.*?)  checksum: [^\n]+\n", lambda found: found[1])


# pnpm


@mechanism("lock-of-a-branch", PNPM, idea=OUTSIDE)
def lock_of_a_branch(scene: Scene) -> None:
    """Have pnpm read a lock with the name of the branch."""
    branch = Git(scene.folder)("rev-parse", "--abbrev-ref", "HEAD").strip()
    scene.write("pnpm-workspace.yaml", "gitBranchLockfile: true\n")
    scene.write(f"pnpm-lock.{branch}.yaml", _turned(scene))


@mechanism("lock-in-another-folder", PNPM, idea=OUTSIDE, settings_file="pnpm-workspace.yaml")
def lock_in_another_folder(scene: Scene) -> None:
    """Have pnpm keep its lock elsewhere."""
    scene.write("pnpm-workspace.yaml", "lockfileDir: docs\n")
    scene.write(".npmrc", "lockfile-dir=docs\n")
    scene.write("docs/pnpm-lock.yaml", _turned(scene).replace("  .:\n", "  ..:\n"))


@mechanism("lock-switched-off", PNPM, idea=OUTSIDE, settings_file="pnpm-workspace.yaml")
def pnpm_lock_switched_off(scene: Scene) -> None:
    scene.write("pnpm-workspace.yaml", f"lockfile: false\nregistry: {scene.world.evil.npm_url}\n")
    scene.write(".npmrc", f"lockfile=false\nregistry={scene.world.evil.npm_url}\n")


@mechanism("registry-in-workspace-file", PNPM, idea=OUTSIDE, settings_file="pnpm-workspace.yaml")
def registry_in_workspace_file(scene: Scene) -> None:
    url = scene.world.evil.npm_url
    scene.write("pnpm-workspace.yaml", f"registry: {url}\nregistries:\n  default: {url}\n")
    scene.replace(f"{{integrity: {GOOD_SRI}}}", "{}")


@mechanism("yaml-alias", PNPM, idea=OUTSIDE)
def yaml_alias(scene: Scene) -> None:
    """Write the resolution as the alias of one elsewhere."""
    gull = scene.world.good.npm_tarball_url("gull", "1.0.0")
    _rewrite(
        scene,
        lambda text: _swap(
            text,
            (f"{{integrity: {GULL_SRI}, tarball: {gull}}}", "*other"),
            ("importers:\n", f"time: &other {{integrity: {GULL_SRI}, tarball: {gull}}}\n\nimporters:\n"),
        ),
    )


@mechanism("yaml-merged-fields", PNPM, idea=OUTSIDE)
def yaml_merged_fields(scene: Scene) -> None:
    """Bring the resolution in by a merge key."""
    gull = scene.world.good.npm_tarball_url("gull", "1.0.0")
    evil = f"{{integrity: {GULL_SRI}, tarball: {gull}}}"
    _rewrite(
        scene,
        lambda text: _swap(
            text,
            (f"    resolution: {evil}\n", "    <<: *other\n"),
            ("importers:\n", f"time: &other\n  resolution: {evil}\n\nimporters:\n"),
        ),
    )


@mechanism("yaml-question-key", PNPM, idea=OUTSIDE)
def yaml_question_key(scene: Scene) -> None:
    _rewrite(
        scene, lambda text: _swap(text, ("  kite@1.1.0:\n    res", "  ? !!str kite@1.1.0\n  :\n    res"))
    )


@mechanism(
    "settings-package", PNPM, idea=OUTSIDE, settings_file="pnpm-workspace.yaml", in_place="node_modules"
)
def settings_package(scene: Scene) -> None:
    """Ask for a package of settings, which pnpm installs before it reads the lock."""
    scene.write("pnpm-workspace.yaml", f"configDependencies:\n  gull: 1.0.0+{GULL_SRI}\n")


@mechanism("overrides-in-package-json", PNPM, idea=OUTSIDE, settings_file="package.json")
def overrides_in_package_json(scene: Scene) -> None:
    scene.manifest(lambda document: document.update(pnpm={"overrides": {"kite": "npm:gull@1.0.0"}}))


@mechanism("archive-of-a-git-host", PNPM, idea=OUTSIDE)
def archive_of_a_git_host(scene: Scene) -> None:
    """Call the attacker's archive one of a git host, whose digest pnpm may leave out."""
    _with_resolution(scene, f"{{integrity: {GOOD_SRI}, tarball: {evil_tgz(scene.world)}, gitHosted: true}}")


@mechanism("resolution-with-variants", PNPM, idea=OUTSIDE)
def resolution_with_variants(scene: Scene) -> None:
    """Name one archive a system, as pnpm does for runtimes."""
    evil = f"{{type: binary, archive: tarball, url: {evil_tgz(scene.world)}, integrity: {EVIL_SRI}, bin: index.js}}"
    target = "targets: [{os: linux, cpu: x64}]"
    _with_resolution(scene, f"{{type: variations, variants: [{{{target}, resolution: {evil}}}]}}")


@mechanism("binary-resolution", PNPM, idea=OUTSIDE)
def binary_resolution(scene: Scene) -> None:
    place = f"url: {evil_tgz(scene.world)}, integrity: {EVIL_SRI}"
    _with_resolution(scene, f"{{type: binary, archive: tarball, {place}, bin: {{kite: index.js}}}}")


def _with_resolution(scene: Scene, resolution: str) -> None:
    scene.replace(f"{{integrity: {GOOD_SRI}}}", resolution)


# bun


@mechanism("registry-in-environment-file", BUN, idea=OUTSIDE, settings_file=".env")
def registry_in_environment_file(scene: Scene) -> None:
    """Name the registry in `.env`, which bun reads before it installs."""
    scene.write(".env", f"BUN_CONFIG_REGISTRY={scene.world.evil.npm_url}\n")
    scene.sub(r'    "kite": \[[^\n]+\n', '    "kite": ["kite@1.1.0", "", {}, ""],\n')


@mechanism("registry-in-environment-file-alone", BUN, idea=OUTSIDE, settings_file=".env")
def registry_in_environment_file_alone(scene: Scene) -> None:
    """Name the registry in `.env` of a project whose lock has no digest of kite anyway."""
    scene.sub(r'    "kite": \[[^\n]+\n', '    "kite": ["kite@1.1.0", "", {}, ""],\n')
    Git(scene.folder)("commit", "--all", "--message", "lock")
    scene.write(".env", f"BUN_CONFIG_REGISTRY={scene.world.evil.npm_url}\n")


@mechanism("binary-lock", BUN, idea=OUTSIDE)
def binary_lock(scene: Scene) -> None:
    """Leave the lock in bun's old binary form alone."""
    scene.write("bunfig.toml", "[install]\nsaveTextLockfile = false\n")
    scene.manifest(lambda document: document["dependencies"].update(gull="^1.0.0"))
    (scene.folder / "bun.lock").unlink()
    scene.client.run(("install", "--ignore-scripts"), scene.folder, scene.world)
    for left in ("bunfig.toml", "bun.lock"):
        (scene.folder / left).unlink(missing_ok=True)
    if not (scene.folder / "bun.lockb").exists():
        raise NoChangeError("bun writes no binary lock")


@mechanism("binary-lock-beside", BUN, idea=OUTSIDE)
def binary_lock_beside(scene: Scene) -> None:
    honest = (scene.lock, (scene.folder / "package.json").read_text())
    binary_lock(scene)
    scene.write("bun.lock", honest[0])
    scene.write("package.json", honest[1])


@mechanism("digests-switched-off", BUN, idea=OUTSIDE, settings_file=".env")
def digests_switched_off(scene: Scene) -> None:
    """Switch the comparison of digests off, and name another registry, in a file that is read in production."""
    scene.sub(r'    "kite": \[[^\n]+\n', f'    "kite": ["kite@1.1.0", "", {{}}, "{GOOD_SRI}"],\n')
    Git(scene.folder)("commit", "--all", "--message", "lock")
    url = scene.world.evil.npm_url
    scene.write(".env.production", f"export BUN_CONFIG_NO_VERIFY = 1\nA={url}\nNPM_CONFIG_REGISTRY: ${{A}}\n")


# requests that a client answers in its own way


@mechanism("manifest-alias", *_NODE, idea=OUTSIDE)
def manifest_alias(scene: Scene) -> None:
    """Ask for another package under the locked name, without a lock for it."""
    scene.manifest(lambda document: document["dependencies"].update(kite="npm:gull@^1.0.0"))


@mechanism("manifest-tag", *_NODE, idea=OUTSIDE)
def manifest_tag(scene: Scene) -> None:
    """Ask for what the registry calls the latest, after the attacker's release."""
    scene.manifest(lambda document: document["dependencies"].update(kite="latest"))
    attack_later(scene.world)


@mechanism("manifest-catalog", PNPM, BUN, YARN4, idea=OUTSIDE, settings_file=_LISTED)
def manifest_catalog(scene: Scene) -> None:
    """Ask for what a catalog says, which is another package."""
    scene.manifest(lambda document: document["dependencies"].update(kite="catalog:"))
    if scene.format == PNPM:
        scene.write("pnpm-workspace.yaml", "catalog:\n  kite: npm:gull@1.0.0\n")
    elif scene.format == YARN4:
        scene.write(".yarnrc.yml", "catalog:\n  kite: npm:gull@1.0.0\n")
    else:
        scene.manifest(
            lambda document: document.update(
                private=True, workspaces={"packages": [], "catalog": {"kite": "npm:gull@1.0.0"}}
            )
        )


@mechanism("catalog-changed", PNPM, BUN, YARN4, idea=OUTSIDE, settings_file=_LISTED)
def catalog_changed(scene: Scene) -> None:
    """Change the catalog alone, in a project that asks for what it says."""
    path = {PNPM: "pnpm-workspace.yaml", YARN4: ".yarnrc.yml", BUN: "package.json"}[scene.format]
    scene.manifest(lambda document: document["dependencies"].update(kite="catalog:"))
    if scene.format == BUN:
        scene.manifest(
            lambda document: document.update(
                private=True, workspaces={"packages": [], "catalog": {"kite": "^1.0.0"}}
            )
        )
    else:
        scene.write(path, "catalog:\n  kite: ^1.0.0\n")
    scene.relock()
    Git(scene.folder)("add", "--all", ".")
    Git(scene.folder)("commit", "--message", "catalog")
    if scene.format == BUN:
        scene.manifest(lambda document: document["workspaces"]["catalog"].update(kite="npm:gull@1.0.0"))
    else:
        scene.replace("kite: ^1.0.0", "kite: npm:gull@1.0.0", path)


@mechanism("changed-lock-of-a-branch", PNPM, idea=OUTSIDE)
def changed_lock_of_a_branch(scene: Scene) -> None:
    """Change the lock with the name of the branch, where the project has that setting already."""
    branch = Git(scene.folder)("rev-parse", "--abbrev-ref", "HEAD").strip()
    scene.write("pnpm-workspace.yaml", "gitBranchLockfile: true\n")
    scene.write(f"pnpm-lock.{branch}.yaml", scene.lock)
    Git(scene.folder)("add", "--all", ".")
    Git(scene.folder)("commit", "--message", "branches")
    scene.write(f"pnpm-lock.{branch}.yaml", _turned(scene))


@mechanism(
    "parent-takes-project",
    PNPM,
    idea=OUTSIDE,
    words=(
        "--dir",
        "app",
        "install",
        "--no-frozen-lockfile",
        "--ignore-scripts",
        "--config.minimumReleaseAge=0",
    ),
)
def parent_takes_project(scene: Scene) -> None:
    """Make the folder above a project the root of a workspace: pnpm no longer reads the project's lock."""
    into_folder(scene)
    scene.write("pnpm-workspace.yaml", "packages:\n  - app\n")
    attack_later(scene.world)


def into_folder(scene: Scene) -> None:
    """Move the honest project into the folder `app`, and commit that."""
    git = Git(scene.folder)
    for path in sorted(git("ls-files").split()):
        (scene.folder / "app" / path).parent.mkdir(parents=True, exist_ok=True)
        git("mv", path, f"app/{path}")
    git("commit", "--message", "app")
