"""Finds the installed package that contains a file, and the path of the file inside this package."""

from dataclasses import dataclass

from pratique.core.advisory import Product
from pratique.core.audit import VendoredCopy

_NODE_MODULES = "node_modules"


@dataclass(frozen=True, slots=True)
class Location:
    """The location of a file in the innermost package of a `node_modules` folder. `package` is None outside of packages."""

    package: str | None
    folders: tuple[str, ...]
    """The folders between the package and the file.

    For a file outside of packages, the folders between the project and the file.
    """
    name: str


def locate(path: str) -> Location:
    """Return the location of a file. The path has forward slashes."""
    *folders, name = path.split("/")
    if _NODE_MODULES not in folders:
        return Location(None, tuple(folders), name)
    inside = folders[len(folders) - folders[::-1].index(_NODE_MODULES) :]
    words = 2 if inside and inside[0].startswith("@") else 1
    return Location("/".join(inside[:words]) or None, tuple(inside[words:]), name)


def is_own_file(copy: VendoredCopy) -> bool:
    """Return True if the file is in the installed package of the library: `node_modules/lodash/lodash.js`.

    If a lockfile lists the installed package, the copied library is already reported with the lockfile entry.
    """
    package = locate(copy.path).package
    return package is not None and copy.product == Product("npm", package)
