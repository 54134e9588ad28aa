"""Reads Poetry's cache, which contains the registries' files and locally built wheels.

Observed with Poetry 2.5: The path is `artifacts/aa/bb/cc/REST/FILENAME`. `poetry cache clear` removes only listings,
not the files of registries.
"""

from collections.abc import Iterator

from pratique.core.names import Ecosystem
from pratique.installed.caches.archive_names import python_file
from pratique.installed.caches.contents import Cached, CacheFiles, Unread, folders, release, walked

_DEPTH = 5


def read(files: CacheFiles) -> Iterator[Cached | Unread]:
    """Yield the cached wheels and source distributions."""
    if "artifacts" not in {name for name, _ in folders(files, "")}:
        return
    for name, path in walked(files, "artifacts", depth=_DEPTH):
        found = python_file(name)
        if found is not None:
            yield Cached(path=path, ref=release(Ecosystem.PYPI, *found), content=path)
