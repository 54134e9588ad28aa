"""The index of popular names."""

import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.history.names.popular import DamagedError, PopularNames
from pratique.history.names.spelling import squeezed

NAMES = st.lists(st.text("ab-_/@A\u00e9", min_size=1, max_size=6), max_size=20)


def test_the_best_known_name_of_a_key_is_kept() -> None:
    popular = PopularNames.of(["node-fetch", "nodefetch", "@babel/core", "@webpack/core"])

    assert {"node-fetch": 0, "nodefetch": 1, "@babel/core": 2, "@webpack/core": 3} == popular.places
    assert "node-fetch" == popular.keys["nodefetch"]
    assert "@babel/core" == popular.scoped["core"]


def test_names_with_the_same_half_are_found_from_both_ends() -> None:
    popular = PopularNames.of(["express", "expresso", "compress", "lodash", "expressionist"])

    assert {"express", "compress"} == set(popular.sharing_a_half("exppress", 1))


@given(NAMES)
def test_a_packed_list_is_read_as_it_was(names: list[str]) -> None:
    popular = PopularNames.of(["one", *names])
    read = PopularNames.parse(popular.packed())

    assert [popular.places, popular.keys, popular.scoped] == [read.places, read.keys, read.scoped]
    assert [list(popular.forward), list(popular.backward)] == [list(read.forward), list(read.backward)]
    keys = sorted(squeezed(name) for name in popular.places)
    assert keys == list(read.forward)
    assert sorted(key[::-1] for key in keys) == [read.reversed_keys[at] for at in read.backward]


@pytest.mark.fuzz
@given(st.binary(max_size=200) | st.binary(max_size=60).map(zlib.compress))
def test_any_bytes_give_a_list_or_are_refused(data: bytes) -> None:
    try:
        PopularNames.parse(data)
    except DamagedError as error:
        assert str(error)  # noqa: PT017 - both are right answers


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"no list",
        PopularNames.of(["a", "b"]).packed()[:-5],
        zlib.compress(b"2\na\nb"),
        zlib.compress(b"0\n"),
        zlib.compress(b"-1\n\0\0\0\0"),
        zlib.compress(b"1\na\0\0\7\0"),
        zlib.compress(b"2\na\0\0\0\0\0\0\0\0"),
        zlib.compress(bytes(5 << 20)),
    ],
)
def test_a_damaged_list_is_refused(data: bytes) -> None:
    with pytest.raises(DamagedError):
        PopularNames.parse(data)
