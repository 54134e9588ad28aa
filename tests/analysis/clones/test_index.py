"""The index of clones."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.analysis.clones.index import NOTHING, DamagedError, Index, pack, parse

INDEX = Index(
    families=("pypi:bad@1", "pypi:worse@2"),
    packages=("npm:good@3",),
    digests=[0x1111222233334444, 0xFFFF000011112222],
    digest_families=[0, 1],
    shingles=[5, 5, 9],
    shingle_families=[0, 1, 0],
    limits=[0xFFFFFFFF],
    keys=[7, 8],
    key_packages=[0, 0],
)


def test_a_file_is_found_by_its_digest() -> None:
    assert 0 == INDEX.family_of_digest("1111222233334444" + "0" * 48)
    assert INDEX.family_of_digest("1111222233334445" + "0" * 48) is None


def test_families_are_found_by_the_share_of_their_shingles() -> None:
    assert {0: 0.5, 1: 1.0} == INDEX.families_of_shingles([5, 6])
    assert {} == INDEX.families_of_shingles([6])


def test_a_family_can_be_left_out() -> None:
    less = INDEX.without({"pypi:bad@1"})
    assert less.family_of_digest("1111222233334444" + "0" * 48) is None
    assert {1: 1.0} == less.families_of_shingles([5, 9])
    assert {} == less.without({"pypi:worse@2"}).families_of_shingles([5, 9])


def test_packages_are_found_by_their_files() -> None:
    assert [0] == list(INDEX.packages_of_key(8))
    assert {0: 2} == INDEX.package_sizes


def test_what_is_written_is_read_again() -> None:
    again = parse(pack(INDEX))
    assert pack(INDEX) == pack(again)
    assert INDEX.families == again.families
    assert list(INDEX.shingles) == list(again.shingles)
    assert 0 == len(parse(pack(NOTHING)).digests)


@pytest.mark.parametrize("cut", [0, 7, 20, 40, 60, 100])
def test_an_index_that_is_cut_off_is_refused(cut: int) -> None:
    with pytest.raises(DamagedError):
        parse(pack(INDEX)[:cut])


def test_an_index_that_names_what_it_has_not_is_refused() -> None:
    wrong = pack(Index(families=("a",), digests=[1], digest_families=[1]))
    with pytest.raises(DamagedError, match="does not have"):
        parse(wrong)


@pytest.mark.fuzz
@given(st.integers(0, 140), st.binary(min_size=1, max_size=6))
def test_any_damage_gives_an_index_or_is_refused(at: int, wrong: bytes) -> None:
    whole = pack(INDEX)
    with suppress(DamagedError):
        assert isinstance(parse(whole[:at] + wrong + whole[at + len(wrong) :]), Index)
