"""Reads package archives from bytes into a `Tree` in memory and writes nothing to disk.

`read` supports npm tarballs, wheels, eggs, gems and source distributions (tar, plain or in gzip, bzip2 or xz; zip). Reading a
hostile archive does not raise an error: irregularities of the archive are recorded as anomalies in the tree.
"""

from pratique.archive.limits import DEFAULT_LIMITS, Limits
from pratique.archive.reading import read

__all__ = ["DEFAULT_LIMITS", "Limits", "read"]
