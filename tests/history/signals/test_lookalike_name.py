from pratique.core.evidence import Known
from pratique.history.surroundings import Lookalike, Surroundings
from tests.history.telling import codes, read, series, silenced, texts

ID = "lookalike-name"


ABOUT = Surroundings(lookalikes={"kite": Known((Lookalike("kite", "kites", "a letter is missing"),), "list")})


def test_a_young_package_that_looks_like_a_popular_one_is_named() -> None:
    assert ["kite looks like kites: a letter is missing"] == texts(read(series(3), about=ABOUT), ID)


def test_a_package_that_has_been_there_for_long_is_quiet() -> None:
    assert ID not in codes(read(series(12), about=ABOUT))


def test_a_name_that_nobody_compared_is_told() -> None:
    assert ID in silenced(read(series(3)))
