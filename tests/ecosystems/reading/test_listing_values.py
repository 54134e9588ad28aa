from datetime import UTC, datetime, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.ecosystems.reading.listing_values import parse_time, told_problems, web_address


@pytest.mark.parametrize(
    "text",
    [
        *("2024-05-06T07:08:09Z", "2024-05-06T07:08:09.000Z", "2024-05-06T07:08:09+00:00"),
        *("2024-05-06T09:08:09+02:00", "2024-05-06T05:08:09.000000-0200", "2024-05-06 07:08:09Z"),
    ],
)
def test_times_with_a_zone_are_utc(text: str) -> None:
    assert datetime(2024, 5, 6, 7, 8, 9, tzinfo=UTC) == parse_time(text)


@pytest.mark.parametrize(
    "value",
    [
        *(
            "2024-05-06T07:08:09",
            "2024-05-06",
            "",
            "yesterday",
            "2024-13-01T00:00:00Z",
            "0001-01-01T00:00:00+23:59",
        ),
        *("2024-05-06T07:08:09Z\n", "٢٠٢٤-05-06T07:08:09Z", 1714979289, None, ["2024-05-06T07:08:09Z"]),
    ],
)
def test_anything_else_is_not_a_time(value: object) -> None:
    assert parse_time(value) is None


@pytest.mark.fuzz
@given(st.datetimes(min_value=datetime(1970, 1, 1), timezones=st.just(timezone.utc)))  # noqa: UP017 - hypothesis
def test_times_come_back(at: datetime) -> None:
    assert at == parse_time(at.isoformat())
    assert at == parse_time(at.isoformat().replace("+00:00", "Z"))


BASE = "https://index.example/simple/kite/"


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("https://files.example/a.whl", "https://files.example/a.whl"),
        ("../../files/a.whl#sha256=00", "https://index.example/files/a.whl"),
        ("//files.example/a.whl", "https://files.example/a.whl"),
        ("/a.whl?x=1", "https://index.example/a.whl?x=1"),
        ("HTTP://files.example/a", "http://files.example/a"),
        ("file:///etc/passwd", None),
        ("javascript:0", None),
        ("https://", None),
        ("https://[bad/", None),
        ("https://files.example/a b", None),
        ("https://files.example/a\r\nX: y", None),
        (None, None),
    ],
)
def test_only_addresses_of_the_web_are_given(written: str | None, expected: str | None) -> None:
    assert expected == web_address(written, BASE)


@pytest.mark.fuzz
@given(st.text("htps:/.#?[]@x \n\t\u00e9", max_size=30))
def test_any_text_is_an_address_or_none(written: str) -> None:
    url = web_address(written, BASE)
    assert url is None or url.startswith(("http://", "https://"))
    assert url is None or "#" not in url


def test_few_problems_are_all_told() -> None:
    assert ("a", "b") == told_problems(["a", "b"])


def test_many_problems_are_counted_in_the_last_sentence() -> None:
    found = told_problems([str(number) for number in range(1000)])
    assert len(found) == 100
    assert found[0] == "0"
    assert found[-1] == "and 901 more versions or files"
