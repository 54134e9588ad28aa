import pytest

from tests.history.telling import DAY, START, codes, last, read, release, series, texts

ID = "version-jump"


@pytest.mark.parametrize(
    ("version", "jumps"), [("2.0.0", False), ("3.0.0", True), ("99.0.0", True), ("0.9.0", False)]
)
def test_two_lines_and_more_are_a_jump(version: str, *, jumps: bool) -> None:
    old = series(3)

    assert jumps == (ID in codes(read([*old, release(version, last(old) + DAY)])))


def test_a_jump_is_told_with_what_was_highest() -> None:
    old = series(3)

    assert ["99.0.0 follows 1.x"] == texts(read([*old, release("99.0.0", last(old) + DAY)]), ID)


@pytest.mark.parametrize(("version", "jumps"), [("99.0.0", True), ("19.0.0", False)])
def test_a_first_release_with_a_high_number_is_named(version: str, *, jumps: bool) -> None:
    assert jumps == (ID in codes(read([release(version, START)])))
