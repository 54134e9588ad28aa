"""A publisher of snapshots on this machine, with its own key."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

from pratique.advisories.snapshot.layout import write_file
from pratique.advisories.snapshot.signature import keyring, new_key, sign, write_key
from pratique.core.advisory import Advisory
from tests.advisories.snapshot.samples import ROWS, framed
from tests.loopback.advisory_bucket import AdvisoryBucket

PATH = "malicious.snapshot"


class Publisher:
    """Publishes at `url`; `bucket` has what was asked, and faults."""

    def __init__(self, bucket: AdvisoryBucket) -> None:
        self.bucket = bucket
        self.pem, public = new_key()
        self.key = write_key(public)
        self.keys = keyring([self.key])

    @property
    def url(self) -> str:
        return self.bucket.url(PATH)

    @property
    def statuses(self) -> list[int]:
        return [asked.status for asked in self.bucket.requests]

    def made(
        self, rows: Sequence[Advisory] = ROWS, *, serial: int = 1, age: timedelta = timedelta(0)
    ) -> bytes:
        """A signed snapshot whose data are some hours old."""
        at = datetime.now(UTC) - age
        expires = max(at, datetime.now(UTC)) + timedelta(days=7)
        return write_file(sign(framed(rows, serial=serial, at=at, expires_at=expires), self.pem))

    def publish(self, data: bytes) -> None:
        self.bucket.objects[PATH] = data

    def environment(self) -> dict[str, str]:
        """Variables by which a run uses it."""
        return {"PRATIQUE_SNAPSHOT_URL": self.url, "PRATIQUE_SNAPSHOT_KEYS": self.key}


@contextmanager
def publishing(*data: bytes) -> Iterator[Publisher]:
    with AdvisoryBucket() as bucket:
        found = Publisher(bucket)
        found.publish(data[0] if data else found.made())
        yield found
