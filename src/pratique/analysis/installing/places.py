"""Where a path lies that code names: in its package, in the project that installs it, in the home folder or elsewhere."""

import posixpath
import re
from itertools import takewhile

from pratique.analysis.asked_packages import package_of

_UNKNOWN = frozenset("${}*%~<>?`")
_OWN = "__dirname/"
STARTED_IN = "${cwd}/"
"""Where the script runs: the folder of its package, unless it is started elsewhere."""
_PROJECT = "${INIT_CWD}/"
"""Where a person started the client."""
_VARIABLE = re.compile(r"\$\{([A-Z][A-Z0-9_]{1,40})\}(?:/|\Z)")
_SYSTEM = re.compile(
    r"/(?:usr|etc|var|opt|tmp|home|root|bin|sbin|lib|dev|srv|Applications|Library)/|[A-Za-z]:/"
)
_WORDS = (("~", "in the home folder"), ("${tmp}", "in the folder of temporary files"))


def is_inside(folder: str, path: str, *, moved: bool = False) -> bool:
    """Return True if a path, as the facts show it, certainly lies inside the package.

    `folder` is the folder of the file that names it, or where a command runs, relative to the root of the package. A path with
    a part that is computed may lie anywhere. With `moved`, the script may run in another folder than that of its package, so that
    only paths from the folder of a file are known.
    """
    found = _from_root(folder, path, moved=moved)
    return found is not None and not _UNKNOWN & set(found) and found != ".." and not found.startswith("../")


def _from_root(folder: str, path: str, *, moved: bool) -> str | None:
    """Return a path relative to the root of the package; None if it is from elsewhere."""
    path = path.replace("\\", "/")
    if path.startswith(_OWN):
        rest = path.removeprefix(_OWN)
    elif moved or path.startswith("/") or path[1:2] == ":":
        return None
    elif path.startswith(STARTED_IN):
        folder, rest = "", path.removeprefix(STARTED_IN)
    else:
        rest = path
    return posixpath.normpath(posixpath.join(folder, rest.lstrip("/"))) if rest else None


def of_project(folder: str, path: str, name: str | None) -> str | None:
    """Return the part of a path behind the root of the project in whose node_modules the package `name` is installed.

    None if the path is not one of the project, as far as it is known.
    """
    path = path.replace("\\", "/")
    if path.startswith(_PROJECT):
        return path.removeprefix(_PROJECT)
    if not path.startswith((_OWN, STARTED_IN, "../")):
        return None
    up = "../" * (2 + (name or "").count("/"))
    found = f"{_from_root(folder, path, moved=False) or ''}/"
    rest = found.removeprefix(up)
    return rest.rstrip("/") if rest != found and not rest.startswith("../") else None


def elsewhere(folder: str, path: str | None, name: str | None, *, moved: bool = False) -> tuple[str, str]:
    """Return in words where a path lies that is not certainly in the package, and the name that follows the words.

    The words are empty if it is not known where the path begins.
    """
    path = (path or "").replace("\\", "/")
    for start, words in _WORDS:
        if path == start or path.startswith(f"{start}/"):
            return words, ""
    variable = _VARIABLE.match(path)
    if variable is not None and not path.startswith(_PROJECT):
        return f"in the folder that {variable[1]} names", ""
    if _SYSTEM.match(path):
        return "outside its package:", path
    known = path.startswith((_OWN, STARTED_IN)) or not path.startswith((".", "/", "$", "~"))
    found = _from_root(folder, path, moved=moved) if known else None
    return ("", "") if found is None else _from_package(found, name)


def _from_package(found: str, name: str | None) -> tuple[str, str]:
    """Return where a path from the root of the package leads."""
    up = "../" * (1 + (name or "").count("/"))
    if found.startswith(f"{up}../") and not found.startswith(f"{up}../../"):
        return "of the project:", found.removeprefix(f"{up}../")
    package = package_of(found.removeprefix(up)) if found.startswith(up) else None
    if (
        package is not None
        and found != up + package
        and not _UNKNOWN & set(package)
        and not package.startswith(".")
    ):
        return "of the package", package
    if found.startswith(".."):
        return "outside its package:", found
    known = "/".join(takewhile(lambda part: not _UNKNOWN & set(part), found.split("/")))
    return ("below folders of its package:", known) if known else ("below the folder of its package", "")
