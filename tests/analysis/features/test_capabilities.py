"""How early capabilities are had."""

from pratique.analysis.context import Context
from pratique.analysis.facts import Capability, FileFacts, Language, Use
from pratique.analysis.features.capabilities import FEATURES
from pratique.core.location import Location
from tests.analysis.features.viewing import value, view


def facts(*uses: Use) -> FileFacts:
    return FileFacts(language=Language.PYTHON, uses=uses)


def test_a_capability_counts_by_the_moment_of_its_earliest_use() -> None:
    use = Use(Capability.PROCESS, "os.system", 7, at_load=True)
    seen = view({"setup.py": facts(use)}, {"setup.py": Context.INSTALL})
    measured = value(FEATURES, "can-process", seen)
    assert (4.0, (Location("setup.py", 7),)) == (measured.value, measured.places)
    assert 0.0 == value(FEATURES, "can-network", seen).value


def test_powers_that_everybody_has_are_not_counted_as_many() -> None:
    uses = [
        Use(capability, "x", 1, at_load=True)
        for capability in (Capability.FILE_READ, Capability.DECODE, Capability.PROCESS)
    ]
    assert 1.0 == value(FEATURES, "early-powers", view({"a.py": facts(*uses)})).value
