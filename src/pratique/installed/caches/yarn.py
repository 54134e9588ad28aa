"""Reads the cache of yarn 2 and later: one ZIP file for each package.

The digest of a cached ZIP file differs from the digest of the registry's tarball. Observed with yarn 4: The file name
is `NAME-npm-VERSION-HASH-CACHEKEY.zip`, where `/` in a name is `-`. The files in the ZIP are below
`node_modules/NAME/`.
"""

from collections.abc import Iterator

from pratique.core.names import Ecosystem
from pratique.errors import ParseError
from pratique.installed.caches.archive_names import FileEnds, zip_names
from pratique.installed.caches.contents import MOST_NAME_CHARS, Cached, CacheFiles, Unread, release
from pratique.installed.files import EntryKind

_SUFFIX = ".zip"
_FROM_REGISTRY = "-npm-"
_FOLDER = "node_modules/"


def read(files: CacheFiles) -> Iterator[Cached | Unread]:
    """Yield the cached packages that came from a registry. Skip patched packages and packages from git."""
    for entry in files.entries(""):
        stem, version = _parts(entry.name[:MOST_NAME_CHARS])
        if entry.kind is not EntryKind.FILE or not version:
            continue
        try:
            name = _name(files, entry.name)
        except ParseError as error:
            yield Unread(entry.name, error.message)
            continue
        ref = release(Ecosystem.NPM, name, version) if name.replace("/", "-") == stem else None
        if ref is None:
            yield Unread(entry.name, "the file name does not match the content")
        else:
            yield Cached(path=entry.name, ref=ref)


def _parts(filename: str) -> tuple[str, str]:
    stem, *ends = filename.removesuffix(_SUFFIX).rsplit("-", 2)
    name, found, version = stem.partition(_FROM_REGISTRY)
    return (name, version) if found and len(ends) == 2 and filename.endswith(_SUFFIX) else ("", "")


def _name(files: CacheFiles, path: str) -> str:
    for name in zip_names(FileEnds(files, path)):
        parts = name.removeprefix(_FOLDER).split("/")
        if name.startswith(_FOLDER) and parts[0]:
            if not parts[0].startswith("@"):
                return parts[0]
            if len(parts) > 1 and parts[1]:
                return f"{parts[0]}/{parts[1]}"
    return ""
