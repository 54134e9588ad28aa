"""Suggestions for misspelled words."""

from collections.abc import Iterable

_MOST = 200


def nearest(word: str, names: Iterable[str], *, cutoff: float = 0.6) -> str | None:
    """Return the most similar of `names`; None if no name is similar."""
    import difflib  # noqa: PLC0415 - only what is misspelled asks for it

    known = list(names)
    if found := difflib.get_close_matches(word[:_MOST], known, n=1, cutoff=cutoff):
        return found[0]
    small = {name.lower(): name for name in known}
    lower = difflib.get_close_matches(word[:_MOST].lower(), small, n=1, cutoff=cutoff)
    return small[lower[0]] if lower else None


def did_you_mean(word: str, names: Iterable[str], otherwise: str) -> str:
    """Return a hint that suggests the most similar of `names`, followed by `otherwise`.

    Return only `otherwise` if no name is similar.
    """
    found = nearest(word, names)
    if found is None:
        return otherwise
    return f"did you mean {found}? {otherwise}".strip()
