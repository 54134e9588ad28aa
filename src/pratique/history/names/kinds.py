"""Defines the kinds of resemblance between names, and the grade of each."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """A kind of resemblance; the value appears in JSON."""

    FOREIGN = "foreign-letter"
    ALIKE = "letter-that-looks-alike"
    CASE = "case"
    SEPARATOR = "separator"
    DOUBLED = "letter-repeated"
    SWAPPED = "letters-swapped"
    LEFT_OUT = "letter-left-out"
    PUT_IN = "letter-put-in"
    NEXT_KEY = "next-key"
    OTHER_LETTER = "other-letter"
    OTHER_START = "other-first-letter"
    PLURAL = "plural"
    NUMBER = "number"
    TWO_SLIPS = "two-slips"
    WORD_ORDER = "word-order"
    AFFIX = "language-put-on"
    OTHER_AFFIX = "language-left-off"
    AFFIX_SLIP = "language-put-on-with-a-slip"
    LURE = "lure-word"
    SCOPE_ALIKE = "scope-that-looks-alike"
    SCOPE_FOLDED = "scope-folded"
    SCOPE_DROPPED = "scope-left-off"
    SCOPE_STRANGE = "scope-of-a-stranger"


class Grade(StrEnum):
    """The grade of a resemblance. A `STRONG` one holds a release only if the package is also young."""

    STRONG = "strong"
    WEAK = "weak"
    """Reported as a note, because honest names also do it."""


ALL = 1 << 30
"""No limit on the rank of the popular name."""


@dataclass(frozen=True, slots=True)
class Reach:
    """The minimum popularity and length of a popular name; short names resemble each other by chance."""

    steps: tuple[tuple[int, int], ...]
    """Pairs of a minimum length in letters without separators, and the number of top popular names that count."""

    def holds(self, length: int, place: int) -> bool:
        """Return True if a popular name with this length and rank counts."""
        return any(length >= shortest and place < deepest for shortest, deepest in self.steps)

    @property
    def text(self) -> str:
        """Return the steps in words, as in docs/explanation/names.md."""
        if not self.steps:
            return "never"
        steps = [
            f"{shortest} letters" + ("" if deepest == ALL else f" of the first {deepest:,}")
            for shortest, deepest in self.steps
        ]
        return "from " + ", ".join(steps)


@dataclass(frozen=True, slots=True)
class KindRule:
    """A row of the table."""

    words: str
    """The text after `looks like X:`."""
    strong: Reach
    weak: Reach
    symmetric: bool = False
    """True if the relation is symmetric."""


_NEVER = Reach(())


_ANY_FROM_FIVE = Reach(((5, ALL),))

KINDS: Mapping[Kind, KindRule] = {
    Kind.FOREIGN: KindRule("its name contains homoglyphs", strong=Reach(((3, ALL),)), weak=_NEVER),
    Kind.ALIKE: KindRule(
        "some of its letters look the same", strong=_ANY_FROM_FIVE, weak=Reach(((4, 2_000),))
    ),
    Kind.CASE: KindRule(
        "only capital letters differ", strong=_ANY_FROM_FIVE, weak=Reach(((3, ALL),)), symmetric=True
    ),
    Kind.SEPARATOR: KindRule(
        "only the separators of its words differ",
        strong=Reach(((6, 2_000),)),
        weak=_ANY_FROM_FIVE,
        symmetric=True,
    ),
    Kind.DOUBLED: KindRule(
        "a letter is repeated, or is not",
        strong=Reach(((6, ALL), (5, 500))),
        weak=Reach(((5, ALL), (4, 500))),
    ),
    Kind.SWAPPED: KindRule(
        "two letters are swapped",
        strong=Reach(((6, ALL), (5, 500))),
        weak=Reach(((5, ALL), (4, 500))),
        symmetric=True,
    ),
    Kind.LEFT_OUT: KindRule(
        "a letter is left out",
        strong=Reach(((10, ALL), (8, 6_000), (6, 2_000))),
        weak=Reach(((6, ALL), (5, 2_000))),
    ),
    Kind.PUT_IN: KindRule(
        "a letter is put in",
        strong=Reach(((10, ALL), (8, 2_000), (6, 500))),
        weak=Reach(((6, 6_000), (5, 500))),
    ),
    Kind.NEXT_KEY: KindRule(
        "a letter is the one of the next key",
        strong=Reach(((8, ALL), (6, 2_000))),
        weak=Reach(((6, ALL), (5, 500))),
        symmetric=True,
    ),
    Kind.OTHER_LETTER: KindRule(
        "a letter is another",
        strong=Reach(((10, 6_000), (8, 500), (6, 150))),
        weak=Reach(((8, ALL), (6, 2_000), (5, 150))),
        symmetric=True,
    ),
    Kind.PLURAL: KindRule(
        "only an `s` at the end differs",
        strong=Reach(((10, 500), (7, 100))),
        weak=Reach(((5, 2_000),)),
        symmetric=True,
    ),
    Kind.NUMBER: KindRule(
        "a number is put in, left out or changed",
        strong=Reach(((6, 500),)),
        weak=Reach(((6, 6_000), (5, 500))),
    ),
    Kind.SCOPE_ALIKE: KindRule(
        "its scope looks like that of the popular name",
        strong=Reach(((6, ALL),)),
        weak=_NEVER,
        symmetric=True,
    ),
    Kind.SCOPE_FOLDED: KindRule(
        "the scope is part of its name, or the other way round",
        strong=Reach(((8, 2_000),)),
        weak=Reach(((6, ALL),)),
        symmetric=True,
    ),
    Kind.SCOPE_DROPPED: KindRule(
        "the scope is left off", strong=Reach(((10, 6_000),)), weak=Reach(((8, ALL),))
    ),
    Kind.AFFIX: KindRule(
        "a word for the language is put on", strong=Reach(((8, 3_000), (6, 1_000))), weak=Reach(((5, 6_000),))
    ),
    Kind.OTHER_AFFIX: KindRule(
        "a word for the language is left off or changed", strong=_NEVER, weak=Reach(((6, 2_000),))
    ),
    Kind.WORD_ORDER: KindRule(
        "its words are in another order", strong=Reach(((6, 500),)), weak=Reach(((6, ALL),))
    ),
    Kind.TWO_SLIPS: KindRule(
        "two letters differ",
        strong=Reach(((10, 500),)),
        weak=Reach(((10, 2_000), (8, 500))),
    ),
    Kind.AFFIX_SLIP: KindRule(
        "a word for the language is put on, and a letter differs", strong=_NEVER, weak=Reach(((6, 1_000),))
    ),
    Kind.LURE: KindRule(
        "a word that lures is put to it", strong=_NEVER, weak=Reach(((8, 2_000), (5, 1_000)))
    ),
    Kind.OTHER_START: KindRule(
        "its first letter is another", strong=_NEVER, weak=Reach(((8, 2_000), (5, 150))), symmetric=True
    ),
    Kind.SCOPE_STRANGE: KindRule(
        "it has the same name in a scope that is not known", strong=_NEVER, weak=Reach(((6, 200),))
    ),
}
"""Every kind, the gravest first: of several resemblances of one grade the first kind is told. Bounds were tuned on one
half of the names of `python -m bench.names`; docs/explanation/names.md has the rates of the other half."""
