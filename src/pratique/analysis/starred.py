"""What `from package import *` runs beside the package: those of its modules that its `__all__` names.

Python imports each name of the list that the package has not (language reference, 5.4.2 and 7.11).
"""

import posixpath
import re
from collections.abc import Iterator
from itertools import islice

from pratique.analysis.resolving import python_below, python_files
from pratique.core.tree import Tree

_STAR = re.compile(rb"^[ \t]*from[ \t]+([.\w]{1,200})[ \t]+import[ \t]*\*", re.MULTILINE)
_ALL = re.compile(rb"^__all__[ \t]*\+?=[ \t]*[\[(]", re.MULTILINE)
_END = re.compile(rb"[\])]")
_MOST_LIST = 20_000
_MOST_LISTS = 10
_NAME = re.compile(rb"[\"'](\w{1,100})[\"']")
_MOST_STARS = 50
_MOST_NAMES = 500
_MOST_BYTES = 1024 * 1024


def starred_files(tree: Tree, path: str) -> Iterator[str]:
    """Give the modules that a Python file imports so; where the list is no literal, none."""
    data = tree.by_path[path].data[:_MOST_BYTES]
    if b"*" not in data:
        return
    folder = posixpath.dirname(path)
    for module in dict.fromkeys(_STAR.findall(data)[:_MOST_STARS]):
        for package in list(python_files(tree, folder, module.decode("ascii", "replace")))[-3:]:
            if posixpath.basename(package) == "__init__.py" and package != path:
                yield from _listed(tree, package)


def _listed(tree: Tree, package: str) -> Iterator[str]:
    data = tree.by_path[package].data[:_MOST_BYTES]
    for start in islice(_ALL.finditer(data), _MOST_LISTS):
        names = data[start.end() : start.end() + _MOST_LIST]
        end = _END.search(names)
        names = names[: end.start()] if end else b""
        for name in _NAME.findall(names)[:_MOST_NAMES]:
            yield from python_below(tree, posixpath.dirname(package), name.decode("ascii", "replace"))
