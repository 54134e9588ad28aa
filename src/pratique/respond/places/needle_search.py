"""Searches bytes for the names of a request before they are parsed."""

from collections.abc import Callable
from functools import lru_cache

from pratique.respond.wanted.value import Wanted

_FEW = 16
"""Up to this many needles, one search for each is faster than the automaton of RE2."""


def contains(wanted: Wanted) -> Callable[[bytes], bool]:
    """Return a function that returns True if bytes can name a wanted release or digest, in any case of letters."""
    return _searcher(wanted.needles)


@lru_cache(maxsize=16)
def _searcher(needles: tuple[bytes, ...]) -> Callable[[bytes], bool]:
    return _automaton(needles) if len(needles) > _FEW else _one_by_one(needles)


def _one_by_one(needles: tuple[bytes, ...]) -> Callable[[bytes], bool]:
    def search(data: bytes) -> bool:
        lower = data.lower()
        return any(needle in lower for needle in needles)

    return search


def _automaton(needles: tuple[bytes, ...]) -> Callable[[bytes], bool]:
    """Return the search with RE2, which reads the bytes once, or one by one where the extra `vendored` is not installed."""
    try:
        import re2  # noqa: PLC0415 - an extra
    except ImportError:
        return _one_by_one(needles)
    options = re2.Options()
    options.case_sensitive = False
    options.encoding = re2.Options.Encoding.LATIN1
    options.never_capture = True
    options.max_mem = 256 << 20
    found = re2.Set.SearchSet(options)
    for needle in needles:
        found.Add(re2.escape(needle))
    found.Compile()
    return lambda data: bool(found.Match(data))
