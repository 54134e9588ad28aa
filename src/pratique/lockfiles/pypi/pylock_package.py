"""Parses one `[[packages]]` table of a pylock.toml: the package, its source, and the accepted files.

PEP 751 requires a URL or a path and a hash for each file. Lockfiles of pdm and pipenv omit URLs and hashes that the index did not
provide. pdm and pipenv install such entries by name, version and the available hashes, so Pratique also accepts entries without a
URL or a hash. pipenv stores hashes without a filename in `tool.pipenv.hashes`.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from packaging.markers import InvalidMarker, Marker
from packaging.requirements import InvalidRequirement, Requirement
from packaging.utils import canonicalize_name

from pratique.core.lock import LockedFile, LockedPackage, SourceKind
from pratique.core.names import Digest
from pratique.lockfiles.git_address import at_commit
from pratique.lockfiles.pypi.entry import (
    exact_version,
    filename_of,
    of_release,
    package_ref,
    read_hash,
    without_user,
)
from pratique.lockfiles.pypi.graph import Request
from pratique.lockfiles.pypi.pip.requirement import MOST_CHARS

_DIRECT = ("vcs", "directory", "archive")


@dataclass(frozen=True, slots=True, kw_only=True)
class PylockPackage:
    """A lockfile entry as written, with the reasons to doubt the entry."""

    package: LockedPackage
    marker: str
    requests: tuple[Request, ...]
    doubts: tuple[str, ...]


def read_package(raw: object, line: int | None) -> PylockPackage:
    """Parse one `[[packages]]` table. Raises ValueError if the table is invalid."""
    if not isinstance(raw, dict):
        raise _bad("the entry is not a TOML table")
    name = _text(raw, "name")
    if name is None:
        raise _bad("the entry has no name")
    ref, version = package_ref(name), exact_version(_text(raw, "version"))
    sources = [key for key in (*_DIRECT, "wheels", "sdist") if raw.get(key)]
    if len(sources) > 1 and any(key in _DIRECT for key in sources):
        raise _bad(f"the entry has several sources: {', '.join(sources)}")
    found = _Files(ref.name, version)
    source, address = _place(raw, found)
    if source is SourceKind.REGISTRY and version is None:
        raise _bad("the entry has no exact version")
    index = _text(raw, "index")
    package = LockedPackage(
        key="",
        package=ref,
        version=version,
        source=source,
        registry=None if index is None else without_user(index),
        url=address,
        files=tuple(found.files),
        line=line,
    )
    return PylockPackage(
        package=package,
        marker=_marker(_text(raw, "marker")),
        requests=tuple(_requests(raw)),
        doubts=tuple(found.doubts),
    )


@dataclass(slots=True)
class _Files:
    """The files of an entry."""

    name: str
    version: str | None
    files: list[LockedFile] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)
    places: list[str] = field(default_factory=list)
    """Paths of files without a URL."""

    def add(self, table: Mapping[str, Any], *, of_its_release: bool = True) -> None:
        """Add a file. Raises ValueError if the file has no name, URL or path."""
        url, path = _text(table, "url"), _text(table, "path")
        if url is not None and url.lower().startswith("file:"):
            url, path = None, path or url
        filename = _text(table, "name") or filename_of(path or url or "")
        if filename is None:
            raise _bad("a file of the entry has no name, URL or path")
        digests = self.digests(table.get("hashes"))
        size = table.get("size")
        if of_its_release and not of_release(filename, self.name, self.version):
            raise _bad(f"a file of the entry belongs to another release: {filename[:120]!r}")
        self.files.append(LockedFile(filename, digests, url or path, size if isinstance(size, int) else None))
        if path is not None:
            self.places.append(path)
        # A `name` beside the address must not hide a file of another release.
        behind = filename_of(url or path or "")
        if of_its_release and behind is not None and not of_release(behind, self.name, self.version):
            self.doubts.append(f"a file of the entry belongs to another release: {behind[:120]!r}")

    def digests(self, hashes: object) -> tuple[Digest, ...]:
        """Parse a table of hashes."""
        found: list[Digest] = []
        for algorithm, value in hashes.items() if isinstance(hashes, dict) else ():
            read, doubt = read_hash(f"{algorithm}:{value}")
            found.extend(read)
            self.doubts.extend([doubt] if doubt is not None else [])
        return tuple(found)

    def check(self) -> str | None:
        """Return the download URL of a registry entry without digests.

        Add a doubt for files that neither a URL nor a digest identifies.
        """
        open_ = [
            file for file in self.files if file.url and not any(digest.strong for digest in file.digests)
        ]
        if open_ and (len(open_) < len(self.files) or self.places):
            self.doubts.append(
                f"only some files of the entry have a digest; this one has none: {(open_[0].filename or '')[:120]!r}"
            )
        hosts = {_host(file.url or "") for file in open_}
        if len(hosts) > 1:
            self.doubts.append("the files of the entry are on several hosts and have no digests")
        return open_[0].url if open_ else None


def _place(raw: Mapping[str, Any], found: _Files) -> tuple[SourceKind, str | None]:
    """Return the source of an entry; add its files to `found`."""
    if raw.get("vcs"):
        vcs = _table(raw, "vcs")
        address = _text(vcs, "url") or _text(vcs, "path")
        if address is None:
            raise _bad("the repository of the entry has no URL")
        commit = _text(vcs, "commit-id")
        return SourceKind.GIT, at_commit(address, commit, _text(vcs, "subdirectory"))
    if raw.get("directory"):
        path = _text(_table(raw, "directory"), "path")
        if path is None:
            raise _bad("the directory of the entry has no path")
        return SourceKind.PATH, path
    if raw.get("archive"):
        archive = _table(raw, "archive")
        found.add(archive, of_its_release=False)
        url = found.files[0].url
        return (SourceKind.PATH, found.places[0]) if found.places else (SourceKind.URL, url)
    for table in _tables(raw):
        found.add(table)
    if found.places and len(found.places) == len(found.files):
        return SourceKind.PATH, found.places[0] if len(found.places) == 1 else None
    found.files += [
        LockedFile(None, digest) for text in _pipenv_hashes(raw) if (digest := read_hash(text)[0])
    ]
    if not found.files and not raw.get("index"):
        raise _bad("the entry has no file and no index")
    return SourceKind.REGISTRY, found.check()


def _tables(raw: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """Yield the tables of wheels, then the table of the source archive."""
    wheels = raw.get("wheels", [])
    if not isinstance(wheels, list):
        raise _bad("`wheels` is not a list")
    for table in [*wheels, *([raw["sdist"]] if raw.get("sdist") else [])]:
        if not isinstance(table, dict):
            raise _bad("a file of the entry is not a TOML table")
        yield table


def _pipenv_hashes(raw: Mapping[str, Any]) -> Sequence[str]:
    found: Any = raw
    for key in ("tool", "pipenv", "hashes"):
        found = found.get(key) if isinstance(found, dict) else None
    return [text for text in found if isinstance(text, str)] if isinstance(found, list) else []


def _requests(raw: Mapping[str, Any]) -> Iterator[Request]:
    """Yield the dependencies of an entry, in the format of PEP 751 and in PDM's."""
    dependencies = raw.get("dependencies", [])
    if not isinstance(dependencies, list):
        raise _bad("`dependencies` is not a list")
    for one in dependencies:
        name = one.get("name") if isinstance(one, dict) else None
        if isinstance(name, str):
            version = one.get("version")
            yield Request(name=canonicalize_name(name), version=version if isinstance(version, str) else None)
    found: Any = raw
    for key in ("tool", "pdm", "dependencies"):
        found = found.get(key) if isinstance(found, dict) else None
    for text in found if isinstance(found, list) else ():
        if isinstance(text, str) and len(text) <= MOST_CHARS:
            yield from _request(text)


def _request(text: str) -> Iterator[Request]:
    try:
        wanted = Requirement(text)
    except (InvalidRequirement, RecursionError):
        return
    yield Request(
        name=canonicalize_name(wanted.name),
        range=str(wanted.specifier) or None,
        marker=None if wanted.marker is None else str(wanted.marker),
    )


def _marker(text: str | None) -> str:
    if text is None:
        return ""
    if len(text) > MOST_CHARS:
        raise _bad("the marker is too long")
    try:
        return str(Marker(text))
    except RecursionError:
        raise _bad("the marker is nested too deeply") from None
    except InvalidMarker as error:
        raise _bad(" ".join(str(error).split())[:200]) from None


def _table(raw: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    value = raw[key]
    if not isinstance(value, dict):
        raise _bad(f"{key} is not a TOML table")
    return value


def _text(table: Mapping[str, Any], key: str) -> str | None:
    value = table.get(key)
    if value is not None and not isinstance(value, str):
        raise _bad(f"{key} is not text")
    return value or None


def _host(address: str) -> str:
    try:
        return urlsplit(address).netloc
    except ValueError:
        return ""


def _bad(why: str) -> ValueError:
    return ValueError(why)
