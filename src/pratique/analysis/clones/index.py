"""The index of clones: sorted hashes, in arrays, read from one file of bytes.

Layout, all numbers little-endian: the mark, six counts (u32), then families and packages as lines of UTF-8, then the arrays:
digests (u64) with their family (u16), shingles (u32) with their family (u16), limits of packages (u32), keys of files (u32) with
their package (u16). Each array of hashes is sorted.
"""

import struct
import sys
from array import array
from bisect import bisect_left
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

_MARK = b"PRCLONE1"
_COUNTS = struct.Struct("<6I")
EVERY_KEY = 0xFFFFFFFF


class DamagedError(ValueError):
    """The bytes are no index of clones, or not all of one."""


@dataclass(frozen=True)
class Index:
    """The index. Pairs of arrays are parallel, the first of each pair is sorted."""

    families: tuple[str, ...] = ()
    """`ecosystem:name@version` of the malware that showed a family first."""
    packages: tuple[str, ...] = ()
    """`ecosystem:name@version` of popular packages."""
    digests: Sequence[int] = ()
    """First 64 bits of the sha256 of files."""
    digest_families: Sequence[int] = ()
    shingles: Sequence[int] = ()
    """Hashes of what is characteristic of each family: the smallest of its shingles that no benign file has."""
    shingle_families: Sequence[int] = ()
    limits: Sequence[int] = ()
    """For each package the greatest key that is told of it; `EVERY_KEY` when all of its files are."""
    keys: Sequence[int] = ()
    """Hashes of the files of popular packages, see `pratique.analysis.clones.squeezed`."""
    key_packages: Sequence[int] = ()
    excluded: frozenset[int] = field(default=frozenset())
    """Families that are passed over."""

    def without(self, families: Collection[str]) -> "Index":
        """The same index with some families passed over, by which one can be measured that the index does not know."""
        numbers = frozenset(number for number, name in enumerate(self.families) if name in families)
        return replace(self, excluded=self.excluded | numbers)

    def family_of_digest(self, sha256: str) -> int | None:
        """The family that has a file of these bytes."""
        for family in _values(self.digests, self.digest_families, int(sha256[:16], 16)):
            if family not in self.excluded:
                return family
        return None

    def families_of_shingles(self, values: Iterable[int]) -> Mapping[int, float]:
        """The families that share some shingles, each with the share of its own that it shares."""
        found: Counter[int] = Counter()
        for value in values:
            found.update(_values(self.shingles, self.shingle_families, value))
        return {
            family: count / self.sketch_sizes[family]
            for family, count in found.items()
            if family not in self.excluded
        }

    def packages_of_key(self, key: int) -> Iterator[int]:
        """The popular packages that have a file."""
        return _values(self.keys, self.key_packages, key)

    @cached_property
    def sketch_sizes(self) -> Mapping[int, int]:
        """Number of shingles told of each family."""
        return Counter(self.shingle_families)

    @cached_property
    def package_sizes(self) -> Mapping[int, int]:
        """Number of files told of each package."""
        return Counter(self.key_packages)


_ARRAYS: Mapping[str, str] = {
    "digests": "Q",
    "digest_families": "H",
    "shingles": "I",
    "shingle_families": "H",
    "limits": "I",
    "keys": "I",
    "key_packages": "H",
}
NOTHING = Index()
"""An index that knows nothing: with it nothing is found."""


def parse(data: bytes) -> Index:
    """Read an index. Raises DamagedError."""
    if not data.startswith(_MARK) or len(data) < len(_MARK) + _COUNTS.size:
        raise DamagedError("it does not begin as an index of clones does")
    families_bytes, packages_bytes, digests, shingles, limits, keys = _COUNTS.unpack_from(data, len(_MARK))
    at = len(_MARK) + _COUNTS.size
    families = _lines(data[at : at + families_bytes])
    at += families_bytes
    packages = _lines(data[at : at + packages_bytes])
    at += packages_bytes
    counts = (digests, digests, shingles, shingles, limits, keys, keys)
    arrays: dict[str, array[int]] = {}
    for (name, form), count in zip(_ARRAYS.items(), counts, strict=True):
        values = array(form)
        end = at + count * values.itemsize
        if end > len(data):
            raise DamagedError("it is cut off")
        values.frombytes(data[at:end])
        if sys.byteorder == "big":
            values.byteswap()
        arrays[name] = values
        at = end
    index = Index(
        families=families,
        packages=packages,
        digests=arrays["digests"],
        digest_families=arrays["digest_families"],
        shingles=arrays["shingles"],
        shingle_families=arrays["shingle_families"],
        limits=arrays["limits"],
        keys=arrays["keys"],
        key_packages=arrays["key_packages"],
    )
    _check(index)
    return index


def pack(index: Index) -> bytes:
    """Write an index; the same index gives the same bytes."""
    families = "\n".join(index.families).encode()
    packages = "\n".join(index.packages).encode()
    parts = [
        _MARK,
        _COUNTS.pack(
            *(len(families), len(packages), len(index.digests)),
            *(len(index.shingles), len(index.limits), len(index.keys)),
        ),
        families,
        packages,
    ]
    for name, form in _ARRAYS.items():
        values = array(form, getattr(index, name))
        if sys.byteorder == "big":
            values.byteswap()
        parts.append(values.tobytes())
    return b"".join(parts)


def _check(index: Index) -> None:
    pairs = (
        (index.digest_families, len(index.families)),
        (index.shingle_families, len(index.families)),
        (index.key_packages, len(index.packages)),
    )
    if any(max(numbers, default=-1) >= most for numbers, most in pairs):
        raise DamagedError("it names a family or package that it does not have")
    if len(index.limits) != len(index.packages):
        raise DamagedError("its packages and their limits are not of a number")


def _lines(data: bytes) -> tuple[str, ...]:
    try:
        return tuple(data.decode().split("\n")) if data else ()
    except UnicodeDecodeError:
        raise DamagedError("a name is not UTF-8") from None


def _values(hashes: Sequence[int], numbers: Sequence[int], wanted: int) -> Iterator[int]:
    at = bisect_left(hashes, wanted)
    while at < len(hashes) and hashes[at] == wanted:
        yield numbers[at]
        at += 1
