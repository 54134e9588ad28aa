"""Converts the bytes of an archive to a `Tree`; this is the entry point of the package."""

from collections.abc import Iterator

from pratique.archive import zip_directory
from pratique.archive.assembly import assemble
from pratique.archive.data import Data, only_zeros, starts
from pratique.archive.gem import outer_limits, read_gem
from pratique.archive.limits import DEFAULT_LIMITS, Limits
from pratique.archive.names import Layout
from pratique.archive.notes import Notes
from pratique.archive.sharing import Shared
from pratique.archive.streams import ByteStream
from pratique.archive.tar import TarReader
from pratique.archive.tar_header import BLOCK_BYTES, ZERO_BLOCK, parse_header
from pratique.archive.unpacking import MAGICS, Unpacking
from pratique.archive.zip import ZipReader
from pratique.core.tree import AnomalyKind, Tree
from pratique.errors import ParseError, Reference

SUFFIXES = {
    ".tgz": "gzip",
    ".tar.gz": "gzip",
    ".tar.bz2": "bzip2",
    ".tbz": "bzip2",
    ".tar.xz": "xz",
    ".txz": "xz",
    ".tar": "tar",
    ".whl": "zip",
    ".egg": "zip",
    ".zip": "zip",
    ".gem": "tar",
}
_GEM = ".gem"
_CHUNK_BYTES = 1 << 20


def read(data: Data, filename: str, *, limits: Limits = DEFAULT_LIMITS, beside: Tree | None = None) -> Tree:
    """Read the files of an archive into memory.

    The bytes determine the format; a contradicting suffix is reported as a `header-mismatch`. The suffix of the filename determines
    the root folder. npm drops the first part of every name in a `.tgz`, and pip drops the only top folder of an sdist. A `.whl`, an
    `.egg` and a `.gem` have no top folder. If a limit is exceeded, the content read so far is returned and the rest is reported as
    an Omission. Archives inside the archive are plain files. A file with the same content as a file in `beside` uses the bytes of
    that file. Raise ParseError (`archive-invalid`) if nothing can be read.
    """
    notes = Notes(filename)
    form = format_of(data, filename)
    expected = next((what for suffix, what in SUFFIXES.items() if filename.lower().endswith(suffix)), form)
    if form != expected:
        notes.report(
            AnomalyKind.HEADER_MISMATCH, "", f"the filename indicates {expected}, but the content is {form}"
        )
    shared = Shared(beside or ())
    if form == "tar" and filename.lower().endswith(_GEM):
        return _read_gem(data, filename, limits, notes, shared)
    if form == "zip":
        members = shared.members(ZipReader(data, limits, notes).members())
    else:
        if zip_directory.is_zip(data):
            detail = "the file can also be read as a zip, and pip would read it as a zip"
            notes.report(AnomalyKind.HEADER_MISMATCH, "", detail)
        tar = TarReader(ByteStream(_chunks(data, form, limits, notes)), limits, notes)
        members = shared.members(tar.members())
        if not tar.recognised:
            raise _not_an_archive(filename, f"there is no tar in this {form} file")
    return assemble(members, Layout.of(filename), limits, notes)


def _read_gem(data: Data, filename: str, limits: Limits, notes: Notes, shared: Shared) -> Tree:
    outside = Notes(filename)
    outer = outer_limits(limits)
    tar = TarReader(ByteStream(_chunks(data, "tar", outer, outside)), outer, outside)
    return read_gem(tar, notes, outer_notes=outside, limits=limits, shared=shared)


def format_of(data: Data, filename: str) -> str:
    """Return the format that the first bytes indicate. Raise ParseError (`archive-invalid`) if the format is unknown."""
    for packing, magic in MAGICS.items():
        if starts(data, magic):
            return packing
    if data[:4] in {b"PK\x03\x04", b"PK\x05\x06"}:
        return "zip"
    first = data[:BLOCK_BYTES]
    if parse_header(first) is not None or (first == ZERO_BLOCK and only_zeros(data)):
        return "tar"
    if zip_directory.is_zip(data):
        return "zip"
    if len(data) == 0:
        raise _not_an_archive(filename, "the file is empty")
    if data[:1] in {b"<", b"{"}:
        raise _not_an_archive(
            filename, "the content looks like an error page of a server, not like a package file"
        )
    if starts(data, b"\x28\xb5\x2f\xfd"):
        raise _not_an_archive(
            filename, "the file is compressed with zstd, which npm unpacks but Pratique does not support"
        )
    raise _not_an_archive(filename, "the first bytes do not match a known format")


def _chunks(data: Data, form: str, limits: Limits, notes: Notes) -> Iterator[bytes]:
    if form != "tar":
        yield from Unpacking(data, form, limits, notes).chunks()
        return
    last = min(len(data), limits.max_unpacked_bytes)
    for at in range(0, last, _CHUNK_BYTES):
        yield data[at : min(at + _CHUNK_BYTES, last)]
    if len(data) > limits.max_unpacked_bytes:
        notes.stop(AnomalyKind.LIMIT, f"the archive is longer than {limits.max_unpacked_bytes} bytes")


def _not_an_archive(filename: str, why: str) -> ParseError:
    return ParseError(
        Reference.ARCHIVE_INVALID,
        f"{filename} is not an archive: {why}",
        hint="download the file again, or check that the registry serves the file and not an error page",
    )
