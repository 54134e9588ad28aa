"""Where a text may name a place: found by fixed words in one quick search, so that patterns are tried there alone.

A pattern of many alternatives is tried at every character of a text, at a microsecond each. One search for the words of
which each alternative has one is a hundred times quicker, and most texts have none of them.
"""

import re
from collections.abc import Iterable, Iterator
from itertools import groupby

REACH = 24
"""A match has one of its words at most so many characters behind its start."""
_FOLDED = str.maketrans({"\u0130": "i", "\u0131": "i", "\u017f": "s"})
"""What a pattern that ignores case takes for a letter of ASCII, and `lower` does not or makes longer."""

Search = re.Pattern[str]


def search_for(words: Iterable[str]) -> Search:
    """A search for any of some words, which are in lower case; those that begin alike are tried together."""
    groups = groupby(sorted(set(words)), key=lambda word: word[0])
    return re.compile("|".join(f"{re.escape(first)}(?:{_rest(group)})" for first, group in groups))


def _rest(words: Iterable[str]) -> str:
    return "|".join(re.escape(word[1:]) for word in words)


def lowered(text: str) -> str:
    """The text in lower case, each character in its place."""
    return text.lower() if text.isascii() else text.translate(_FOLDED).lower()


def matches(pattern: re.Pattern[str], words: Search, text: str) -> Iterator[re.Match[str]]:
    """What `pattern.finditer(text)` gives, when every match has one of the words within `REACH` of its start, none empty."""
    place = 0
    for word in words.finditer(lowered(text)):
        # Words may overlap: whatever starts inside of this one is in reach of it, too.
        place = max(place, word.start() - REACH)
        while place < word.end():
            match = pattern.match(text, place)
            if match is not None:
                yield match
            place = place + 1 if match is None else match.end()
