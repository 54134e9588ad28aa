"""Decides whether to accept a snapshot that was received from a publisher."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from pratique.advisories.snapshot import refusal
from pratique.advisories.snapshot.layout import read_frame, read_header
from pratique.advisories.snapshot.reading import Snapshot
from pratique.advisories.snapshot.signature import verify

_MOST_AHEAD = timedelta(hours=1)


def accept(
    data: bytes, keys: Mapping[str, bytes], *, now: datetime, last_serial: int | None, origin: str
) -> Snapshot:
    """Return the snapshot if it is signed by a trusted key, not expired, and not older than the last accepted snapshot.

    The signature is verified before anything is decompressed. Raises ParseError if the snapshot is rejected.
    """
    frame = read_frame(data)
    verify(frame, keys)
    header = read_header(frame)
    if max(header.issued_at, *header.covers.values(), header.issued_at) > now + _MOST_AHEAD:
        raise refusal.invalid(f"the snapshot is from the future ({header.issued_at:%Y-%m-%d %H:%M} UTC)")
    if header.expires_at <= now:
        raise refusal.expired(f"{header.expires_at:%Y-%m-%d %H:%M} UTC")
    if last_serial is not None and header.serial < last_serial:
        raise refusal.rolled_back(header.serial, last_serial)
    return Snapshot(data, origin=origin, at=now)
