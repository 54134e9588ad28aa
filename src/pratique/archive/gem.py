"""Reads gems: a tar with the metadata, the files (a tar in gzip), checksums of both, and signatures.

If a gem contains a member twice, this module uses the same member as RubyGems: the first or the last one. Newer
versions of RubyGems reject a gem that contains a member twice. Source: `rubygems/package.rb` of RubyGems 3.6.7 and
older. Signatures are not verified; `gem` verifies signatures only on request.
"""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from pratique.archive.assembly import assemble
from pratique.archive.limits import Limits
from pratique.archive.member import Member, MemberKind
from pratique.archive.names import Layout
from pratique.archive.notes import Notes
from pratique.archive.sharing import Shared
from pratique.archive.streams import ByteStream
from pratique.archive.tar import TarReader
from pratique.archive.unpacking import Unpacking
from pratique.core.tree import AnomalyKind, File, Tree
from pratique.errors import ParseError

METADATA_PATH = "./metadata"
"""The path of the metadata in the tree. No file of the gem can have this path, because paths in a tree have no part '.'."""

_DATA, _METADATA, _PLAIN_METADATA, _CHECKSUMS = "data.tar.gz", "metadata.gz", "metadata", "checksums.yaml.gz"
_SIGNATURE = ".sig"
_KNOWN = (_DATA, _METADATA, _PLAIN_METADATA, _CHECKSUMS)
_MOST_MEMBERS = 100
"""Maximum number of members of the outer tar; a signed gem has six."""
_MOST_METADATA_BYTES = 10 * 1024 * 1024
"""Maximum size of metadata and checksums, as in RubyGems."""
_ALGORITHM = re.compile(r"[\"']?(SHA1|SHA256|SHA384|SHA512)[\"']?:[ ]*\Z")
_CHECKSUM = re.compile(
    r"[ ]{1,8}[\"']?([A-Za-z0-9._-]{1,100})[\"']?:[ ]{1,8}[\"']?([0-9A-Fa-f]{40,128})[\"']?[ ]*\Z"
)


def read_gem(outer: TarReader, notes: Notes, *, outer_notes: Notes, limits: Limits, shared: Shared) -> Tree:
    """Return the tree of a gem; `outer` is the outer tar.

    Anomalies of the outer tar are added to `outer_notes`, all others to `notes`. The tree contains the files of data.tar.gz, and
    the metadata at `METADATA_PATH`. A file with the same content as a file in `shared` uses the bytes of that file.
    """
    parts = _Parts(notes)
    for member in outer.members():
        parts.take(member)
    _pass_on(outer_notes, notes, "")
    metadata = parts.metadata(limits)
    parts.check_sums(limits)
    data = parts.first.get(_DATA)
    if data is None:
        notes.report(AnomalyKind.CORRUPT, "", "the gem has no data.tar.gz: `gem` rejects it")
        tree = assemble((), Layout.FLAT, limits, notes)
    else:
        members = shared.members(_members(data, limits, notes))
        tree = assemble(members, Layout.FLAT, limits, notes)
    files = tree.files if metadata is None else (File(METADATA_PATH, metadata), *tree.files)
    return Tree(files, notes.omissions, notes.anomalies)


def outer_limits(limits: Limits) -> Limits:
    """Return the limits for the outer tar: few members, one of which may be as large as the gem."""
    return replace(limits, max_files=_MOST_MEMBERS, max_file_bytes=limits.max_unpacked_bytes)


