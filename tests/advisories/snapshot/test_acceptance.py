"""Whether a snapshot that somebody sent may be used."""

from datetime import datetime, timedelta

import pytest

from pratique.advisories.snapshot.acceptance import accept
from pratique.advisories.snapshot.layout import MOST_BYTES, Frame, write_file
from pratique.advisories.snapshot.reading import Snapshot
from pratique.advisories.snapshot.signature import keyring, new_key, sign, write_key
from pratique.errors import ParseError, Reference
from tests.advisories.snapshot.samples import MALICE, NOW, framed, source

PEM, PUBLIC = new_key()
KEYS = keyring([write_key(PUBLIC)])
HOUR = timedelta(hours=1)


def accepted(frame: Frame | bytes, *, at: datetime = NOW, last: int | None = None) -> Snapshot:
    data = frame if isinstance(frame, bytes) else write_file(sign(frame, PEM))
    return accept(data, KEYS, now=at, last_serial=last, origin="tests")


def refused(frame: Frame | bytes, *, at: datetime = NOW, last: int | None = None) -> Reference:
    with pytest.raises(ParseError) as caught:
        accepted(frame, at=at, last=last)
    return caught.value.reference


def test_a_newer_one_and_the_same_one_are_accepted() -> None:
    assert accepted(framed(serial=8), last=7).header.serial == 8
    assert accepted(framed(serial=7), last=7).header.serial == 7


def test_each_cause_of_refusal_has_its_reference() -> None:
    stranger, _ = new_key()
    signed = write_file(sign(framed(), PEM))

    assert refused(write_file(framed())) is Reference.SNAPSHOT_UNSIGNED
    assert refused(write_file(sign(framed(), stranger))) is Reference.SNAPSHOT_UNKNOWN_KEY
    assert refused(signed[:-20] + bytes(20)) is Reference.SNAPSHOT_SIGNATURE
    assert refused(framed(), at=NOW + timedelta(days=7)) is Reference.SNAPSHOT_EXPIRED
    assert refused(framed(serial=6), last=7) is Reference.SNAPSHOT_ROLLED_BACK
    assert refused(signed.replace(b"snapshot 1", b"snapshot 9", 1)) is Reference.SNAPSHOT_FORMAT
    assert refused(bytes(MOST_BYTES + 1)) is Reference.SNAPSHOT_TOO_LARGE
    assert refused(signed[:-1]) is Reference.SNAPSHOT_TRUNCATED
    assert refused(b"<html>404</html>") is Reference.SNAPSHOT_INVALID


def test_one_from_the_future_is_refused() -> None:
    assert refused(framed(at=NOW + 2 * HOUR)) is Reference.SNAPSHOT_INVALID
    ahead = framed(states=(source(MALICE, as_of=NOW + 2 * HOUR),))
    assert refused(ahead) is Reference.SNAPSHOT_INVALID
    assert accepted(framed(at=NOW + HOUR / 2)).header.serial == 7
