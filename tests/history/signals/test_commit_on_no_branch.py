import pytest

from pratique.core.evidence import Known
from pratique.history.surroundings import Compared, Surroundings
from tests.history.telling import codes, read, series, silenced, texts

ID = "commit-on-no-branch"


def source(*, reachable: bool | None) -> Surroundings:
    return Surroundings(source=Known(Compared(reference="abc1234", reachable=reachable), "git"))


def test_a_commit_that_no_branch_has_is_named() -> None:
    reading = read(series(3), about=source(reachable=False))

    assert ["abc1234 is on no branch or tag of the repository"] == texts(reading, ID)


@pytest.mark.parametrize("reachable", [True, None])
def test_a_commit_on_a_branch_and_one_of_which_it_is_not_told_are_quiet(*, reachable: bool | None) -> None:
    assert ID not in codes(read(series(3), about=source(reachable=reachable)))


def test_without_a_repository_it_is_told_as_not_asked() -> None:
    assert ID in silenced(read(series(3)))
