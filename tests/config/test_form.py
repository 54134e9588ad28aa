import pytest

from pratique.config import form
from pratique.config.form import FailOn
from pratique.errors import ParseError


@pytest.mark.parametrize("text", ["1", "true", "Yes", " on "])
def test_yes_is_said_in_four_ways(text: str) -> None:
    assert form.boolean().read_text(text) is True


@pytest.mark.parametrize("text", ["0", "FALSE", "no", "off"])
def test_no_is_said_in_four_ways(text: str) -> None:
    assert form.boolean().read_text(text) is False


@pytest.mark.parametrize("value", ["true", 1, 0, None, []])
def test_a_boolean_in_a_file_is_a_boolean(value: object) -> None:
    with pytest.raises(ParseError, match="expected true or false"):
        form.boolean().read(value)


@pytest.mark.parametrize("text", ["", "maybe", "2"])
def test_an_unclear_answer_is_refused(text: str) -> None:
    with pytest.raises(ParseError, match="expected 1 or 0"):
        form.boolean().read_text(text)


@pytest.mark.parametrize("value", [True, 0, 11, 1.0, "5", None])
def test_a_whole_number_keeps_to_its_range(value: object) -> None:
    with pytest.raises(ParseError, match="from 1 to 10"):
        form.whole(1, 10).read(value)


@pytest.mark.parametrize("text", ["", "1e3", "-1", "+5", "0x10", "5.0", "9" * 5000])
def test_a_whole_number_as_text_is_digits_alone(text: str) -> None:
    with pytest.raises(ParseError, match="from 1 to 10"):
        form.whole(1, 10).read_text(text)


def test_fail_on_grows_stricter_from_block_to_wait() -> None:
    assert [FailOn.BLOCK, FailOn.REVIEW, FailOn.WAIT] == sorted(FailOn, key=lambda bar: bar.strictness)


@pytest.mark.parametrize("value", ["", "Block", "never", 1, None])
def test_an_unknown_word_is_refused_with_the_known_ones(value: object) -> None:
    with pytest.raises(ParseError, match="one of block, review, wait"):
        form.choice(FailOn).read(value)


@pytest.mark.parametrize("value", ["", "a b", "-linux", "x" * 81, 3])
def test_a_platform_is_a_short_word(value: object) -> None:
    with pytest.raises(ParseError, match="platform"):
        form.platform().read(value)


def test_an_error_does_not_repeat_an_endless_value() -> None:
    error = form.expected("a number", "x" * 10_000)
    assert len(error.message) < 100
