"""Defines the kinds of resemblance between names, and the grade of each."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """A kind of resemblance between two names. The values of this enumeration appear in JSON reports."""

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
    """The grade of a resemblance. A `STRONG` resemblance holds a release only if the package is also young."""

    STRONG = "strong"
    WEAK = "weak"
    """A resemblance that is reported as a note, because many benign names also resemble popular names in this way."""


ALL = 1 << 30
"""All popular names, whatever their rank."""


@dataclass(frozen=True, slots=True)
class Reach:
    """The minimum popularity and length of a popular name. Short names resemble each other by chance."""

    steps: tuple[tuple[int, int], ...]
    """Pairs of a minimum length, in letters without separators, and a maximum rank of the popular name."""

    def holds(self, length: int, place: int) -> bool:
        """Return True if a popular name with this length and rank is considered."""
        return any(length >= shortest and place < deepest for shortest, deepest in self.steps)

    @property
    def text(self) -> str:
        """Return the limits as text, in the wording of docs/explanation/names.md."""
        if not self.steps:
            return "never"
        steps = [
            f"{shortest} letters" + ("" if deepest == ALL else f" of the first {deepest:,}")
            for shortest, deepest in self.steps
        ]
        return "from " + ", ".join(steps)


@dataclass(frozen=True, slots=True)
class KindRule:
    """One row of the table `KINDS`: the description of a kind of resemblance, and the limits for each grade."""

    words: str
    """The description of the resemblance, which messages print after `looks like X:`."""
    strong: Reach
    weak: Reach
    symmetric: bool = False
    """True if the resemblance applies in both directions."""


_NEVER = Reach(())


_ANY_FROM_FIVE = Reach(((5, ALL),))

KINDS: Mapping[Kind, KindRule] = {
    Kind.FOREIGN: KindRule("the name contains homoglyphs", strong=Reach(((3, ALL),)), weak=_NEVER),
    Kind.ALIKE: KindRule(
        "some letters of the names look the same", strong=_ANY_FROM_FIVE, weak=Reach(((4, 2_000),))
    ),
    Kind.CASE: KindRule(
        "only capital letters differ", strong=_ANY_FROM_FIVE, weak=Reach(((3, ALL),)), symmetric=True
    ),
    Kind.SEPARATOR: KindRule(
        "only the separators of the words differ",
        strong=Reach(((6, 2_000),)),
        weak=_ANY_FROM_FIVE,
        symmetric=True,
    ),
    Kind.DOUBLED: KindRule(
        "a letter is doubled, or a doubled letter is single",
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
        "a letter is missing",
        strong=Reach(((10, ALL), (8, 6_000), (6, 2_000))),
        weak=Reach(((6, ALL), (5, 2_000))),
    ),
    Kind.PUT_IN: KindRule(
        "a letter is added",
        strong=Reach(((10, ALL), (8, 2_000), (6, 500))),
        weak=Reach(((6, 6_000), (5, 500))),
    ),
    Kind.NEXT_KEY: KindRule(
        "a letter is replaced by one of an adjacent key",
        strong=Reach(((8, ALL), (6, 2_000))),
        weak=Reach(((6, ALL), (5, 500))),
        symmetric=True,
    ),
    Kind.OTHER_LETTER: KindRule(
        "a letter is replaced",
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
        "a number is added, removed or changed",
        strong=Reach(((6, 500),)),
        weak=Reach(((6, 6_000), (5, 500))),
    ),
    Kind.SCOPE_ALIKE: KindRule(
        "the scope looks like that of the popular name",
        strong=Reach(((6, ALL),)),
        weak=_NEVER,
        symmetric=True,
    ),
    Kind.SCOPE_FOLDED: KindRule(
        "the scope became part of the name, or the reverse",
        strong=Reach(((8, 2_000),)),
        weak=Reach(((6, ALL),)),
        symmetric=True,
    ),
    Kind.SCOPE_DROPPED: KindRule(
        "the scope is missing", strong=Reach(((10, 6_000),)), weak=Reach(((8, ALL),))
    ),
    Kind.AFFIX: KindRule(
        "a word for the language is added", strong=Reach(((8, 3_000), (6, 1_000))), weak=Reach(((5, 6_000),))
    ),
    Kind.OTHER_AFFIX: KindRule(
        "a word for the language is removed or changed", strong=_NEVER, weak=Reach(((6, 2_000),))
    ),
    Kind.WORD_ORDER: KindRule(
        "the words are in another order", strong=Reach(((6, 500),)), weak=Reach(((6, ALL),))
    ),
    Kind.TWO_SLIPS: KindRule(
        "two letters differ",
        strong=Reach(((10, 500),)),
        weak=Reach(((10, 2_000), (8, 500))),
    ),
    Kind.AFFIX_SLIP: KindRule(
        "a word for the language is added, and a letter differs", strong=_NEVER, weak=Reach(((6, 1_000),))
    ),
    Kind.LURE: KindRule(
        "a word that attracts users is added", strong=_NEVER, weak=Reach(((8, 2_000), (5, 1_000)))
    ),
    Kind.OTHER_START: KindRule(
        "the first letter differs", strong=_NEVER, weak=Reach(((8, 2_000), (5, 150))), symmetric=True
    ),
    Kind.SCOPE_STRANGE: KindRule(
        "the name is the same, in an unknown scope", strong=_NEVER, weak=Reach(((6, 200),))
    ),
}
"""All kinds of resemblance, most severe first.

If several resemblances have the same grade, the first kind in this table is reported. The limits in this table were
tuned on one half of the names of `python -m bench.names`. docs/explanation/names.md lists the rates for the other half
of the names.
"""
