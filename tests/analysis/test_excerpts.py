"""The lines of code around what a finding names."""

from dataclasses import replace

from pratique.analysis.excerpts import excerpt, with_excerpts
from pratique.analysis.facts import Capability, FileFacts, Language, Use
from pratique.analysis.subject import Contents
from pratique.core.finding import Excerpt, Severity
from pratique.core.location import Location
from pratique.core.manifest import Manifest
from pratique.core.tree import File, Tree
from tests.report.answers import finding

USE = Use(Capability.NETWORK, "https.request", 2, at_load=True)


def contents(text: str, *uses: Use) -> Contents:
    facts = {"a.js": FileFacts(language=Language.JAVASCRIPT, uses=uses)}
    return Contents(Tree((File("a.js", text.encode()),)), Manifest(path=None), facts)


def test_the_line_comes_with_its_neighbours_and_the_column_of_the_call() -> None:
    made = excerpt(Location("a.js", 2), contents("one();\n  x; https.request(y);\nthree();\nfour();\n", USE))
    assert Excerpt(1, ("one();", "  x; https.request(y);", "three();"), 12) == made


def test_without_a_known_call_the_column_is_where_the_code_begins() -> None:
    made = excerpt(Location("a.js", 2), contents("one();\n  two();"))
    assert Excerpt(1, ("one();", "  two();"), 3) == made


def test_of_a_long_line_the_part_around_the_call_is_kept() -> None:
    made = excerpt(
        Location("a.js", 2), contents("\n" + "x;" * 5_000 + "https.request(y);" + "z;" * 5_000, USE)
    )
    assert made is not None
    assert "https.request(y)" in made.lines[1]
    assert len(made.lines[1]) == 162
    assert made.column == 10_007


def test_what_names_no_line_of_a_text_has_none() -> None:
    read = contents("one();\n")
    for place in (Location("a.js"), Location("b.js", 1), Location("a.js", 9), Location("a.js", 0)):
        assert excerpt(place, read) is None
    assert excerpt(Location("a.js", 1), contents("\0")) is None


def test_only_findings_that_stop_something_carry_code() -> None:
    read = contents("one();\ntwo();\n")
    grave = replace(finding(), locations=(Location("a.js", 1),))
    slight = replace(grave, severity=Severity.LOW)
    first, second = with_excerpts([grave, slight], read)
    assert first.excerpt == Excerpt(1, ("one();", "two();"), 1)
    assert second == slight


def test_the_number_of_excerpts_is_bounded() -> None:
    grave = replace(finding(), locations=(Location("a.js", 1),))
    made = with_excerpts([grave] * 30, contents("one();\n"))
    assert sum(one.excerpt is not None for one in made) == 20
