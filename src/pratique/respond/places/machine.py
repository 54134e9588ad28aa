"""Searches the caches, installed trees and files of persistence below folders of this machine."""

import os
import re
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from pratique.collect.disk import Disk, Listing, UnreadableError
from pratique.collect.kinds import PERSISTENCE
from pratique.collect.locations import Machine, roots
from pratique.collect.record import Gap, Looked, Record
from pratique.collect.walk import LockFile, distinct, walk
from pratique.respond.places.records import Records, Tally, joined
from pratique.respond.sighting import Basis, Contact, PlaceKind, Result, Sighting
from pratique.respond.wanted.value import Indicator, IndicatorKind, Wanted

_MOST_SETTINGS_BYTES = 1024 * 1024
_MOST_PERSISTENCE_BYTES = 4 * 1024 * 1024
_NEWLINE = b"\n"
_LABEL = re.compile(rb"[a-z0-9-]")
_TEXTS = frozenset({IndicatorKind.HOST, IndicatorKind.URL, IndicatorKind.PATH})


def search_machine(
    folders: Sequence[Path], wanted: Wanted, visit: Callable[[str, Listing], bool] | None = None
) -> Iterator[Result]:
    """Yield the result of each folder. A folder inside another one is searched once.

    `visit` gets each folder outside caches and trees with its names, and returns True if it shall not be entered.
    """
    for root in distinct(str(folder) for folder in folders):
        yield _search(root, wanted, visit)


def default_folders(environ: Mapping[str, str]) -> tuple[Path, ...]:
    """Return the caches and global installs of this user, wherever the environment and the settings of clients move them.

    The home folder itself is not listed.
    """
    home = os.path.expanduser("~")  # noqa: PTH111 - Path.home() raises without one
    is_root = getattr(os, "geteuid", lambda: 1)() == 0
    machine = Machine(environ, home.replace("\\", "/"), sys.platform, is_root=is_root)
    return tuple(Path(root) for root in roots(machine, _settings) if Path(root) != Path(home))


def _search(root: str, wanted: Wanted, visit: Callable[[str, Listing], bool] | None) -> Result:
    records, tally = Records(wanted), Tally(compared=bool(wanted.indicators))
    indicators = [item for item in wanted.indicators if item.kind in _TEXTS]
    sightings: list[Sighting] = []
    for one in walk((root,), None, visit):
        match one:
            case Looked():
                tally.looked.append(one)
            case Gap():
                tally.gaps.append(one)
            case LockFile():
                continue
            case Record():
                found = records.sighting(one)
                if found is not None:
                    sightings.append(found)
                if one.source == PERSISTENCE and indicators:
                    sightings += _texts(one, indicators, tally)
    return Result(joined(sightings), tuple(tally.searched(PlaceKind.INSTALLED, root)))


def _texts(record: Record, indicators: Sequence[Indicator], tally: Tally) -> Iterator[Sighting]:
    """Yield the indicators that a file of persistence contains, each with its first line."""
    folder, name = os.path.split(record.path)
    try:
        data = Disk(folder).read(name, _MOST_PERSISTENCE_BYTES).lower()
    except UnreadableError as error:
        tally.gaps.append(Gap(PERSISTENCE, record.path, str(error)))
        return
    for indicator in indicators:
        at = _place(data, indicator)
        if at >= 0:
            yield Sighting(
                kind=PlaceKind.PERSISTENCE,
                contact=Contact.INSTALLED,
                basis=Basis.INDICATOR,
                wanted=indicator.id,
                place=record.path,
                inside=f"{name}:{1 + data.count(_NEWLINE, 0, at)}",
                current=True,
            )


def _place(data: bytes, indicator: Indicator) -> int:
    """Return where an indicator is in the lower-case bytes of a file; -1 if it is not there.

    A host is not found in a longer label: `evil.example` is not in `notevil.example`.
    """
    value = indicator.value.lower().encode()
    at = data.find(value) if value else -1
    while indicator.kind is IndicatorKind.HOST and at > 0 and _LABEL.match(data, at - 1):
        at = data.find(value, at + 1)
    return at


def _settings(path: str) -> str:
    folder, name = os.path.split(path)
    try:
        return Disk(folder).read(name, _MOST_SETTINGS_BYTES).decode("utf-8", "replace")
    except UnreadableError:
        return ""
