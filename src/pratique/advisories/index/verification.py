"""Verifies a complete index: every page, the checksum of every row, and the recorded counts."""

from collections import Counter
from collections.abc import Iterator

from pratique.advisories.index.reading import Index
from pratique.errors import StoreError


def problems(index: Index) -> Iterator[str]:
    """Yield one sentence for each problem of an index."""
    try:
        index.check_pages()
        held, withdrawn = _counted(index)
        agrees = _agrees(index)
        states = index.sources()
    except StoreError as error:
        yield error.message
        return
    for state in states:
        told = (state.imported, state.withdrawn)
        found = (held[state.name], withdrawn[state.name])
        if told != found:
            yield (
                f"{state.name} should have {told[0]:,} rows ({told[1]:,} withdrawn), but has {found[0]:,}"
                f" ({found[1]:,} withdrawn)"
            )
        if state.rows != state.imported + sum(state.skipped.values()):
            yield f"{state.name}: imported and skipped rows do not add up to {state.rows:,} rows"
    if not agrees:
        yield "the lookup table and the advisories list different affected versions"
    try:
        index.check_seals()
    except StoreError as error:
        yield error.message


def _counted(index: Index) -> tuple[Counter[str], Counter[str]]:
    """Read all rows, and return the number of rows and of withdrawn rows for each source."""
    held, withdrawn = Counter(index.others()), Counter[str]()
    for state in index.sources():
        for advisory in index.every(state.name):
            held[state.name] += 1
            withdrawn[state.name] += advisory.withdrawn is not None
    return held, withdrawn


def _agrees(index: Index) -> bool:
    """Return True if the table for lookups lists the same affected versions as the advisories."""
    looked_up = sum(
        hash((claim.number, claim.kind, claim.withdrawn, claim.affected)) for claim in index.every_claim()
    )
    said = sum(
        hash((number, advisory.kind, advisory.withdrawn is not None, affected))
        for number, advisory in index.every_numbered()
        for affected in advisory.affected
    )
    return looked_up == said
