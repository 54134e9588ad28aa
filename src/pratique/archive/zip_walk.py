"""Finds the members of a zip without its central directory, by consecutive local headers."""

from collections.abc import Iterator

from pratique.archive.data import Data
from pratique.archive.zip_content import DESCRIPTOR_FLAG, DESCRIPTOR_MAGIC, LOCAL_MAGIC, local_header
from pratique.archive.zip_directory import Entry, decoded_name


def walk(data: Data) -> Iterator[Entry]:
    """Yield entries from the local headers, from the start of the file until no further header is found."""
    at = 0
    while (local := local_header(data, at)) is not None:
        crc, packed, size = local.crc, local.packed_bytes, local.size_bytes
        after = local.data_start + packed
        if local.flags & DESCRIPTOR_FLAG and not packed:
            place = _descriptor(data, local.data_start)
            if place < 0:
                return
            crc, packed, size = (
                int.from_bytes(data[place + 4 + 4 * i : place + 8 + 4 * i], "little") for i in range(3)
            )
            after = place + 16
        yield Entry(
            name=decoded_name(local.name, local.flags),
            raw_name=local.name,
            flags=local.flags,
            method=local.method,
            crc=crc,
            packed_bytes=packed,
            size_bytes=size,
            mode=0,
            offset=at,
        )
        at = data.find(LOCAL_MAGIC, after)


def _descriptor(data: Data, start: int) -> int:
    """Return the offset of the data descriptor after the data at `start`; -1 if there is none.

    The data descriptor contains the length of the data.
    """
    place = data.find(DESCRIPTOR_MAGIC, start)
    while place >= 0 and int.from_bytes(data[place + 8 : place + 12], "little") != place - start:
        place = data.find(DESCRIPTOR_MAGIC, place + 1)
    return place
