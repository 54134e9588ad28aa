"""Attributes that a release sets on modules of its own: that replaces no function of others.

Facts of one file do not say which modules the release ships, so a replaced function is told with the name of its owner (`hook:owner`),
and what is set on a module of the same package is taken back here. A package is known by the folder that is at the top of the release,
below `src` of a source distribution as well: a folder of another's name deeper inside is not what an import of that name gives.
"""

import posixpath
from collections.abc import Mapping
from dataclasses import replace

from pratique.analysis.facts import FileFacts, Use
from pratique.core.tree import Tree

OWNER = "hook:owner"
_TOLD = "hook:told"
_SOURCES = frozenset(("src", "lib"))


def without_own(tree: Tree, facts: Mapping[str, FileFacts]) -> dict[str, FileFacts]:
    """The facts again, without the owners of what is replaced, and without what is set on modules of the release's own."""
    built = not any(file.path.partition("/")[0].endswith(".dist-info") for file in tree)
    return {
        path: replace(file, uses=_left(tree, path, file, built=built))
        if any(use.api == OWNER for use in file.uses)
        else file
        for path, file in facts.items()
    }


def _left(tree: Tree, path: str, file: FileFacts, *, built: bool) -> tuple[Use, ...]:
    owners: dict[int, bool] = {}
    for use in file.uses:
        if use.api == OWNER:
            own = _is_own(tree, path, use.argument or "", built=built)
            owners[use.line] = owners.get(use.line, True) and own
    return tuple(
        use
        for use in file.uses
        if use.api != OWNER and not (use.api == _TOLD and owners.get(use.line, False))
    )


def _is_own(tree: Tree, path: str, owner: str, *, built: bool) -> bool:
    """Whether a dotted name is a module of the package in which the file lies: all of it, so that what a module asked for is not its own."""
    if owner.startswith("."):
        folder, name = posixpath.dirname(path), owner[1:]
        while name.startswith("."):
            folder, name = posixpath.dirname(folder), name[1:]
        parts = [*folder.split("/"), *name.split(".")] if name else folder.split("/")
        return _is_module(tree, posixpath.join(*parts))
    first, *rest = path.split("/")
    root = ""
    if built and first in _SOURCES and rest:
        root, first = first, rest[0]
    parts = owner.split(".")
    return bool(rest) and first == parts[0] and _is_module(tree, posixpath.join(root, *parts))


def _is_module(tree: Tree, place: str) -> bool:
    return f"{place}.py" in tree.by_path or f"{place}/__init__.py" in tree.by_path
