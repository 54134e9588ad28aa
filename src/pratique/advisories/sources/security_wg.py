"""What the two sets of the Node.js security working group have in common: files of one record, or of all by number."""

from collections.abc import Iterator, Mapping
from typing import Any

from pratique.advisories.interface import Entry, Skip
from pratique.advisories.sources.fields import MOST_LINE_CHARS, MOST_RANGE_CHARS
from pratique.advisories.sources.npm_bounds import first_versions
from pratique.advisories.sources.osv_json import UnreadableError, read_json
from pratique.core.advisory import Affected, Product
from pratique.ecosystems import npm
from pratique.ecosystems.json_values import table, text

NOT_OF_THE_SET = "not an advisory of the set"
_NEVER = "<0.0.0"
"""How the sets write that nothing mends it."""


def records(entry: Entry, key: str) -> Iterator[tuple[str, Mapping[str, Any] | Skip]]:
    """Each record with its place: the file's path, or `path#number` in a file of all; `key` is what a record has.

    A file without any record gives one `Skip`.
    """
    try:
        document = table(read_json(entry.data))
    except UnreadableError as error:
        yield entry.path, Skip(entry.path, error.why)
        return
    if key in document:
        yield entry.path, document
        return
    for number, record in document.items():
        yield f"{entry.path}#{number[:MOST_LINE_CHARS]}", table(record)
    if not document:
        yield entry.path, Skip(entry.path, NOT_OF_THE_SET)


def affected(
    product: Product, vulnerable: object, patched: object, *, platforms: tuple[str, ...] = ()
) -> Affected:
    """Which versions are meant: those in the one range that are not in the other.

    A range that npm would not read leaves that unknown.
    """
    within = text(vulnerable, most=MOST_RANGE_CHARS)
    sound = text(patched, most=MOST_RANGE_CHARS)
    if sound is not None and "".join(sound.split()) == _NEVER:
        sound = None
    shown = (within or "") if sound is None else f"{within or ''} (patched: {sound})"
    told = within is not None and within.strip() and npm.valid_range(within)
    if not told or not (sound is None or npm.valid_range(sound)):
        return Affected(product=product, platforms=platforms, shown=shown)
    return Affected(
        product=product,
        within=within,
        outside=() if sound is None else (sound,),
        fixed=() if sound is None else first_versions(sound),
        platforms=platforms,
        shown=shown,
    )
