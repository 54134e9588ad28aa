"""Reads bun's cache, which contains an unpacked folder for each package.

Observed with bun 1.4: The folders are `NAME@VERSION@@@1` and `@SCOPE/NAME@VERSION@@@1`. For a registry other than the
default, the host of the registry is between the at signs. A pre-release or build suffix is replaced by a hash, so the
version is then read from `package.json`. Folders without an at sign contain only links. Files `*.npm` contain listings
of packages.
"""

from collections.abc import Iterator

from pratique.core.names import Ecosystem
from pratique.errors import ParseError
from pratique.installed.caches.contents import MOST_NAME_CHARS, Cached, CacheFiles, Unread, folders, release
from pratique.installed.files import joined
from pratique.installed.package_json import MOST_BYTES, read_package_json


def read(files: CacheFiles) -> Iterator[Cached | Unread]:
    """Yield the cached packages that came from a registry."""
    for name, path in folders(files, ""):
        if not name.startswith("@"):
            yield from _package(files, name, path)
        elif "@" not in name[1:]:
            for inner, below in folders(files, path):
                yield from _package(files, f"{name}/{inner}", below)


def _package(files: CacheFiles, folder: str, path: str) -> Iterator[Cached | Unread]:
    name, at, rest = folder[1:MOST_NAME_CHARS].partition("@")
    version = rest.partition("@@")[0]
    if not at or not version[:1].isdigit():
        return
    name = folder[0] + name
    if "-" in version or "+" in version:
        try:
            read_as = read_package_json(files.read(joined(path, "package.json"), MOST_BYTES))
        except ParseError as error:
            yield Unread(path, error.message)
            return
        version = (read_as and read_as.version) or version
    yield Cached(path=path, ref=release(Ecosystem.NPM, name, version), key=name)
