from pratique.core.evidence import Known, NotAsked
from pratique.core.provenance import Changed, Continuity
from pratique.history.surroundings import Surroundings
from tests.history.telling import PACKAGE, codes, read, series, silenced, texts

ID = "builder-changed"


def built(*parts: Changed) -> Surroundings:
    return Surroundings(
        builder=Known(Continuity(before=PACKAGE.at("1.0.1"), parts=parts), "its attestations")
    )


def test_each_part_that_is_another_is_named_with_both() -> None:
    moved = Changed("repository", "https://git.example/ada/kite", "https://git.example/eve/kite")
    expected = "the attested repository is https://git.example/eve/kite, but for 1.0.1 it is https://git.example/ada/kite"
    assert [expected] == texts(read(series(3), about=built(moved)), ID)


def test_the_same_builder_is_quiet() -> None:
    said = read(series(3), about=built())
    assert ID not in codes(said)
    assert ID not in silenced(said)


def test_without_attestations_it_is_told_as_not_asked() -> None:
    assert ID in silenced(read(series(3)))
    assert ID in silenced(read(series(3), about=Surroundings(builder=NotAsked("it is not attested"))))
