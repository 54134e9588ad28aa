"""Selects the files that may contain settings, and returns the settings in a file."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from posixpath import dirname

from pratique.core.names import Ecosystem
from pratique.errors import ParseError
from pratique.intake.install_settings import documents, keys
from pratique.intake.install_settings.setting import Key, Kind, Setting, content

_CAMEL = re.compile(r"(?<=[a-z0-9])([A-Z])")
_REFERENCE = "$"
_MOST_KEYS = 2_000
"""The maximum number of top-level keys to compare. Files with more keys are compared byte for byte."""
_MOST_SETTINGS = 1_000
"""The maximum number of settings to compare. Files with more settings are compared byte for byte."""
_SECTIONS = ("dependencies", "devDependencies", "optionalDependencies", "peerDependencies")


@dataclass(frozen=True, slots=True)
class Family:
    """Files of one syntax, with the table of their settings."""

    names: tuple[str, ...]
    """File names, in which `*` matches any text.

    A name with a slash is a path relative to the folder that is searched.
    """
    ecosystem: Ecosystem
    read: documents.Read
    keys: tuple[Key, ...]
    spelt: Callable[[str], str] = str
    """Converts a top-level key to the spelling of that key in the table of settings."""


def _kebab(name: str) -> str:
    """Return a name in the spelling of `.npmrc`, which pnpm also accepts."""
    return name if name.startswith("@") else _CAMEL.sub(r"-\1", name).lower()


_NPM, _PYPI, _GEM = Ecosystem.NPM, Ecosystem.PYPI, Ecosystem.RUBYGEMS

# bun's own order, the last one first; those of development and test are not read by `bun install`.
_ENVIRONMENTS = (".env", ".env.production", ".env.local", ".env.production.local")

FAMILIES: tuple[Family, ...] = (
    Family((".npmrc",), _NPM, documents.read_npmrc, keys.NPMRC, _kebab),
    Family((".yarnrc",), _NPM, documents.read_yarnrc, keys.YARN_1),
    Family((".yarnrc.yml",), _NPM, documents.read_yaml, keys.YARN),
    Family(("pnpm-workspace.yaml",), _NPM, documents.read_yaml, keys.PNPM_WORKSPACE, _kebab),
    Family(("bunfig.toml", ".bunfig.toml"), _NPM, documents.read_toml, keys.BUN),
    Family(_ENVIRONMENTS, _NPM, documents.read_environment, keys.ENVIRONMENT),
    Family(("package.json", "package.json5"), _NPM, documents.read_json, keys.PACKAGE_JSON),
    Family(("package.yaml",), _NPM, documents.read_yaml, keys.PACKAGE_JSON),
    Family(("pip.conf", "pip.ini"), _PYPI, documents.read_pip, keys.PIP),
    Family(("uv.toml",), _PYPI, documents.read_toml, keys.UV),
    Family(("pyproject.toml",), _PYPI, documents.read_toml, keys.PYPROJECT),
    Family(("poetry.toml",), _PYPI, documents.read_toml, keys.POETRY),
    Family(("pdm.toml", ".pdm.toml"), _PYPI, documents.read_toml, keys.PDM),
    Family(("Pipfile",), _PYPI, documents.read_toml, keys.PIPFILE),
    Family(("Gemfile", "gems.rb", "*.gemfile"), _GEM, documents.read_gemfile, keys.GEMFILE),
    Family(("*.gemspec",), _GEM, documents.read_gemspec, keys.GEMSPEC),
    Family((".bundle/config",), _GEM, documents.read_bundle_config, keys.BUNDLER),
)

_BY_NAME = {name: family for family in FAMILIES for name in family.names if "*" not in name}
_BY_END = {
    name.removeprefix("*"): family for family in FAMILIES for name in family.names if name.startswith("*")
}
RUN = (".pnpmfile.cjs", ".pnpmfile.mjs", "pnpmfile.js")
"""Files that pnpm runs at install time although no setting refers to them."""
PATCHES = "patches"
"""The folder with the patches that `patch-package` applies at install time."""
FOLDERS = (".bundle",)
"""Subfolders that contain files of `FAMILIES`."""


def family_of(path: str) -> Family | None:
    """Return the family of a file by its name; None for other files."""
    folder, _, name = path.rpartition("/")
    found = _BY_NAME.get(name) or _BY_NAME.get(f"{folder.rpartition('/')[2]}/{name}")
    return found or next((one for end, one in _BY_END.items() if name.endswith(end)), None)


def is_run(path: str) -> bool:
    """Return True if a file with this name runs at install time."""
    return path.rpartition("/")[2] in RUN


def is_patch(path: str) -> bool:
    """Return True if a path is a patch in a folder of patches."""
    return path.endswith(".patch") and PATCHES in dirname(path).split("/")


def is_named(path: str) -> bool:
    """Return True if a file is relevant because of its name."""
    return is_run(path) or is_patch(path) or family_of(path) is not None


def settings_in(path: str, data: bytes, read_as: str = "") -> tuple[Setting, ...]:
    """Return those settings in a file that affect which bytes are installed, or which code runs at install time.

    A file that cannot be parsed is represented by its bytes. `read_as` is the file name that determines the syntax, if
    it differs from the file's own name.
    """
    if not read_as and (is_run(path) or is_patch(path)):
        return (whole(path, data, keys.PATCH_FILE if is_patch(path) else keys.WHOLE),)
    family = family_of(read_as or path)
    if family is None:
        return ()
    try:
        document = family.read(data)
    except ParseError:
        return (whole(path, data, keys.UNREADABLE),)
    if len(document) > _MOST_KEYS:
        return (whole(path, data, keys.UNREADABLE),)
    text = data.decode("utf-8", "replace")
    found: dict[tuple[str, ...], Setting] = {}
    for name, value, row in _rows(family, document):
        if _counts(value, row) and name not in found:
            plain = replace(row, kind=Kind.PLAIN) if isinstance(value, documents.Raw) else row
            found[name] = Setting(path, name, _resolved(value, row, document), plain, text)
        if len(found) > _MOST_SETTINGS:
            return (whole(path, data, keys.UNREADABLE),)
    return tuple(found.values())


def whole(path: str, data: bytes, row: Key) -> Setting:
    """Return the setting that represents all bytes of a file."""
    return Setting(path, row.way, content(data), row)


def _rows(family: Family, document: documents.Document) -> Iterator[tuple[tuple[str, ...], object, Key]]:
    for row in family.keys:
        for name, value in _found(document, row.way, family.spelt):
            yield name, value, row
    own = document.get("pnpm") if family.keys is keys.PACKAGE_JSON else None
    if isinstance(own, dict):
        for row in keys.PNPM_WORKSPACE:
            for name, value in _found(own, row.way, _kebab):
                yield ("pnpm", *name), value, row


def _found(
    value: object, way: tuple[str, ...], spelt: Callable[[str], str]
) -> Iterator[tuple[tuple[str, ...], object]]:
    if not way or isinstance(value, documents.Raw):
        yield (), value
        return
    if not isinstance(value, Mapping):
        return
    part, rest = way[0], way[1:]
    for key, inner in value.items() if "*" in part or spelt is not str else _one(value, part):
        written = str(key)
        if written == part or fnmatchcase(spelt(written), part):
            for name, found in _found(inner, rest, spelt):
                yield (written, *name), found


def _one(value: Mapping[str, object], part: str) -> Iterable[tuple[str, object]]:
    return [(part, value[part])] if part in value else []


def _counts(value: object, row: Key) -> bool:
    if row.kind is Kind.PATCH:
        return isinstance(value, str) and value.startswith("patch:")
    return value is not None


def _resolved(value: object, row: Key, document: documents.Document) -> object:
    if row.kind is not Kind.HELD or not isinstance(value, str) or not value.startswith(_REFERENCE):
        return value
    for section in _SECTIONS:
        asked = document.get(section)
        if isinstance(asked, Mapping) and isinstance(found := asked.get(value[1:]), str):
            return found
    return value
