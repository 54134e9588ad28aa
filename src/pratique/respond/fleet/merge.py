"""Reads the files that the collector wrote on other machines, and searches them."""

import gzip
import hashlib
import json
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, BinaryIO

from pratique.collect.disk import Disk, UnreadableError
from pratique.collect.form import END, FORMAT, GAP, HEADER, LOCK, LOOKED, RECORD, VERSION
from pratique.collect.record import Gap, Looked, Record
from pratique.errors import ParseError
from pratique.lockfiles import format_for
from pratique.respond.places.lock_entries import entries
from pratique.respond.places.needle_search import contains
from pratique.respond.places.records import Records, Tally, joined
from pratique.respond.sighting import Contact, PlaceKind, Result, Searched, Sighting, Unchecked
from pratique.respond.wanted.value import Wanted

MOST_LINE_BYTES = 96 * 1024 * 1024
MOST_BYTES = 4 * 1024**3
"""The maximum size of a file after decompression."""
_TEXT = 4096


class _DamagedError(Exception):
    """A file that is not complete, or not of the collector."""


def merge(paths: Iterable[Path], wanted: Wanted) -> Iterator[Result]:
    """Yield the result of each file. A damaged file is not checked, and nothing of it is reported as found."""
    for path in paths:
        yield _merge(path, wanted)


def _merge(path: Path, wanted: Wanted) -> Result:
    machine = _Machine(path, wanted)
    try:
        with Disk(str(path.parent)).opened(path.name) as stream:
            _read(stream, machine)
    except UnreadableError as error:
        return _unread(path, f"the file cannot be read: {error}")
    except _DamagedError as error:
        return _unread(path, str(error))
    return machine.result()


def _read(stream: BinaryIO, machine: "_Machine") -> None:
    try:
        with gzip.open(stream) as lines:
            machine.read(_lines(lines))
    except (EOFError, gzip.BadGzipFile, zlib.error) as error:
        raise _DamagedError("the file is not complete, or not of the collector") from error
    except (ValueError, TypeError, OverflowError, RecursionError) as error:
        raise _DamagedError("the file is damaged: a line has another form") from error


def _unread(path: Path, why: str) -> Result:
    lost = Unchecked(str(path), "", why)
    return Result((), (Searched(kind=PlaceKind.MACHINE, place=str(path), unchecked=(lost,)),))


def _lines(stream: Any) -> Iterator[bytes]:
    left = MOST_BYTES
    while line := stream.readline(MOST_LINE_BYTES + 1):
        left -= len(line)
        if len(line) > MOST_LINE_BYTES or left < 0:
            raise _DamagedError("the file is larger than any that the collector writes")
        yield line


@dataclass(slots=True)
class _Machine:
    path: Path
    wanted: Wanted
    records: Records | None = None
    tally: Tally = field(default_factory=Tally)
    sightings: list[Sighting] = field(default_factory=list)
    unchecked: list[Unchecked] = field(default_factory=list)
    locks: int = 0
    label: str = ""
    as_of: datetime | None = None

    def read(self, lines: Iterator[bytes]) -> None:
        digest = hashlib.sha256()
        for line in lines:
            value = json.loads(line)
            if not isinstance(value, dict):
                raise _DamagedError("the file is damaged: a line has another form")
            if value.get("kind") == END:
                if value.get("sha256") != digest.hexdigest() or next(lines, None) is not None:
                    raise _DamagedError("the checksum of the file does not match")
                return
            digest.update(line)
            self._take(value)
        raise _DamagedError("the file is not complete, or not of the collector")

    def _take(self, value: dict[str, Any]) -> None:
        kind = value.get("kind")
        if self.records is None:
            self._start(value, kind)
            return
        path = _text(value, "path")
        if kind == RECORD:
            found = self.records.sighting(_record(value))
            if found is not None:
                self.sightings.append(found)
        elif kind == GAP:
            self.tally.gaps.append(Gap(_text(value, "source"), path, _text(value, "why")))
        elif kind == LOOKED:
            looked = Looked(_text(value, "source"), path, _number(value, "packages"), _number(value, "files"))
            self.tally.looked.append(looked)
            if looked.source == "locks":
                why = f"{looked.files:,} lockfiles are not in the file (collect with --locks)"
                self.unchecked.append(Unchecked(self.label, "", why))
        elif kind == LOCK:
            self._lock(path, value.get("text"))

    def _start(self, value: dict[str, Any], kind: object) -> None:
        if kind != HEADER or value.get("format") != FORMAT:
            raise _DamagedError("the file was not written by the collector")
        if value.get("version") != VERSION:
            raise _DamagedError(
                f"the file has the version {value.get('version')!r:.20}, which this Pratique cannot read"
            )
        self.label = _text(value, "host") or self.path.name
        self.as_of = datetime.fromtimestamp(float(value["at"]), UTC) if "at" in value else None
        self.records = Records(self.wanted, self.label, _text(value, "user"))

    def _lock(self, path: str, text: object) -> None:
        self.locks += 1
        format_ = format_for(path.replace("\\", "/"))
        data = text.encode() if isinstance(text, str) else b""
        if not contains(self.wanted)(data):
            return
        if format_ is None:
            self.unchecked.append(Unchecked(self.label, path, "Pratique cannot read this format"))
            return
        try:
            lock = format_.parse(data)
        except ParseError as error:
            self.unchecked.append(Unchecked(self.label, path, f"the file cannot be parsed: {error.message}"))
            return
        assert self.records is not None
        for entry in entries(lock, self.wanted):
            self.sightings.append(
                Sighting(
                    kind=PlaceKind.MACHINE,
                    contact=Contact.LOCKED,
                    basis=entry.basis,
                    ref=entry.ref,
                    wanted=entry.wanted,
                    place=self.label,
                    inside=path if entry.line is None else f"{path}:{entry.line}",
                    current=True,
                    who=self.records.who,
                    through=entry.through,
                    digests=entry.digests,
                    note=entry.note,
                )
            )

    def result(self) -> Result:
        searched = list(self.tally.searched(PlaceKind.MACHINE, self.label))
        if self.locks or self.unchecked:
            searched.append(
                Searched(
                    kind=PlaceKind.MACHINE,
                    place=self.label,
                    format="locks",
                    units=self.locks,
                    unit="lockfiles",
                    until=self.as_of,
                    unchecked=tuple(self.unchecked),
                )
            )
        return Result(joined(self.sightings), tuple(searched))


def _record(value: dict[str, Any]) -> Record:
    at = value.get("at")
    digests = value.get("digests", ())
    return Record(
        source=_text(value, "source"),
        ecosystem=_text(value, "ecosystem"),
        name=_text(value, "name"),
        version=_text(value, "version"),
        path=_text(value, "path"),
        digests=tuple(str(one)[:200] for one in digests[:8]) if isinstance(digests, list) else (),
        url=_text(value, "url"),
        at=float(at) if isinstance(at, int | float) else None,
        state=_text(value, "state") or "cached",
    )


def _text(value: dict[str, Any], name: str) -> str:
    found = value.get(name, "")
    return found[:_TEXT] if isinstance(found, str) else ""


def _number(value: dict[str, Any], name: str) -> int:
    found = value.get(name, 0)
    return found if isinstance(found, int) else 0
