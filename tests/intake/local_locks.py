"""Locks that take `calm` from a registry, and from an archive or a folder of the repository: one cell for each format."""

import json
from dataclasses import dataclass

SHA512 = "sha512-" + "A" * 86 + "=="
SHA256 = "sha256:" + "a" * 64


@dataclass(frozen=True)
class Cell:
    """One way to point into the repository. `place` stands in `after` as written."""

    name: str
    path: str
    before: str
    after: str
    place: str

    @property
    def is_folder(self) -> bool:
        return "." not in self.place


def _package_lock(version: int, entry: dict[str, object], **more: object) -> str:
    section: dict[str, object]
    if version == 1:
        section = {"dependencies": {"calm": entry}}
    else:
        root = {"name": "app", "version": "1.0.0", "dependencies": {"calm": "*"}}
        section = {"packages": {"": root, "node_modules/calm": entry, **more}}
    return json.dumps(
        {"name": "app", "version": "1.0.0", "lockfileVersion": version, "requires": True, **section}
    )


def _npm(version: int, place: str) -> str:
    if version == 1:
        return _package_lock(1, {"version": f"file:{place}"})
    if place.endswith(".tgz"):
        return _package_lock(version, {"version": "1.0.0", "resolved": f"file:{place}"})
    link = {"resolved": place, "link": True}
    return _package_lock(version, link, **{place: {"name": "calm", "version": "1.0.0"}})


_NPM = {"version": "1.0.0", "resolved": "https://registry.example/calm/-/calm-1.0.0.tgz", "integrity": SHA512}
_YARN1 = f"""# yarn lockfile v1


calm@^1.0.0:
  version "1.0.0"
  resolved "https://registry.example/calm/-/calm-1.0.0.tgz#{"a" * 40}"
  integrity {SHA512}
"""


def _yarn1(place: str, *, resolved: bool) -> str:
    line = f'  resolved "file:{place}"\n' if resolved else ""
    return f'# yarn lockfile v1\n\n\n"calm@file:{place}":\n  version "1.0.0"\n{line}'


_BERRY = """__metadata:
  version: 8
  cacheKey: 10c0

"app@workspace:.":
  version: 0.0.0-use.local
  resolution: "app@workspace:."
  dependencies:
    calm: "%s"
  languageName: unknown
  linkType: soft

"calm@%s":
  version: %s
  resolution: "calm@%s"
  languageName: node
  linkType: hard
"""


def _berry(protocol: str, place: str) -> str:
    asked = f"{protocol}{place}"
    bound = f"{asked}::locator=app%40workspace%3A."
    version = "1.0.0" if protocol == "file:" else "0.0.0-use.local"
    return _BERRY % (asked, bound, version, bound)


_PNPM9 = """lockfileVersion: '9.0'

importers:

  .:
    dependencies:
      calm:
        specifier: {asked}
        version: {version}

packages:

  calm@{version}:
    resolution: {{{resolution}}}
{more}
snapshots:

  calm@{version}: {{}}
"""


def _pnpm9(place: str) -> str:
    is_folder = "." not in place
    resolution = (
        f"directory: {place}, type: directory" if is_folder else f"integrity: {SHA512}, tarball: file:{place}"
    )
    more = "" if is_folder else "    version: 1.0.0\n"
    return _PNPM9.format(asked=f"file:{place}", version=f"file:{place}", resolution=resolution, more=more)


_PNPM9_LINK = """lockfileVersion: '9.0'

importers:

  .:
    dependencies:
      calm:
        specifier: link:vendor/calm
        version: link:vendor/calm
"""
_PNPM6 = """lockfileVersion: '6.0'

dependencies:
  calm:
    specifier: file:vendor/calm.tgz
    version: file:vendor/calm.tgz

packages:

  file:vendor/calm.tgz:
    resolution: {integrity: %s, tarball: file:vendor/calm.tgz}
    name: calm
    version: 1.0.0
"""
_PNPM6_BEFORE = """lockfileVersion: '6.0'

dependencies:
  calm:
    specifier: ^1.0.0
    version: 1.0.0

packages:

  /calm@1.0.0:
    resolution: {integrity: %s}
"""


def _bun(asked: str, value: list[object]) -> str:
    root = {"": {"name": "app", "dependencies": {"calm": asked}}}
    return json.dumps({"lockfileVersion": 1, "workspaces": root, "packages": {"calm": value}})