@dataclass(slots=True)
class _Parts:
    """The members of the outer tar that `gem` uses."""

    notes: Notes
    first: dict[str, bytes] = field(default_factory=dict)
    last: dict[str, bytes] = field(default_factory=dict)

    def take(self, member: Member) -> None:
        """Store a member, or report that no gem has a member of this name or kind."""
        name = member.name
        if member.kind is MemberKind.FILE and name.endswith(_SIGNATURE):
            return
        if member.kind is not MemberKind.FILE or name not in _KNOWN:
            self.notes.report(
                AnomalyKind.OUTSIDE_ROOT, name, "a gem must not have such a member; `gem` ignores it"
            )
            self.notes.omit(name, "the member is not in data.tar.gz", member.size_bytes)
        elif member.data is None:
            self.notes.omit(name, member.unread or "not read", member.size_bytes)
        else:
            if name in self.first:
                detail = "the gem has this member twice: newer versions of `gem` reject it"
                self.notes.report(AnomalyKind.DUPLICATE_NAME, name, detail)
                if name == _DATA:
                    self.notes.omit(
                        name, "a second member with this name, which `gem` does not unpack", member.size_bytes
                    )
            self.first.setdefault(name, member.data)
            self.last.pop(name, None)
            self.last[name] = member.data

    def metadata(self, limits: Limits) -> bytes | None:
        """Return the unpacked metadata that `gem` uses (the last one); None if no metadata is readable."""
        found = [name for name in self.last if name in {_METADATA, _PLAIN_METADATA}]
        if not found:
            self.notes.report(AnomalyKind.CORRUPT, "", "the gem has no metadata: `gem` rejects it")
            return None
        if len(found) > 1:
            detail = "the gem has both metadata.gz and metadata: `gem` uses the last one"
            self.notes.report(AnomalyKind.DUPLICATE_NAME, found[-1], detail)
        name = found[-1]
        if name == _METADATA:
            return self._unpacked(name, self.last[name], limits)
        if len(self.last[name]) > _MOST_METADATA_BYTES:
            self.notes.report(
                AnomalyKind.LIMIT, name, f"the member is longer than {_MOST_METADATA_BYTES} bytes"
            )
        return self.last[name][:_MOST_METADATA_BYTES]

    def check_sums(self, limits: Limits) -> None:
        """Compare the members with checksums.yaml.gz. Old gems have no checksums.yaml.gz."""
        packed = self.first.get(_CHECKSUMS)
        written = None if packed is None else self._unpacked(_CHECKSUMS, packed, limits)
        for algorithm, name, value in _checksums(written or b""):
            data = self.last.get(name)
            if data is None:
                if not name.endswith(_SIGNATURE):
                    detail = f"checksums.yaml.gz has a checksum of {name!r}, which is not in the gem: `gem` rejects it"
                    self.notes.report(AnomalyKind.HEADER_MISMATCH, _CHECKSUMS, detail)
            elif hashlib.new(algorithm, data, usedforsecurity=False).hexdigest() != value:
                detail = f"the {algorithm} of the member differs from the one in checksums.yaml.gz: `gem` rejects it"
                self.notes.report(AnomalyKind.HEADER_MISMATCH, name, detail)

    def _unpacked(self, name: str, data: bytes, limits: Limits) -> bytes | None:
        own = Notes(name)
        smaller = replace(limits, max_unpacked_bytes=min(limits.max_unpacked_bytes, _MOST_METADATA_BYTES))
        found = b"".join(_gunzipped(data, smaller, own))
        _pass_on(own, self.notes, name)
        return found or None


def _members(data: bytes, limits: Limits, notes: Notes) -> Iterator[Member]:
    tar = TarReader(ByteStream(_gunzipped(data, limits, notes)), limits, notes)
    yield from tar.members()
    if not tar.recognised:
        notes.report(AnomalyKind.CORRUPT, _DATA, "the member contains no tar")
        notes.omit(_DATA, "the member contains no tar", len(data))


def _gunzipped(data: bytes, limits: Limits, notes: Notes) -> Iterator[bytes]:
    """Yield the chunks of an unpacked member. An unreadable member yields no chunks, and a note is added."""
    try:
        yield from Unpacking(data, "gzip", limits, notes).chunks()
    except ParseError as error:
        notes.stop(AnomalyKind.CORRUPT, error.message)


def _checksums(data: bytes) -> Iterator[tuple[str, str, str]]:
    """Yield the algorithm, member name and hex value of each checksum in a file of RubyGems' format.

    RubyGems 2.0 wrote names and values in base64 (`!binary`); these entries are skipped.
    """
    algorithm = ""
    for line in data.decode("utf-8", "replace").splitlines():
        if (match := _ALGORITHM.match(line)) is not None:
            algorithm = match[1].lower()
        elif algorithm and (match := _CHECKSUM.match(line)) is not None:
            yield algorithm, match[1], match[2].lower()


def _pass_on(own: Notes, notes: Notes, name: str) -> None:
    """Copy the notes about a member or the outer tar to the notes about the gem."""
    for anomaly in own.anomalies:
        notes.report(anomaly.kind, anomaly.path or name, anomaly.detail)
    for omission in own.omissions:
        notes.omit(omission.path, omission.why, omission.size_bytes)
