"""The files of one layer."""

import gzip
from collections.abc import Callable

import pytest

from pratique.installed.image.layer import members
from tests.installed.image.image_builder import tar


def names(data: bytes) -> tuple[list[str], list[str]]:
    lost: list[str] = []
    return [one.name for one in members([data], len(data), lost)], lost


@pytest.mark.parametrize("pack", [bytes, gzip.compress], ids=["plain", "gzip"])
def test_a_layer_is_read_forwards(pack: Callable[[bytes], bytes]) -> None:
    assert (["a/b", "c"], []) == names(pack(tar({"a/b": b"1", "c": b"2"})))


def test_a_damaged_layer_gives_what_is_before_the_damage() -> None:
    data = gzip.compress(tar({f"f{number}": bytes(9_000) for number in range(200)}))
    found, lost = names(data[: len(data) // 2])
    assert lost
    assert found == [f"f{number}" for number in range(len(found))]


def test_other_bytes_are_said() -> None:
    assert names(b"hello")[1]
