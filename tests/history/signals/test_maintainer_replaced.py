import pytest

from pratique.core.release import Release
from tests.history.telling import DAY, codes, last, read, release, series, texts

ID = "maintainer-replaced"


def after(by: str, maintainers: str) -> list[Release]:
    old = series(4)
    both = release("1.1.0", last(old) + DAY, "eve", maintainers="ada eve")
    return [*old, both, release("1.2.0", last(old) + 9 * DAY, by, maintainers=maintainers)]


def test_an_owner_who_is_listed_no_more_is_named() -> None:
    assert ["ada, who published 4 of its releases, is no longer a maintainer"] == texts(
        read(after("eve", "eve")), ID
    )


@pytest.mark.parametrize(("by", "maintainers"), [("eve", "ada eve"), ("ada", "eve")])
def test_an_owner_who_stays_or_still_publishes_is_not_gone(by: str, maintainers: str) -> None:
    assert ID not in codes(read(after(by, maintainers)))
