"""Opens the files of an image: a folder in the OCI layout, or a tar of `docker save`, `podman save` or `skopeo copy`.

Sources: OCI image format specification, "Image Layout"; Docker image specification v1.3, "Combined Image JSON + Filesystem Changeset
Format".
"""

import posixpath
import stat
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Protocol

from pratique.archive.tar_extras import Extras
from pratique.archive.tar_header import (
    BLOCK_BYTES,
    FILE_TYPES,
    LINK_TYPES,
    PAX_TYPES,
    ZERO_BLOCK,
    parse_header,
)
from pratique.errors import ParseError, Reference

_CHUNK_BYTES = 1024 * 1024
_MOST_MEMBERS = 100_000
_MOST_EXTRA_BYTES = 1024 * 1024
_LONG_TYPES = frozenset({b"L", b"K"})
GZIP = b"\x1f\x8b"
MARKERS = frozenset({"oci-layout", "manifest.json", "index.json", "repositories"})
"""Names of files of which an image has at least one."""


class Blobs(Protocol):
    """The files of an image, by name with forward slashes."""

    def has(self, name: str) -> bool:
        """Return True if the image has this file."""
        ...

    def size_of(self, name: str) -> int:
        """Return the size of a file in bytes. Raise ParseError if it is missing."""
        ...

    def chunks(self, name: str) -> Iterator[bytes]:
        """Yield the bytes of a file. Raise ParseError if it cannot be read."""
        ...


def read_blob(blobs: Blobs, name: str, most_bytes: int) -> bytes:
    """Return a small file. Raise ParseError if it is missing or larger than `most_bytes`."""
    if blobs.size_of(name) > most_bytes:
        raise _told(name, f"it is larger than {most_bytes} bytes")
    return b"".join(blobs.chunks(name))


@dataclass(frozen=True, slots=True)
class FolderBlobs:
    """Implements `Blobs` for a folder. Links are not followed."""

    folder: Path

    def has(self, name: str) -> bool:
        """Return True if the image has this file."""
        return self._path(name) is not None

    def size_of(self, name: str) -> int:
        """Return the size of a file in bytes."""
        path = self._path(name)
        if path is None:
            raise _told(name, "it is missing")
        return path.lstat().st_size

    def chunks(self, name: str) -> Iterator[bytes]:
        """Yield the bytes of a file."""
        path = self._path(name)
        if path is None:
            raise _told(name, "it is missing")
        try:
            with path.open("rb") as stream:
                while chunk := stream.read(_CHUNK_BYTES):
                    yield chunk
        except OSError as error:
            raise _told(name, str(error.strerror)) from error

    def _path(self, name: str) -> Path | None:
        parts = name.split("/")
        if not name or any(part in {"", ".", ".."} or "\\" in part or "\0" in part for part in parts):
            return None
        path = self.folder
        try:
            for part in parts:
                path /= part
                if path.is_symlink():
                    return None
            return path if stat.S_ISREG(path.lstat().st_mode) else None
        except OSError:
            return None


@dataclass(frozen=True, slots=True)
class TarBlobs:
    """Implements `Blobs` for a tar, whose members are read in place."""

    stream: BinaryIO
    members: Mapping[str, tuple[int, int]]
    """The offset and the size of each file."""
    links: Mapping[str, str]
    """The files that are links to others, as old versions of Docker write layers that occur twice."""

    def has(self, name: str) -> bool:
        """Return True if the image has this file."""
        return self._name(name) in self.members

    def size_of(self, name: str) -> int:
        """Return the size of a file in bytes."""
        return self._found(name)[1]

    def chunks(self, name: str) -> Iterator[bytes]:
        """Yield the bytes of a file."""
        at, left = self._found(name)
        while left > 0:
            try:
                self.stream.seek(at)
                chunk = self.stream.read(min(left, _CHUNK_BYTES))
            except OSError as error:
                raise _told(name, str(error.strerror)) from error
            if not chunk:
                raise _told(name, "the tar ends inside it")
            at, left = at + len(chunk), left - len(chunk)
            yield chunk

    def _found(self, name: str) -> tuple[int, int]:
        found = self.members.get(self._name(name))
        if found is None:
            raise _told(name, "it is missing")
        return found

    def _name(self, name: str) -> str:
        return self.links.get(name, name)


