"""An artifact as the features see it."""

from pratique.analysis.context import Context
from pratique.analysis.facts import Capability, FileFacts, Language, Use
from pratique.analysis.features.moment import Moment
from pratique.analysis.features.view import view_of
from pratique.core.location import Location
from pratique.core.names import Ecosystem
from pratique.core.release import ArtifactKind
from tests.analysis.features.viewing import view


def facts(*, at_load: bool) -> FileFacts:
    return FileFacts(language=Language.JAVASCRIPT, uses=(Use(Capability.NETWORK, "net.connect", 3, at_load),))


def test_the_earliest_use_comes_first() -> None:
    files = {"a.js": facts(at_load=False), "b.js": facts(at_load=True), "c.js": facts(at_load=True)}
    seen = view(files, {"c.js": Context.INSTALL})
    assert [(Moment.INSTALL, "c.js"), (Moment.IMPORT, "b.js"), (Moment.CALLED, "a.js")] == [
        (use.moment, use.place.path) for use in seen.uses[Capability.NETWORK]
    ]


def test_tests_and_examples_are_not_seen() -> None:
    assert {} == view({"t.js": facts(at_load=True)}, {"t.js": Context.AUXILIARY}).uses


def test_a_view_of_contents_knows_its_chains_and_hosts() -> None:
    seen = view_of(Ecosystem.NPM, ArtifactKind.NPM_TARBALL, view({"a.js": facts(at_load=True)}).contents)
    assert frozenset() == seen.own
    assert Location("a.js", 3) == seen.uses[Capability.NETWORK][0].place
