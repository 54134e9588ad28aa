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
    assert "unknown: it hides (a.js:1) (also builds)" == line([unknown, said(Effect.BUILDS, "builds")])
    assert "downloads; unknown: it hides (a.js:1)" == line([unknown, said(Effect.DOWNLOADS, "downloads")])


def test_nothing() -> None:
    assert "changes nothing" == line([])
    assert (Effect.NOTHING,) == effects([])


def test_names_are_joined_and_counted() -> None:
    told = [said(Effect.STARTS, "starts", name) for name in ("a", "b", "c", "d", "a")]
    assert ["starts a, b, c and 1 more"] == [one.words for one in ordered(told)]


def test_verbs_of_the_same_words_are_joined() -> None:
    told = [
        Statement(Effect.WRITES, "files of the project:", AT, verb=verb, name=name)
        for verb, name in (("writes", "a"), ("removes", "b"))
    ]
    assert "writes and removes files of the project: a, b" == line(told)


def test_what_is_open_is_told_with_its_places() -> None:
    told = [
        Statement(Effect.WRITES, "", AT, open="where it changes files"),
        said(Effect.DOWNLOADS, "downloads"),
    ]
    assert "downloads; unknown: where it changes files (a.js:1)" == line(told)
    assert "unknown: where it changes files (a.js:1)" == line(told[:1])
    assert (Effect.WRITES,) == effects(told[:1])


def test_what_is_not_seen_to_run_is_told_last() -> None:
    idle = Statement(Effect.DOWNLOADS, "downloads", AT, seen=False)
    assert "starts a; loads code that downloads if it is called" == line(
        [idle, said(Effect.STARTS, "starts", "a")]
    )
