"""Parses the commit time and the signature of a git commit object. This module does no I/O."""

from datetime import UTC, datetime

from pratique.core.source import Signature, SignatureKind

_HEADERS = (b"gpgsig ", b"gpgsig-sha256 ")
_ARMOURS = (
    (b"-----BEGIN PGP ", SignatureKind.PGP),
    (b"-----BEGIN SSH SIGNATURE", SignatureKind.SSH),
    (b"-----BEGIN SIGNED MESSAGE", SignatureKind.X509),
    (b"-----BEGIN CMS", SignatureKind.X509),
)


def committed_at(data: bytes) -> datetime | None:
    """Return the commit time in UTC, or None if the commit has no valid time."""
    for line in _head(data):
        if line.startswith(b"committer "):
            words = line.rsplit(b" ", 2)
            try:
                return datetime.fromtimestamp(int(words[-2]), UTC)
            except (ValueError, IndexError, OverflowError, OSError):
                return None
    return None


def signature_of(data: bytes) -> Signature | None:
    """Return the unverified signature of a commit, or None if the commit is not signed."""
    for line in _head(data):
        for header in _HEADERS:
            if line.startswith(header):
                armour = line.removeprefix(header)
                kinds = (kind for mark, kind in _ARMOURS if armour.startswith(mark))
                return Signature(next(kinds, SignatureKind.OTHER))
    return None


def _head(data: bytes) -> list[bytes]:
    return data.partition(b"\n\n")[0].split(b"\n")
