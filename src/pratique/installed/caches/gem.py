"""Reads the caches of gem and Bundler, which contain complete gem files.

Observed with gem 3.6: Each folder in which gems are installed contains `cache/NAME-VERSION[-PLATFORM].gem`. Bundler's
`vendor/cache` contains files with the same names. If a cache for all projects is enabled, Bundler's
`cache/gems/SOURCE/` also contains gem files. Bundler uses a cached gem file without contacting the registry. The gem
command first requests the specification from the registry, unless it works offline.
"""

from collections.abc import Iterator

from pratique.core.names import Ecosystem, ReleaseRef
from pratique.ecosystems.rubygems.versions import parse_version
from pratique.installed.caches.contents import MOST_NAME_CHARS, Cached, CacheFiles, Unread, release, walked

_SUFFIX = ".gem"
_DEPTH = 3


def read(files: CacheFiles) -> Iterator[Cached | Unread]:
    """Yield the gem files in a folder and its subfolders."""
    for name, path in walked(files, "", depth=_DEPTH):
        if name.endswith(_SUFFIX):
            yield Cached(path=path, ref=_release(name[:MOST_NAME_CHARS].removesuffix(_SUFFIX)), content=path)


def _release(stem: str) -> ReleaseRef | None:
    parts = stem.split("-")
    found = [
        ((parts[place + 1 : place + 2] or ["x"])[0][:1].isdigit(), "." not in parts[place], place)
        for place in range(1, len(parts))
        if parts[place] and parse_version(parts[place]) is not None
    ]
    if not found:
        return None
    place = min(found)[2]
    return release(Ecosystem.RUBYGEMS, "-".join(parts[:place]), parts[place])
