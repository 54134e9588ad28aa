"""Clones: files that are the same as, or much like, files of known malware, and copies of popular packages.

The index holds hashes and the names of public packages, and no piece of code. It is made by
`python -m bench.inspect.clones` from the sets that its lists name.
"""

from pratique.analysis.clones.finding import find
from pratique.analysis.clones.index import NOTHING, Index
from pratique.analysis.clones.matches import CloneMatch, Clones, CopyMatch

__all__ = ["NOTHING", "CloneMatch", "Clones", "CopyMatch", "Index", "find"]
