"""Resolves paths inside an unpacked npm package as Node.js does.

Sources: the Node.js documentation of `require` (LOAD_AS_FILE, LOAD_AS_DIRECTORY) and of ECMAScript modules (legacy
main, file URLs). `require` uses a path as written. `import` and targets of `exports` use the path as a URL. If
`require` and `import` would use different files, Pratique uses both. Suffixes that only bundlers try (`.cjs`, `.mjs`,
TypeScript) count if Node.js finds no file.
"""

import json
import posixpath
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote
from weakref import WeakKeyDictionary

from pratique.core.tree import File, Tree
from pratique.ecosystems.reading.json_values import table

MANIFEST = "package.json"
_NODE_SUFFIXES = (".js", ".json", ".node")
_BUNDLER_SUFFIXES = (".cjs", ".mjs", ".ts", ".tsx", ".jsx")
_COMPILED_FOR = {".js": (".ts", ".tsx"), ".mjs": (".mts",), ".cjs": (".cts",)}
"""For each suffix of a compiled file, the suffixes of its source, because TypeScript code imports a file by its
name after compilation.
"""
_MAIN_ENDS = ("", ".js", ".json", ".node", "/index.js", "/index.json", "/index.node")
"""Suffixes that Node.js tries after the `main` of an imported package."""
_FOLDER = ("file:", "link:")
_MOST_ABOVE = 100
_MOST_MANIFEST = 4 * 1024 * 1024
_OF_A_URL = re.compile(r"[?#%\\\t\n\r]")
_SEPARATOR = re.compile(r"%(?:2f|5c)", re.IGNORECASE)
"""A percent-encoded path separator, which Node.js rejects."""


@dataclass(frozen=True, slots=True)
class Package:
    """The fields of a package.json that Node.js uses to find files; all fields except the name may have any type."""

    name: str | None = None
    main: Any = None
    exports: Any = None
    imports: Any = None
    modules: bool = False
    """Whether `.js` files in the folder are ECMAScript modules (`"type": "module"`)."""
    problem: str | None = None
    """The reason why Pratique could not read a package.json that Node.js can read."""
    folders: Mapping[str, str] = field(default_factory=dict)
    """The dependencies that are folders of the package itself (`file:vendor/x`), by name."""


_READ: "WeakKeyDictionary[File, Package]" = WeakKeyDictionary()
"""In-memory cache of parsed manifests, because many files of a package use the same manifest."""


def package_of(tree: Tree, folder: str) -> Package | None:
    """Read the package.json of a folder ("" for the root); None if there is none.

    Invalid JSON yields no fields, because Node.js fails to read invalid JSON.
    """
    file = tree.get(posixpath.join(folder, MANIFEST))
    return read_package(file) if file is not None else None


def is_module(tree: Tree, path: str) -> bool:
    """Return True if Node.js loads a file only as an ECMAScript module, by its suffix and the nearest package.json."""
    if not path.endswith(".js"):
        return path.endswith(".mjs")
    folder = posixpath.dirname(path)
    for _ in range(_MOST_ABOVE):
        found = package_of(tree, folder)
        if found is not None:
            return found.modules
        if not folder:
            break
        folder = posixpath.dirname(folder)
    return False


def read_package(file: File) -> Package:
    """Parse a package.json; if `problem` is set, all other fields are unknown."""
    if file.size_bytes > _MOST_MANIFEST:
        return Package(problem=f"a package.json larger than {_MOST_MANIFEST} bytes")
    found = _READ.get(file)
    if found is None:
        found = _READ[file] = _decoded(file.data)
    return found


def _decoded(data: bytes) -> Package:
    source = data.decode("utf-8", "replace").removeprefix("\ufeff")
    try:
        # Whole numbers of any length: no field that counts is one.
        fields = table(json.loads(source, parse_int=float))
    except RecursionError:
        return Package(problem="a package.json that is nested too deeply")
    except ValueError:
        return Package()
    name = fields.get("name")
    return Package(
        name if isinstance(name, str) and name else None,
        fields.get("main"),
        fields.get("exports"),
        fields.get("imports"),
        fields.get("type") == "module",
        folders=_folders(fields),
    )


def _folders(fields: Mapping[str, Any]) -> dict[str, str]:
    """Return the dependencies that are folders.

    If a dependency is in two sections of a package.json, npm uses the optional dependency.
    """
    found: dict[str, str] = {}
    for kind in ("dependencies", "optionalDependencies"):
        for name, wanted in table(fields.get(kind)).items():
            if isinstance(wanted, str) and wanted.startswith(_FOLDER):
                found[name] = posixpath.normpath(wanted.partition(":")[2].lstrip("/") or ".")
    return found


