"""Extended headers: two readers, one view, and the disputes between them."""

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.archive.tar_extras import Extras
from tests.archive.hostile import records


def _taken(*bodies: bytes) -> Extras:
    extras = Extras()
    for body in bodies:
        extras.take_records(body)
    return extras


def test_pax_records_give_name_target_and_size() -> None:
    extras = _taken(records({"path": "package/ü", "linkpath": "t", "size": "12", "mtime": "1.5"}))
    assert ("package/ü", "t", 12, []) == (extras.path, extras.target, extras.size_bytes, extras.disputes)


def test_binary_values_with_line_ends_are_no_dispute() -> None:
    pairs: dict[str, str | bytes] = {"SCHILY.xattr.a": b"\0\n\xff\n12 b\n", "path": "package/a"}
    extras = _taken(records(pairs))
    assert ("package/a", []) == (extras.path, extras.disputes)


@pytest.mark.parametrize("smuggled", ["path=package/evil", "linkpath=/etc", "size=0"])
def test_a_record_hidden_in_the_value_of_another_is_a_dispute(smuggled: str) -> None:
    key, _, value = smuggled.partition("=")
    extras = _taken(records({"comment": "x\n" + records({key: value}).decode()}))
    assert extras.disputes == ["npm and pip read the pax header differently"]


@pytest.mark.parametrize(
    "body",
    [
        b"0 path=x\n",
        b"999 path=x\n",
        b"12 path=x\n",
        b"path=x\n",
        b"-9 path=x\n",
        b"99999999999999999999 path=x\n",
        records({"mtime": "1"}) + b"junk",
    ],
)
def test_a_damaged_pax_header_is_a_dispute(body: bytes) -> None:
    assert "the pax header is damaged" in _taken(body).disputes


def test_zeros_behind_the_records_are_no_damage() -> None:
    assert _taken(records({"path": "a"}) + bytes(100)).disputes == []


@pytest.mark.parametrize(
    ("first", "second", "dispute"),
    [
        ({"path": "a"}, {"path": "b"}, "two extended headers specify different names"),
        ({"linkpath": "a"}, {"linkpath": "b"}, "two extended headers specify different link targets"),
        ({"size": "1"}, {"size": "2"}, "two extended headers specify different sizes"),
    ],
)
def test_two_headers_that_differ_are_a_dispute_and_equal_ones_are_not(
    first: Mapping[str, str], second: Mapping[str, str], dispute: str
) -> None:
    assert [dispute] == _taken(records(first), records(second)).disputes
    assert [] == _taken(records(first), records(first)).disputes


def test_a_gnu_name_and_a_pax_name_that_differ_are_a_dispute() -> None:
    extras = Extras()
    extras.take_long_name(b"package/long\0junk")
    extras.take_long_target(b"target\0")
    assert ("package/long", "target", []) == (extras.path, extras.target, extras.disputes)
    extras.take_records(records({"path": "package/other"}))
    assert extras.disputes == ["two extended headers specify different names"]


@pytest.mark.parametrize("size", ["-1", "1e3", "0x10", "1_0", "", "9" * 30, " 5", "\u0663"])
def test_a_size_that_is_no_decimal_number_is_a_dispute(size: str) -> None:
    extras = _taken(records({"size": size}))
    assert (None, ["the pax size is not a decimal number"]) == (extras.size_bytes, extras.disputes)


def test_a_nul_in_a_pax_name_is_a_dispute() -> None:
    extras = _taken(records({"path": b"a\0b"}))
    assert ("a", ["the pax name contains a NUL"]) == (extras.path, extras.disputes)


def test_a_sparse_file_is_known_by_its_records() -> None:
    extras = _taken(records({"GNU.sparse.major": "1", "GNU.sparse.name": "package/s"}))
    assert (True, "package/s") == (extras.sparse, extras.path)
    assert _taken(records({"GNU.sparse.size": "9"})).sparse


@pytest.mark.parametrize("key", ["path", "linkpath", "size", "GNU.sparse.name"])
def test_a_global_header_that_names_files_is_a_dispute(key: str) -> None:
    extras = Extras()
    extras.take_global_records(records({key: "1"}))
    assert extras.disputes == ["a global pax header sets names or sizes of files"]


def test_the_comment_of_git_archive_is_no_dispute() -> None:
    extras = Extras()
    extras.take_global_records(records({"comment": "0" * 40}))
    assert extras.disputes == []
    assert not extras.pending


@pytest.mark.fuzz
@given(st.binary(max_size=200))
def test_any_bytes_are_taken(body: bytes) -> None:
    extras = _taken(body)
    extras.take_global_records(body)
    assert extras.size_bytes is None or extras.size_bytes >= 0


@pytest.mark.fuzz
@given(path=st.text(st.characters(exclude_characters="\0\n", exclude_categories=["Cs"]), min_size=1))
def test_a_name_survives_the_way_through_a_record(path: str) -> None:
    extras = _taken(records({"comment": "=", "path": path}))
    assert (path, []) == (extras.path, extras.disputes)
