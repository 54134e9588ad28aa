"""The word that was meant by a misspelled one."""

from collections.abc import Iterable

_MOST = 200


def nearest(word: str, names: Iterable[str], *, cutoff: float = 0.6) -> str | None:
    """Return the one of `names` that a word resembles most; None if it resembles none."""
    import difflib  # noqa: PLC0415 - only what is misspelled asks for it

    found = difflib.get_close_matches(word[:_MOST], names, n=1, cutoff=cutoff)
    if not found:
        small = {name.lower(): name for name in names}
        lower = difflib.get_close_matches(word[:_MOST].lower(), small, n=1, cutoff=cutoff)
        return small[lower[0]] if lower else None
    return found[0]


def did_you_mean(word: str, names: Iterable[str], otherwise: str) -> str:
    """Return a hint that names the nearest of `names` and ends with `otherwise`, or that alone."""
    found = nearest(word, list(names))
    if found is None:
        return otherwise
    return f"did you mean {found}? {otherwise}".strip()
