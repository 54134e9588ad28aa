from pratique.core.evidence import Known
from pratique.core.release import Release
from pratique.history.surroundings import Surroundings
from tests.history.telling import DAY, START, codes, read, release, series, silenced, texts

ID = "dependency-unused"


def imports(*names: str) -> Surroundings:
    return Surroundings(imports=Known(frozenset(names), "code"))


def added(needs: str) -> list[Release]:
    return [*series(3, needs="old"), release("1.1.0", START + 90 * DAY, needs=f"old {needs}")]


def test_a_dependency_that_no_file_asks_for_is_named() -> None:
    assert ["the release adds plain-b, but none of its files imports this dependency"] == texts(
        read(added("plain-a plain-b"), about=imports("plain-a")), ID
    )


def test_types_what_is_used_and_what_was_there_before_are_quiet() -> None:
    assert ID not in codes(read(added("plain-a @types/node"), about=imports("plain-a")))


def test_without_code_it_is_told_as_not_asked() -> None:
    assert ID in silenced(read(added("plain-a")))
