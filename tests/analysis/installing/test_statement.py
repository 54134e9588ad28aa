"""One line from several statements."""

from pratique.analysis.installing.statement import Statement, effects, line, ordered
from pratique.core.install_script import Effect
from pratique.core.location import Location

AT = Location("a.js", 1)


def said(effect: Effect, words: str, name: str = "") -> Statement:
    return Statement(effect, words, AT, name=name)


def test_what_matters_comes_first_and_quiet_things_are_left_out() -> None:
    told = [
        said(Effect.PRINTS, "prints a message"),
        said(Effect.BUILDS, "builds"),
        said(Effect.DOWNLOADS, "downloads"),
    ]
    assert "downloads and builds" == line(told)
    assert (Effect.PRINTS, Effect.BUILDS, Effect.DOWNLOADS) == effects(told)


def test_unknown_leads_unless_something_graver_is_known() -> None:
    unknown = said(Effect.UNKNOWN, "it hides")
    assert "unknown: it hides (also builds)" == line([unknown, said(Effect.BUILDS, "builds")])
    assert "downloads; not understood: it hides" == line([unknown, said(Effect.DOWNLOADS, "downloads")])


def test_nothing() -> None:
    assert "changes nothing" == line([])
    assert (Effect.NOTHING,) == effects([])


def test_names_are_joined_and_counted() -> None:
    told = [said(Effect.STARTS, "starts", name) for name in ("a", "b", "c", "d", "a")]
    assert ["starts a, b, c and 1 more"] == [one.words for one in ordered(told)]
