"""Numbers and names from bytes that may lie."""

import pytest

from pratique.analysis.inventory.parts import MOST_NAME, Bytes


def test_numbers_are_read_in_the_order_of_the_file() -> None:
    assert 0x0201 == Bytes(b"\x01\x02").number("H", 0)
    assert 0x0102 == Bytes(b"\x01\x02", little=False).number("H", 0)


@pytest.mark.parametrize("at", [-1, 1, 2, 2**40])
def test_a_number_outside_of_the_data_is_refused(at: int) -> None:
    with pytest.raises(ValueError, match=r"after|outside"):
        Bytes(b"\x01\x02").number("H", at)


def test_a_name_ends_at_a_zero_byte_or_is_cut() -> None:
    assert "ab" == Bytes(b"xab\0c").name(1)
    assert MOST_NAME == len(Bytes(b"a" * 5000).name(0))
    with pytest.raises(ValueError, match="outside"):
        Bytes(b"ab").name(2)


def test_a_range_is_cut_to_the_data() -> None:
    assert (1, 3) == Bytes(b"abc").inside(1, 99)
    assert Bytes(b"abc").inside(3, 1) is None
    assert Bytes(b"abc").inside(1, 0) is None
