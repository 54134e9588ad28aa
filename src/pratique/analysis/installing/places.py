"""Where a path lies that code names: in its package, in the project that installs it, in the home folder or elsewhere."""

import posixpath

_UNKNOWN = frozenset("${}*%~<>?`")
_OWN = "__dirname/"
_STARTED_IN = "${cwd}/"
"""Where the script runs: the folder of its package, unless it is started elsewhere."""
_PROJECT = "${INIT_CWD}/"
"""Where a person started the client."""
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
    elif path.startswith(_STARTED_IN):
        folder, rest = "", path.removeprefix(_STARTED_IN)
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
    if not path.startswith((_OWN, _STARTED_IN, "../")):
        return None
    up = "../" * (2 + (name or "").count("/"))
    found = f"{_from_root(folder, path, moved=False) or ''}/"
    rest = found.removeprefix(up)
    return rest.rstrip("/") if rest != found and not rest.startswith("../") else None


def words_for(path: str | None) -> str:
    """Return in words where a path lies that is neither of the package nor of the project."""
    known = (
        words
        for start, words in _WORDS
        if path is not None and (path == start or path.startswith(f"{start}/"))
    )
    return next(known, "in places that are not known")
