"""From a path that code names to the file of the tree, where the beginning of the path may not be known."""

import posixpath
from collections.abc import Iterator

from pratique.core.tree import Tree

UNKNOWN = "{}"
"""How a part of a path is shown that the source does not tell."""


def named_files(tree: Tree, folder: str, text: str) -> Iterator[str]:
    """Give the file that a path names, seen from the folder of the code, else from the root.

    What stands before its first known part is mostly the code's own folder.
    """
    known = text.replace("\\", "/").rpartition(UNKNOWN)[2]
    if known == text and known.startswith("/"):
        return
    for where in dict.fromkeys((folder, "")):
        path = posixpath.normpath(posixpath.join(where, known.lstrip("/")))
        if path in tree.by_path:
            yield path
            return