@contextmanager
def open_image(path: Path) -> Iterator[Blobs]:
    """Open an image. Raise ParseError if the path is none."""
    if path.is_dir():
        yield FolderBlobs(path)
        return
    try:
        with path.open("rb") as stream:
            yield _indexed(stream)
    except OSError as error:
        raise _told(path.name, str(error.strerror)) from error


def is_image(path: Path) -> bool:
    """Return True if a path is a folder in the OCI layout, or a tar of an image. Reads at most the headers of a tar."""
    if path.is_dir():
        return (path / "oci-layout").is_file() and (path / "index.json").is_file()
    try:
        if not path.is_file():
            return False
        with path.open("rb") as stream:
            head = stream.read(BLOCK_BYTES)
            if head.startswith(GZIP):
                return path.name.endswith((".tar.gz", ".tgz")) and _is_packed_image(path)
            if parse_header(head) is None:
                return False
            stream.seek(0)
            members = _indexed(stream).members
            return "manifest.json" in members or {"oci-layout", "index.json"} <= members.keys()
    except (OSError, ParseError):
        return False


def _is_packed_image(path: Path) -> bool:
    """Return True if the first members of a compressed tar are those of an image."""
    import gzip  # noqa: PLC0415 - few tars are compressed
    import zlib  # noqa: PLC0415 - as above

    try:
        with gzip.open(path) as stream:
            for _ in range(8):
                header = parse_header(stream.read(BLOCK_BYTES))
                if header is None:
                    return False
                name = header.name.removeprefix("./").rstrip("/")
                if name in MARKERS or name == "blobs" or name.endswith(("/layer.tar", "/VERSION")):
                    return True
                if header.size_bytes > _MOST_EXTRA_BYTES:
                    return False
                stream.read(header.size_bytes + -header.size_bytes % BLOCK_BYTES)
    except (OSError, EOFError, zlib.error):
        return False
    return False


def _indexed(stream: BinaryIO) -> TarBlobs:
    start = stream.read(2)
    if start == GZIP:
        raise ParseError(
            Reference.FILE_UNREADABLE,
            "the image is a compressed tar",
            hint="decompress it first, for example with gunzip",
        )
    members: dict[str, tuple[int, int]] = {}
    links: dict[str, str] = {}
    at, extras = 0, Extras()
    for _ in range(_MOST_MEMBERS):
        stream.seek(at)
        block = stream.read(BLOCK_BYTES)
        header = None if block == ZERO_BLOCK else parse_header(block)
        if header is None:
            return TarBlobs(stream, members, links)
        size, body = header.size_bytes, at + BLOCK_BYTES
        if header.type in PAX_TYPES | _LONG_TYPES:
            data = stream.read(min(size, _MOST_EXTRA_BYTES))
            (
                extras.take_long_name
                if header.type == b"L"
                else extras.take_records
                if header.type == b"x"
                else _ignored
            )(data)
        else:
            size = size if extras.size_bytes is None else extras.size_bytes
            name = posixpath.normpath(header.name if extras.path is None else extras.path)
            if header.type in FILE_TYPES:
                members[name] = body, size
            elif header.type in LINK_TYPES:
                base = posixpath.dirname(name) if header.type == b"2" else ""
                links[name] = posixpath.normpath(posixpath.join(base, header.target))
            extras = Extras()
        at = body + size + -size % BLOCK_BYTES
    raise _told("the tar", f"it has more than {_MOST_MEMBERS} members")


def _ignored(_: bytes) -> None:
    return


def _told(name: str, why: str) -> ParseError:
    return ParseError(
        Reference.FILE_UNREADABLE,
        f"{name[:200]} of the image cannot be read: {why}",
        hint="save the image again",
    )
