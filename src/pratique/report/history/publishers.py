"""Assigns a colour and a letter to each main publisher of a package."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pratique.core.history import Entry
from pratique.report.history.ink import PUBLISHERS

_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@dataclass(frozen=True, slots=True)
class Publisher:
    """The style of a publisher in the picture, and the number of the publisher's releases."""

    name: str
    classes: str
    letter: str
    releases: int


@dataclass(frozen=True, slots=True)
class Publishers:
    """The publishers with their own colour, and the number of other publishers."""

    known: Mapping[str, Publisher]
    others: int
    others_releases: int
    untold: int
    """The number of releases with an unknown publisher."""

    def look(self, name: str | None) -> tuple[str, str]:
        """Return the CSS classes and the letter of a release's dot."""
        if name is None:
            return "untold", ""
        found = self.known.get(name)
        return (found.classes, found.letter) if found else ("others", "")


def publishers_of(entries: Sequence[Entry]) -> Publishers:
    """Select the publishers that get a colour.

    The function selects the publishers of releases with signals and of the last release, and the publishers with the
    most releases.
    """
    counts = Counter(entry.publisher for entry in entries if entry.publisher is not None)
    marked = {entry.publisher for entry in entries if entry.marks}
    last = next((entry.publisher for entry in reversed(entries) if entry.publisher is not None), None)
    first: dict[str, int] = {}
    for place, entry in enumerate(entries):
        if entry.publisher is not None:
            first.setdefault(entry.publisher, place)
    foremost = sorted(counts, key=lambda name: (name not in marked, name != last, -counts[name], first[name]))
    chosen = sorted(foremost[:PUBLISHERS], key=first.__getitem__)
    known = {
        name: Publisher(name, f"p{place}", _LETTERS[place], counts[name]) for place, name in enumerate(chosen)
    }
    return Publishers(
        known=known,
        others=len(counts) - len(known),
        others_releases=sum(count for name, count in counts.items() if name not in known),
        untold=sum(entry.publisher is None for entry in entries),
    )
