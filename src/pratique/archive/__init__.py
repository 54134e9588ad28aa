"""Archives of packages, read into memory: bytes -> Tree. Nothing is ever written to disk.

`read` takes npm tarballs, wheels, eggs, gems and source distributions (tar, alone or in gzip, bzip2 or xz; zip). A
hostile archive is no error: what is odd about it are anomalies in the tree.
"""

from pratique.archive.limits import DEFAULT_LIMITS, Limits
from pratique.archive.reading import read

__all__ = ["DEFAULT_LIMITS", "Limits", "read"]
