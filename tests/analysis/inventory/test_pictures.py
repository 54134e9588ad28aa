"""What pictures carry beside the picture."""

import base64
import zlib
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.analysis.inventory import pictures
from pratique.analysis.inventory.inventory import Carried, Shape
from pratique.core.tree import File
from tests.analysis.inventory import binaries
from tests.analysis.inventory.pictures_made import gif, jpeg, png
from tests.builders import zipped

SCRIPT = b"import os\nimport subprocess\nsubprocess.run(['echo', 'marker'])\n"
PICTURES = {"png": png(), "jpeg": jpeg(), "gif": gif()}


def carried(data: bytes) -> list[Carried]:
    return list(pictures.read(File("a.png", data)))


@pytest.mark.parametrize("kind", PICTURES)
def test_a_picture_alone_carries_nothing(kind: str) -> None:
    assert [] == carried(PICTURES[kind])
    assert [] == carried(PICTURES[kind] + bytes(500))


@pytest.mark.parametrize("kind", PICTURES)
@pytest.mark.parametrize(
    ("rest", "shape"),
    [
        (SCRIPT, Shape.SCRIPT),
        (zipped({"a.txt": "x" * 100}), Shape.ARCHIVE),
        (binaries.pe(), Shape.EXECUTABLE),
        (base64.b64encode(Random(0).randbytes(600)), Shape.ENCODED),
        (Random(0).randbytes(600), Shape.DATA),
    ],
    ids=["script", "archive", "executable", "encoded", "data"],
)
def test_what_follows_the_end_is_told_by_its_bytes(kind: str, rest: bytes, shape: Shape) -> None:
    (found,) = carried(PICTURES[kind] + rest)
    assert shape is found.shape
    assert "after its end" == found.where
    assert len(rest) == found.size_bytes


@pytest.mark.parametrize(
    "chunk",
    [
        (b"tEXt", b"Comment\0" + SCRIPT),
        (b"zTXt", b"Comment\0\0" + zlib.compress(SCRIPT)),
        (b"iTXt", b"Comment\0\0\0\0\0" + SCRIPT),
        (b"iTXt", b"Comment\0\1\0\0\0" + zlib.compress(SCRIPT)),
    ],
    ids=["tEXt", "zTXt", "iTXt", "iTXt packed"],
)
def test_a_text_chunk_with_a_program_is_told(chunk: tuple[bytes, bytes]) -> None:
    (found,) = carried(png(chunk))
    assert Shape.SCRIPT is found.shape
    assert "Comment" in found.where


@pytest.mark.parametrize(
    "chunk",
    [
        (b"tEXt", b"Software\0An editor of pictures, version 1.2, https://project.invalid/"),
        (b"tEXt", b"Raw profile type exif\0" + b"4578" * 300),
        (b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0<x:xmpmeta>" + b"A" * 400),
    ],
)
def test_what_editors_and_cameras_write_is_passed_over(chunk: tuple[bytes, bytes]) -> None:
    assert [] == carried(png(chunk))


def test_a_packed_chunk_is_unpacked_no_further_than_is_looked_at() -> None:
    bomb = zlib.compress(bytes(50_000_000))
    assert [] == carried(png((b"zTXt", b"Comment\0\0" + bomb)))


@pytest.mark.fuzz
@given(st.sampled_from(sorted(PICTURES)), st.integers(0, 90), st.binary(max_size=80))
def test_any_damage_gives_an_answer(kind: str, at: int, wrong: bytes) -> None:
    whole = PICTURES[kind]
    assert isinstance(carried(whole[:at] + wrong + whole[at:]), list)
    assert isinstance(carried(whole[:at] + wrong), list)
