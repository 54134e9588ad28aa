"""Calls that are given two paths: what is copied, moved or linked, and where it is written."""

from pratique.analysis.languages.javascript.called import Called

MOVING = frozenset(("fs.rename", "fs.renameSync", "fs.move", "fs.moveSync"))
"""Calls that write their second argument, and take their first away."""
_COPYING = MOVING | {
    f"fs.{name}{end}" for name in ("copyFile", "cp", "copy", "link", "symlink") for end in ("", "Sync")
}
"""Calls that write their second argument; `fs/promises` and `fs-extra` are told by the same names."""


def place_of_path(call: Called) -> int:
    """The number of the argument that is the path which a call reads or writes: of a copy it is the second."""
    return 1 if call.function.name in _COPYING else 0
