import pytest

from pratique.core.release import Release
from tests.history.telling import DAY, START, codes, read, release, silenced, texts

ID = "provenance-lost"


def after(*before: bool | None, own: bool | None = False) -> list[Release]:
    told = [release(f"1.0.{n}", START + n * DAY, provenance=one) for n, one in enumerate(before)]
    other = release("2.0.0", START + 50 * DAY, provenance=True)
    return [*told, other, release("1.0.9", START + 90 * DAY, provenance=own)]


def test_provenance_that_two_predecessors_have_is_missed() -> None:
    assert ["the release has no provenance, but 1.0.2 and 1.0.1 have it"] == texts(
        read(after(False, True, True)), ID
    )


@pytest.mark.parametrize(
    "quiet", [after(True, False), after(True), after(False, True), after(True, True, own=True)]
)
def test_one_predecessor_another_line_and_provenance_that_stays_are_quiet(quiet: list[Release]) -> None:
    assert ID not in codes(read(quiet))


def test_provenance_that_is_not_told_is_not_lost_and_not_there() -> None:
    assert ID in silenced(read(after(True, True, own=None)))
