"""Recognises the source of a file or folder by its first files."""

from collections.abc import Iterable, Sequence
from itertools import islice

from pratique.advisories.interface import Entry, Source
from pratique.errors import Reference, UsageError

_MOST_LOOKED_AT = 5_000


def recognised(heads: Iterable[Entry], sources: Sequence[Source], *, label: str) -> tuple[Source, ...]:
    """Return the sources of these files, in the order of `sources`.

    If several sources recognise a file, it belongs to the first of them. A source that accepts any kind of file must be
    the last of `sources`. Raises UsageError if no source recognises a file.
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
        f"{label} is of no source that is known",
        hint=f"if it is one of these, specify it with --as NAME: {names}",
    )
