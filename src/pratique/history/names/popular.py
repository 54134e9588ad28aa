"""Provides fast lookups in the popular names of one ecosystem.

A bundled list is zlib-compressed: the number of names and a line end, the names sorted by key, one per line, then two
arrays of unsigned 16-bit little-endian numbers: the rank of each name, and the order of the reversed keys. Sorting at
every start would take longer than everything else.
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
"""The maximum size of a list in bytes."""
MOST_NAMES = 1 << 16
MOST_NEAR = 2_000
"""So many names with the same half are looked at: more than any half of a list that ships has."""


class DamagedError(ValueError):
    """Raised if the bytes are not a list of popular names."""


@dataclass(frozen=True, slots=True, eq=False)
class PopularNames:
    """Popular names and their ranks; rank 0 is the most popular. Keys are names in lower case without separators."""

    places: dict[str, int]
    """The names in the spelling of the ecosystem."""
    keys: dict[str, str]
    """The best known name of each key."""
    forward: Sequence[str]
    """The keys, sorted."""
    reversed_keys: Sequence[str]
    """The reversed keys, the last one of `forward` first."""
    backward: Sequence[int]
    """The order of `reversed_keys`, sorted."""
    scoped: dict[str, str]
    """npm: the best known name in a scope, by the key of what stands behind the scope."""

    @classmethod
    def of(cls, names: Iterable[str]) -> Self:
        """Index the first 65,536 names, most popular first. Names without a letter or with a line end are omitted."""
        usable = (name for name in dict.fromkeys(names) if squeezed(name).strip() and "\n" not in name)
        places = {name: place for place, name in enumerate(islice(usable, MOST_NAMES))}
        # Of names with one key the best known comes last, and stays in a dict.
        ordered = sorted(places, key=lambda name: (squeezed(name), -places[name]))
        return cls._indexed(ordered, [places[name] for name in ordered], None)

    @classmethod
    def parse(cls, data: bytes) -> Self:
        """Parse a list. Raises DamagedError."""
        reader = zlib.decompressobj()
        try:
            head, newline, rest = reader.decompress(data, MOST_BYTES).partition(b"\n")
            count = int(head)
            text, numbers = rest[: -4 * count or None], array("H", rest[len(rest) - 4 * count :])
            names = text.decode().split("\n")
        except (zlib.error, ValueError) as error:
            raise DamagedError(f"it cannot be read: {error}") from None
        if sys.byteorder == "big":
            numbers.byteswap()
        if not (newline and reader.eof and 0 < count == len(names) and len(numbers) == 2 * count):
            raise DamagedError("it is cut off, or too long")
        if max(numbers[count:]) >= count:
            raise DamagedError("it refers to names that it does not have")
        return cls._indexed(names, numbers[:count], numbers[count:])

    @classmethod
    def _indexed(cls, names: list[str], places: Sequence[int], backward: Sequence[int] | None) -> Self:
        """Index names that are sorted by key and then by rank, the most popular last."""
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
        """Return the list in its bundled format."""
        names = sorted(self.places, key=lambda name: (squeezed(name), -self.places[name]))
        numbers = array("H", [self.places[name] for name in names])
        numbers.extend(self.backward)
        if sys.byteorder == "big":
            numbers.byteswap()
        text = "\n".join(names)
        return zlib.compress(f"{len(names)}\n{text}".encode() + numbers.tobytes(), 9)

    def sharing_a_half(self, key: str, most: int) -> Iterator[str]:
        """Yield keys with the same first or second half, at most `most` letters shorter or longer.

        Keys may be repeated.
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
