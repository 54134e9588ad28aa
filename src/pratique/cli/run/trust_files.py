"""Reads files that contain the user's trusted keys."""

from pathlib import Path

from pratique.errors import Reference, UsageError
from pratique.history.provenance.document import MOST_BYTES
from pratique.history.provenance.trust import TrustRoot, read_trust_root


def read_root(path: Path | None) -> TrustRoot | None:
    """Read a `trusted_root.json`, or return None if no path is given.

    Raise UsageError for an unreadable file, and ParseError for invalid content.
    """
    return None if path is None else read_trust_root(bytes_of(path, most=MOST_BYTES))


def bytes_of(path: Path, *, most: int) -> bytes:
    """Return at most `most + 1` bytes of a file, so that the caller can detect a file that is too large.

    Raise UsageError.
    """
    try:
        with path.open("rb") as stream:
            return stream.read(most + 1)
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) else "the file name is invalid"
        raise UsageError(
            Reference.FILE_UNREADABLE, f"{path} cannot be read: {why}", hint="check the path"
        ) from error
