"""Defines the errors for rejected snapshots, with one reference for each cause."""

from pratique.errors import ParseError, Reference

_AGAIN = "download the snapshot again; if the error remains, the publisher has to create a new snapshot"


def invalid(why: str) -> ParseError:
    """Return the error for an invalid or damaged snapshot."""
    return ParseError(
        Reference.SNAPSHOT_INVALID, f"this is not a valid snapshot of malicious releases: {why}", hint=_AGAIN
    )


def too_large(size_bytes: int, most_bytes: int) -> ParseError:
    """Return the error for a snapshot that exceeds the size limit."""
    return ParseError(
        Reference.SNAPSHOT_TOO_LARGE,
        f"the snapshot is {size_bytes:,} bytes long; the maximum is {most_bytes:,} bytes",
        hint="check that the URL is the URL of a snapshot",
    )


def truncated(have_bytes: int, want_bytes: int) -> ParseError:
    """Return the error for a snapshot that is truncated."""
    return ParseError(
        Reference.SNAPSHOT_TRUNCATED,
        f"the snapshot is truncated: {have_bytes:,} of {want_bytes:,} bytes",
        hint=_AGAIN,
    )


def other_format(version: str) -> ParseError:
    """Return the error for a format version that this release of Pratique does not support."""
    return ParseError(
        Reference.SNAPSHOT_FORMAT,
        f"the snapshot has format {version}, but this release of Pratique supports only format 1",
        hint="upgrade pratique",
    )


def unsigned() -> ParseError:
    """Return the error for a snapshot without a signature."""
    return ParseError(
        Reference.SNAPSHOT_UNSIGNED,
        "the snapshot is not signed",
        hint="only signed snapshots are accepted: create the snapshot with --sign-key",
    )


def unknown_key(key_id: str) -> ParseError:
    """Return the error for a snapshot that is signed with an untrusted key."""
    return ParseError(
        Reference.SNAPSHOT_UNKNOWN_KEY,
        f"the snapshot is signed by key {key_id}, which is not trusted",
        hint="add the publisher's public key to advisories.snapshot_keys",
    )


def bad_signature(key_id: str) -> ParseError:
    """Return the error for a signature that does not match the bytes of the snapshot."""
    return ParseError(
        Reference.SNAPSHOT_SIGNATURE,
        f"the signature by key {key_id} does not match the snapshot: its bytes were changed",
        hint=_AGAIN,
    )


def expired(at: str) -> ParseError:
    """Return the error for an expired snapshot."""
    return ParseError(
        Reference.SNAPSHOT_EXPIRED,
        f"the snapshot expired at {at}",
        hint="the publisher has to create a new snapshot; also check the clock of this machine",
    )


def rolled_back(serial: int, last: int) -> ParseError:
    """Return the error for a snapshot with a lower serial number than the last accepted one."""
    return ParseError(
        Reference.SNAPSHOT_ROLLED_BACK,
        f"the snapshot has serial number {serial}, but number {last} was accepted before",
        hint="an older snapshot is never accepted; if the publisher restarted the numbering, remove snapshot.json "
        "from the state folder",
    )
