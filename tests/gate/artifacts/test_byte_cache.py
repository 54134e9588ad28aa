"""Bytes that are kept in memory for a while."""

from hypothesis import given
from hypothesis import strategies as st

from pratique.gate.artifacts.byte_cache import Recent


def test_what_was_put_is_had_until_there_is_no_room() -> None:
    recent = Recent(most_bytes=10, most_item_bytes=6)
    recent.put("a", b"12345")
    recent.put("b", b"12345")
    assert b"12345" == recent.get("a")
    recent.put("c", b"12345")
    assert (None, b"12345", b"12345") == (recent.get("b"), recent.get("a"), recent.get("c"))


def test_large_bytes_are_not_kept_and_forgotten_ones_are_gone() -> None:
    recent = Recent(most_bytes=10, most_item_bytes=6)
    recent.put("a", b"1234567")
    recent.put("b", b"123456")
    recent.forget("b")
    recent.forget("a")
    assert (None, None) == (recent.get("a"), recent.get("b"))


@given(st.lists(st.tuples(st.sampled_from("abcdef"), st.sampled_from(["get", "put", "forget"]))))
def test_it_never_holds_more_than_it_may(acts: list[tuple[str, str]]) -> None:
    recent, sizes = (
        Recent(most_bytes=12, most_item_bytes=5),
        dict(zip("abcdef", range(6, 0, -1), strict=True)),
    )
    for name, act in acts:
        if act == "put":
            recent.put(name, bytes(sizes[name]))
        elif act == "get":
            recent.get(name)
        else:
            recent.forget(name)
        held = [len(data) for one in sizes if (data := recent.get(one)) is not None]
        assert sum(held) <= 12
        assert all(size <= 5 for size in held)
