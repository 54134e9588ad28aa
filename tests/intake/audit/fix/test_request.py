"""Values of manifests."""

from pratique.intake.audit.fix.ranges import Grammar
from pratique.intake.audit.fix.request import Manifest, Request


def test_two_sections_of_a_file_are_two_places() -> None:
    request = Request(
        name="a", text="1", range="1", grammar=Grammar.NPM, file="package.json", section="dependencies"
    )
    assert ("package.json", "dependencies") == request.place


def test_a_manifest_that_is_not_there_asks_for_nothing() -> None:
    assert ({}, (), False) == (Manifest().requests, Manifest().overrides, Manifest().alone)
