"""What is about to be published."""

from pratique.core.release import ArtifactKind
from pratique.publishing.outgoing import suffix_of, top_of
from tests.publishing.outgoings import outgoing


def test_files_are_in_the_order_of_their_paths() -> None:
    assert ["a.js", "b.js", "package.json"] == [one.path for one in outgoing({"b.js": "", "a.js": ""}).files]


def test_names_of_paths() -> None:
    assert (".js", "", "dist", "") == (suffix_of("a/B.JS"), suffix_of("a"), top_of("dist/a"), top_of("a"))
    assert ("1.1.0", True) == (outgoing({}).version, outgoing({}, kind=ArtifactKind.WHEEL).is_wheel)
