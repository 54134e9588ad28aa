"""Whether a file can run, by its name and its first bytes."""

import posixpath

from pratique.analysis.kinds import Code, Compiled, classify
from pratique.core.tree import File

DECIDING = frozenset({"package.json", "entry_points.txt"})
"""Names of files that are no code and decide which code is loaded."""


def runs(file: File) -> bool:
    """Whether a file is code, compiled code, or decides which code is loaded; its first kilobyte is enough."""
    return posixpath.basename(file.path) in DECIDING or isinstance(classify(file), Code | Compiled)
