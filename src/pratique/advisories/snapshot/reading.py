"""Reads a snapshot as an index of advisories. A lookup decompresses one block of about 64 KiB."""

from bisect import bisect_right
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import ParamSpec, TypeVar

import msgspec

from pratique.advisories.interface import Claim
from pratique.advisories.snapshot import layout, names_filter, row
from pratique.advisories.snapshot.refusal import invalid
from pratique.core.advisory import (
    Advisory,
    AdvisoryKind,
    Cover,
    Exploitation,
    Product,
    RuntimeLine,
    SourceState,
)
from pratique.errors import ParseError, Reference, StoreError

P = ParamSpec("P")
T = TypeVar("T")

NAME = "snapshot"
_MOST_KEPT = 256
"""The maximum number of decompressed blocks in the cache, which take about 16 MB together."""
_LINES = 1 << 20
"""The factor by which block numbers are multiplied in advisory numbers; larger than the number of lines per block."""


class Snapshot:
    """A snapshot as an index, see `Advisories`. Methods raise StoreError if a part of the snapshot is damaged."""

    def __init__(self, data: bytes, *, origin: str, at: datetime) -> None:
        """Create the index from the bytes of a snapshot file. `origin` names the file in messages; `at` is the current time.

        Raises ParseError if the header is invalid. The constructor reads and checks only the header. `check` reads the
        other parts of the snapshot, and `signature.verify` checks the signature.
        """
        self._data = data
        self.frame = layout.read_frame(data)
        self.header = layout.read_header(self.frame)
        self._origin, self._at = origin, at
        self.overruled: Callable[[Advisory], bool] | None = None
        """Returns True if a more recent source contains the advisory.

        The snapshot does not return an advisory that a more recent source contains.
        """
        self._firsts = [block.first for block in self.header.blocks]
        self._starts = layout.starts(self.frame, self.header)
        self._names = [source.name for source in self.header.sources]
        self._kept: OrderedDict[int, bytes] = OrderedDict()
        self._state = self._make_state()

    @property
    def as_of(self) -> datetime | None:
        """Return the time until which the snapshot is complete for all its ecosystems; None if it covers no ecosystem."""
        return min(self.header.covers.values(), default=None)

    def complete_until(self, type_: str) -> datetime | None:
        """Return the time until which an ecosystem (a purl type) is complete in the snapshot; None if it is not covered."""
        return self.header.covers.get(type_)

    @property
    def expired(self) -> bool:
        """Return True if the snapshot has expired."""
        return self.header.expires_at <= self._at

    def claims(self, products: Iterable[Product]) -> Iterator[Claim]:
        """Yield, for each advisory about the given products, the versions that the advisory lists as affected."""
        for product in products:
            if product.type in row.TYPES:
                key = row.key_of(product)
                for number, data in self._lines(key):
                    advisory = self._advisory(key, data)
                    if self.overruled is None or not self.overruled(advisory):
                        yield from _claims(number, advisory)

    def advisories(self, numbers: Iterable[int]) -> Mapping[int, Advisory]:
        """Return the advisories with the given numbers in this snapshot. Each advisory lists only one package."""
        return {number: self._numbered(number) for number in numbers}

    def by_id(self, advisory_id: str) -> Sequence[Advisory]:
        """Return the advisories with this id or alias."""
        wanted = advisory_id.upper()
        # Its ids stand in a line as JSON writes them.
        needle = msgspec.json.encode(wanted.encode("utf-8", "replace").decode()).upper()
        found = []
        for place in range(len(self._firsts)):
            text = self._text(place)
            if needle in text.upper():
                lines = b"".join(line + b"\n" for line in text.split(b"\n") if needle in line.upper())
                found += [one for one in self._read(lines) if wanted in {name.upper() for name in one.ids}]
        return found

    def digests(self, digests: Iterable[str]) -> Sequence[row.BadDigest]:
        """Return the known-malicious artifacts that have one of the given digests (`sha256:HEX`)."""
        with_lines = ((digest, self._lines(digest)) for digest in digests if row.is_digest(digest))
        return [_or_store_error(row.read_digest, key, data) for key, lines in with_lines for _, data in lines]

    def exploitation(self, cves: Iterable[str]) -> Mapping[str, Exploitation]:  # noqa: ARG002 - as `Advisories` has it
        """Return an empty result, because a snapshot does not contain exploitation data."""
        return {}

    def lines(self, product: Product) -> Sequence[RuntimeLine]:  # noqa: ARG002 - as `Advisories` has it
        """Return an empty result, because a snapshot does not contain release lines of runtimes."""
        return ()

    def detectors(self) -> Sequence[bytes]:
        """Return an empty result, because a snapshot does not contain patterns that recognise copied libraries."""
        return ()

    def sources(self) -> Sequence[SourceState]:
        """Return one state for the whole snapshot.

        An expired snapshot still lists malicious releases but covers no ecosystem.
        """
        return (self._state,)

    def check(self, checked: str = "") -> None:
        """Read and check the whole snapshot, unless its SHA-256 is `checked`.

        `checked` is the digest of a snapshot that passed this check before. Raises ParseError if a part is damaged or
        inconsistent, so that later lookups cannot fail.
        """
        import hashlib  # noqa: PLC0415 - brings OpenSSL, and few runs check a snapshot

        if hashlib.sha256(self._data).hexdigest() == checked:
            return
        before, rows, withdrawn, digests = b"", 0, 0, 0
        for place, block in enumerate(self.header.blocks):
            text = layout.inflate(self.frame, self.header, place, self._starts[place])
            keys = [key for key, _ in layout.split(text)]
            if keys[0] != block.first or before.partition(b"\t")[0] == keys[0].encode():
                raise invalid("the blocks differ from those in the header")
            lines = text.split(b"\n")[:-1]
            if len(lines) >= _LINES or any(a >= b for a, b in zip([before, *lines], lines, strict=False)):
                raise invalid("the lines of the snapshot are not sorted")
            before = lines[-1]
            for key, data in layout.split(text):
                if not names_filter.may_hold(self.header.names, key):
                    raise invalid("the filter of the snapshot lacks a key")
                if row.is_digest(key):
                    row.read_digest(key, data)
                    digests += 1
                else:
                    rows += 1
                    withdrawn += row.read_said(key, data, self._names).withdrawn is not None
        header = self.header
        if (rows, withdrawn, digests) != (header.rows, header.withdrawn, header.digests):
            raise invalid("the number of rows differs from the number in the header")

    def every(self) -> Iterator[Advisory]:
        """Yield all advisories in the order of their lines."""
        for place in range(len(self._firsts)):
            yield from self._read(self._text(place))

    def _make_state(self) -> SourceState:
        header = self.header
        covers = () if self.expired else tuple(header.covers)
        return SourceState(
            name=NAME,
            title="Snapshot of malicious releases",
            licence="; ".join(dict.fromkeys(f"{one.licence} [{one.name}]" for one in header.sources)),
            origin=self._origin,
            checked_at=self._at,
            as_of=self.as_of,
            rows=header.rows,
            imported=header.rows,
            withdrawn=header.withdrawn,
            covers=tuple(Cover(type_, AdvisoryKind.MALWARE) for type_ in covers),
        )

    def _read(self, text: bytes) -> Iterator[Advisory]:
        for key, data in _or_store_error(lambda lines: list(layout.split(lines)), text):
            if not row.is_digest(key):
                yield self._advisory(key, data)

    def _lines(self, key: str) -> Iterator[tuple[int, bytes]]:
        """Yield the number and the JSON text of each line with this key."""
        place = bisect_right(self._firsts, key) - 1
        if place < 0 or not names_filter.may_hold(self.header.names, key):
            return
        wanted = b"\n" + key.encode("utf-8", "replace") + b"\t"
        text = b"\n" + self._text(place)
        at = text.find(wanted)
        if at < 0:
            return
        number = text.count(b"\n", 0, at)
        while text.startswith(wanted, at):
            end = text.index(b"\n", at + 1)
            yield place * _LINES + number, text[at + len(wanted) : end]
            at, number = end, number + 1

    def _numbered(self, number: int) -> Advisory:
        place, line = divmod(number, _LINES)
        key, _, data = self._text(place).split(b"\n", line + 1)[line].partition(b"\t")
        return self._advisory(key.decode(), data)

    def _advisory(self, key: str, data: bytes) -> Advisory:
        return _or_store_error(row.read_said, key, data, self._names)

    def _text(self, place: int) -> bytes:
        text = self._kept.get(place)
        if text is None:
            text = _or_store_error(layout.inflate, self.frame, self.header, place, self._starts[place])
            self._kept[place] = text
            if len(self._kept) > _MOST_KEPT:
                self._kept.popitem(last=False)
        return text


def _claims(number: int, advisory: Advisory) -> Iterator[Claim]:
    for affected in advisory.affected:
        yield Claim(number, advisory.kind, withdrawn=advisory.withdrawn is not None, affected=affected)


def _or_store_error(read: Callable[P, T], *arguments: P.args, **named: P.kwargs) -> T:
    try:
        return read(*arguments, **named)
    except ParseError as error:
        raise StoreError(Reference.ADVISORIES_UNREADABLE, error.message, hint=error.hint) from error