def spellings(name: str) -> tuple[str, ...]:
    """Return a path as written, and also the URL form of the path if the two forms differ.

    The URL form has no query and no fragment; `%76` is decoded, and a backslash becomes a slash.
    """
    if not _OF_A_URL.search(name):
        return (name,)
    url = re.split(r"[?#]", re.sub(r"[\t\n\r]", "", name), maxsplit=1)[0].replace("\\", "/")
    if _SEPARATOR.search(url):
        return (name,)
    return tuple(dict.fromkeys((name, unquote(url))))


def inside(tree: Tree, folder: str, name: str) -> str | None:
    """Return the path that `name` in a folder refers to, relative to the package root ("" for the root).

    Returns None for a path outside the package. An installed package is in `node_modules/<its name>`, so `../<its
    name>/x` and `../../node_modules/<its name>/x`, relative to the package root, refer to the file `x`.
    """
    path = posixpath.normpath(posixpath.join(folder, name))
    if path.startswith("/"):
        return None
    parts = path.split("/")
    up = next((number for number, part in enumerate(parts) if part != ".."), len(parts))
    if up:
        own = package_of(tree, "")
        place = ["node_modules", *own.name.split("/")] if own is not None and own.name is not None else []
        if up > len(place) or parts[up : 2 * up] != place[-up:]:
            return None
        path = "/".join(parts[2 * up :])
    return "" if path == "." else path


def candidates(tree: Tree, folder: str, name: str) -> Iterator[str]:
    """Yield the files that a path may resolve to: the file that `require` loads, then the files that `import` or bundlers load."""
    for spelled in spellings(name):
        base = inside(tree, folder, spelled)
        if base is None:
            continue
        as_folder = not base or posixpath.basename(spelled) in {"", ".", ".."}
        found = None if as_folder else _with_suffix(tree, base, ("", *_NODE_SUFFIXES))
        if found is not None:
            yield found
            continue
        package = package_of(tree, base)
        yield from (
            _mains(tree, base, package.main if package is not None else None)
            or ([] if as_folder else _of_bundlers(tree, base))
            or _index(tree, base, _BUNDLER_SUFFIXES)
        )


def main_files(tree: Tree, folder: str, main: Any) -> list[str]:
    """Return the files that run when the package in a folder with this `main` is loaded by name. `main` may have any type.

    If `main` does not exist, Node.js loads the index file of the folder. A `main` with a leading or trailing slash, or with URL
    syntax, may resolve to different files for `require` and `import`.
    """
    return _mains(tree, folder, main) or _index(tree, folder, _BUNDLER_SUFFIXES)


def _mains(tree: Tree, folder: str, main: Any) -> list[str]:
    if not isinstance(main, str) or not main:
        return _index(tree, folder)
    required = _required_main(tree, folder, main)
    imported = _imported_main(tree, folder, main)
    found = [path for path in (required, imported) if path is not None]
    if required is None or imported is None:
        found += _index(tree, folder)
    if required is None and imported is None:
        base = inside(tree, folder, main)
        found += _of_bundlers(tree, base) if base else ()
    return list(dict.fromkeys(found))


def _required_main(tree: Tree, folder: str, main: str) -> str | None:
    base = inside(tree, folder, main)
    if base is None:
        return None
    found = _with_suffix(tree, base, ("", *_NODE_SUFFIXES)) if base else None
    return found or next(iter(_index(tree, base)), None)


def _imported_main(tree: Tree, folder: str, main: str) -> str | None:
    for end in _MAIN_ENDS:
        base = inside(tree, folder, spellings(f"./{main}{end}")[-1])
        if base and base in tree.by_path:
            return base
    return None


def _index(tree: Tree, folder: str, suffixes: tuple[str, ...] = _NODE_SUFFIXES) -> list[str]:
    found = _with_suffix(tree, posixpath.join(folder, "index"), suffixes)
    return [found] if found is not None else []


def _of_bundlers(tree: Tree, base: str) -> list[str]:
    """Return the files that only bundlers load.

    Bundlers try other suffixes, the index file of a folder, and the TypeScript source of a JavaScript file.
    """
    stem, dot = posixpath.splitext(base)
    found = _with_suffix(tree, base, _BUNDLER_SUFFIXES) or _with_suffix(
        tree, stem, _COMPILED_FOR.get(dot, ())
    )
    return [found] if found is not None else _index(tree, base, _BUNDLER_SUFFIXES)


def _with_suffix(tree: Tree, base: str, suffixes: tuple[str, ...]) -> str | None:
    return next((base + suffix for suffix in suffixes if base + suffix in tree.by_path), None)
