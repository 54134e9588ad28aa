"""Files with what the person who asks trusts."""

from pathlib import Path

from pratique.errors import Reference, UsageError
from pratique.history.provenance.document import MOST_BYTES
from pratique.history.provenance.trust import TrustRoot, read_trust_root


def read_root(path: Path | None) -> TrustRoot | None:
    """Read a `trusted_root.json`; None of none. Raises UsageError, and ParseError for one that is not what it should be."""
    return None if path is None else read_trust_root(bytes_of(path, most=MOST_BYTES))


def bytes_of(path: Path, *, most: int) -> bytes:
    """Return a file's bytes, with one more than allowed if it is longer, for the reader to report.

    Raises UsageError.
    """
    try:
        with path.open("rb") as stream:
            return stream.read(most + 1)
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) else "its name cannot be one of a file"
        raise UsageError(
            Reference.FILE_UNREADABLE, f"{path} cannot be read: {why}", hint="check the path"
        ) from error
