from pratique.core.evidence import Evidence, Known, NotAsked
from pratique.history import SignalReading
from pratique.history.surroundings import Surroundings
from tests.history.telling import codes, read, series, silenced, texts

ID = "private-name-public"


def told(**public: Evidence[bool]) -> SignalReading:
    return read(series(3), about=Surroundings(public=public))


def test_a_private_name_that_is_listed_in_public_is_named() -> None:
    (said,) = texts(told(kite=Known(True, "registry.example")), ID)
    assert said.startswith(
        "kite is a private name in this project, but registry.example also lists a package with this name"
    )


def test_a_name_that_nobody_has_in_public_and_a_public_package_are_quiet() -> None:
    for said in (told(kite=Known(False, "registry.example")), told()):
        assert ID not in codes(said)
        assert ID not in silenced(said)


def test_a_private_name_that_nobody_asked_about_is_told() -> None:
    said = told(kite=NotAsked("asking tells a stranger the name"))
    assert ID not in codes(said)
    assert ID in silenced(said)
