"""Describes unknown data of a listing in sentences; unknown data never counts as evidence."""

from collections.abc import Iterator, Sequence

from pratique.core.history import Entry

_EITHER = "mirrors strip it, and some registries never have it"


def untold(entries: Sequence[Entry], why_untimed: str = "") -> Iterator[str]:
    """Yield one sentence for each fact that is unknown for some or all releases; for `why_untimed`, see `Chronicle`."""
    if not entries:
        yield "the listing has no release"
        return
    listed = [entry for entry in entries if not entry.removed]
    yield from _times(listed, why_untimed)
    for what, told in (
        ("who published", sum(entry.publisher is not None for entry in listed)),
        ("who maintains", sum(entry.maintainers is not None for entry in listed)),
        ("what it depends on", sum(entry.dependencies is not None for entry in listed)),
        ("which install hooks it has", sum(entry.hooks is not None for entry in listed)),
        ("whether it has provenance", sum(entry.provenance is not None for entry in listed)),
        ("how large it is", sum(entry.size_bytes is not None for entry in listed)),
    ):
        if listed and not told:
            yield f"{what}: unknown for all releases ({_EITHER})"
        elif told < len(listed):
            yield f"{what}: unknown for {len(listed) - told:,} of {len(listed):,} releases"
    removed = len(entries) - len(listed)
    if removed:
        versions = "version was" if removed == 1 else "versions were"
        yield f"{removed:,} {versions} removed: a time is all that the registry keeps of what was published"


def _times(listed: Sequence[Entry], why_untimed: str) -> Iterator[str]:
    if why_untimed:
        yield f"when: {why_untimed}; the order is that of versions, and nothing is said of silences"
        return
    missing = sum(entry.published is None for entry in listed)
    if missing:
        yield f"when: unknown for {missing:,} of {len(listed):,} releases, which come first"
