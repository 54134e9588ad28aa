"""Defines the errors for rejected snapshots, with one reference for each cause."""

from pratique.errors import ParseError, Reference

_AGAIN = "download it again; if that does not help, the publisher has to make a new one"


def invalid(why: str) -> ParseError:
    """Return the error for an invalid or damaged snapshot."""
    return ParseError(
        Reference.SNAPSHOT_INVALID, f"this is not a valid snapshot of malicious releases: {why}", hint=_AGAIN
    )


def too_large(size_bytes: int, most_bytes: int) -> ParseError:
    """Return the error for a snapshot beyond the size limit."""
    return ParseError(
        Reference.SNAPSHOT_TOO_LARGE,
        f"the snapshot has more than {most_bytes:,} bytes ({size_bytes:,})",
        hint="check that the URL is that of a snapshot",
    )


def truncated(have_bytes: int, want_bytes: int) -> ParseError:
    """Return the error for a truncated snapshot."""
    return ParseError(
        Reference.SNAPSHOT_TRUNCATED,
        f"the snapshot is cut off: {have_bytes:,} of {want_bytes:,} bytes",
        hint=_AGAIN,
    )


def other_format(version: str) -> ParseError:
    """Return the error for a format version that this release cannot read."""
    return ParseError(
        Reference.SNAPSHOT_FORMAT,
        f"the snapshot has format {version}, and this release reads format 1",
        hint="upgrade pratique",
    )


def unsigned() -> ParseError:
    """Return the error for a snapshot without a signature."""
    return ParseError(
        Reference.SNAPSHOT_UNSIGNED,
        "the snapshot is not signed",
        hint="only signed snapshots are accepted: make it with --sign-key",
    )


def unknown_key(key_id: str) -> ParseError:
    """Return the error for a signature by a key that is not trusted."""
    return ParseError(
        Reference.SNAPSHOT_UNKNOWN_KEY,
        f"the snapshot is signed by key {key_id}, which is not trusted here",
        hint="add the publisher's public key to advisories.snapshot_keys",
    )


def bad_signature(key_id: str) -> ParseError:
    """Return the error for a signature that does not match the bytes."""
    return ParseError(
        Reference.SNAPSHOT_SIGNATURE,
        f"the signature by key {key_id} does not match the snapshot: its bytes were changed",
        hint=_AGAIN,
    )


def expired(at: str) -> ParseError:
    """Return the error for a snapshot past its expiry."""
    return ParseError(
        Reference.SNAPSHOT_EXPIRED,
        f"the snapshot expired at {at}",
        hint="the publisher has to create a new one; also check the clock of this machine",
    )


def rolled_back(serial: int, last: int) -> ParseError:
    """Return the error for a serial below the last accepted one."""
    return ParseError(
        Reference.SNAPSHOT_ROLLED_BACK,
        f"the snapshot has serial {serial}, and serial {last} was accepted before",
        hint="an older snapshot is never accepted; if the publisher began to count again, remove snapshot.json "
        "from the state folder",
    )
