"""Finds the files of an npm package that run when it is required or imported, as Node.js and bundlers resolve them.

Sources: the Node.js documentation of `main`, `exports` and `imports`; the bundlers' `module` and `browser` fields; the fields
`unpkg` and `jsdelivr`, which specify files that web pages load from these CDNs. Current Node.js versions prefer `exports` and older
versions ignore it, so all of these fields are evaluated.
"""

import posixpath
from collections.abc import Iterable, Iterator
from typing import Any

from pratique.core.tree import Tree
from pratique.ecosystems.npm.exports import TYPES
from pratique.ecosystems.npm.module_paths import candidates, main_files, spellings
from pratique.ecosystems.reading.json_values import table

_DECLARATIONS = (".d.ts", ".d.mts", ".d.cts", ".map")
"""Suffixes of declaration files.

A pattern that matches a declaration file does not make the file an entry point. A complete path does, because Node.js
runs any file that `main` specifies.
"""
_MOST_NODES = 20_000
"""Maximum number of values inside `exports` and `imports` that are read."""
_MOST_PATTERNS = 100
"""Maximum number of `*` patterns to match with the files. If there are more patterns, every file is an entry point."""

_ARCHIVES = (b"\x1f\x8b", b"PK\x03\x04", b"\xfd7zXZ\0")
"""Magic bytes of archives. A JavaScript file cannot start with these bytes: archives in `exports` are data for other programs."""


def entry_files(
    tree: Tree, *, main: Any, module: Any, browser: Any, exports: Any, imports: Any, cdns: Iterable[Any] = ()
) -> tuple[str, ...]:
    """Return the files that the entry point fields specify, in order of appearance.

    A field of a wrong type is ignored. Without a usable `main`, Node.js loads `index.js`. Targets that do not exist in the package
    are omitted, and so are archives that only `exports` lists, because Node.js cannot run an archive.
    """
    found: dict[str, None] = dict.fromkeys(main_files(tree, "", main))
    for name in _named(browser, module, *cdns):
        found.update(dict.fromkeys(named_files(tree, name)))
    opened = _opened(tree, exports, imports)
    found.update((path, None) for path in opened if not tree.by_path[path].data.startswith(_ARCHIVES))
    return tuple(path for path in found if path != "package.json")


def _opened(tree: Tree, exports: Any, imports: Any) -> Iterator[str]:
    """Return the files that `exports` and `imports` specify or match with a pattern."""
    targets, complete = _targets(exports, imports)
    patterns = [target for target in targets if "*" in target or target.endswith("/")]
    for target in targets:
        yield from named_files(tree, target)
    opened: list[str] = []
    if not complete or len(patterns) > _MOST_PATTERNS:
        opened.extend(file.path for file in tree)
    else:
        for pattern in patterns:
            opened.extend(_expand(tree, pattern))
    yield from (path for path in opened if not path.endswith(_DECLARATIONS))


def named_files(tree: Tree, name: str) -> list[str]:
    """Return the files that a path in the manifest refers to for `require`, `import` and bundlers.

    A leading slash means the package root.
    """
    return list(candidates(tree, "", name.lstrip("/") or "."))


def inner_path(name: str) -> str | None:
    """Return a path in the manifest relative to the package root ("" for the root); None if it leads outside the package."""
    path = posixpath.normpath(name.lstrip("/") or ".")
    if path == ".." or path.startswith("../"):
        return None
    return "" if path == "." else path


def _named(browser: Any, *others: Any) -> Iterator[str]:
    yield from (name for name in others if isinstance(name, str))
    if isinstance(browser, str):
        yield browser
    for target in table(browser).values():
        if isinstance(target, str) and target.startswith("."):
            yield target


def _targets(*maps: Any) -> tuple[list[str], bool]:
    """Return the file targets inside `exports` and `imports`, and whether all of them were read."""
    found: dict[str, None] = {}
    waiting: list[Any] = list(reversed(maps))
    for _ in range(_MOST_NODES):
        if not waiting:
            return list(found), True
        value = waiting.pop()
        if isinstance(value, str):
            if value.startswith("./"):
                found[value] = None
        elif isinstance(value, list):
            waiting.extend(reversed(value))
        elif isinstance(value, dict):
            waiting.extend(item for key, item in reversed(value.items()) if key not in TYPES)
    return list(found), not waiting


def _expand(tree: Tree, pattern: str) -> Iterator[str]:
    """Yield the files that match a target with a `*` (any text, including slashes) or a trailing slash.

    A target for the whole package, such as `./*`, yields no files, because it only permits paths that Node.js also
    permits without `exports`.
    """
    head, star, tail = spellings(pattern.removeprefix("./"))[-1].partition("*")
    # A target may repeat its star; what stands between the first and the last one is not compared.
    tail = tail.rpartition("*")[2]
    # The added letter keeps a trailing slash through normalisation; a path that leads outside stands for all.
    head = (inner_path(head + "x") or "x")[:-1]
    if not head and not tail:
        return
    for file in tree:
        path = file.path
        if path.startswith(head) and path.endswith(tail) and (not star or len(path) > len(head) + len(tail)):
            yield path
