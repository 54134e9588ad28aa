import pytest

from pratique.core.release import Release
from tests.history.telling import DAY, START, codes, read, release, texts

ID = "trusted-publisher-lost"


def after(*before: str | None, own: str | None = None) -> list[Release]:
    told = [release(f"1.0.{n}", START + n * DAY, "ci", trusted_publisher=one) for n, one in enumerate(before)]
    return [*told, release("1.0.9", START + 90 * DAY, "ada", trusted_publisher=own)]


def test_a_release_by_hand_after_two_by_ci_is_named() -> None:
    assert [
        "ada published the release manually, but 1.0.1 and 1.0.0 came from github as a trusted publisher"
    ] == texts(read(after("github", "github")), ID)


@pytest.mark.parametrize(
    "quiet", [after("github"), after("github", None), after("github", "github", own="github")]
)
def test_one_predecessor_and_a_publisher_that_stays_are_quiet(quiet: list[Release]) -> None:
    assert ID not in codes(read(quiet))
