"""The archives that `--find-links FOLDER` in a requirements file offers, where the folder lies in the project.

pip may take an entry without a digest from such an archive. Its path and digest stand in the entry's options, so that a
change of its bytes is a change of the entry. A folder without an archive of the package changes nothing.
"""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from posixpath import dirname, join, normpath

from pratique.cli.locate import Bytes, Names
from pratique.core.install_options import FileKinds, Option
from pratique.core.lock import Lock, LockedPackage
from pratique.errors import ParseError
from pratique.lockfiles.pypi.entry import of_release
from pratique.lockfiles.pypi.install_options import with_options

Folders = Mapping[Option, Sequence[tuple[str, Sequence[str]]]]
"""The folders that an option may mean, each with the names in it."""

MOST_ARCHIVES = 200
"""Most archives that are read for one lock."""

_PAGES = (".html", ".htm")
_ARCHIVES = (".whl", ".tar.gz", ".zip", ".tar.bz2", ".tgz", ".tar.xz", ".tar")


def with_offered(lock: Lock, path: str, bytes_of: Bytes, names_in: Names | None) -> Lock:
    """Return the lock with the paths of its files in its options, and archives in place of folders that offer them."""
    if not lock.options:
        return lock
    here = dirname(path)
    placed = (
        replace(option, file=normpath(join(here, option.file)) if option.file else path)
        for option in lock.options
    )
    lock = with_options(replace(lock, options=tuple(placed)))
    links = {link for package in lock.packages for link in package.options.links}
    if names_in is None or not links:
        return lock
    folders = {link: found for link in links if (found := list(_folders(link, here, names_in)))}
    reader = _Reader(bytes_of)
    return replace(lock, packages=tuple(_offered(entry, folders, reader) for entry in lock.packages))


def _folders(link: Option, here: str, names_in: Names) -> Iterator[tuple[str, Sequence[str]]]:
    """Yield the folders that an option may mean: pip looks beside the file, then from where it is started."""
    if "://" in link.value or link.value.startswith(("file:", "~", "/")) or "\\" in link.value:
        return
    beside, *others = (normpath(join(start, link.value)) for start in (dirname(link.file), here, ""))
    for tried in ([beside], others):
        found = [(where, names) for where in dict.fromkeys(tried) if (names := names_in(where)) is not None]
        if any(name.lower().endswith(_PAGES) for _, names in found for name in names):
            return  # pip follows the links of these pages
        yield from found
        if found:
            return


@dataclass(slots=True)
class _Reader:
    """Reads archives once."""

    bytes_of: Bytes
    digests: dict[str, str | None] = field(default_factory=dict)

    def digest(self, path: str) -> str | None:
        """Return the SHA-256 of an archive; None when it is not read."""
        if path not in self.digests:
            try:
                full = len(self.digests) >= MOST_ARCHIVES
                self.digests[path] = None if full else hashlib.sha256(self.bytes_of(path)).hexdigest()
            except ParseError:
                self.digests[path] = None
        return self.digests[path]


def _offered(entry: LockedPackage, folders: Folders, reader: _Reader) -> LockedPackage:
    """The entry with the archives of its release in place of the folders that hold them."""
    options = entry.options
    links = tuple(
        offered
        for link in options.links
        for offered in (_archives(link, entry, folders[link], reader) if link in folders else (link,))
    )
    return replace(entry, options=replace(options, links=links))


def _archives(
    link: Option, entry: LockedPackage, found: Sequence[tuple[str, Sequence[str]]], reader: _Reader
) -> Iterator[Option]:
    for folder, names in found:
        for name in names:
            if not _fits(name, entry):
                continue
            path = normpath(join(folder, name))
            yield replace(link, value=f"{path} sha256:{reader.digest(path)}")


def _fits(name: str, entry: LockedPackage) -> bool:
    """Whether pip may take a file for an entry, by its name."""
    if not name.endswith(_ARCHIVES) or not of_release(name, entry.package.name, entry.version):
        return False
    other = {FileKinds.WHEELS: not name.endswith(".whl"), FileKinds.SOURCES: name.endswith(".whl")}
    return not other.get(entry.options.kinds, False)
