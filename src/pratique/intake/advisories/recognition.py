"""Determines which advisory source a file or folder belongs to."""

from collections.abc import Iterable, Sequence
from itertools import islice

from pratique.advisories.interface import Entry, Source
from pratique.errors import Reference, UsageError

_MOST_LOOKED_AT = 5_000


def recognised(heads: Iterable[Entry], sources: Sequence[Source], *, label: str) -> tuple[Source, ...]:
    """Return the advisory sources of the given files, in the order of `sources`.

    If several sources recognise a file, the first of these sources is used. A source that accepts any file must be the last of
    `sources`. Raises UsageError if no source recognises a file.
    """
    found: dict[str, Source] = {}
    for entry in islice(heads, _MOST_LOOKED_AT):
        source = next((source for source in sources if source.recognises(entry)), None)
        if source is not None:
            found[source.name] = source
    if len(found) > 1:
        found.pop(sources[-1].name, None)
    if found:
        return tuple(source for source in sources if source.name in found)
    names = ", ".join(sorted(source.name for source in sources))
    raise UsageError(
        Reference.USAGE,
        f"{label} does not match any known advisory source",
        hint=f"if it belongs to one of these sources, specify the source with --as NAME: {names}",
    )
