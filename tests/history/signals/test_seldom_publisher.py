import pytest

from tests.history.telling import DAY, codes, last, read, release, series, texts

ID = "seldom-publisher"


@pytest.mark.parametrize(("times", "how"), [(0, "never"), (1, "once"), (2, "twice")])
def test_who_published_at_most_twice_is_named_with_those_who_did(times: int, how: str) -> None:
    own = [release(f"0.0.{number}", last(series(4)) + number * DAY, "eve") for number in range(1, times + 1)]
    old = [*series(4), *own]

    assert [f"eve published the package {how} before; other publishers: ada"] == texts(
        read([*old, release("2.0.0", last(old) + 400 * DAY, "eve")]), ID
    )


def test_who_published_more_often_or_alone_is_not() -> None:
    mine = series(2, "eve")

    assert ID not in codes(read([*mine, release("2.0.0", last(mine) + DAY, "eve")]))
    assert ID not in codes(read([*series(3), release("2.0.0", last(series(3)) + DAY, "ada")]))
    assert ID not in codes(read([*series(3), release("2.0.0", last(series(3)) + DAY, None)]))
