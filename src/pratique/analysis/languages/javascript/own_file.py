"""The path of a source itself, by the names that node has for it, and paths that are cut out of it."""

NAME = "__filename"
OF_MODULE = {
    "import.meta.url": NAME,
    "import.meta.filename": NAME,
    "import.meta.dirname": "__dirname",
    "module.filename": NAME,
    "module.path": "__dirname",
}
"""What else has the path of the file, or of its folder."""
CUTTING = frozenset(("replace", "slice", "substring", "substr"))
_HOLE = "${_}"


def cut(whole: str, key: str | None, new: str | None) -> str:
    """What a method gives of the path of a file: `__filename.replace("index.js", "x.js")`, `__filename.slice(0, -8)`.

    The name at the end is taken to be what is replaced or cut off; `new` is None where what is put in its place is not known.
    """
    if whole != NAME:
        return _HOLE
    if key != "replace":
        return "__dirname/"
    return "__dirname/" + (new.removeprefix("/") if new is not None else _HOLE)
