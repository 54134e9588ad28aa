"""Reads the manifest of an npm package: package.json with the lines of its scripts, and binding.gyp, which npm builds."""

import json
import posixpath
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import msgspec

from pratique.core.manifest import Manifest
from pratique.core.release import ArtifactKind, Hook
from pratique.core.tree import Tree
from pratique.ecosystems.npm.entry_points import entry_files
from pratique.ecosystems.npm.listing import COMMIT_HOOKS, GYP_COMMAND, INSTALL_HOOKS
from pratique.ecosystems.reading.json_values import printable, read_fields, table, text, text_table

MANIFEST_PATH = "package.json"
_GYP_PATH = "binding.gyp"
_SIZE_LIMIT = 4 * 1024 * 1024
"""Maximum size of a manifest. Pratique does not read a larger manifest, and reports this as a problem."""
_MOST_FOLDER_COMMANDS = 1000


class _Package(msgspec.Struct, rename="camel"):
    """The fields of package.json that Pratique uses; any of them may have any type."""

    name: Any = None
    version: Any = None
    scripts: Any = None
    gypfile: Any = None
    main: Any = None
    module: Any = None
    browser: Any = None
    unpkg: Any = None
    jsdelivr: Any = None
    exports: Any = None
    imports: Any = None
    bin: Any = None
    directories: Any = None
    dependencies: Any = None
    optional_dependencies: Any = None
    bundle_dependencies: Any = None
    bundled_dependencies: Any = None


def read_manifest(tree: Tree, kind: ArtifactKind | None = None) -> Manifest:
    """Read package.json as npm does: skip a byte order mark and use the last of duplicate keys.

    Hooks are `preinstall`, `install` and `postinstall`; `prepare` and similar scripts (`COMMIT_HOOKS`) run only for a package from
    a git repository. npm runs `node-gyp rebuild` as an implicit `install` hook if the root contains a binding.gyp, `gypfile` is not
    false, and neither `preinstall` nor `install` is set (@npmcli/run-script, arborist's rebuild). The implicit hook is also
    reported if package.json is unreadable.
    """
    file = tree.get(MANIFEST_PATH)
    if file is None:
        return _unreadable(tree, None, "the package has no package.json")
    if file.size_bytes > _SIZE_LIMIT:
        return _unreadable(tree, MANIFEST_PATH, f"package.json is larger than {_SIZE_LIMIT} bytes")
    source = file.data.decode("utf-8", "replace").removeprefix("\ufeff")
    package = _decode(source)
    if isinstance(package, str):
        return _unreadable(tree, MANIFEST_PATH, package)
    scripts = text_table(package.scripts)
    lines = script_lines(source)
    names = (*INSTALL_HOOKS, *COMMIT_HOOKS) if kind is ArtifactKind.COMMIT else INSTALL_HOOKS
    hooks = _hooks(tree, scripts, names, gypfile=package.gypfile)
    dependencies = text_table(package.dependencies) | text_table(package.optional_dependencies)
    return Manifest(
        path=MANIFEST_PATH,
        name=text(package.name),
        version=text(package.version),
        hooks=hooks,
        hook_lines={
            hook.name: lines[hook.name] for hook in hooks if hook.name in lines and not hook.implicit
        },
        entries=_entries(tree, package),
        commands=_commands(tree, package),
        scripts=scripts,
        dependencies=dependencies,
        bundled=_bundled(package, dependencies),
    )


def _entries(tree: Tree, package: _Package) -> tuple[str, ...]:
    return entry_files(
        tree,
        main=package.main,
        module=package.module,
        browser=package.browser,
        cdns=(package.unpkg, package.jsdelivr),
        exports=package.exports,
        imports=package.imports,
    )


def _decode(source: str) -> _Package | str:
    """Return the decoded package.json, or the reason why it cannot be decoded."""
    try:
        value = json.loads(source)
    except RecursionError:
        return "package.json is nested too deeply"
    except ValueError as error:
        return f"package.json is not JSON: {printable(str(error))[:120]}"
    package = read_fields(value, _Package)
    return package if package is not None else "package.json is not a JSON object"


