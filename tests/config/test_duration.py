from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.config.duration import LONGEST, format_duration, parse_duration
from pratique.errors import ParseError


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("72h", timedelta(hours=72)),
        ("14d", timedelta(days=14)),
        ("2w", timedelta(days=14)),
        ("1d12h", timedelta(hours=36)),
        ("1w2d3h4m5s", timedelta(days=9, hours=3, minutes=4, seconds=5)),
        (" 90m ", timedelta(minutes=90)),
        ("0", timedelta(0)),
        ("0h", timedelta(0)),
    ],
)
def test_spans_are_read_as_people_write_them(text: str, span: timedelta) -> None:
    assert span == parse_duration(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "  ",
        "72",
        "h",
        "-1h",
        "1.5h",
        "1h1h",
        "1h2d",
        "1 d",
        "72hours",
        "٣h",
        "1y",
        "1h\n2m",
        "9" * 99 + "h",
    ],
)
def test_anything_else_is_refused_with_a_hint(text: str) -> None:
    with pytest.raises(ParseError) as caught:
        parse_duration(text)
    assert "72h" in caught.value.hint


def test_more_than_ten_years_is_refused() -> None:
    assert LONGEST == parse_duration("3650d")
    with pytest.raises(ParseError, match="ten years"):
        parse_duration("3650d1s")


@pytest.mark.parametrize(
    ("shown", "span"),
    [
        ("72h", timedelta(hours=72)),
        ("14d", timedelta(days=14)),
        ("1d12h", timedelta(hours=36)),
        ("90s", timedelta(seconds=90)),
        ("0", timedelta(0)),
    ],
)
def test_spans_are_printed_shortly(shown: str, span: timedelta) -> None:
    assert shown.replace("90s", "1m30s") == format_duration(span)


@pytest.mark.parametrize("span", [timedelta(seconds=-1), timedelta(microseconds=1)])
def test_what_cannot_be_read_back_is_not_printed(span: timedelta) -> None:
    with pytest.raises(ValueError, match="whole seconds"):
        format_duration(span)


@pytest.mark.fuzz
@given(st.integers(0, int(LONGEST.total_seconds())))
def test_every_span_is_read_back_as_printed(seconds: int) -> None:
    span = timedelta(seconds=seconds)
    assert span == parse_duration(format_duration(span))


@pytest.mark.fuzz
@given(st.text() | st.text(alphabet="0123456789wdhms "))
def test_any_text_gives_a_span_or_a_parse_error(text: str) -> None:
    try:
        span = parse_duration(text)
    except ParseError:
        return
    assert timedelta(0) <= span <= LONGEST
