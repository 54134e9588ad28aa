"""What source files are made of."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.analysis.clones.shingles import HEAD_BYTES, TAIL_BYTES, WIDTH, shingles, whole_and_near

CODE = b"import os\n\ndef send(name, where):\n    return os.stat(name) and where.put('first', 12)\n"


def test_strings_numbers_comments_and_blanks_do_not_count() -> None:
    other = (
        b'import os  # what\ndef send(name,where):\n\n  return os.stat(name)and where.put("second one",990)\n'
    )
    assert shingles(CODE) == shingles(other)


def test_names_count() -> None:
    assert shingles(CODE) != shingles(CODE.replace(b"where", b"there"))


def test_a_file_of_fewer_tokens_than_a_shingle_has_none() -> None:
    assert set() == shingles(b"a = 1\n")
    assert 1 == len(shingles(b" ".join([b"a"] * WIDTH)))


def test_only_what_is_near_some_lines_is_taken() -> None:
    far = CODE + b"\n" * 100 + b"def other(left, right):\n    return left.join(right) or right.join(left)\n"
    whole, near = whole_and_near(far, {3})
    assert shingles(far) == whole
    assert shingles(CODE) <= near < whole
    assert set() == whole_and_near(far, set())[1]


@pytest.mark.parametrize("mark", [b"/*", b'"""', b"'''", b"`", b'"', b"'", b"\\", b"/**/", b"#"])
def test_open_strings_and_comments_cost_no_more_than_their_length(mark: bytes) -> None:
    assert len(shingles(mark * (HEAD_BYTES // len(mark)))) < 50


def test_of_a_long_file_the_start_and_the_end_are_read() -> None:
    filler = b"a = b + c\n" * ((HEAD_BYTES + TAIL_BYTES) // 10)
    found = shingles(CODE + filler + b"x.one(y.two(z))\n")
    assert shingles(CODE) <= found
    assert shingles(b"x.one(y.two(z))\n") <= found
    middle = shingles(filler + CODE + filler)
    assert not shingles(CODE) <= middle


@pytest.mark.fuzz
@given(st.binary(max_size=300))
def test_any_bytes_give_hashes_of_32_bits(data: bytes) -> None:
    assert all(0 <= value < 2**32 for value in shingles(data))