def _unreadable(tree: Tree, path: str | None, problem: str) -> Manifest:
    return Manifest(path=path, hooks=_hooks(tree, {}, (), gypfile=None), problem=problem)


def _hooks(tree: Tree, scripts: Mapping[str, str], names: Sequence[str], *, gypfile: Any) -> tuple[Hook, ...]:
    hooks = tuple(Hook(name, scripts[name]) for name in names if scripts.get(name))
    if scripts.get("install") or scripts.get("preinstall") or gypfile is False or not _has_gyp(tree):
        return hooks
    return (Hook("install", GYP_COMMAND, implicit=True), *hooks)


def _has_gyp(tree: Tree) -> bool:
    # The file systems of macOS and Windows do not tell capitals apart.
    return any(file.path.lower() == _GYP_PATH for file in tree)


def _commands(tree: Tree, package: _Package) -> dict[str, str]:
    """Return the programs that npm links, with normalised names and paths (npm-normalize-package-bin)."""
    found: dict[str, str] = {}
    if isinstance(package.bin, str):
        name = text(package.name)
        pairs = [(name, package.bin)] if name else []
    elif isinstance(package.bin, list):
        pairs = [(path, path) for path in package.bin if isinstance(path, str)]
    else:
        pairs = list(text_table(package.bin).items())
    for name, target in pairs:
        command, path = posixpath.basename(_secured(name)), _secured(target)
        if command and path:
            found[command] = path
    folder = table(package.directories).get("bin")
    if not package.bin and isinstance(folder, str):
        root = _secured(folder) + "/"
        inside = [file.path for file in tree if file.path.startswith(root)]
        found.update((posixpath.basename(path), path) for path in inside[:_MOST_FOLDER_COMMANDS])
    return found


def _secured(path: str) -> str:
    """Return a path in the manifest as a path below the package root."""
    clean = printable(path).replace("\\", "/").replace(":", "/")
    return posixpath.normpath("/" + clean).lstrip("/")


def _bundled(package: _Package, dependencies: Mapping[str, str]) -> tuple[str, ...]:
    value = package.bundle_dependencies
    if value is None:
        value = package.bundled_dependencies
    if value is True:
        return tuple(dependencies)
    names = value if isinstance(value, list | dict) else ()
    return tuple(dict.fromkeys(name for item in names if (name := text(item)) is not None))


_TOKEN = re.compile(r'"(?:[^"\\\n]|\\.)*"|[{}\[\]:,\n]')


def script_lines(source: str) -> Mapping[str, int]:
    """Return the line number, starting at 1, of each member of the top-level `scripts` object.

    Of duplicate members, the last one counts.
    """
    lines: dict[str, int] = {}
    for path, line in _keys(source):
        if path[0] != "scripts":
            continue
        if len(path) == 1:
            lines.clear()
        else:
            lines[path[1]] = line
    return lines


def _keys(source: str) -> Iterator[tuple[tuple[str, ...], int]]:
    """Yield the keys of the first two levels of objects as paths, with their line numbers."""
    line, depth = 1, 0
    top: str | None = None
    pending: str | None = None
    for match in _TOKEN.finditer(source):
        mark = match[0]
        if mark == "\n":
            line += 1
            continue
        if mark == ":" and pending is not None:
            if depth == 1:
                top = pending
                yield (top,), line
            elif depth == 2 and top is not None:
                yield (top, pending), line
        elif mark in "{[":
            depth += 1
        elif mark in "}]":
            depth -= 1
        pending = _string(mark) if mark.startswith('"') else None


def _string(token: str) -> str | None:
    if "\\" not in token:
        return token[1:-1]
    try:
        value = json.loads(token)
    except ValueError:
        return None
    return value if isinstance(value, str) else None
