"""Describes the unknown data of a listing in sentences. Unknown data never counts as evidence."""

from collections.abc import Iterator, Sequence

from pratique.core.history import Entry

_EITHER = "mirrors and some registries do not provide this data"


def untold(entries: Sequence[Entry], why_untimed: str = "") -> Iterator[str]:
    """Yield one sentence for each kind of data that is unknown for some or all releases.

    `why_untimed` is the reason why no release has a usable publish time.
    """
    if not entries:
        yield "the listing contains no release"
        return
    listed = [entry for entry in entries if not entry.removed]
    yield from _times(listed, why_untimed)
    for what, told in (
        ("publishers", sum(entry.publisher is not None for entry in listed)),
        ("maintainers", sum(entry.maintainers is not None for entry in listed)),
        ("dependencies", sum(entry.dependencies is not None for entry in listed)),
        ("install scripts", sum(entry.hooks is not None for entry in listed)),
        ("provenance", sum(entry.provenance is not None for entry in listed)),
        ("size", sum(entry.size_bytes is not None for entry in listed)),
    ):
        if listed and not told:
            yield f"{what}: unknown for all releases ({_EITHER})"
        elif told < len(listed):
            yield f"{what}: unknown for {len(listed) - told:,} of {len(listed):,} releases"
    removed = len(entries) - len(listed)
    if removed:
        versions = "version was" if removed == 1 else "versions were"
        yield f"{removed:,} {versions} removed: the registry keeps only the publish times of removed versions"


def _times(listed: Sequence[Entry], why_untimed: str) -> Iterator[str]:
    if why_untimed:
        yield f"publish times: {why_untimed}; releases are ordered by version, and gaps between releases are unknown"
        return
    missing = sum(entry.published is None for entry in listed)
    if missing:
        yield f"publish times: unknown for {missing:,} of {len(listed):,} releases; releases without a time are listed first"
