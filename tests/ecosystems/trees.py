"""Trees in memory, as the archive reader gives them."""

import json
from collections.abc import Mapping

from pratique.core.tree import File, Tree


def tree(files: Mapping[str, bytes | str]) -> Tree:
    """Make a tree of paths and contents."""
    return Tree(
        tuple(File(path, data.encode() if isinstance(data, str) else data) for path, data in files.items())
    )


def npm_tree(package: object, files: Mapping[str, bytes | str] | None = None) -> Tree:
    """Make a tree with this package.json, and other files."""
    return tree({"package.json": json.dumps(package), **(files or {})})
