"""Reads the members of a tar forwards from a stream.

This module does not use `tarfile`, because `tarfile` ignores problems that must be detected. `tarfile` ignores, for
example, headers with a wrong checksum, members after an empty block, and fields that npm reads differently. Parsing
continues wherever either npm or pip would continue, so that every file that an installer may write is found.
"""

from collections.abc import Iterator

from pratique.archive.limits import HEAD_BYTES, Limits
from pratique.archive.member import Member, MemberKind
from pratique.archive.notes import Notes
from pratique.archive.streams import ByteStream
from pratique.archive.tar_extras import Extras
from pratique.archive.tar_header import (
    BLOCK_BYTES,
    DEVICE_TYPES,
    FILE_TYPES,
    LINK_TYPES,
    ZERO_BLOCK,
    TarHeader,
    parse_header,
)
from pratique.core.tree import AnomalyKind

_PLAIN_TYPES = frozenset({b"0", b"\0"})
"""Member types of plain files. Old tar programs marked folders only by a slash at the end of the name."""
_EXTRA_TYPES = frozenset({b"x", b"X", b"g", b"L", b"K"})
_MOST_EXTRA_BYTES = 1024 * 1024
"""Maximum size of an extended header, as in node-tar."""
_HEADERS_FOR_A_FILE = 4
"""Maximum number of headers for one member: its folder, a pax header and a long name may precede it."""


