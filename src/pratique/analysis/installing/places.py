"""Whether a path that code names lies inside the folder of its package."""

import posixpath

_UNKNOWN = frozenset("${}*%~<>?`")
_OWN = "__dirname/"


def is_inside(folder: str, path: str) -> bool:
    """Return True if a path, as the facts show it, certainly lies inside the package.

    `folder` is the folder of the file that names it, or where a command runs, relative to the root of the package. A path with
    a part that is computed may lie anywhere.
    """
    path = path.replace("\\", "/")
    if path.startswith(_OWN):
        path = path.removeprefix(_OWN)
    elif path.startswith("/") or path[1:2] == ":":
        return False
    if not path or _UNKNOWN & set(path):
        return False
    found = posixpath.normpath(posixpath.join(folder, path.lstrip("/")))
    return found != ".." and not found.startswith("../")
