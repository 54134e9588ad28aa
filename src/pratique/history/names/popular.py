"""Provides fast lookups among the popular names of one ecosystem.

A bundled list is compressed with zlib. The first line is the number of names. The names follow, one per line, sorted by
key. The list ends with two arrays of unsigned 16-bit little-endian numbers: the rank of each name, and the order of the
reversed keys. The order of the reversed keys is stored, because sorting them would take most of the start time.
"""

import sys
import zlib
from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, takewhile
from typing import Self

from pratique.history.names.spelling import squeezed

MOST_BYTES = 4 << 20
"""The maximum size of a decompressed list in bytes."""
MOST_NAMES = 1 << 16
MOST_NEAR = 2_000
"""The maximum number of names with the same first or second half that are compared with a name.

In the bundled lists, every half occurs in fewer names.
"""


class DamagedError(ValueError):
    """Raised if the bytes are not a valid list of popular names."""


@dataclass(frozen=True, slots=True, eq=False)
class PopularNames:
    """Popular names and their ranks.

    The most popular name has rank 0. The key of a name is the name in lower case without separators.
    """

    places: dict[str, int]
    """The rank of each name in the spelling of the ecosystem."""
    keys: dict[str, str]
    """For each key, the most popular name that has this key."""
    forward: Sequence[str]
    """All keys, sorted."""
    reversed_keys: Sequence[str]
    """All reversed keys, starting with the last key of `forward`."""
    backward: Sequence[int]
    """The positions in `reversed_keys` that sort the reversed keys."""
    scoped: dict[str, str]
    """For npm, the most popular name in a scope, by the key of the part after the scope."""

    @classmethod
    def of(cls, names: Iterable[str]) -> Self:
        """Index the first 65,536 names, most popular first. Names without a letter or with a line break are omitted."""
        usable = (name for name in dict.fromkeys(names) if squeezed(name).strip() and "\n" not in name)
        places = {name: place for place, name in enumerate(islice(usable, MOST_NAMES))}
        # Of names with one key the best known comes last, and stays in a dict.
        ordered = sorted(places, key=lambda name: (squeezed(name), -places[name]))
        return cls._indexed(ordered, [places[name] for name in ordered], None)

    @classmethod
    def parse(cls, data: bytes) -> Self:
        """Parse the bytes of a bundled list. Raises DamagedError if the bytes are not a valid list."""
        reader = zlib.decompressobj()
        try:
            head, newline, rest = reader.decompress(data, MOST_BYTES).partition(b"\n")
            count = int(head)
            text, numbers = rest[: -4 * count or None], array("H", rest[len(rest) - 4 * count :])
            names = text.decode().split("\n")
        except (zlib.error, ValueError) as error:
            raise DamagedError(f"the list cannot be read: {error}") from None
        if sys.byteorder == "big":
            numbers.byteswap()
        if not (newline and reader.eof and 0 < count == len(names) and len(numbers) == 2 * count):
            raise DamagedError("the list is truncated or too long")
        if max(numbers[count:]) >= count:
            raise DamagedError("the list refers to missing names")
        return cls._indexed(names, numbers[:count], numbers[count:])

    @classmethod
    def _indexed(cls, names: list[str], places: Sequence[int], backward: Sequence[int] | None) -> Self:
        """Index names that are sorted by key and then by rank, with the most popular name last."""
        # All names at once, since one pass over a long text is many times quicker than one over each name.
        text = squeezed("\n".join(names))
        keys = text.split("\n") if names else []
        reversed_keys = text[::-1].split("\n") if names else []
        place_of = dict(zip(names, places, strict=True))
        in_scopes = [name for name in names if name[:1] == "@" and "/" in name]
        in_scopes.sort(key=place_of.__getitem__, reverse=True)
        bare = squeezed("\n".join([name.partition("/")[2] for name in in_scopes])).split("\n")
        return cls(
            place_of,
            dict(zip(keys, names, strict=True)),
            keys,
            reversed_keys,
            _order(reversed_keys) if backward is None else backward,
            dict(zip(bare, in_scopes, strict=True)) if in_scopes else {},
        )

    def packed(self) -> bytes:
        """Return the names and ranks in the format of a bundled list."""
        names = sorted(self.places, key=lambda name: (squeezed(name), -self.places[name]))
        numbers = array("H", [self.places[name] for name in names])
        numbers.extend(self.backward)
        if sys.byteorder == "big":
            numbers.byteswap()
        text = "\n".join(names)
        return zlib.compress(f"{len(names)}\n{text}".encode() + numbers.tobytes(), 9)

    def sharing_a_half(self, key: str, most: int) -> Iterator[str]:
        """Yield the keys that share the first or second half of `key` and are at most `most` letters shorter or longer.

        A key may occur twice.
        """
        half = len(key) // 2
        start, end = key[:half], key[half:][::-1]
        from_start = islice(self.forward, bisect_left(self.forward, start), None)
        yield from _of_length(takewhile(lambda one: one.startswith(start), from_start), len(key), most)
        by_end = self.reversed_keys.__getitem__
        at = bisect_left(self.backward, end, key=by_end)
        from_end = map(by_end, islice(self.backward, at, None))
        for one in _of_length(takewhile(lambda one: one.startswith(end), from_end), len(key), most):
            yield one[::-1]


def _of_length(keys: Iterable[str], length: int, most: int) -> Iterator[str]:
    return (one for one in islice(keys, MOST_NEAR) if abs(len(one) - length) <= most)


def _order(keys: Sequence[str]) -> list[int]:
    return sorted(range(len(keys)), key=keys.__getitem__)