def _uv(source: str, more: str = "") -> str:
    return f"""version = 1
requires-python = ">=3.11"

[[package]]
name = "app"
version = "1.0.0"
source = {{ virtual = "." }}
dependencies = [{{ name = "calm" }}]

[[package]]
name = "calm"
version = "1.0.0"
source = {{ {source} }}
{more}
"""


_UV = _uv(
    'registry = "https://registry.example/simple"',
    f'wheels = [{{ url = "https://registry.example/calm-1.0.0-py3-none-any.whl", hash = "{SHA256}" }}]',
)
_WHEEL = "vendor/calm-1.0.0-py3-none-any.whl"


def _poetry(source: str, files: str) -> str:
    return f"""[[package]]
name = "calm"
version = "1.0.0"
description = ""
optional = false
python-versions = "*"
groups = ["main"]
files = [{files}]
{source}

[metadata]
lock-version = "2.1"
python-versions = "*"
content-hash = "a"
"""


_POETRY_FILE = f'{{file = "calm-1.0.0-py3-none-any.whl", hash = "{SHA256}"}}'


def _poetry_at(kind: str, place: str) -> str:
    source = f'\n[package.source]\ntype = "{kind}"\nurl = "{place}"\n'
    return _poetry(source, _POETRY_FILE if kind == "file" else "")


def _pdm(more: str) -> str:
    return f"""[metadata]
groups = ["default"]
lock_version = "4.5.0"

[[package]]
name = "calm"
version = "1.0.0"
summary = ""
{more}
"""


def _pipenv(entry: dict[str, object]) -> str:
    meta = {"pipfile-spec": 6, "sources": [], "hash": {}, "requires": {}}
    return json.dumps({"_meta": meta, "default": {"calm": entry}, "develop": {}})


def _pylock(more: str) -> str:
    return f"""lock-version = "1.0"
created-by = "a test"

[[packages]]
name = "calm"
{more}
"""


_HASHES = f'hashes = {{ sha256 = "{"a" * 64}" }}'
_PYLOCK = _pylock(
    'version = "1.0.0"\nindex = "https://registry.example/simple"\n'
    'wheels = [{ name = "calm-1.0.0-py3-none-any.whl", '
    f'url = "https://registry.example/calm-1.0.0-py3-none-any.whl", {_HASHES} }}]'
)


def _gemfile(section: str) -> str:
    return f"{section}\nPLATFORMS\n  ruby\n\nDEPENDENCIES\n  calm\n"


_GEM = _gemfile("GEM\n  remote: https://registry.example/\n  specs:\n    calm (1.0.0)\n")
_POETRY = _poetry("", _POETRY_FILE)
_PDM = _pdm(f'files = [{{file = "calm-1.0.0-py3-none-any.whl", hash = "{SHA256}"}}]')
_PIPENV = _pipenv({"version": "==1.0.0", "hashes": [SHA256]})
_PIP = f"calm==1.0.0 --hash={SHA256}\n"
_BUN = _bun("^1.0.0", ["calm@1.0.0", "", {}, SHA512])
_NPM_PATH, _YARN, _PNPM = "package-lock.json", "yarn.lock", "pnpm-lock.yaml"
_PNPM9_BEFORE = _PNPM9.format(asked="^1.0.0", version="1.0.0", resolution=f"integrity: {SHA512}", more="")
_BERRY_BEFORE = _BERRY % ("npm:^1.0.0", "npm:^1.0.0", "1.0.0", "npm:1.0.0")

