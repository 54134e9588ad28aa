"""Features: what the code that runs by itself looks like."""

import math
from collections.abc import Callable

from pratique.analysis.context import Context
from pratique.analysis.facts import FileFacts, HiddenKind
from pratique.analysis.features.feature import ABSENT, Feature, Measured
from pratique.analysis.features.moment import moment
from pratique.analysis.features.view import View
from pratique.core.location import Location

_FEWEST_NAMES = 8
"""A share of names is told of files that have at least as many."""


_TEXT_BITS = 5.5
"""Entropy that ordinary code does not exceed."""


def _log(value: float) -> float:
    return round(math.log10(1 + value), 2)


def _share(part: int, whole: int) -> float:
    return round(part / whole, 3) if whole >= _FEWEST_NAMES else 0.0


_LOOKS: tuple[tuple[str, str, Callable[[FileFacts], float]], ...] = (
    (
        "look-confusable-names",
        "has names that look alike",
        lambda f: _share(f.texture.confusable_names, f.texture.names),
    ),
    ("look-escapes", "writes plain characters as escape sequences", lambda f: _log(f.texture.escapes)),
    ("look-literal", "has a very long string", lambda f: _log(f.texture.longest_literal)),
    ("look-encoded", "has long runs of encoded text", lambda f: _log(f.texture.encoded_characters)),
    ("look-blanks", "hides code behind long runs of blanks", lambda f: _log(f.texture.longest_blank_run)),
    ("look-entropy", "contains text that looks random", lambda f: round(max(f.texture.entropy - _TEXT_BITS, 0.0), 1)),
)  # fmt: skip


def _most(measure: Callable[[FileFacts], float], contexts: frozenset[Context]) -> Callable[[View], Measured]:
    def most(view: View) -> Measured:
        best, where = 0.0, ""
        for path, context, facts in view.files():
            if context in contexts:
                value = measure(facts)
                if value > best:
                    best, where = value, path
        return Measured(best, (Location(where),)) if where else ABSENT

    return most


def _hidden(view: View) -> Measured:
    """The moment of the file with characters that a reader does not see; blanks before code are told apart."""
    for path, context, facts in view.files():
        for hidden in facts.hidden:
            if hidden.kind is not HiddenKind.OFF_SCREEN:
                return Measured(float(moment(context, at_load=True)), (Location(path, hidden.line),))
    return ABSENT


def _off_screen(view: View) -> Measured:
    for path, context, facts in view.files():
        for hidden in facts.hidden:
            if hidden.kind is HiddenKind.OFF_SCREEN:
                return Measured(float(moment(context, at_load=True)), (Location(path, hidden.line),))
    return ABSENT


_AT_INSTALL = ("look-confusable-names", "look-literal", "look-encoded")
"""The looks that a tree asks for in code of an install as well."""
_INSTALL = frozenset({Context.INSTALL})
_EARLY = frozenset({Context.INSTALL, Context.IMPORT})

FEATURES: tuple[Feature, ...] = (
    *(Feature(id=id_, words=words, measure=_most(measure, _EARLY)) for id_, words, measure in _LOOKS),
    *(
        Feature(id=f"install-{id_}", words=f"{words} in install code", measure=_most(measure, _INSTALL))
        for id_, words, measure in _LOOKS
        if id_ in _AT_INSTALL
    ),
    Feature(id="hidden-characters", words="contains invisible characters", measure=_hidden),
    Feature(id="off-screen-code", words="has code behind a long run of blanks", measure=_off_screen),
)
