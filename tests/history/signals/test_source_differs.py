import pytest

from pratique.core.evidence import Known
from pratique.history.surroundings import Compared, Surroundings
from tests.history.telling import codes, read, series, silenced, texts

ID = "source-differs"


def source(
    *, usual: bool | None, extra: tuple[str, ...] = (), different: tuple[str, ...] = ()
) -> Surroundings:
    return Surroundings(
        source=Known(Compared(reference="v1.0.2", extra=extra, different=different, usual=usual), "git")
    )


def test_files_that_are_not_in_the_repository_and_those_that_differ_are_named() -> None:
    reading = read(series(3), about=source(usual=False, extra=("x.js",), different=("index.js",)))

    assert [
        "files that are not in the repository at v1.0.2: x.js; files that differ from the repository at v1.0.2: index.js"
    ] == texts(reading, ID)


@pytest.mark.parametrize("usual", [True, None])
def test_a_package_that_is_always_built_and_one_without_a_known_habit_are_quiet(
    *, usual: bool | None
) -> None:
    assert ID not in codes(read(series(3), about=source(usual=usual, extra=("x.js",))))


def test_an_artifact_that_is_its_repository_is_quiet() -> None:
    assert ID not in codes(read(series(3), about=source(usual=False)))


def test_without_a_repository_it_is_told_as_not_asked() -> None:
    assert ID in silenced(read(series(3)))
