"""Finds the archives in project folders that pip can use because of `--find-links FOLDER` in a requirements file.

pip may install an entry without a digest from an archive in such a folder. Each archive of a locked release therefore
becomes a separate lockfile entry whose source is the path of the archive. A folder that contains no archive of a
package has no effect on the package.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from posixpath import dirname, join, normpath

from pratique.cli.project.locate import Names
from pratique.core.install_options import NO_OPTIONS, FileKinds, InstallOptions, Option
from pratique.core.lock import Lock, LockedPackage, SourceKind
from pratique.lockfiles.pypi.entry import of_release, release_of
from pratique.lockfiles.pypi.pip.install_options import with_options
from pratique.lockfiles.reading.keys import keys_of

Folders = Mapping[Option, Sequence[tuple[str, Sequence[str]]]]
"""The possible folders of a `--find-links` option, each with its file names."""

_PAGES = (".htm", ".shtm", ".xht")
_ARCHIVES = (
    *(".whl", ".zip", ".tar.gz", ".tgz", ".tar", ".tar.bz2", ".tbz"),
    *(".tar.xz", ".txz", ".tlz", ".tar.lz", ".tar.lzma"),
)
_KINDS = {FileKinds.WHEELS: True, FileKinds.SOURCES: False}
"""True for artifact kinds that require a wheel, False for kinds that require a source archive."""
_PYTHON = re.compile(r"-py[0-9.]++\Z")
"""A suffix that pip before 25 ignores: these versions read `foo-1.0-py3.11.tar.gz` as a source archive of 1.0."""
_LOCAL = re.compile(r"[+_]")


def with_offered(lock: Lock, path: str, names_in: Names | None) -> Lock:
    """Return the lockfile with the archives in its `--find-links` folders as entries.

    If `names_in` is None, `--find-links` folders are not searched.
    """
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
    entries = [found for entry in lock.packages for found in _with_offered(entry, folders)]
    keys = keys_of(entries)
    return replace(
        lock, packages=tuple(replace(entry, key=key) for entry, key in zip(entries, keys, strict=True))
    )


def _folders(link: Option, here: str, names_in: Names) -> Iterator[tuple[str, Sequence[str]]]:
    """Yield the possible folders of an option.

    pip resolves a path relative to the requirements file, then to the working directory.
    """
    if "://" in link.value or link.value.startswith(("file:", "~", "/")) or "\\" in link.value:
        return
    beside, *others = (normpath(join(start, link.value)) for start in (dirname(link.file), here, ""))
    for tried in ([beside], others):
        found = [(where, names) for where in dict.fromkeys(tried) if (names := names_in(where)) is not None]
        if any(page in name.lower() for _, names in found for name in names for page in _PAGES):
            return  # pip follows the links of these pages
        yield from found
        if found:
            return


def _with_offered(entry: LockedPackage, folders: Folders) -> Iterator[LockedPackage]:
    """Yield the archives that pip may install for an entry, and the entry itself unless the folders are its only source."""
    options = entry.options
    left = replace(options, links=tuple(link for link in options.links if link not in folders))
    offered = () if entry.tells_bytes else tuple(_archives(entry, folders))
    if not offered or not _offers_nothing(left):
        yield replace(entry, options=left)
    yield from offered


def _offers_nothing(options: InstallOptions) -> bool:
    return not (options.usual or options.indexes or options.links)


def _archives(entry: LockedPackage, folders: Folders) -> Iterator[LockedPackage]:
    for link in entry.options.links:
        for folder, names in folders.get(link, ()):
            for name in names:
                if _fits(name, entry):
                    release = release_of(name)
                    yield replace(
                        entry,
                        version=entry.version or (release[1] if release else None),
                        source=SourceKind.PATH,
                        url=normpath(join(folder, name)),
                        files=(),
                        options=NO_OPTIONS,
                    )


def _fits(name: str, entry: LockedPackage) -> bool:
    """Return True if pip may install a file with the given name for an entry.

    The version `1.0` also allows `1.0+local`.
    """
    suffix = next((one for one in _ARCHIVES if name.endswith(one)), None)
    if suffix is None or _KINDS.get(entry.options.kinds, suffix == ".whl") is not (suffix == ".whl"):
        return False
    stem = _PYTHON.sub("", name.removesuffix(suffix))
    project, _, rest = stem.partition("-") if suffix == ".whl" else stem.rpartition("-")
    version, *tags = rest.split("-")
    versions = (version,) if "+" in (entry.version or "") else (version, _LOCAL.split(version)[0])
    end = suffix if suffix == ".whl" else ".tar.gz"
    names = {name, *("-".join((project, one, *tags)) + end for one in versions)}
    return any(of_release(one, entry.package.name, entry.version) for one in names)