class TarReader:
    """A parser that reads a tar once, from start to end."""

    def __init__(self, stream: ByteStream, limits: Limits, notes: Notes) -> None:
        self._stream = stream
        self._limits = limits
        self._notes = notes
        self._extras = Extras()
        self._members = 0
        self._headers = 0
        self._bad_blocks = 0
        self.recognised = False
        """Whether there was a valid header or an end marker, so that the data is a tar."""

    def members(self) -> Iterator[Member]:
        """Yield the members in order, including folders. Anomalies are added to the notes."""
        zero_blocks = 0
        while not self._notes.cut:
            block = self._stream.read(BLOCK_BYTES)
            if len(block) < BLOCK_BYTES:
                self._check_tail(block)
                break
            if block == ZERO_BLOCK:
                zero_blocks += 1
                if zero_blocks == 2:
                    self._check_end()
                    break
                continue
            header = parse_header(block)
            if header is None:
                self._bad_blocks += 1
                zero_blocks = 0
                continue
            if zero_blocks:
                detail = "members follow an empty block: pip stops at the block and npm does not"
                self._notes.report_once(AnomalyKind.TRAILING_DATA, detail)
                zero_blocks = 0
            self.recognised = True
            if self._within_limits():
                yield from self._member(header)
        self._check_blocks()

    def _within_limits(self) -> bool:
        self._headers += 1
        most = self._limits.max_files
        if self._members >= most or self._headers > _HEADERS_FOR_A_FILE * most:
            self._notes.stop(AnomalyKind.LIMIT, f"the archive has more than {most} members")
            return False
        return True

    def _member(self, header: TarHeader) -> Iterator[Member]:
        if header.type in _EXTRA_TYPES:
            self._take_extra(header)
            return
        extras, self._extras = self._extras, Extras()
        self._members += 1
        name = header.name if extras.path is None else extras.path
        target = header.target if extras.target is None else extras.target
        for dispute in (*header.disputes, *extras.disputes):
            self._notes.report(AnomalyKind.HEADER_MISMATCH, name, dispute)
        size = header.size_bytes
        if extras.size_bytes is not None and extras.size_bytes != size:
            self._notes.report(
                AnomalyKind.HEADER_MISMATCH, name, "the two headers of the member specify different sizes"
            )
            size = extras.size_bytes
        if not name:
            self._notes.report(AnomalyKind.CORRUPT, "", "a member has no name")
        elif header.type == b"5" or (header.type in _PLAIN_TYPES and name.endswith("/")):
            yield self._folder(header, name, size)
        elif header.type == b"S" or extras.sparse:
            yield self._sparse(header, name, size)
        elif header.type in LINK_TYPES:
            yield self._link(header, name, target, size)
        elif header.type in DEVICE_TYPES:
            yield Member(name=self._cut(name), kind=MemberKind.DEVICE)
        else:
            yield self._file(header, name, size)

    def _folder(self, header: TarHeader, name: str, size: int) -> Member:
        if header.type == b"0" and size:
            detail = "the name of a file ends with a slash: npm creates a folder, pip a file"
            self._notes.report(AnomalyKind.HEADER_MISMATCH, name, detail)
        return Member(name=self._cut(name), kind=MemberKind.FOLDER)

    def _link(self, header: TarHeader, name: str, target: str, size: int) -> Member:
        self._skip_body_of_link(name, size)
        if len(target) > self._limits.max_name_bytes:
            why = f"the link target is longer than {self._limits.max_name_bytes} bytes"
            self._notes.report(AnomalyKind.LIMIT, name, why)
            return Member(name=self._cut(name), unread=why)
        kind = MemberKind.SYMLINK if header.type == b"2" else MemberKind.HARDLINK
        return Member(name=self._cut(name), kind=kind, target=target)

    def _cut(self, name: str) -> str:
        """Return a shortened name, so that a million long names fit in memory.

        A member with a shortened name is omitted from the tree.
        """
        return name[: self._limits.max_name_bytes + 1]

    def _file(self, header: TarHeader, name: str, size: int) -> Member:
        if header.type not in FILE_TYPES:
            detail = f"a member of type {header.type!r} is a file for pip, but npm ignores it"
            self._notes.report(AnomalyKind.HEADER_MISMATCH, name, detail)
        place = self._cut(name)
        if size > self._limits.max_file_bytes:
            head = self._stream.read(HEAD_BYTES)
            self._skip(name, size, past=len(head))
            why = f"the file is larger than {self._limits.max_file_bytes} bytes"
            return Member(name=place, unread=why, size_bytes=size, head=head)
        data = self._stream.read(size)
        if len(data) < size:
            self._ended_inside(name)
            return Member(name=place, unread="the archive ends inside this file", size_bytes=size)
        self._skip_padding(name, size)
        return Member(name=place, data=data, size_bytes=size, executable=header.mode & 0o111 != 0)

    def _sparse(self, header: TarHeader, name: str, size: int) -> Member:
        more = header.extended
        while more:
            block = self._stream.read(BLOCK_BYTES)
            more = len(block) == BLOCK_BYTES and block[504] != 0
        self._skip(name, size)
        detail = "the member is a sparse file: pip fills the holes, npm does not"
        self._notes.report(AnomalyKind.HEADER_MISMATCH, name, detail)
        return Member(name=self._cut(name), unread="a sparse file", size_bytes=size)

    def _skip_body_of_link(self, name: str, size: int) -> None:
        """Skip the bytes that a link declares as its content, unless these bytes look like the next header."""
        if not size:
            return
        detail = "the header of a link declares a size: npm skips the content and pip reads the same bytes as members"
        self._notes.report(AnomalyKind.HEADER_MISMATCH, name, detail)
        following = self._stream.peek(BLOCK_BYTES)
        if following != ZERO_BLOCK and parse_header(following) is None:
            self._skip(name, size)

    def _take_extra(self, header: TarHeader) -> None:
        size = header.size_bytes
        for dispute in header.disputes:
            self._notes.report(AnomalyKind.HEADER_MISMATCH, header.name, dispute)
        if size > _MOST_EXTRA_BYTES:
            self._notes.report(AnomalyKind.LIMIT, header.name, "an extended header is larger than 1 MiB")
            self._skip(header.name, size)
            return
        data = self._stream.read(size)
        if len(data) < size:
            self._ended_inside(header.name)
            return
        self._skip_padding(header.name, size)
        match header.type:
            case b"L":
                self._extras.take_long_name(data)
            case b"K":
                self._extras.take_long_target(data)
            case b"g":
                self._extras.take_global_records(data)
            case _:
                self._extras.take_records(data)

    def _skip(self, name: str, size: int, past: int = 0) -> None:
        """Skip the data of a member and its padding, of which `past` bytes were already read."""
        if self._stream.skip(size - past) < size - past:
            self._ended_inside(name)
        self._skip_padding(name, size)

    def _skip_padding(self, name: str, size: int) -> None:
        padding = -size % BLOCK_BYTES
        if self._stream.skip(padding) < padding:
            self._ended_inside(name)

    def _ended_inside(self, name: str) -> None:
        self._notes.stop(AnomalyKind.TRUNCATED, f"the tar ends inside {name[:100]!r}")

    def _check_tail(self, block: bytes) -> None:
        """Report a truncated tar if the short last block shows that data is missing, not only padding."""
        if block.strip(b"\0"):
            self._notes.stop(AnomalyKind.TRUNCATED, "the tar ends inside a header")
        elif self._extras.pending:
            self._notes.stop(AnomalyKind.TRUNCATED, "the tar ends after an extended header")

    def _check_end(self) -> None:
        self.recognised = True
        if not self._stream.only_zeros_left():
            self._notes.report(AnomalyKind.TRAILING_DATA, "", "data follows the end of the tar")

    def _check_blocks(self) -> None:
        if self._bad_blocks:
            detail = (
                f"{self._bad_blocks} header blocks are not valid: pip stops at the first one, npm continues"
            )
            self._notes.report(AnomalyKind.CORRUPT, "", detail)