CELLS = (
    *(
        Cell(
            f"package-lock v{version} {place}",
            _NPM_PATH,
            _package_lock(version, dict(_NPM)),
            _npm(version, place),
            place,
        )
        for version in (1, 2, 3)
        for place in ("vendor/calm.tgz", "vendor/calm")
    ),
    Cell("yarn 1 archive", _YARN, _YARN1, _yarn1("vendor/calm.tgz", resolved=True), "vendor/calm.tgz"),
    Cell("yarn 1 folder", _YARN, _YARN1, _yarn1("vendor/calm", resolved=False), "vendor/calm"),
    Cell("yarn 4 archive", _YARN, _BERRY_BEFORE, _berry("file:", "vendor/calm.tgz"), "vendor/calm.tgz"),
    Cell("yarn 4 folder", _YARN, _BERRY_BEFORE, _berry("file:", "vendor/calm"), "vendor/calm"),
    Cell("yarn 4 portal", _YARN, _BERRY_BEFORE, _berry("portal:", "vendor/calm"), "vendor/calm"),
    Cell("yarn 4 link", _YARN, _BERRY_BEFORE, _berry("link:", "vendor/calm"), "vendor/calm"),
    Cell("pnpm 6.0 archive", _PNPM, _PNPM6_BEFORE % SHA512, _PNPM6 % SHA512, "vendor/calm.tgz"),
    Cell("pnpm 9.0 archive", _PNPM, _PNPM9_BEFORE, _pnpm9("vendor/calm.tgz"), "vendor/calm.tgz"),
    Cell("pnpm 9.0 folder", _PNPM, _PNPM9_BEFORE, _pnpm9("vendor/calm"), "vendor/calm"),
    Cell("pnpm 9.0 link", _PNPM, _PNPM9_BEFORE, _PNPM9_LINK, "vendor/calm"),
    Cell(
        "bun archive",
        "bun.lock",
        _BUN,
        _bun("./vendor/calm.tgz", ["calm@vendor/calm.tgz", {}, SHA512]),
        "vendor/calm.tgz",
    ),
    Cell(
        "bun folder", "bun.lock", _BUN, _bun("file:vendor/calm", ["calm@file:vendor/calm", {}]), "vendor/calm"
    ),
    Cell(
        "uv path",
        "uv.lock",
        _UV,
        _uv(
            f'path = "{_WHEEL}"',
            f'wheels = [{{ filename = "calm-1.0.0-py3-none-any.whl", hash = "{SHA256}" }}]',
        ),
        _WHEEL,
    ),
    Cell("uv directory", "uv.lock", _UV, _uv('directory = "vendor/calm"'), "vendor/calm"),
    Cell("uv editable", "uv.lock", _UV, _uv('editable = "vendor/calm"'), "vendor/calm"),
    Cell(
        "uv folder as index",
        "uv.lock",
        _UV,
        _uv('registry = "vendor"', 'wheels = [{ path = "calm-1.0.0-py3-none-any.whl" }]')
        .replace('registry = "vendor"', 'registry = "."')
        .replace('path = "calm', 'path = "vendor/calm'),
        _WHEEL,
    ),
    Cell("poetry file", "poetry.lock", _POETRY, _poetry_at("file", _WHEEL), _WHEEL),
    Cell("poetry directory", "poetry.lock", _POETRY, _poetry_at("directory", "vendor/calm"), "vendor/calm"),
    Cell("pdm archive", "pdm.lock", _PDM, _pdm(f'path = "./{_WHEEL}"'), _WHEEL),
    Cell(
        "pdm archive by address",
        "pdm.lock",
        _PDM,
        _pdm('url = "file:///${PROJECT_ROOT}/' + f'{_WHEEL}"'),
        _WHEEL,
    ),
    Cell("pdm folder", "pdm.lock", _PDM, _pdm('path = "./vendor/calm"'), "vendor/calm"),
    Cell("pipenv file", "Pipfile.lock", _PIPENV, _pipenv({"file": _WHEEL, "hashes": [SHA256]}), _WHEEL),
    Cell(
        "pipenv path",
        "Pipfile.lock",
        _PIPENV,
        _pipenv({"path": "./vendor/calm", "editable": True}),
        "vendor/calm",
    ),
    Cell(
        "pylock archive",
        "pylock.toml",
        _PYLOCK,
        _pylock(f'archive = {{ path = "{_WHEEL}", {_HASHES} }}'),
        _WHEEL,
    ),
    Cell(
        "pylock wheel",
        "pylock.toml",
        _PYLOCK,
        _pylock(f'version = "1.0.0"\nwheels = [{{ path = "{_WHEEL}", {_HASHES} }}]'),
        _WHEEL,
    ),
    Cell(
        "pylock directory",
        "pylock.toml",
        _PYLOCK,
        _pylock('directory = { path = "vendor/calm" }'),
        "vendor/calm",
    ),
    Cell("requirements archive", "requirements.txt", _PIP, f"./{_WHEEL}\n", _WHEEL),
    Cell("requirements name and archive", "requirements.txt", _PIP, f"calm @ file:{_WHEEL}\n", _WHEEL),
    Cell("requirements folder", "requirements.txt", _PIP, "./vendor/calm\n", "vendor/calm"),
    Cell("requirements editable", "requirements.txt", _PIP, "-e ./vendor/calm\n", "vendor/calm"),
    Cell(
        "Gemfile.lock PATH",
        "Gemfile.lock",
        _GEM,
        _gemfile("PATH\n  remote: vendor/calm\n  specs:\n    calm (1.0.0)\n"),
        "vendor/calm",
    ),
)
