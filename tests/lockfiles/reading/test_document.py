import pytest

from pratique.core.lock import Problem
from pratique.errors import ParseError, Reference
from pratique.lockfiles.reading.document import (
    MOST_BYTES,
    MOST_PROBLEMS,
    MOST_VALUES,
    check_values,
    first_problems,
    read_text,
)


def test_a_byte_order_mark_is_dropped() -> None:
    assert "{}" == read_text(b"\xef\xbb\xbf{}", what="x.lock")


def test_text_that_is_not_utf8_is_refused_with_the_place() -> None:
    with pytest.raises(ParseError, match="byte 2") as caught:
        read_text(b"ab\xff", what="x.lock")
    assert Reference.LOCK_INVALID is caught.value.reference


def test_a_file_over_64_mib_is_refused() -> None:
    with pytest.raises(ParseError, match="more than 67108864"):
        read_text(bytes(MOST_BYTES + 1), what="x.lock")


@pytest.mark.parametrize("text", ["<<<<<<< HEAD\n{}", "{\n<<<<<<< ours\n}", "{\n>>>>>>> theirs\n}"])
def test_merge_conflict_marks_are_named_in_the_hint(text: str) -> None:
    with pytest.raises(ParseError, match="merge conflict") as caught:
        read_text(text.encode(), what="x.lock")
    assert "<<<<<<<" in caught.value.hint


def test_arrows_inside_a_line_are_no_conflict() -> None:
    assert read_text(b'{"a": "<<<<<<< b"}', what="x.lock")


@pytest.mark.parametrize("value", ["[],", "{},", '"",'])
def test_more_values_than_any_lock_has_are_refused(value: str) -> None:
    check_values(value * MOST_VALUES, what="x.lock")
    with pytest.raises(ParseError, match="values"):
        check_values(value * (MOST_VALUES + 1), what="x.lock")


def test_of_very_many_problems_the_first_are_listed() -> None:
    problems = [Problem(str(number), None, "bad") for number in range(MOST_PROBLEMS + 7)]
    listed = first_problems(problems)
    assert MOST_PROBLEMS + 1 == len(listed)
    assert "more problems" == listed[-1].what
    assert tuple(problems[:3]) == first_problems(problems[:3])
