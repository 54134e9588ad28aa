"""The layers of an image, joined."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pratique.installed.image.blobs import open_image
from pratique.installed.image.content import read_content
from pratique.installed.image.layer import members
from pratique.installed.image.manifest import Image, images
from tests.installed.image.image_builder import oci, packed, tar


def names(path: str, _: bytes) -> Iterator[str]:
    if path.endswith(".x"):
        yield path


def gone(folder: Path, *layers: dict[str, bytes]) -> dict[tuple[str, int], int | None]:
    with open_image(oci(folder / "image", [packed(layer) for layer in layers])) as blobs:
        (image,) = images(blobs)
        assert isinstance(image, Image)
        content = read_content(blobs, image, names)
    assert content.lost == []
    return {(item.path, item.layer): item.gone for item in content.items}


def test_a_whiteout_deletes_a_file_or_a_folder_of_the_layers_below(tmp_path: Path) -> None:
    found = gone(
        tmp_path,
        {"a/b/1.x": b"", "a/c/2.x": b"", "d.x": b"", "ab/3.x": b""},
        {"a/.wh.b": b"", ".wh.d.x": b""},
    )
    assert found == {("a/b/1.x", 1): 2, ("a/c/2.x", 1): None, ("d.x", 1): 2, ("ab/3.x", 1): None}


def test_an_opaque_folder_hides_only_the_layers_below(tmp_path: Path) -> None:
    found = gone(tmp_path, {"a/b/1.x": b"", "a.x": b""}, {"a/.wh..wh..opq": b"", "a/b/2.x": b""})
    assert found == {("a/b/1.x", 1): 2, ("a.x", 1): None, ("a/b/2.x", 2): None}


def test_a_file_replaces_a_file_and_a_folder(tmp_path: Path) -> None:
    found = gone(tmp_path, {"a/1.x": b"", "b/2.x": b""}, {"./a/1.x": b"", "b": b"file"}, {"a/": b""})
    assert found == {("a/1.x", 1): 2, ("b/2.x", 1): 2, ("a/1.x", 2): None}


def test_a_bomb_is_cut_off() -> None:
    lost: list[str] = []
    data = packed({"big": bytes(600 * 1024 * 1024)})
    assert list(members([data], len(data), lost))
    assert "unpacks to more than" in lost[0]


@pytest.mark.fuzz
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(0, 10_000), st.binary(min_size=1, max_size=20))
def test_no_damage_raises(tmp_path: Path, at: int, damage: bytes) -> None:
    for data in (tar({"a": b"1" * 700, "b/c.x": b"2"}), packed({"a": bytes(range(256)) * 9})):
        place = at % len(data)
        lost: list[str] = []
        list(members([data[:place] + damage + data[place + len(damage) :]], len(data), lost))
